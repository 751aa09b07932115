import { gatherLayers } from "./file-material.ts";
import type { Phone } from "./phone.ts";
import { modelOfPhone } from "./phone-files.ts";
import type { Clock, Store } from "./ports.ts";
import { resolveLayers } from "./settings-layers.ts";
import { createOffsetReader, findMoment } from "./time-zone.ts";
import type { Vendor } from "./vendor.ts";

/** When everybody leaves by themselves. */
export type SeatLimits = {
  /** Null: nobody is sent away for having sat long. */
  longestMs: number | null;
  /** Minutes after midnight by the phone's own clock; null: at no time of day. */
  endsAtMinute: number | null;
};

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Where clocks go forward over it, that time of day is missed once. */
const DAYS_LOOKED_AT = 3;

/** When somebody who signs in now leaves at the latest; null: when they sign out. */
export async function seatEnd(
  phone: Phone,
  { longestMs, endsAtMinute }: SeatLimits,
  now: ReturnType<Clock>,
  { store, vendors }: { store: Pick<Store, "findPbx" | "findProfile">; vendors: readonly Vendor[] },
): Promise<number | null> {
  const ends = longestMs === null ? [] : [now + longestMs];
  if (endsAtMinute !== null) {
    const found = modelOfPhone(phone, vendors);
    const family = found?.vendor.firmware.familyOf(found.modelName);
    const layers = await gatherLayers(store, phone, found?.modelName ?? phone.model, family);
    const zone = layers === undefined ? "Etc/UTC" : resolveLayers(layers).timezone;
    ends.push(nextTimeOfDay(now, endsAtMinute, zone));
  }
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The next moment after `now` at which the clock of that zone reaches `minuteOfDay`. What is skipped comes with the skip. */
export function nextTimeOfDay(now: number, minuteOfDay: number, zone: string): number {
  const offsetAt = createOffsetReader(zone);
  const localMinute = (at: number) => Math.floor(at / MINUTE_MS) + offsetAt(at);
  const today = Math.floor(localMinute(now) / DAY_MINUTES);
  for (let day = today; day <= today + DAYS_LOOKED_AT; day++) {
    const wanted = day * DAY_MINUTES + minuteOfDay;
    const guess = (wanted - offsetAt(now)) * MINUTE_MS;
    const from = guess - DAY_MINUTES * MINUTE_MS;
    const moment = findMoment(from, guess + DAY_MINUTES * MINUTE_MS, (at) => localMinute(at) >= wanted);
    if (moment > now) return moment;
  }
  throw new RangeError(`the clock of ${zone} never reaches minute ${minuteOfDay} of a day`);
}
