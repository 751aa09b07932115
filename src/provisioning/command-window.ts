import { type MaintenanceWindow, nextOpening } from "./maintenance-window.ts";

type Slot = { notBefore: number; deadline: number };

const MINUTE_MS = 60_000;
/** What may not be sent while a call is up, say, is given up after so long where no window ends it before. */
export const PATIENCE_MS = 3_600_000;

/**
 * When each of so many commands may be sent, and when it is given up unsent: evenly, and inside the window. Undefined: the window does
 * not open often enough within two years.
 */
export function planBatch(
  count: number,
  { now, perMinute, window }: { now: number; perMinute: number; window: MaintenanceWindow | undefined },
): Slot[] | undefined {
  const slots: Slot[] = [];
  let at = now;
  let closesAt = window === undefined ? Number.POSITIVE_INFINITY : now;
  for (let planned = 0; planned < count; planned++) {
    if (window !== undefined && at >= closesAt) {
      const opening = nextOpening(window, at);
      if (opening === undefined) return undefined;
      at = opening.from;
      closesAt = opening.to ?? Number.POSITIVE_INFINITY;
    }
    const notBefore = Math.round(at);
    slots.push({ notBefore, deadline: Number.isFinite(closesAt) ? closesAt : notBefore + PATIENCE_MS });
    at += MINUTE_MS / perMinute;
  }
  return slots;
}
