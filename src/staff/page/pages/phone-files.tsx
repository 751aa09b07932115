import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { CodeView } from "../parts/code-view.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { readText } from "../read.ts";
import { readFile, type ShownFile } from "../records/phone-state.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";

/** The files that a phone fetches, in its order, and what is in them now. */
export function PhoneFiles({ mac }: { mac: string }) {
  const { texts, api } = usePage();
  const [shown, setShown] = useState<string>();
  const files = useList({
    name: "GET /api/v1/phones/:mac/files",
    params: { mac },
    query: {},
    limit: undefined,
    readItem: readFile,
  });
  const preview = useLoaded(
    (signal) =>
      shown === undefined
        ? undefined
        : api("GET /api/v1/phones/:mac/preview", { params: { mac }, query: { file: shown }, signal }),
    readText,
    [mac, shown],
  );
  return (
    <>
      {files.fault !== undefined && <FaultNote fault={files.fault} onAgain={files.again} />}
      <FilesList files={files.value?.items ?? []} shown={shown} texts={texts} onShow={setShown} />
      {preview.fault !== undefined && <FaultNote fault={preview.fault} />}
      {preview.value !== undefined && shown !== undefined && (
        <>
          <p class="quiet">{texts.phone.masked}</p>
          <CodeView text={preview.value} title={shown} />
        </>
      )}
    </>
  );
}

type FilesListProps = {
  files: readonly ShownFile[];
  shown: string | undefined;
  texts: Texts;
  onShow: (name: string) => void;
};

export function FilesList({ files, shown, texts, onShow }: FilesListProps) {
  if (files.length === 0) return <p>{texts.none}</p>;
  return (
    <ul class="plain files">
      {files.map(({ name, contentType, carriesSecrets }) => (
        <li key={name}>
          <button
            type="button"
            aria-pressed={shown === name}
            aria-label={texts.phone.showFile(name)}
            onClick={() => onShow(name)}
          >
            <code class="wrap">{name}</code>
          </button>{" "}
          <span class="quiet">
            {contentType}
            {carriesSecrets && `, ${texts.phone.carriesPasswords}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
