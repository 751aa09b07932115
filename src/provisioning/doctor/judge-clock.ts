import { type DoctorFinding, found } from "./doctor-finding.ts";

export type ClockFacts = {
  /** Milliseconds since the epoch. */
  now: number;
  timeZone: string;
  /** Of the last thing in the history. */
  newestEventAt: number | undefined;
  /** Whether the operating system says that a time server steers the clock. Undefined: it does not say. */
  isSynchronised: boolean | undefined;
  /** Time servers that were asked: by how much this clock is ahead of them, or undefined where they were silent. */
  servers: readonly { server: string; aheadMs: number | undefined }[];
};

/** This program did not exist before, and certificates of today do not reach so far. */
const EARLIEST = Date.UTC(2025, 0, 1);
const LATEST = Date.UTC(2060, 0, 1);
const TOLERANCE_MS = 60_000;
/** A phone's certificate check and TLS take this; beyond, call lists and windows are visibly wrong. */
const MOST_AHEAD_MS = 30_000;

export function judgeClock({ now, timeZone, newestEventAt, isSynchronised, servers }: ClockFacts): DoctorFinding[] {
  if (now < EARLIEST || now > LATEST) return [found("clock-implausible", { now })];
  const findings: DoctorFinding[] = [];
  if (newestEventAt !== undefined && newestEventAt > now + TOLERANCE_MS)
    findings.push(found("clock-went-back", { now, newest: newestEventAt }));
  for (const { server, aheadMs } of servers) {
    if (aheadMs === undefined) findings.push(found("time-server-silent", { server }));
    else if (Math.abs(aheadMs) > MOST_AHEAD_MS)
      findings.push(found("clock-off", { now, server, seconds: Math.round(aheadMs / 1000) }));
  }
  const isConfirmed = isSynchronised === true || servers.some(({ aheadMs }) => aheadMs !== undefined);
  if (isSynchronised === false) findings.push(found("clock-not-synchronised", { now }));
  else if (!isConfirmed) findings.push(found("clock-unconfirmed", { now, timeZone }));
  else if (findings.length === 0) findings.push(found("clock-ok", { now, timeZone }));
  return findings;
}
