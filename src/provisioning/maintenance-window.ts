import { type Static, Type } from "typebox";
import { createOffsetReader, findMoment } from "./time-zone.ts";

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
/** What a public holiday does: no window opens on it, all of it is open, or it is a day like others. */
const ON_HOLIDAYS = ["closed", "open", "as-usual"] as const;

const LocalDate = Type.String({
  format: "local-date",
  description: "In the site's calendar",
  examples: ["2026-12-25"],
});
const Interval = Type.Object(
  {
    from: Type.String({ pattern: "^(?:[01]\\d|2[0-3]):[0-5]\\d$", description: "By the site's clock: HH:MM" }),
    to: Type.String({
      pattern: "^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$",
      description: "The minute at which it is over. Not later than `from`: on the next day",
    }),
    days: Type.Optional(
      Type.Array(Type.Enum(WEEKDAYS), {
        minItems: 1,
        uniqueItems: true,
        description: "Days on which it begins; every day unless given",
      }),
    ),
    dates: Type.Optional(
      Type.Array(Type.Object({ from: LocalDate, to: LocalDate }, { additionalProperties: false }), {
        minItems: 1,
        maxItems: 100,
        description: "Between which dates, both included, it begins; always unless given",
      }),
    ),
  },
  { additionalProperties: false },
);

/** When something may be done to phones, by the site's clock. */
export const WindowSettings = Type.Object(
  {
    timezone: Type.Optional(
      Type.String({ format: "iana-timezone", description: "The site's; that of the PBX's settings unless given" }),
    ),
    intervals: Type.Array(Interval, { minItems: 1, maxItems: 50, description: "It is open in each of them" }),
    holidays: Type.Optional(Type.Array(LocalDate, { maxItems: 1000, uniqueItems: true })),
    onHolidays: Type.Optional(
      Type.Enum(ON_HOLIDAYS, {
        description:
          "closed (unless given): no interval begins on a holiday; open: all of the day is open; as-usual: a day like others",
      }),
    ),
  },
  { additionalProperties: false },
);
type Interval = Static<typeof Interval>;
export type WindowSettings = Static<typeof WindowSettings>;
/** With its time zone decided. */
export type MaintenanceWindow = WindowSettings & { timezone: string };

/** `to` is the first moment at which it is closed again; null: it stays open for longer than is looked ahead. */
export type Opening = { from: number; to: number | null };

