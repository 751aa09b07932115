/** When clocks change, as a yearly rule. */
export type DstChange = {
  /** 1-12. */
  month: number;
  /** 1-5; 5 is the last one of the month. */
  week: number;
  /** 0 Sunday - 6. */
  weekday: number;
  /** By the local clock before the change. */
  minuteOfDay: number;
};

export type ZoneRule = {
  standardOffsetMinutes: number;
  /** Undefined where clocks do not change, or change by no yearly rule (as in Morocco, which follows Ramadan). */
  dst: { shiftMinutes: number; start: DstChange; end: DstChange } | undefined;
};

/** A jump of the local clock, with the local date before it. */
type Change = { year: number; day: number; offsetBefore: number; offsetAfter: number; rule: Omit<DstChange, "week"> };

const REFERENCE_YEAR = 2026;
/** A yearly rule is believed when it also foretells most of the years after. Enough years to tell "fourth" from "last". */
const YEARS_LOOKED_AT = 12;
const LAST_WEEK = 5;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const described = new Map<string, ZoneRule>();

/** Whether this runtime knows an IANA zone of exactly that name; bare offsets such as `+01:00` are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(?:\/[\w+-]+){0,2}$/.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    // Intl does not mind the case of letters; phones' tables of zones do.
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** The zone's rule of 2026, from the runtime's own zone data. Throws RangeError for a name that is no zone. */
export function describeTimeZone(name: string): ZoneRule {
  let rule = described.get(name);
  if (rule === undefined) {
    rule = deriveRule(name);
    described.set(name, rule);
  }
  return rule;
}

function deriveRule(name: string): ZoneRule {
  const offsetAt = createOffsetReader(name);
  const changes = findChanges(offsetAt);
  const [first, second, ...more] = changes.filter(({ year }) => year === REFERENCE_YEAR);
  if (first !== undefined && second !== undefined && more.length === 0) {
    const [start, end] = first.offsetAfter > first.offsetBefore ? [first, second] : [second, first];
    const startRule = findYearlyRule(start, changes);
    const endRule = findYearlyRule(end, changes);
    if (startRule !== undefined && endRule !== undefined) {
      return {
        standardOffsetMinutes: start.offsetBefore,
        dst: { shiftMinutes: start.offsetAfter - start.offsetBefore, start: startRule, end: endRule },
      };
    }
  }
  return { standardOffsetMinutes: usualOffset(offsetAt), dst: undefined };
}

/** Minutes east of Greenwich at a moment. Throws RangeError for a name that is no zone. */
export function createOffsetReader(name: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  return (at) => {
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(format.format(at));
    if (match === null) throw new RangeError(`The runtime gives no offset for the time zone ${name}`);
    const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
    return match[1] === "-" ? -minutes : minutes;
  };
}

/** All changes from the reference year on, found fortnight by fortnight: no zone keeps an offset for less. */
function findChanges(offsetAt: (at: number) => number): Change[] {
  const changes: Change[] = [];
  const end = Date.UTC(REFERENCE_YEAR + YEARS_LOOKED_AT, 0, 1);
  const stepMs = 14 * DAY_MS;
  let offsetAfter = offsetAt(Date.UTC(REFERENCE_YEAR, 0, 1));
  for (let from = Date.UTC(REFERENCE_YEAR, 0, 1); from < end; from += stepMs) {
    const offsetBefore = offsetAfter;
    offsetAfter = offsetAt(from + stepMs);
    if (offsetBefore === offsetAfter) continue;
    const at = findMoment(from, from + stepMs, (moment) => offsetAt(moment) !== offsetBefore);
    const local = new Date(at + offsetBefore * MINUTE_MS);
    changes.push({
      year: local.getUTCFullYear(),
      day: local.getUTCDate(),
      offsetBefore,
      offsetAfter,
      rule: {
        month: local.getUTCMonth() + 1,
        weekday: local.getUTCDay(),
        minuteOfDay: local.getUTCHours() * 60 + local.getUTCMinutes(),
      },
    });
  }
  return changes;
}

/** The first whole minute in (from, to] at which `isPast` holds. */
export function findMoment(from: number, to: number, isPast: (at: number) => boolean): number {
  let before = from / MINUTE_MS;
  let after = to / MINUTE_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isPast(middle * MINUTE_MS)) after = middle;
    else before = middle;
  }
  return after * MINUTE_MS;
}

/** The change of the reference year as "n-th" or "last" weekday, whichever holds in more years; undefined if in fewer than half. */
function findYearlyRule(change: Change, all: readonly Change[]): DstChange | undefined {
  const candidates = [Math.ceil(change.day / 7), LAST_WEEK]
    .map((week) => ({ ...change.rule, week }))
    .filter((rule) => fallsOn(rule, change))
    .map((rule) => ({ rule, years: all.filter((other) => fallsOn(rule, other)).length }))
    .sort((a, b) => b.years - a.years);
  const best = candidates[0];
  return best !== undefined && best.years * 2 >= YEARS_LOOKED_AT ? best.rule : undefined;
}

function fallsOn(rule: DstChange, change: Change): boolean {
  const { month, weekday, minuteOfDay } = change.rule;
  if (month !== rule.month || weekday !== rule.weekday || minuteOfDay !== rule.minuteOfDay) return false;
  if (rule.week < LAST_WEEK) return Math.ceil(change.day / 7) === rule.week;
  const daysInMonth = new Date(Date.UTC(change.year, month, 0)).getUTCDate();
  return change.day + 7 > daysInMonth;
}

/** The offset that holds for most of the reference year. */
function usualOffset(offsetAt: (at: number) => number): number {
  const weeks = Array.from({ length: 53 }, (_, week) => offsetAt(Date.UTC(REFERENCE_YEAR, 0, 1) + week * 7 * DAY_MS));
  const count = (offset: number) => weeks.filter((other) => other === offset).length;
  return weeks.reduce((usual, offset) => (count(offset) > count(usual) ? offset : usual));
}
