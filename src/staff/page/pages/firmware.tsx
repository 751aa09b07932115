import { useState } from "preact/hooks";
import { writeBytes } from "../format.ts";
import type { Happening } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { DropZone } from "../parts/drop-zone.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readHosted, readTakingVendor, type ShownHosted, type TakingVendor } from "../records/hosted.ts";
import { useList } from "../use-list.ts";
import { HostedDetails } from "./hosted-details.tsx";
import { UploadFirmware } from "./upload-firmware.tsx";

/** The images that phones can be given. */
export function FirmwarePage() {
  const { texts, may } = usePage();
  const [chosen, setChosen] = useState<File>();
  const [shown, setShown] = useState<ShownHosted>();
  const whole = { query: {}, limit: undefined };
  const list = useList({ name: "GET /api/v1/firmware", readItem: readHosted, concerns: concernsHosted, ...whole });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readTakingVendor, ...whole });
  const makers = vendors.value?.items ?? [];
  return (
    <>
      <Heading title={texts.firmware.title} />
      <p>{texts.firmware.intro}</p>
      {may("PUT /api/v1/firmware/:vendor/:name") && (
        <DropZone label={texts.firmware.choose} hint={texts.firmware.chooseHint} onFile={setChosen} />
      )}
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <FirmwareTable images={list.value.items} makers={makers} onShow={setShown} />
      )}
      {chosen !== undefined && (
        <UploadFirmware file={chosen} makers={makers} onClose={() => setChosen(undefined)} onTaken={list.again} />
      )}
      {shown !== undefined && (
        <HostedDetails
          kind="firmware"
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

export function concernsHosted({ name }: Happening): boolean {
  return name === "hosted-file-added" || name === "hosted-file-deleted";
}

/** What a vendor is called. */
export function nameOf(vendor: string, makers: readonly TakingVendor[]): string {
  return makers.find(({ id }) => id === vendor)?.name ?? vendor;
}

type TableProps = {
  images: readonly ShownHosted[];
  makers: readonly TakingVendor[];
  onShow: (image: ShownHosted) => void;
};

export function FirmwareTable({ images, makers, onShow }: TableProps) {
  const { texts, language } = usePage();
  const t = texts.firmware;
  if (images.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly Column<ShownHosted>[] = [
    { name: "version", title: t.version, isHead: true, show: ({ version }) => version },
    { name: "vendor", title: texts.phones.manufacturer, show: ({ vendor }) => nameOf(vendor, makers) },
    { name: "models", title: t.models, show: ({ models }) => models.join(", ") },
    { name: "bytes", title: t.size, show: ({ bytes }) => writeBytes(bytes, language) },
    { name: "uploaded", title: t.uploaded, show: ({ uploadedAt }) => <Moment at={uploadedAt} /> },
    {
      name: "more",
      title: texts.details,
      show: (image) => (
        <button type="button" aria-label={texts.uploads.detailsOf(image.name)} onClick={() => onShow(image)}>
          {texts.details}
        </button>
      ),
    },
  ];
  return (
    <Table caption={t.caption} columns={columns} rows={images} keyOf={({ vendor, name }) => `${vendor} ${name}`} />
  );
}
