import { useState } from "preact/hooks";
import { download } from "../download.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Progress } from "../parts/progress.tsx";
import { Table } from "../parts/table.tsx";
import { type ListedRow, type RowResult, sayRowFault, writeReport } from "../phone-list/import-rows.ts";
import type { PhoneList } from "../phone-list/read-list.ts";
import type { Run } from "../phone-list/use-import.ts";
import { readText } from "../read.ts";

const MOST_SHOWN = 100;

type ImportResultsProps = {
  list: PhoneList;
  run: Run;
  onStop: () => void;
  onGoOn: () => void;
  onAdmit: (rows: readonly ListedRow[]) => Promise<Run>;
  onBack: () => void;
  onAnother: () => void;
};

/** What became of the rows: while it goes on, after the check, and when all is done. */
export function ImportResults({ list, run, onStop, onGoOn, onAdmit, onBack, onAnother }: ImportResultsProps) {
  const { texts, announce } = usePage();
  const t = texts.importing;
  /** What the check had found before phones were admitted. */
  const [checked, setChecked] = useState<readonly RowResult[]>([]);
  const isAdmitting = run.kind === "admit";
  const fitting = run.results.filter(({ fault }) => fault === undefined);
  const refused = isAdmitting
    ? [...checked, ...run.results.filter(({ fault }) => fault !== undefined)].sort((a, b) => a.row.line - b.row.line)
    : run.results.filter(({ fault }) => fault !== undefined);
  const newAccounts = fitting.reduce((sum, one) => sum + one.newAccounts.length, 0);
  const admit = async () => {
    setChecked(refused);
    const done = await onAdmit(fitting.map(({ row }) => row));
    announce(t.done(done.results.filter(({ fault }) => fault === undefined).length));
  };
  if (run.state === "running" || run.state === "stopping") {
    return (
      <div class="card">
        <Progress label={isAdmitting ? t.admitting : t.checking} done={run.results.length} total={run.rows.length} />
        <button type="button" disabled={run.state === "stopping"} onClick={onStop}>
          {t.stop}
        </button>
      </div>
    );
  }
  return (
    <>
      {run.fault !== undefined && <FaultNote fault={run.fault} />}
      {run.state === "stopped" && <p class="note doubt">{t.stopped(run.results.length, run.rows.length)}</p>}
      <div class={fitting.length > 0 ? "note good" : "note"}>
        <p>
          <strong>{isAdmitting ? t.done(fitting.length) : t.fits(fitting.length)}</strong>{" "}
          {newAccounts > 0 && t.newAccounts(newAccounts)}
        </p>
      </div>
      {refused.length > 0 && <Refused list={list} results={refused} all={[...run.results, ...checked]} />}
      <div class="actions">
        {run.state === "stopped" && (
          <button type="button" class="main" onClick={onGoOn}>
            {t.goOn}
          </button>
        )}
        {!isAdmitting && run.state === "over" && fitting.length > 0 && (
          <button type="button" class="main" onClick={() => void admit()}>
            {t.admit(fitting.length)}
          </button>
        )}
        {!isAdmitting && (
          <button type="button" onClick={onBack}>
            {t.back}
          </button>
        )}
        <button type="button" onClick={onAnother}>
          {t.another}
        </button>
      </div>
    </>
  );
}

type RefusedProps = { list: PhoneList; results: readonly RowResult[]; all: readonly RowResult[] };

function Refused({ list, results, all }: RefusedProps) {
  const { texts } = usePage();
  const t = texts.importing;
  const shown = results.slice(0, MOST_SHOWN);
  return (
    <section aria-labelledby="refused">
      <h2 id="refused">{t.refused(results.length)}</h2>
      <p>
        <button type="button" onClick={() => download("offhook-refused.csv", writeReport(list, results, all, texts))}>
          {t.report}
        </button>
      </p>
      <Table
        caption={t.refused(results.length)}
        rows={shown}
        keyOf={({ row }) => String(row.line)}
        columns={[
          { name: "line", title: t.line, isHead: true, show: ({ row }) => String(row.line) },
          {
            name: "mac",
            title: t.fields.mac,
            show: ({ row }) => <span class="mac wrap">{writeMac(readText(row.body.mac))}</span>,
          },
          { name: "problem", title: t.problem, show: (result) => sayRowFault(result, all, texts) },
        ]}
      />
      {results.length > shown.length && <p class="quiet">{t.moreInFile(results.length - shown.length)}</p>}
    </section>
  );
}
