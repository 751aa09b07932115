import type { Asking, KnownRegistration } from "./registration.ts";

/** `registered`: all its accounts are, by this phone. `unknown`: the PBX does not say. */
export const REGISTRATION_STATES = ["registered", "gone", "never", "unknown"] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/** What is known of a registration, as far as the PBX told. */
export type Standing = {
  state: RegistrationState;
  userAgent: string | null;
  address: string | null;
  expiresAt: number | null;
  /** When the PBX had it last. */
  seenAt: number | null;
  /** Since when it is gone: when the PBX no longer had it, or when it ran out. */
  goneAt: number | null;
};
export type AccountStanding = Standing & {
  account: string;
  /** Of an account that is registered by another phone, too, so that nobody can say whether by this one. */
  isShared: boolean;
};
export type PhoneStanding = Standing & { accounts: readonly AccountStanding[] };

type Told = {
  now: number;
  asking: Pick<Asking, "freshUntil"> | undefined;
  usernames: readonly string[];
  own: readonly KnownRegistration[];
  unsure: readonly KnownRegistration[];
};

const NOTHING = { userAgent: null, address: null, expiresAt: null, seenAt: null, goneAt: null } as const;

/** Whether a phone is registered, by the last word of its PBX. `Store.listPhones` finds by the same rule. */
export function judgeStanding(told: Told): PhoneStanding {
  const accounts = [...new Set(told.usernames)].map((account) => standingOf(account, told));
  const isFresh = (told.asking?.freshUntil ?? 0) > told.now;
  const worst = (["gone", "never", "unknown", "registered"] as const).flatMap((state) =>
    accounts.filter((one) => one.state === state),
  )[0];
  const { userAgent, address, expiresAt, seenAt, goneAt } = worst ?? NOTHING;
  const evidence = { userAgent, address, expiresAt, seenAt, goneAt };
  if (isFresh) return { state: worst?.state ?? "unknown", ...evidence, accounts };
  // What was is still the last evidence, but says nothing of now.
  return { state: "unknown", ...evidence, accounts: accounts.map((one) => ({ ...one, state: "unknown" })) };
}

/** Whether the PBX had it when it was asked last, and it has not run out since. */
function isLive({ goneAt, expiresAt }: Pick<KnownRegistration, "goneAt" | "expiresAt">, now: number): boolean {
  return goneAt === null && expiresAt > now;
}

function standingOf(account: string, { now, own, unsure }: Told): AccountStanding {
  const mine = own.filter(({ username }) => username === account);
  const live = mine.filter((one) => isLive(one, now)).toSorted((a, b) => b.expiresAt - a.expiresAt)[0];
  const isShared = unsure.some((one) => one.username === account && isLive(one, now));
  const last = live ?? mine.toSorted((a, b) => b.seenAt - a.seenAt)[0];
  if (last === undefined) return { account, isShared, state: isShared ? "unknown" : "never", ...NOTHING };
  const { userAgent, address, expiresAt, seenAt } = last;
  const goneAt = live === undefined ? Math.min(last.goneAt ?? expiresAt, expiresAt) : null;
  const state = live === undefined ? "gone" : "registered";
  return { account, isShared, state, userAgent, address, expiresAt, seenAt, goneAt };
}
