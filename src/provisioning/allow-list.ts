import { type Mac, parseMac } from "./mac.ts";
import type { Vendor } from "./vendor.ts";

/** A phone as a PBX sees it. */
export type AdmittedPhone = {
  mac: Mac;
  vendorId: string;
  model: string | null;
  pbxId: string;
  /** Where it asked from last, and when; null: never. Phones move. */
  address: string | null;
  seenAt: number | null;
  /** SIP users of its lines, in order. */
  accounts: readonly string[];
};

export type AllowListStore = {
  /** By MAC, from after one. */
  listAdmitted(of: {
    pbxIds?: readonly string[] | undefined;
    after?: string | undefined;
    limit: number;
  }): Promise<AdmittedPhone[]>;
  /** Those with a MAC, or with a SIP user on one of their lines; a few at most. */
  findAdmitted(of: {
    pbxIds?: readonly string[] | undefined;
    mac?: Mac | undefined;
    username?: string | undefined;
  }): Promise<AdmittedPhone[]>;
  /** Whether a PBX, or any, has such an account. */
  hasAccount(of: { pbxIds?: readonly string[] | undefined; username: string }): Promise<boolean>;
};

export const CHECK_REASONS = [
  "admitted",
  "unknown-mac",
  "unknown-user",
  "user-without-phone",
  "other-user",
  "other-user-agent",
  "never-seen",
  "other-address",
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** What a PBX knows of somebody who wants to register. `address` in the form of the store. */
export type Newcomer = {
  mac?: Mac | undefined;
  username?: string | undefined;
  address?: string | undefined;
  userAgent?: string | undefined;
};

/** Whether this newcomer is one of the phones that were found for its MAC, else for its user. */
export function judgeNewcomer(
  newcomer: Newcomer,
  found: readonly AdmittedPhone[],
  isAccount: boolean,
  vendors: readonly Vendor[],
): { reason: CheckReason; phone: AdmittedPhone | undefined } {
  const { mac, username } = newcomer;
  if (found.length === 0) {
    if (mac !== undefined) return { reason: "unknown-mac", phone: undefined };
    return { reason: isAccount ? "user-without-phone" : "unknown-user", phone: undefined };
  }
  const judged = found.map((phone) => ({ reason: judge(newcomer, username, phone, isAccount, vendors), phone }));
  return judged.find(({ reason }) => reason === "admitted") ?? judged[0] ?? { reason: "unknown-mac", phone: undefined };
}

function judge(
  { address, userAgent }: Newcomer,
  username: string | undefined,
  phone: AdmittedPhone,
  isAccount: boolean,
  vendors: readonly Vendor[],
): CheckReason {
  if (username !== undefined && !phone.accounts.includes(username)) return isAccount ? "other-user" : "unknown-user";
  if (userAgent !== undefined && !isOwnUserAgent(userAgent, phone, vendors)) return "other-user-agent";
  if (address === undefined || address === phone.address) return "admitted";
  return phone.address === null ? "never-seen" : "other-address";
}

/** Of the phone's vendor; and where it says a MAC, of this phone. */
function isOwnUserAgent(header: string, phone: AdmittedPhone, vendors: readonly Vendor[]): boolean {
  const agent = vendors.find(({ id }) => id === phone.vendorId)?.parseUserAgent(header);
  return agent !== undefined && (agent.mac === undefined || parseMac(agent.mac) === phone.mac);
}
