import type { ComponentChildren } from "preact";
import { writeMac } from "../format.ts";
import { Light } from "../parts/light.tsx";
import { Moment } from "../parts/moment.tsx";
import type { ListedPhone } from "../records/phone.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";

export const COLUMNS = [
  ...([
    "mac",
    "vendor",
    "model",
    "label",
    "lines",
    "pbx",
    "state",
    "passwords",
    "seen",
    "address",
    "firmware",
  ] as const),
];
export type ColumnName = (typeof COLUMNS)[number];
/** Until somebody chooses others. The MAC, which leads to its phone, is always there. */
export const USUAL_COLUMNS: readonly ColumnName[] = COLUMNS.slice(0, 9);

export type PhoneColumn = {
  name: ColumnName;
  title: string;
  isHead?: boolean;
  show(phone: ListedPhone): ComponentChildren;
  /** As it stands in a file. */
  write(phone: ListedPhone): string;
};

const MOST_LINES = 3;

export function columnsIn({ phones: t, ...texts }: Texts): readonly PhoneColumn[] {
  return [
    {
      name: "mac",
      title: t.mac,
      isHead: true,
      show: ({ mac }) => (
        <a class="mac" href={pathTo("phone", { mac })}>
          {writeMac(mac)}
        </a>
      ),
      write: ({ mac }) => writeMac(mac),
    },
    {
      name: "vendor",
      title: t.manufacturer,
      show: ({ manufacturer, vendor }) => manufacturer || vendor,
      write: ({ manufacturer, vendor }) => manufacturer || vendor,
    },
    {
      name: "model",
      title: t.model,
      show: ({ model }) => model ?? <span class="quiet">{t.modelUnknown}</span>,
      write: ({ model }) => model ?? "",
    },
    { name: "label", title: t.label, show: ({ label }) => label, write: ({ label }) => label },
    {
      name: "lines",
      title: t.extensions,
      show: ({ lines }) => sayLines(lines, MOST_LINES),
      write: ({ lines }) => lines.map(({ account }) => account).join(" "),
    },
    { name: "pbx", title: t.pbx, show: ({ pbx }) => pbx, write: ({ pbx }) => pbx },
    {
      name: "state",
      title: t.state,
      show: ({ colour }) => <Light colour={colour} />,
      write: ({ colour }) => texts.lights[colour ?? "grey"],
    },
    {
      name: "passwords",
      title: t.passwords,
      show: ({ status }) => (status === null ? texts.unknown : texts.statuses[status]),
      write: ({ status }) => (status === null ? "" : texts.statuses[status]),
    },
    {
      name: "seen",
      title: t.lastSeen,
      show: ({ lastSeen }) => <Moment at={lastSeen} />,
      write: ({ lastSeen }) => (lastSeen === null ? "" : new Date(lastSeen).toISOString()),
    },
    {
      name: "address",
      title: t.address,
      show: ({ lastAddress }) => <span class="wrap">{lastAddress}</span>,
      write: ({ lastAddress }) => lastAddress ?? "",
    },
    {
      name: "firmware",
      title: t.firmware,
      show: ({ firmware }) => <span class="wrap">{firmware}</span>,
      write: ({ firmware }) => firmware ?? "",
    },
  ];
}

/** A base has hundreds. */
function sayLines(lines: ListedPhone["lines"], most: number): string {
  const shown = lines
    .slice(0, most)
    .map(({ account, displayName }) =>
      displayName === "" || displayName === account ? account : `${account} ${displayName}`,
    );
  const more = lines.length - shown.length;
  return more > 0 ? `${shown.join(", ")} +${more}` : shown.join(", ");
}
