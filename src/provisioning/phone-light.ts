import type { Asking } from "./registration.ts";
import type { PhoneStanding } from "./registration-standing.ts";

/** Green: registered, as its PBX says now. Red: not. Yellow: on its way, or not known but alive. Grey: not known. */
export const COLOURS = ["green", "yellow", "red", "grey"] as const;
export type Colour = (typeof COLOURS)[number];

/** Why a phone's light or stage is as it is, with what the sentences are filled with. Times in milliseconds. */
export type StatusParams = {
  registered: { accounts: readonly string[]; address: string; userAgent: string; expiresAt: number };
  gone: { accounts: readonly string[]; at: number; address: string; userAgent: string };
  "never-registered": { accounts: readonly string[]; at: number };
  "just-fetched": { at: number };
  "not-fetched-yet": Record<never, never>;
  "shared-account": { accounts: readonly string[] };
  "no-line": Record<never, never>;
  "no-link": { pbx: string };
  "cannot-be-asked": { pbx: string };
  "not-asked-yet": { pbx: string };
  /** `at` null: it never answered. */
  "pbx-silent": { pbx: string; words: string; at: number | null };
  "answers-sip": { address: string; agent: string; at: number };
  "not-found-yet": Record<never, never>;
  "way-unknown": Record<never, never>;
  "passwords-waiting": { accounts: readonly string[] };
  "passwords-never-fetched": Record<never, never>;
  "no-passwords": Record<never, never>;
  "pbx-not-told": { pbx: string; accounts: readonly string[]; words: string };
  "pbx-waits-for-phone": { pbx: string; accounts: readonly string[] };
  "pbx-refused": { pbx: string; accounts: readonly string[]; words: string };
};
export type Why = { [Code in keyof StatusParams]: { code: Code; params: StatusParams[Code] } }[keyof StatusParams];
export type Light = { colour: Colour; why: Why };

/** What answered a SIP OPTIONS at the address from which the phone asked for its configuration last. */
export type SipAnswer = { at: number; address: string; answers: boolean; agent: string | null };

type Case = {
  now: number;
  pbxId: string;
  lastSeenAt: number | null;
  standing: PhoneStanding;
  asking: Asking | undefined;
  sip: SipAnswer | undefined;
};

/** So long a phone that has its configuration may take to start and register. */
const STARTS_IN_MS = 180_000;
/** So long an answer by SIP says something. */
const SIP_HOLDS_MS = 600_000;

/** Green needs a registration that the PBX had when it was asked last, and that has not run out. */
export function lightOf(one: Case): Light {
  const { standing, lastSeenAt, now } = one;
  const { accounts, state } = standing;
  const named = (wanted: string) =>
    accounts.filter((account) => account.state === wanted).map(({ account }) => account);
  const [address, userAgent] = [standing.address ?? "", standing.userAgent ?? ""];
  switch (state) {
    case "registered": {
      const params = { accounts: named("registered"), address, userAgent, expiresAt: standing.expiresAt ?? now };
      return { colour: "green", why: { code: "registered", params } };
    }
    case "gone": {
      const at = standing.goneAt ?? standing.seenAt ?? now;
      return { colour: "red", why: { code: "gone", params: { accounts: named("gone"), at, address, userAgent } } };
    }
    case "never": {
      if (lastSeenAt === null) return { colour: "yellow", why: { code: "not-fetched-yet", params: {} } };
      if (now - lastSeenAt < STARTS_IN_MS)
        return { colour: "yellow", why: { code: "just-fetched", params: { at: lastSeenAt } } };
      const params = { accounts: named("never"), at: one.asking?.askedAt ?? now };
      return { colour: "red", why: { code: "never-registered", params } };
    }
    default:
      return lightOfUnknown(one);
  }
}

/** Only the colour, for lists. */
export function colourOf(one: Omit<Case, "asking" | "pbxId">): Colour {
  return lightOf({ ...one, pbxId: "", asking: undefined }).colour;
}

function lightOfUnknown(one: Case): Light {
  const { sip, now } = one;
  if (sip?.answers === true && now - sip.at < SIP_HOLDS_MS && now >= sip.at) {
    const { address, agent, at } = sip;
    return { colour: "yellow", why: { code: "answers-sip", params: { address, agent: agent ?? "", at } } };
  }
  return { colour: "grey", why: whyUnknown(one) };
}

/** Why nobody can say whether it is registered. */
function whyUnknown({ asking, pbxId: pbx, standing, now }: Case): Why {
  const { accounts } = standing;
  if (accounts.length === 0) return { code: "no-line", params: {} };
  if (asking === undefined) return { code: "no-link", params: { pbx } };
  const { state, askedAt, freshUntil, error } = asking;
  if (state === "cannot-be-asked") return { code: "cannot-be-asked", params: { pbx } };
  if (state === "not-asked") return { code: "not-asked-yet", params: { pbx } };
  if (state === "silent" || (freshUntil ?? 0) <= now)
    return { code: "pbx-silent", params: { pbx, words: error ?? "", at: askedAt } };
  const unsure = accounts.filter((account) => account.state === "unknown").map(({ account }) => account);
  return { code: "shared-account", params: { accounts: unsure } };
}
