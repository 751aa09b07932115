import { useState } from "preact/hooks";
import { wordFor, writeBytes } from "../format.ts";
import type { PageLanguage } from "../languages.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { ExactTime } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readUpload, type ShownUpload } from "../records/phone-more.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";

/** The files that a phone saved here. */
export function PhoneUploads({ mac }: { mac: string }) {
  const { texts, language, may, announce } = usePage();
  const t = texts.phoneUploads;
  const [deleting, setDeleting] = useState<ShownUpload>();
  const action = useCall();
  const uploads = useList({
    name: "GET /api/v1/phones/:mac/uploads",
    params: { mac },
    query: {},
    limit: undefined,
    readItem: readUpload,
  });
  return (
    <>
      <p class="quiet">{t.what}</p>
      {uploads.fault !== undefined && <FaultNote fault={uploads.fault} onAgain={uploads.again} />}
      <UploadsTable
        uploads={uploads.value?.items ?? []}
        {...{ texts, language }}
        addressOf={
          may("GET /api/v1/phones/:mac/uploads/:upload")
            ? (id) => `/api/v1/phones/${encodeURIComponent(mac)}/uploads/${encodeURIComponent(id)}`
            : undefined
        }
        onDelete={may("DELETE /api/v1/phones/:mac/uploads/:upload") ? setDeleting : undefined}
      />
      {deleting !== undefined && (
        <Dialog title={t.deleteTitle} isBusy={action.isBusy} onClose={() => setDeleting(undefined)}>
          {action.fault !== undefined && <FaultNote fault={action.fault} />}
          <p class="wrap">{deleting.name}</p>
          <div class="actions">
            <button
              type="button"
              class="grave"
              disabled={action.isBusy}
              onClick={() =>
                void action.call(
                  "DELETE /api/v1/phones/:mac/uploads/:upload",
                  { params: { mac, upload: deleting.id } },
                  () => {
                    setDeleting(undefined);
                    announce(t.deleted);
                    uploads.again();
                  },
                )
              }
            >
              {texts.phone.deleteConfirm}
            </button>
            <button type="button" onClick={() => setDeleting(undefined)}>
              {texts.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

type UploadsTableProps = {
  uploads: readonly ShownUpload[];
  texts: Texts;
  language: PageLanguage;
  addressOf: ((id: string) => string) | undefined;
  onDelete: ((upload: ShownUpload) => void) | undefined;
};

export function UploadsTable({ uploads, texts, language, addressOf, onDelete }: UploadsTableProps) {
  const t = texts.phoneUploads;
  if (uploads.length === 0) return <p>{t.none}</p>;
  const columns: readonly Column<ShownUpload>[] = [
    { name: "name", title: texts.phone.file, isHead: true, show: ({ name }) => <code class="wrap">{name}</code> },
    { name: "kind", title: t.kind, show: ({ kind }) => wordFor(kind, t.kinds) },
    { name: "bytes", title: t.size, show: ({ bytes }) => writeBytes(bytes, language) },
    { name: "at", title: t.receivedAt, show: ({ receivedAt }) => <ExactTime at={receivedAt} /> },
    {
      name: "address",
      title: texts.phone.address,
      show: ({ address, isProven }) => (isProven ? address : `${address} (${t.unproven})`),
    },
    {
      name: "actions",
      title: t.actions,
      show: (upload) => (
        <div class="actions">
          {addressOf !== undefined && (
            <a class="button" href={addressOf(upload.id)} download aria-label={`${t.download}: ${upload.name}`}>
              {t.download}
            </a>
          )}
          {onDelete !== undefined && (
            <button
              type="button"
              class="grave"
              aria-label={`${texts.phone.deleteConfirm}: ${upload.name}`}
              onClick={() => onDelete(upload)}
            >
              {texts.phone.deleteConfirm}
            </button>
          )}
        </div>
      ),
    },
  ];
  return <Table caption={t.title} columns={columns} rows={uploads} keyOf={({ id }) => id} />;
}
