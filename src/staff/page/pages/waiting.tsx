import { useState } from "preact/hooks";
import { writeMac } from "../format.ts";
import type { Happening } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readSighting, type ShownSighting } from "../records/others.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { NewPhone } from "./new-phone.tsx";

/** Of a phone that no PBX has yet, or that was admitted or deleted. */
export function concernsSightings({ name, mac, pbx }: Happening): boolean {
  return mac !== null && (pbx === null || name.startsWith("phone-admitted") || name === "phone-deleted");
}

/** Phones that asked and are not admitted. */
export function Waiting() {
  const { texts, may } = usePage();
  const [typed, setTyped] = useState("");
  const [admitting, setAdmitting] = useState<ShownSighting>();
  const search = useSettled(typed);
  const list = useList({
    name: "GET /api/v1/sightings",
    query: { search },
    readItem: readSighting,
    concerns: concernsSightings,
  });
  const onAdmit = may("POST /api/v1/sightings/:mac/admit") ? setAdmitting : undefined;
  return (
    <>
      <Heading title={texts.waiting.title} />
      <SearchField label={texts.search} hint={texts.waiting.searchLabel} value={typed} onInput={setTyped} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <SightingsTable sightings={list.value.items} texts={texts} onAdmit={onAdmit} />
          <Pager
            page={list.page}
            hasNext={list.value.next !== null}
            onNext={list.onNext}
            onPrevious={list.onPrevious}
          />
        </>
      )}
      {admitting !== undefined && (
        <NewPhone
          known={admitting}
          onClose={() => setAdmitting(undefined)}
          onAdmitted={() => {
            setAdmitting(undefined);
            list.again();
          }}
        />
      )}
    </>
  );
}

type SightingsTableProps = {
  sightings: readonly ShownSighting[];
  texts: Texts;
  onAdmit: ((sighting: ShownSighting) => void) | undefined;
};

export function SightingsTable({ sightings, texts, onAdmit }: SightingsTableProps) {
  if (sightings.length === 0) return <p class="card">{texts.waiting.empty}</p>;
  const columns: readonly Column<ShownSighting>[] = [
    { name: "mac", title: texts.phones.mac, isHead: true, show: ({ mac }) => <span class="mac">{writeMac(mac)}</span> },
    { name: "vendor", title: texts.phones.manufacturer, show: ({ vendor }) => vendor ?? texts.unknown },
    { name: "model", title: texts.phones.model, show: ({ model }) => model ?? texts.unknown },
    { name: "address", title: texts.waiting.address, show: ({ address }) => address },
    { name: "via", title: texts.waiting.via, show: ({ via }) => via },
    { name: "reason", title: texts.waiting.reason, show: ({ reason }) => <code>{reason}</code> },
    { name: "count", title: texts.waiting.count, show: ({ count }) => String(count) },
    { name: "seen", title: texts.phones.lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} /> },
    ...(onAdmit === undefined
      ? []
      : [
          {
            name: "admit",
            title: texts.waiting.admit,
            show: (sighting: ShownSighting) => (
              <button
                type="button"
                aria-label={texts.waiting.admitLabel(writeMac(sighting.mac))}
                onClick={() => onAdmit(sighting)}
              >
                {texts.waiting.admit}
              </button>
            ),
          },
        ]),
  ];
  return <Table caption={texts.waiting.caption} columns={columns} rows={sightings} keyOf={({ mac }) => mac} />;
}
