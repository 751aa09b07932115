import { useState } from "preact/hooks";
import type { Happening } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { CodeView } from "../parts/code-view.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Moment } from "../parts/moment.tsx";
import { readText } from "../read.ts";
import { readFile, readNews, type ShownFile, type ShownNews } from "../records/phone-state.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";

/** The files that a phone fetches, in its order, and what is in them now. */
export function PhoneFiles({ mac }: { mac: string }) {
  const { texts, api } = usePage();
  const [shown, setShown] = useState<string>();
  const live = { concerns: (happening: Happening) => happening.mac === mac || happening.name.endsWith("-changed") };
  const files = useList({
    name: "GET /api/v1/phones/:mac/files",
    params: { mac },
    query: {},
    limit: undefined,
    readItem: readFile,
    ...live,
  });
  const preview = useLoaded(
    (signal) =>
      shown === undefined
        ? undefined
        : api("GET /api/v1/phones/:mac/preview", { params: { mac }, query: { file: shown }, signal }),
    readText,
    [mac, shown],
    live,
  );
  const news = useLoaded(
    (signal) =>
      shown === undefined
        ? undefined
        : api("GET /api/v1/phones/:mac/preview/news", { params: { mac }, query: { file: shown }, signal }),
    readNews,
    [mac, shown],
    live,
  );
  return (
    <>
      {files.fault !== undefined && <FaultNote fault={files.fault} onAgain={files.again} />}
      <FilesList files={files.value?.items ?? []} shown={shown} texts={texts} onShow={setShown} />
      {preview.fault !== undefined && <FaultNote fault={preview.fault} />}
      {preview.value !== undefined && shown !== undefined && (
        <>
          <p class="quiet">{texts.phone.masked}</p>
          {news.value !== undefined && <FileNews news={news.value} file={shown} texts={texts} />}
          <h3>{texts.phone.whole}</h3>
          <CodeView text={preview.value} title={shown} />
        </>
      )}
    </>
  );
}

/** What the phone will get that it has not got yet. */
export function FileNews({ news, file, texts }: { news: ShownNews; file: string; texts: Texts }) {
  const { fetchedAt, diff } = news;
  const t = texts.phone;
  return (
    <>
      <h3>{t.news}</h3>
      <p>
        {fetchedAt === null ? (
          t.neverFetched
        ) : (
          <>
            {t.fetchedLast} <Moment at={fetchedAt} />.
          </>
        )}{" "}
        {diff === "" && t.nothingNew}
        {diff === null && fetchedAt !== null && t.newsUnknown}
      </p>
      {diff !== null && diff !== "" && <DiffView name={file} {...{ diff }} />}
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
