const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MAX_MS = 30 * UNIT_MS.d;

export const DURATION_ALLOWED = "a duration like 30s, 10m, 2h or 7d, at most 30d, or null for no deadline";

/** Milliseconds; undefined for what is no duration or longer than 30 days. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,8})([smhd])$/.exec(text);
  const unit = Object.entries(UNIT_MS).find(([name]) => name === match?.[2])?.[1];
  if (match === null || unit === undefined) return undefined;
  const ms = Number(match[1]) * unit;
  return ms <= MAX_MS ? ms : undefined;
}
