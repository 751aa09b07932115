import { createOffsetReader } from "./time-zone.ts";

/** When commands may be sent: minutes of the local day, `toMinute` excluded. It may reach over midnight. */
export type CommandWindow = { fromMinute: number; toMinute: number; timezone: string };
type Slot = { notBefore: number; deadline: number };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Clocks change at quarters of an hour. */
const SAME_OFFSET_MINUTES = 15;
/** What may not be sent while a call is up, say, is given up after so long where no window ends it before. */
export const PATIENCE_MS = 3_600_000;

/** The window that `at` lies in, or the next one. */
function nextOpening(
  { fromMinute, toMinute, timezone }: CommandWindow,
  at: number,
): { opensAt: number; closesAt: number } {
  const offsetAt = createOffsetReader(timezone);
  const first = Math.floor(at / MINUTE_MS);
  let offset = offsetAt(at);
  const isOpen = (minute: number) => {
    if (minute % SAME_OFFSET_MINUTES === 0) offset = offsetAt(minute * MINUTE_MS);
    const local = (((minute + offset) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    return fromMinute < toMinute ? local >= fromMinute && local < toMinute : local >= fromMinute || local < toMinute;
  };
  // A window that falls into the hour that a clock leaves out opens on the next day.
  let opens = first;
  while (!isOpen(opens) && opens < first + 2 * DAY_MINUTES) opens++;
  let closes = opens + 1;
  while (isOpen(closes) && closes < opens + DAY_MINUTES) closes++;
  return { opensAt: Math.max(at, opens * MINUTE_MS), closesAt: closes * MINUTE_MS };
}

/** When each of so many commands may be sent, and when it is given up unsent: evenly, and inside the window. */
export function planBatch(
  count: number,
  { now, perMinute, window }: { now: number; perMinute: number; window: CommandWindow | undefined },
): Slot[] {
  const slots: Slot[] = [];
  let at = now;
  let open = window && nextOpening(window, at);
  for (let planned = 0; planned < count; planned++) {
    if (window !== undefined && open !== undefined && at >= open.closesAt) open = nextOpening(window, at);
    at = Math.max(at, open?.opensAt ?? at);
    slots.push({ notBefore: Math.round(at), deadline: open?.closesAt ?? Math.round(at) + PATIENCE_MS });
    at += MINUTE_MS / perMinute;
  }
  return slots;
}