export type StoredWindow = {
  pbxId: string;
  name: string;
  settings: WindowSettings;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
export type WindowStore = {
  putWindow(window: {
    pbxId: string;
    name: string;
    settings: WindowSettings;
    expectedRevision?: number | undefined;
  }): Promise<{ window: StoredWindow; isNew: boolean } | "unknown-pbx" | "stale" | "too-many-windows">;
  findWindow(pbxId: string, name: string): Promise<StoredWindow | undefined>;
  /** In the order of their names. */
  listWindows(pbxId: string): Promise<StoredWindow[]>;
  deleteWindow(pbxId: string, name: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MINUTES_OF_DAY = 24 * 60;
/** How far ahead an opening is looked for. */
const DAYS_AHEAD = 366 * 2;
/** What is open for longer is as good as always open. */
const LONGEST_OPENING_MS = 31 * DAY_MS;

/** Local time as if it were UTC: what the site's clock and calendar show. */
type Wall = number;
/** Without its end. */
type Span = { from: number; to: number };

/**
 * Whether the site's clock shows a time inside the window. So what a change of clocks leaves out is never open, and an hour that comes
 * twice is open twice.
 */
export function isOpen(window: MaintenanceWindow, at: number): boolean {
  const wall = at + offsetReader(window.timezone)(at) * MINUTE_MS;
  const today = Math.floor(wall / DAY_MS) * DAY_MS;
  return [today - DAY_MS, today].some((day) =>
    wallSpans(window, day).some(({ from, to }) => wall >= from && wall < to),
  );
}

/** The opening that goes on at that moment, from then on, or else the next one. Undefined: none within two years. */
export function nextOpening(window: MaintenanceWindow, at: number): Opening | undefined {
  const offsetAt = offsetReader(window.timezone);
  const today = Math.floor((at + offsetAt(at) * MINUTE_MS) / DAY_MS) * DAY_MS;
  let spans: Span[] = [];
  for (let day = today - DAY_MS; day < today + DAYS_AHEAD * DAY_MS; day += DAY_MS) {
    const more = wallSpans(window, day).flatMap((span) => toMoments(span, offsetAt));
    if (more.length > 0) spans = mergeSpans([...spans, ...more.filter(({ to }) => to > at)]);
    const [first] = spans;
    if (first === undefined) continue;
    const from = Math.max(first.from, at);
    if (first.to - from > LONGEST_OPENING_MS) return { from, to: null };
    // What begins on later days can no longer touch it: offsets lie within a day of UTC.
    if (day > first.to + 2 * DAY_MS) return { from, to: first.to };
  }
  const [last] = spans;
  return last && { from: Math.max(last.from, at), to: last.to };
}

/** In order, those that touch as one. */
function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const before = merged.at(-1);
    if (before !== undefined && span.from <= before.to) before.to = Math.max(before.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

/** What of the window begins on a day, by the site's clock. */
function wallSpans(window: MaintenanceWindow, day: Wall): Span[] {
  const { intervals, holidays = [], onHolidays = "closed" } = window;
  const date = new Date(day).toISOString().slice(0, "2026-12-25".length);
  if (onHolidays !== "as-usual" && holidays.includes(date))
    return onHolidays === "open" ? [{ from: day, to: day + DAY_MS }] : [];
  const weekday = WEEKDAYS[new Date(day).getUTCDay()];
  return intervals
    .filter(({ days, dates }) => {
      const isOnDate = dates === undefined || dates.some(({ from, to }) => date >= from && date <= to);
      return isOnDate && (days === undefined || days.some((one) => one === weekday));
    })
    .map((interval) => {
      const from = minutesOf(interval.from);
      const to = minutesOf(interval.to);
      const end = to > from ? to : to + MINUTES_OF_DAY;
      return { from: day + from * MINUTE_MS, to: day + end * MINUTE_MS };
    });
}

function minutesOf(time: Interval["from"]): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** The moments at which the site's clock shows a time of the span. */
function toMoments({ from, to }: Span, offsetAt: (at: number) => number): Span[] {
  // Offsets lie within a day of UTC.
  const pieces = piecesOf(from - DAY_MS, to + DAY_MS, offsetAt);
  return pieces.flatMap((piece) => {
    const begin = Math.max(piece.from, from - piece.offset * MINUTE_MS);
    const end = Math.min(piece.to, to - piece.offset * MINUTE_MS);
    return begin < end ? [{ from: begin, to: end }] : [];
  });
}

/** Cut where the offset changes, to the minute. */
function piecesOf(from: number, to: number, offsetAt: (at: number) => number): (Span & { offset: number })[] {
  const pieces: (Span & { offset: number })[] = [];
  let begin = from;
  let offset = offsetAt(from);
  for (let day = from; day < to; day += DAY_MS) {
    const offsetThen = offsetAt(day + DAY_MS);
    if (offsetThen === offset) continue;
    const change = findMoment(day, day + DAY_MS, (at) => offsetAt(at) === offsetThen);
    pieces.push({ from: begin, to: change, offset });
    begin = change;
    offset = offsetThen;
  }
  return [...pieces, { from: begin, to: to + DAY_MS, offset }];
}

const readers = new Map<string, (at: number) => number>();

function offsetReader(timezone: string): (at: number) => number {
  let reader = readers.get(timezone);
  if (reader === undefined) {
    reader = createOffsetReader(timezone);
    readers.set(timezone, reader);
  }
  return reader;
}
