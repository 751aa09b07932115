import type { Registration } from "./pbx-link.ts";
import type { Line } from "./phone.ts";

/** A registration as a PBX told of it last. */
export type KnownRegistration = Registration & {
  pbxId: string;
  firstSeenAt: number;
  /** When the PBX had it last. */
  seenAt: number;
  /** Since when the PBX has it no more; null: it still had it when it was asked last. */
  goneAt: number | null;
};

export type RegistrationStore = {
  /** What a PBX says of everybody: what is not among them is gone. Kept until the account is deleted, or for a month. */
  recordRegistrations(pbxId: string, registrations: readonly Registration[], at: number): Promise<void>;
  /** Of accounts, the youngest first. `askedAt`: when their PBX last answered; null: never. */
  findRegistrations(
    pbxId: string,
    usernames: readonly string[],
  ): Promise<{ askedAt: number | null; registrations: KnownRegistration[] }>;
  /** Which of these accounts other phones have, too. */
  findShared(pbxId: string, usernames: readonly string[], exceptPhoneId: number): Promise<string[]>;
};

export type RegisteredPhone = {
  phoneId: number;
  mac: string;
  pbxId: string;
  lastAddress: string | null;
  lines: readonly Pick<Line, "username">[];
};

/**
 * The registrations of this very phone. Where other phones have the same account, only those that come from where the phone asked for its
 * configuration last, or name its MAC in the User-Agent or contact, are its own: `unsure` are the others.
 */
export async function registrationsOf(
  phone: RegisteredPhone,
  store: Pick<RegistrationStore, "findRegistrations" | "findShared">,
): Promise<{ askedAt: number | null; own: KnownRegistration[]; unsure: KnownRegistration[] }> {
  const usernames = [...new Set(phone.lines.map(({ username }) => username))];
  const { askedAt, registrations } = await store.findRegistrations(phone.pbxId, usernames);
  const shared = new Set(await store.findShared(phone.pbxId, usernames, phone.phoneId));
  const own = registrations.filter((found) => !shared.has(found.username) || isSurelyOf(phone, found));
  return { askedAt, own, unsure: registrations.filter((found) => !own.includes(found)) };
}

/** Whether it comes from where the phone asked from last, or names it. */
export function isSurelyOf(
  { mac, lastAddress }: Pick<RegisteredPhone, "mac" | "lastAddress">,
  { address, userAgent, contact }: KnownRegistration,
): boolean {
  const said = `${userAgent ?? ""} ${contact}`.toUpperCase().replaceAll(/[:-]/g, "");
  return said.includes(mac) || (address !== null && address === lastAddress);
}
