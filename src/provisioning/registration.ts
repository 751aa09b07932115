import type { OpenLink, Registration } from "./pbx-link.ts";
import type { Line } from "./phone.ts";

/** A registration as a PBX told of it last. */
export type KnownRegistration = Registration & {
  pbxId: string;
  firstSeenAt: number;
  /** When it came or was refreshed last, at the latest: by the PBX's clock, in whole seconds; else when the change was seen. */
  refreshedAt: number;
  /** When the PBX had it last. */
  seenAt: number;
  /** Since when the PBX has it no more; null: it still had it when it was asked last. */
  goneAt: number | null;
};

/** How it goes with asking a PBX who is registered. */
export type AskState = "not-asked" | "answers" | "silent" | "cannot-be-asked";
export type Asking = {
  state: AskState;
  /** When it last answered. */
  askedAt: number | null;
  /** Until when its answer holds; null: it does not. */
  freshUntil: number | null;
  /** Why it did not answer. */
  error: string | null;
};

/** `nextMs`: in how long it is asked next. */
type Asked = { at: number; nextMs: number };

export type RegistrationStore = {
  /** PBXs that are to be asked now, for this process alone until the lease ends or their answer is recorded. */
  claimAsks(leaseMs: number): Promise<OpenLink[]>;
  /**
   * What a PBX says of everybody: what is not among them, or has run out, is gone. Kept until the account is deleted, or for a month.
   * Writes into the phones' histories who came and who went. `freshMs`: how long the answer holds.
   */
  recordRegistrations(
    pbxId: string,
    registrations: readonly Registration[],
    at: number,
    more?: { freshMs: number; nextMs: number },
  ): Promise<void>;
  /** It did not say; with `cannot-be-asked` never will. From now on nothing is known of its registrations. One event for each reason. */
  recordUnasked(pbxId: string, why: { words: string } | "cannot-be-asked", asked: Asked): Promise<void>;
  /** How a PBX's asking goes; undefined: it has no link. */
  findAsking(pbxId: string): Promise<Asking | undefined>;
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

/** Whether a registration of an account that several phones have is surely this one's. */
export function isSurelyOf(
  { mac, lastAddress }: Pick<RegisteredPhone, "mac" | "lastAddress">,
  { address, userAgent, contact }: Pick<Registration, "address" | "userAgent" | "contact">,
): boolean {
  const said = `${userAgent ?? ""} ${contact}`.toUpperCase().replaceAll(/[:-]/g, "");
  return said.includes(mac) || (address !== null && address === lastAddress);
}
