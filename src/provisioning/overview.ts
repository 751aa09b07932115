/**
 * How far a phone has come. `admitted`: it never asked for its configuration; `waiting`: it did, and passwords of it still wait or go out;
 * `provisioned`: it has all it needs, and its PBX does not say whether it is registered; `unregistered`: its PBX says that it is not.
 */
export const PHONE_STAGES = ["admitted", "waiting", "provisioned", "registered", "unregistered"] as const;
export type PhoneStage = (typeof PHONE_STAGES)[number];
export type PhoneCount = { vendorId: string; stage: PhoneStage; phones: number };
/** Phones whose last visit was in that minute. */
type VisitMinute = { phones: number; first: number; last: number };
export type BootStorm = {
  phones: number;
  begunAt: number;
  endedAt: number;
  /** From the first minute on. */
  perMinute: readonly number[];
};
/** Work that goes on by itself for a PBX, and does not. */
export type Trouble = {
  kind: "link-failing" | "pbx-silent" | "rollout-halted" | "rotation-stalled";
  pbxId: string;
  /** Of the roll-out or rotation. */
  id: string | null;
  /** How much could not be told. */
  count: number | null;
  words: string | null;
  since: number | null;
};

type Seen = { pbxIds: readonly string[] | undefined };
export type OverviewStore = {
  countPhones(seen: Seen): Promise<PhoneCount[]>;
  /** In order; minutes without a visit are left out. */
  listVisits(seen: Seen & { since: number }): Promise<VisitMinute[]>;
  countSightings(): Promise<number>;
  listTroubles(seen: Seen): Promise<Trouble[]>;
};

export const MINUTE_MS = 60_000;
/** A minute with so many phones, and so many times what is usual, is one of a storm. */
const LEAST_PHONES = 5;
const TIMES_USUAL = 5;
/** A minute without any is no end yet. */
const LONGEST_LULL = 2;

/** When many phones asked in a short while last, by the minutes of all phones' last visits since then. */
export function findBootStorm(visits: readonly VisitMinute[], since: number, now: number): BootStorm | undefined {
  const counts = visits.map(({ phones }) => phones).toSorted((a, b) => a - b);
  const minutes = Math.max(1, Math.ceil((now - since) / MINUTE_MS));
  // The median of all minutes: most have no visit in a quiet house.
  const usual = counts[counts.length - Math.ceil(minutes / 2)] ?? 0;
  const isMany = ({ phones }: VisitMinute) => phones >= Math.max(LEAST_PHONES, usual * TIMES_USUAL);
  const minuteOf = ({ first }: VisitMinute) => Math.floor(first / MINUTE_MS);
  const storm: VisitMinute[] = [];
  for (const visit of visits.filter(isMany).toReversed()) {
    const after = storm[0];
    if (after !== undefined && minuteOf(after) - minuteOf(visit) > LONGEST_LULL) break;
    storm.unshift(visit);
  }
  const [first] = storm;
  const last = storm.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const during = visits.filter((visit) => visit.first >= first.first && visit.last <= last.last);
  const perMinute: number[] = Array.from({ length: minuteOf(last) - minuteOf(first) + 1 }, () => 0);
  for (const visit of during) perMinute[minuteOf(visit) - minuteOf(first)] = visit.phones;
  return {
    phones: during.reduce((sum, { phones }) => sum + phones, 0),
    begunAt: first.first,
    endedAt: last.last,
    perMinute,
  };
}
