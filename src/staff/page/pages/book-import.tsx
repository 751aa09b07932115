import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { DropZone } from "../parts/drop-zone.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { ChoiceField } from "../parts/text-field.tsx";
import { UploadProgress } from "../parts/upload-progress.tsx";
import { readImport, type ShownImport } from "../records/books.ts";
import { useUpload } from "../use-upload.ts";

const MODES = ["merge", "replace"] as const;
type Mode = (typeof MODES)[number];
type ImportProps = { pbx: string; book: string; onClose: () => void; onImported: () => void };

/** A table of entries: first it is tried, with all that is wrong with it, and then it is taken as a whole or not at all. */
export function BookImport({ pbx, book, onClose, onImported }: ImportProps) {
  const { texts, announce } = usePage();
  const [file, setFile] = useState<File>();
  const [mode, setMode] = useState<Mode>("merge");
  const [report, setReport] = useState<ShownImport>();
  const [isDone, setDone] = useState(false);
  const [isTaken, setTaken] = useState(false);
  const upload = useUpload();
  const t = texts.books;

  const send = async (chosen: File, how: Mode, isDry: boolean) => {
    setReport(undefined);
    setTaken(!isDry);
    const answer = await upload.send("POST /api/v1/pbxs/:id/phone-books/:book/import", {
      params: { id: pbx, book },
      query: { mode: how, dryRun: isDry ? "true" : undefined },
      file: chosen,
      fileType: "text/csv",
    });
    setTaken(false);
    if (answer === undefined) return;
    setReport(readImport(answer));
    if (isDry) return;
    setDone(true);
    announce(t.imported);
    onImported();
  };
  const isBusy = upload.progress !== undefined;
  const canImport = report !== undefined && report.faults.length === 0 && !isBusy;
  return (
    <Dialog title={t.importTitle} isBusy={isTaken} onClose={onClose}>
      {upload.fault !== undefined && <FaultNote fault={upload.fault} />}
      {isDone ? (
        <p class="note good">{t.imported}</p>
      ) : (
        <>
          <DropZone
            label={t.importFile}
            hint={t.importHint}
            accept=".csv,.txt,text/csv"
            onFile={(chosen) => {
              setFile(chosen);
              void send(chosen, mode, true);
            }}
          />
          <ChoiceField
            label={t.mode}
            name="mode"
            hint={t.modeHints[mode]}
            value={mode}
            choices={MODES.map((value) => ({ value, title: t.modes[value] }))}
            onChange={(value) => {
              const chosen = MODES.find((one) => one === value) ?? mode;
              setMode(chosen);
              if (file !== undefined) void send(file, chosen, true);
            }}
          />
        </>
      )}
      {file !== undefined && <p class="wrap">{file.name}</p>}
      {upload.progress !== undefined && <UploadProgress progress={upload.progress} name={file?.name ?? ""} />}
      {report !== undefined && <ImportReport report={report} isDone={isDone} />}
      <div class="actions">
        {!isDone && file !== undefined && (
          <button type="button" class="main" disabled={!canImport} onClick={() => void send(file, mode, false)}>
            {t.importNow}
          </button>
        )}
        <button type="button" disabled={isTaken} onClick={onClose}>
          {isDone ? texts.close : texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}

/** What an import does, or would do, and every line that it cannot read. */
export function ImportReport({ report, isDone }: { report: ShownImport; isDone: boolean }) {
  const { texts } = usePage();
  const t = texts.books;
  const { added, changed, unchanged, removed, faults, ignoredColumns } = report;
  return (
    <div role="status">
      {faults.length > 0 && (
        <div class="note bad">
          <p>{t.importFaults(faults.length)}</p>
          <ul lang="en">
            {faults.map(({ line, detail }, at) => (
              <li key={`${at} ${line}`}>
                <strong>{t.line(line)}</strong> {detail}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p>{isDone ? t.didImport : t.wouldImport}</p>
      <ul>
        <li>{t.added(added)}</li>
        <li>{t.changed(changed)}</li>
        <li>{t.unchanged(unchanged)}</li>
        {removed > 0 && <li>{t.removed(removed)}</li>}
      </ul>
      {ignoredColumns.length > 0 && <p class="note doubt">{t.ignored(ignoredColumns.join(", "))}</p>}
    </div>
  );
}
