import { type FieldError, quote } from "./field-error.ts";
import { PASSWORD_KINDS, type PasswordKind } from "./password.ts";
import type { Grant, Phone } from "./phone.ts";
import { familyOfPhone } from "./phone-identity.ts";
import { accountIdsOf, completeKinds, generateSecrets, kindsTakenBy } from "./phone-passwords.ts";
import type { NewSecret, Store } from "./ports.ts";
import type { Vendor } from "./vendor.ts";

export const PASSWORD_ACTIONS = ["release", "reset", "close"] as const;
export type PasswordAction = (typeof PASSWORD_ACTIONS)[number];

/** `accounts` narrows `sip`; given alone it means `sip` only. Without either: everything. */
export type PasswordChoice = { kinds?: readonly PasswordKind[] | undefined; accounts?: readonly string[] | undefined };

/** `secrets`: what a reset has made, empty else. */
export type Controlled = { grants: Grant[]; kinds: readonly PasswordKind[]; secrets: readonly NewSecret[] };
export type Uncontrolled = {
  rejected: "unknown-account" | "model-not-supported" | "password-destroyed";
  detail: string;
  errors: FieldError[];
};

/** Arms the same passwords again, makes new ones and arms them, or closes grants (one-time-passwords.md, "What staff do"). */
export async function controlPasswords(
  action: PasswordAction,
  phone: Phone,
  choice: PasswordChoice,
  armedUntil: number | null,
  deps: { store: Store; vendors: readonly Vendor[] },
): Promise<Controlled | Uncontrolled> {
  const { accounts } = choice;
  const errors = (accounts ?? []).flatMap((username, index) =>
    phone.lines.some((line) => line.username === username)
      ? []
      : [{ pointer: `/accounts/${index}`, detail: `${quote(username)} is on no line of this phone` }],
  );
  if (errors.length > 0)
    return { rejected: "unknown-account", detail: `${phone.mac} does not have these accounts`, errors };

  const family = familyOfPhone(phone, deps.vendors);
  const taken = kindsTakenBy(family);
  const everything = action === "close" ? PASSWORD_KINDS : taken;
  const chosen = choice.kinds ?? (accounts === undefined ? everything : (["sip"] as const));
  if (action === "close") {
    const grants = await deps.store.closeGrants({ phoneId: phone.phoneId, kinds: chosen, accounts });
    return { grants, kinds: chosen, secrets: [] };
  }
  const untaken = chosen.findIndex((kind) => !taken.includes(kind));
  if (untaken >= 0) {
    const detail = `${family.name} take no ${chosen[untaken]} password from a configuration`;
    return { rejected: "model-not-supported", detail, errors: [{ pointer: `/kinds/${untaken}`, detail }] };
  }
  const kinds = completeKinds(family, chosen);
  const secrets = action === "reset" ? generateSecrets(family, kinds, accountIdsOf(phone, accounts)) : [];
  const grants = await deps.store.armGrants({
    phoneId: phone.phoneId,
    kinds,
    accounts,
    armedUntil,
    takesHa1: family.ha1 !== undefined,
    ...(action === "reset" ? { secrets } : {}),
  });
  if (grants === "password-destroyed") {
    const instead =
      family.ha1 === undefined ? "" : `, or release the SIP password alone, whose hash ${family.name} take`;
    const detail = `A password was destroyed when its grant closed, so it cannot be released. Reset it instead${instead}`;
    return { rejected: "password-destroyed", detail, errors: [] };
  }
  return { grants, kinds, secrets };
}
