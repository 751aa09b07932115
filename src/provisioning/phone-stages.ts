import type { LinkState } from "./pbx-link.ts";
import type { Grant, Phone } from "./phone.ts";
import { type Light, lightOf, type SipAnswer, type Why } from "./phone-light.ts";
import type { StoredEvent } from "./ports.ts";
import type { Asking } from "./registration.ts";
import type { AccountStanding, PhoneStanding } from "./registration-standing.ts";

/** The way of a phone, in its order. */
export const STAGES = ["admitted", "found", "fetched", "passwords", "registered"] as const;
export const STAGE_STATES = ["done", "waiting", "problem", "unknown"] as const;
/** Times in milliseconds. */
type StageEvidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
export type Stage = {
  stage: (typeof STAGES)[number];
  state: (typeof STAGE_STATES)[number];
  /** Since when, or when last; null: it did not happen, or nobody knows when. */
  at: number | null;
  evidence: StageEvidence;
  why: Why | undefined;
};
export type PhoneStages = { light: Light; stages: readonly Stage[]; accounts: readonly AccountStanding[] };

/** All that a phone's status stands on. */
export type StageCase = {
  now: number;
  phone: Pick<Phone, "pbxId" | "createdAt" | "lastSeenAt" | "lastAddress" | "firmware">;
  /** Those that its family takes. */
  grants: readonly Grant[];
  /** The newest by which it could have found its way here: `pnp-answered`, `dhcp-answered`, `redirect-registered`. */
  found: StoredEvent | undefined;
  /** Its newest `passwords-delivered`: where passwords go out with every configuration, no grant says so. */
  delivered: StoredEvent | undefined;
  accountStates: ReadonlyMap<string, LinkState>;
  asking: Asking | undefined;
  standing: PhoneStanding;
  sip: SipAnswer | undefined;
};

const WAYS: Readonly<Record<string, string>> = {
  "pnp-answered": "pnp",
  "dhcp-answered": "dhcp",
  "redirect-registered": "redirect",
};

/** How far a phone has come, and its light. */
export function judgeStages(one: StageCase): PhoneStages {
  const { phone, now, standing, asking, sip } = one;
  const { pbxId, lastSeenAt } = phone;
  const light = lightOf({ now, pbxId, lastSeenAt, standing, asking, sip });
  const stages = [
    { stage: "admitted", state: "done", at: phone.createdAt, evidence: { pbx: pbxId }, why: undefined } as const,
    judgeFound(one),
    judgeFetched(one),
    judgePasswords(one),
    judgeRegistered(one, light),
  ];
  return { light, stages, accounts: standing.accounts };
}

function judgeFound({ found, phone }: StageCase): Stage {
  const stage = "found";
  if (found !== undefined) {
    const evidence = { way: WAYS[found.name] ?? found.name, address: found.address ?? null, eventId: found.id };
    return { stage, state: "done", at: found.at, evidence, why: undefined };
  }
  const code = phone.lastSeenAt === null ? "not-found-yet" : "way-unknown";
  const state = phone.lastSeenAt === null ? "waiting" : "unknown";
  return { stage, state, at: null, evidence: {}, why: { code, params: {} } };
}

function judgeFetched({ phone: { lastSeenAt: at, lastAddress: address, firmware } }: StageCase): Stage {
  const stage = "fetched";
  return at === null
    ? { stage, state: "waiting", at, evidence: {}, why: { code: "not-fetched-yet", params: {} } }
    : { stage, state: "done", at, evidence: { address, firmware }, why: undefined };
}

/** Delivered to the phone, and taken by the PBX. */
function judgePasswords({ grants, delivered, accountStates, phone: { pbxId: pbx } }: StageCase): Stage {
  const stage = "passwords";
  const opened = grants.filter(({ openedAt }) => openedAt !== null).toSorted(byOpening);
  const [last] = opened;
  const at = last?.openedAt ?? delivered?.at ?? null;
  const address = last?.openedBy?.split("/", 1)[0] ?? delivered?.address ?? null;
  const evidence = { address, waiting: grants.filter(({ state }) => state === "armed").map(nameOf) };
  const done = { stage, at, evidence } as const;
  const accountsIn = (...states: LinkState["state"][]) =>
    [...accountStates].filter(([, { state }]) => states.includes(state));
  const failed = accountsIn("failed");
  const names = (some: typeof failed) => some.map(([name]) => name);
  const wordsOf = (some: typeof failed) => some.find(([, { error }]) => error !== null)?.[1].error ?? "";
  if (failed.length > 0) {
    const params = { pbx, accounts: names(failed), words: wordsOf(failed) };
    return { ...done, state: "problem", why: { code: "pbx-refused", params } };
  }
  if (grants.length === 0) return { ...done, state: "unknown", why: { code: "no-passwords", params: {} } };
  const pending = accountsIn("pending");
  if (pending.length > 0) {
    const params = { pbx, accounts: names(pending), words: wordsOf(pending) };
    return { ...done, state: "waiting", why: { code: "pbx-not-told", params } };
  }
  const waiting = accountsIn("waits-for-phone");
  if (waiting.length > 0)
    return {
      ...done,
      state: "waiting",
      why: { code: "pbx-waits-for-phone", params: { pbx, accounts: names(waiting) } },
    };
  if (evidence.waiting.length > 0)
    return { ...done, state: "waiting", why: { code: "passwords-waiting", params: { accounts: evidence.waiting } } };
  if (at === null) return { ...done, state: "problem", why: { code: "passwords-never-fetched", params: {} } };
  return { ...done, state: "done", why: undefined };
}

function judgeRegistered({ standing, asking }: StageCase, { colour, why }: Light): Stage {
  const { userAgent, address, expiresAt, seenAt, goneAt } = standing;
  const evidence = { userAgent, address, expiresAt, goneAt, askedAt: asking?.askedAt ?? null };
  const state = { green: "done", red: "problem", grey: "unknown", yellow: "waiting" } as const;
  // That somebody answers SIP is no registration.
  const isKnown = standing.state !== "unknown";
  return {
    ...{ stage: "registered", at: seenAt, evidence },
    state: isKnown ? state[colour] : "unknown",
    why: colour === "green" ? undefined : why,
  };
}

function nameOf({ kind, account }: Grant): string {
  return account === null ? kind : `${kind} ${account}`;
}

function byOpening(one: Grant, other: Grant): number {
  return (other.openedAt ?? 0) - (one.openedAt ?? 0);
}
