import type { Password } from "./password.ts";
import { PASSWORD_KINDS, type PasswordKind } from "./password.ts";
import type { Admission } from "./phone.ts";
import { sharesMenuAndWeb } from "./phone-passwords.ts";
import type { ClaimedGrant, Store } from "./ports.ts";
import type { FilePasswords } from "./render-file.ts";
import { NO_PASSWORDS } from "./render-file.ts";
import type { Door, PhoneRequest } from "./request.ts";
import type { Family } from "./vendor.ts";

/** What the operator decided about passwords on their way out. */
export type SecretsPolicy = {
  windowMs: number;
  /** Whether passwords may leave over this door to this address. */
  mayCarryPasswords(door: Door, remoteAddress: string): boolean;
  /** Off: this vendor's phones get their passwords with every configuration, since they would lose what is absent. */
  isOneTime(vendorId: string): boolean;
  /** Off: passwords are destroyed once they were delivered, and HA1 goes out in their place where phones take it. */
  keepsPlaintext: boolean;
};

/** What became of the passwords of one request. */
export type SecretsDecision = {
  passwords: FilePasswords;
  /** The kinds inside, sorted; empty where nothing may go out. */
  kinds: readonly PasswordKind[];
  claimed: readonly ClaimedGrant[];
  refused: "none" | "insecure-transport" | "other-requester" | "closed" | "waits-for-pbx";
  /** Who got them, where somebody else was refused. */
  openedBy: string | undefined;
  /** Kinds that were granted but do not fit the family's rules. */
  unfit: readonly PasswordKind[];
};

const NOTHING: SecretsDecision = {
  passwords: NO_PASSWORDS,
  kinds: [],
  claimed: [],
  refused: "none",
  openedBy: undefined,
  unfit: [],
};

/** Remote address, plus the client certificate's fingerprint when there was one. */
function requesterOf(request: PhoneRequest): string {
  return request.certificateFingerprint === undefined
    ? request.remoteAddress
    : `${request.remoteAddress}/${request.certificateFingerprint}`;
}

/**
 * THE ONE-TIME PASSWORD RULE: which passwords may go out to this requester now. The store's row decides, in one atomic and
 * durable step; nothing here remembers anything.
 */
export async function decideSecrets(
  request: PhoneRequest,
  admission: Admission,
  family: Family,
  vendorId: string,
  policy: SecretsPolicy,
  store: Store,
): Promise<SecretsDecision> {
  const kinds = PASSWORD_KINDS.filter((kind) => family.secrets.some((slot) => slot.kinds.includes(kind)));
  if (request.intent === "peek" || kinds.length === 0) return NOTHING;
  const isOneTime = policy.isOneTime(vendorId);
  if (isOneTime && !admission.hasLiveGrants) return { ...NOTHING, refused: "closed" };
  if (!policy.mayCarryPasswords(request.door, request.remoteAddress))
    return { ...NOTHING, refused: "insecure-transport" };
  const { door } = request;
  const requester = requesterOf(request);
  const base = { ...NOTHING, passwords: { ...NO_PASSWORDS, clearsHa1: !policy.keepsPlaintext } };
  if (!isOneTime) return admit(await store.readPasswords(admission.phoneId, kinds, { requester, door }), family, base);

  const claimed = await store.claimGrants({
    phoneId: admission.phoneId,
    kinds,
    requester,
    windowMs: policy.windowMs,
    door,
  });
  const other = claimed.find((grant) => grant.outcome === "other-requester");
  const has = (outcome: ClaimedGrant["outcome"]) => claimed.some((grant) => grant.outcome === outcome);
  const refused = (["other-requester", "waits-for-pbx", "closed"] as const).find(has) ?? "none";
  return admit(
    claimed.filter((grant) => grant.outcome === "granted"),
    family,
    { ...base, claimed, refused, openedBy: other?.openedBy ?? undefined },
  );
}

type Granted = {
  kind: PasswordKind;
  accountId: number | null;
  password: Password | undefined;
  ha1?: Password | undefined;
};

/** Puts what was granted into the family's slots. A setting that opens several things goes out only while all of them are granted. */
function admit(granted: readonly Granted[], family: Family, base: SecretsDecision): SecretsDecision {
  const sip = new Map<number, Password>();
  const sipHa1 = new Map<number, Password>();
  const single = new Map<PasswordKind, Password>();
  const unfit: PasswordKind[] = [];
  for (const { kind, accountId, password, ha1 } of granted) {
    if (password === undefined) {
      if (ha1 === undefined || accountId === null) continue;
      // Released for another kind of phone than it is now.
      if (family.ha1 === undefined) unfit.push(kind);
      else sipHa1.set(accountId, ha1);
      continue;
    }
    if (kind === "menu" && !fitsMenu(password, family)) unfit.push(kind);
    else if (kind === "sip" && accountId !== null) sip.set(accountId, password);
    else single.set(kind, password);
  }
  const [menu, web] = [single.get("menu"), single.get("web")];
  const passwords: FilePasswords = sharesMenuAndWeb(family)
    ? { ...base.passwords, sip, sipHa1, menu: undefined, web: undefined, shared: menu === undefined ? undefined : web }
    : { ...base.passwords, sip, sipHa1, menu, web, shared: undefined };
  const kinds = PASSWORD_KINDS.filter(
    (kind) =>
      (kind === "sip" && sip.size + sipHa1.size > 0) ||
      (kind !== "sip" &&
        (passwords.shared !== undefined || (kind === "menu" ? passwords.menu : passwords.web) !== undefined)),
  );
  return { ...base, passwords, kinds, unfit };
}

function fitsMenu(password: Password, family: Family): boolean {
  const { menuDigits } = family;
  if (menuDigits === undefined) return true;
  const text = password.reveal();
  return /^[0-9]+$/.test(text) && text.length >= menuDigits.min && text.length <= menuDigits.max;
}
