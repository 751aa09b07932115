import { useState } from "preact/hooks";
import { wordFor, writeBytes } from "../format.ts";
import { usePage } from "../page-context.ts";
import { DropZone } from "../parts/drop-zone.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readHosted, readTakingVendor, type ShownHosted, type TakingVendor } from "../records/hosted.ts";
import { useList } from "../use-list.ts";
import { concernsHosted, nameOf } from "./firmware.tsx";
import { HostedDetails } from "./hosted-details.tsx";
import { UploadFile } from "./upload-file.tsx";

/** Languages, ring tones and pictures that phones can be given. */
export function FilesPage() {
  const { texts, may } = usePage();
  const [chosen, setChosen] = useState<File>();
  const [shown, setShown] = useState<ShownHosted>();
  const whole = { query: {}, limit: undefined };
  const list = useList({ name: "GET /api/v1/files", readItem: readHosted, concerns: concernsHosted, ...whole });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readTakingVendor, ...whole });
  const makers = vendors.value?.items ?? [];
  return (
    <>
      <Heading title={texts.files.title} />
      <p>{texts.files.intro}</p>
      {may("PUT /api/v1/files/:vendor/:name") && <DropZone label={texts.files.choose} onFile={setChosen} />}
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <FilesTable files={list.value.items} makers={makers} onShow={setShown} />
      )}
      {chosen !== undefined && makers.length > 0 && (
        <UploadFile file={chosen} makers={makers} onClose={() => setChosen(undefined)} onTaken={list.again} />
      )}
      {shown !== undefined && (
        <HostedDetails
          kind="files"
          file={shown}
          maker={nameOf(shown.vendor, makers)}
          onClose={() => setShown(undefined)}
          onDeleted={() => {
            setShown(undefined);
            list.again();
          }}
        />
      )}
    </>
  );
}

type TableProps = {
  files: readonly ShownHosted[];
  makers: readonly TakingVendor[];
  onShow: (file: ShownHosted) => void;
};

export function FilesTable({ files, makers, onShow }: TableProps) {
  const { texts, language } = usePage();
  const t = texts.uploads;
  if (files.length === 0) return <p class="card">{texts.files.empty}</p>;
  const columns: readonly Column<ShownHosted>[] = [
    { name: "name", title: texts.files.name, isHead: true, show: ({ name }) => <span class="wrap">{name}</span> },
    { name: "kind", title: t.kind, show: ({ kind }) => (kind === null ? texts.unknown : wordFor(kind, t.kinds)) },
    { name: "vendor", title: texts.phones.manufacturer, show: ({ vendor }) => nameOf(vendor, makers) },
    { name: "bytes", title: texts.firmware.size, show: ({ bytes }) => writeBytes(bytes, language) },
    { name: "pixels", title: t.pixels, show: ({ width, height }) => (width > 0 ? `${width} × ${height}` : null) },
    { name: "uploaded", title: texts.firmware.uploaded, show: ({ uploadedAt }) => <Moment at={uploadedAt} /> },
    {
      name: "more",
      title: texts.details,
      show: (file) => (
        <button type="button" aria-label={t.detailsOf(file.name)} onClick={() => onShow(file)}>
          {texts.details}
        </button>
      ),
    },
  ];
  return (
    <Table
      caption={texts.files.caption}
      columns={columns}
      rows={files}
      keyOf={({ vendor, name }) => `${vendor} ${name}`}
    />
  );
}
