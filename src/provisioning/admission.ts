import type { Mac } from "./mac.ts";
import { findNarrowest, type Network, narrowestFirst, parseNetwork } from "./networks.ts";
import type { Phone } from "./phone.ts";
import type { NewPhone } from "./ports.ts";

/**
 * What happens to a phone that nobody admitted: it gets nothing (`allow-list`), it waits for staff, who admit it with what the policy says
 * (`approve`), or it is admitted at once (`auto`).
 */
export const ADMISSION_MODES = ["allow-list", "approve", "auto"] as const;
export type AdmissionMode = (typeof ADMISSION_MODES)[number];

/** Accounts of the PBX that phones may be given: those named, those with a number in between, or all. Only ones that no phone has. */
export type AccountPool =
  | { accounts: readonly string[] }
  /** Digits, as many in both. */
  | { fromNumber: string; toNumber: string }
  | { free: true };

/** How a PBX takes phones from its networks. Without one it takes those on its allow-list. */
export type AdmissionPolicy = {
  pbxId: string;
  mode: AdmissionMode;
  /** In their one spelling, each in one policy only. */
  networks: readonly string[];
  /** Ids; empty: all. */
  vendors: readonly string[];
  profileId: string | null;
  /** Null: phones get no account. */
  pool: AccountPool | null;
  /** Automatic admissions since the policy was set, and within an hour. */
  limit: number;
  limitPerHour: number;
  admitted: number;
  /** Until then the mode is `auto`, whatever `mode` says. In milliseconds since the epoch; null: no teach-in was begun. */
  teachInUntil: number | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
export type NewAdmissionPolicy = Omit<
  AdmissionPolicy,
  "admitted" | "teachInUntil" | "revision" | "createdAt" | "updatedAt"
>;

/** Why a phone in the network of a policy waits. Shown with its sighting. */
export type WaitReason =
  | "approve"
  | "deleted-before"
  | "pool-empty"
  | "limit-reached"
  | "not-recognised"
  | "model-not-supported";

/** Why a phone that merely looked for its server waits: `not-fetched`, it was told where, and would be admitted there. */
export type SearchWait = Extract<WaitReason, "approve" | "deleted-before"> | "not-fetched";

/** A phone to be admitted without anybody's word. Profile and account are the policy's. */
export type Stranger = Omit<NewPhone, "lines" | "profileId" | "pool"> & {
  /** Of the policy, where its address lies. */
  network: string;
};
export type AdmittedStranger = { phone: Phone; account: string | null; isTeachIn: boolean };

export type AdmissionStore = {
  /** Replaces the whole: its count starts anew, and a teach-in ends. */
  putAdmissionPolicy(
    policy: NewAdmissionPolicy,
  ): Promise<
    | { policy: AdmissionPolicy; isNew: boolean }
    | "unknown-pbx"
    | "unknown-profile"
    | { problem: "unknown-account"; account: string }
    | { problem: "network-in-use"; network: string; pbxId: string }
  >;
  findAdmissionPolicy(pbxId: string): Promise<AdmissionPolicy | undefined>;
  /** Of all PBXs. Kept in memory; where other processes write, what they changed shows within two seconds. */
  listAdmissionPolicies(): Promise<readonly AdmissionPolicy[]>;
  deleteAdmissionPolicy(pbxId: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;
  /** Null ends it. Its end is judged by the store's clock. */
  setTeachIn(pbxId: string, durationMs: number | null): Promise<AdmissionPolicy | "not-found" | "no-networks">;
  countFreeAccounts(pbxId: string, pool: AccountPool): Promise<number>;
  /**
   * Admits a phone if the policy, as it is now, admits it by itself. One transaction: the phone, its account out of the pool, the count.
   * `not-covered`: by now it does not.
   */
  admitStranger(
    stranger: Stranger,
  ): Promise<
    | AdmittedStranger
    | "not-covered"
    | "mac-in-use"
    | Extract<WaitReason, "deleted-before" | "pool-empty" | "limit-reached">
  >;
  /** Whether staff deleted such a phone and nobody admitted it since. */
  wasDeleted(mac: Mac): Promise<boolean>;
};

type Covered = Network & { policy: AdmissionPolicy };

/** Lists do not change once they were read. */
const tables = new WeakMap<readonly AdmissionPolicy[], readonly Covered[]>();

/** The policy that decides about a phone at this address: of several the one with the narrowest network. */
export function findCovering(
  policies: readonly AdmissionPolicy[],
  address: string,
): { policy: AdmissionPolicy; network: string } | undefined {
  let table = tables.get(policies);
  if (table === undefined) {
    table = policies
      .flatMap((policy) => policy.networks.map((text) => ({ text, policy })))
      .flatMap(({ text, policy }) => {
        const network = parseNetwork(text);
        return network === undefined ? [] : [{ ...network, policy }];
      })
      .sort(narrowestFirst);
    tables.set(policies, table);
  }
  const found = findNarrowest(address, table);
  return found && { policy: found.policy, network: found.text };
}

export function isTeachIn({ teachInUntil }: Pick<AdmissionPolicy, "teachInUntil">, now: number): boolean {
  return teachInUntil !== null && now < teachInUntil;
}

/** The mode that holds now. */
export function modeAt(policy: Pick<AdmissionPolicy, "mode" | "teachInUntil">, now: number): AdmissionMode {
  return isTeachIn(policy, now) ? "auto" : policy.mode;
}

export function takesVendor({ vendors }: Pick<AdmissionPolicy, "vendors">, vendorId: string): boolean {
  return vendors.length === 0 || vendors.includes(vendorId);
}
