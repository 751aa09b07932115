import { wordFor, writeMac } from "../format.ts";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import type { ShownSighting } from "../records/others.ts";
import type { Texts } from "../texts/texts.ts";

type SightingsTableProps = {
  sightings: readonly ShownSighting[];
  texts: Texts;
  isIgnored: boolean;
  chosen: ReadonlyMap<string, ShownSighting>;
  onChoose: ((sighting: ShownSighting, isChosen: boolean) => void) | undefined;
  onAdmit: ((sighting: ShownSighting) => void) | undefined;
  /** Ignores it, or takes that back. */
  onToggle: ((sighting: ShownSighting) => void) | undefined;
};

export function SightingsTable(props: SightingsTableProps) {
  const { sightings, texts, isIgnored, chosen, onChoose, onAdmit, onToggle } = props;
  const t = texts.waiting;
  if (sightings.length === 0) return <p class="card">{isIgnored ? t.emptyIgnored : t.empty}</p>;
  const columns: readonly (Column<ShownSighting> | false)[] = [
    onChoose !== undefined && {
      name: "choose",
      title: t.choose,
      show: (sighting) => (
        <input
          type="checkbox"
          aria-label={t.chooseLabel(writeMac(sighting.mac))}
          checked={chosen.has(sighting.mac)}
          onChange={({ currentTarget }) => onChoose(sighting, currentTarget.checked)}
        />
      ),
    },
    { name: "mac", title: texts.phones.mac, isHead: true, show: ({ mac }) => <span class="mac">{writeMac(mac)}</span> },
    {
      name: "model",
      title: texts.phones.model,
      show: ({ vendor, model }) => [vendor, model].filter((one) => one !== null).join(" ") || texts.unknown,
    },
    {
      name: "address",
      title: t.address,
      show: ({ address, via }) => `${address} (${wordFor(via, t.ways)})`,
    },
    { name: "reason", title: t.reason, show: ({ reason }) => wordFor(reason, t.reasons) },
    { name: "pbx", title: texts.phones.pbx, show: ({ pbx }) => pbx },
    { name: "count", title: t.count, show: ({ count }) => String(count) },
    { name: "seen", title: texts.phones.lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} /> },
    (onAdmit !== undefined || onToggle !== undefined) && {
      name: "actions",
      title: t.actions,
      show: (sighting) => (
        <div class="actions">
          {onAdmit !== undefined && (
            <button type="button" aria-label={t.admitLabel(writeMac(sighting.mac))} onClick={() => onAdmit(sighting)}>
              {t.admit}
            </button>
          )}
          {onToggle !== undefined && (
            <button
              type="button"
              aria-label={(isIgnored ? t.restoreLabel : t.ignoreLabel)(writeMac(sighting.mac))}
              onClick={() => onToggle(sighting)}
            >
              {isIgnored ? t.restore : t.ignore}
            </button>
          )}
        </div>
      ),
    },
  ];
  const shown = columns.filter((column) => column !== false);
  return <Table caption={t.caption} columns={shown} rows={sightings} keyOf={({ mac }) => mac} />;
}
