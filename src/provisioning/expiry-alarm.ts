/** A certificate that runs out one day. */
export type CertificateInUse = {
  what: "server" | "authority" | "client-authority";
  subject: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
};

/** Days before the end at which somebody is told; 0: it is over. */
const ALARM_DAYS = [0, 1, 7, 30];
const DAY_MS = 86_400_000;

/** Whole days that are left, rounded up; 0 when it is over. */
export function daysLeft(expiresAt: number, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now) / DAY_MS));
}

/** Tells of each certificate once at each step. What was told is forgotten at a restart, so then it is told again. */
export function createExpiryAlarm() {
  const told = new Map<string, number>();
  return (inUse: readonly CertificateInUse[], now: number): (CertificateInUse & { days: number })[] =>
    inUse.flatMap((certificate) => {
      const key = `${certificate.what} ${certificate.subject} ${certificate.expiresAt}`;
      const days = daysLeft(certificate.expiresAt, now);
      const step = ALARM_DAYS.find((alarm) => days <= alarm);
      if (step === undefined || told.get(key) === step) return [];
      told.set(key, step);
      return [{ ...certificate, days }];
    });
}
