import type { FieldError } from "./field-error.ts";
import { generatePassword, generatePin, PASSWORD_KINDS, Password, type PasswordKind } from "./password.ts";
import type { Phone } from "./phone.ts";
import type { NewSecret, Store } from "./ports.ts";
import type { Family } from "./vendor.ts";

const SIP_LENGTH = 20;
const WEB_LENGTH = 16;
const MENU_DIGITS = 8;

const OWN_PASSWORD = /^[A-Za-z0-9._-]{8,20}$/;
const OWN_PIN = /^[0-9]{4,12}$/;

export type OwnPasswords = { menu?: string | undefined; web?: string | undefined };
export type PhonePasswords = { menu: Password; web: Password };

/** A new random password for a SIP account. */
export function generateSipPassword(): Password {
  return generatePassword(SIP_LENGTH);
}

/** Whether one setting of these phones opens their menu and their web page, so that both passwords must be the same. */
export function sharesMenuAndWeb(family: Family): boolean {
  return family.secrets.some((slot) => slot.kinds.includes("menu") && slot.kinds.includes("web"));
}

/** The kinds that these phones take from a configuration. */
export function kindsTakenBy(family: Family): PasswordKind[] {
  return PASSWORD_KINDS.filter((kind) => family.secrets.some((slot) => slot.kinds.includes(kind)));
}

/** Closes what these phones never ask for: it would wait for ever. */
export async function closeUntaken(
  phone: Pick<Phone, "phoneId">,
  family: Family,
  store: Pick<Store, "closeGrants">,
): Promise<void> {
  const kinds = PASSWORD_KINDS.filter((kind) => !kindsTakenBy(family).includes(kind));
  if (kinds.length > 0) await store.closeGrants({ phoneId: phone.phoneId, kinds });
}

/** The menu and web passwords of a phone: the own ones where they are given and fit its family, generated ones else. */
export function choosePhonePasswords(family: Family, own: OwnPasswords): PhonePasswords | FieldError[] {
  const errors = [...checkMenu(own.menu, family), ...checkWeb(own.web, family)];
  const isShared = sharesMenuAndWeb(family);
  if (isShared && own.menu !== undefined && own.web !== undefined && own.menu !== own.web) {
    const detail = `must be the same as the other one: one setting of ${family.name} opens menu and web page`;
    errors.push({ pointer: "/passwords/menu", detail }, { pointer: "/passwords/web", detail });
  }
  if (errors.length > 0) return errors;
  const generated = generatePhonePasswords(family);
  const menu = own.menu ?? (isShared ? own.web : undefined);
  const web = own.web ?? (isShared ? own.menu : undefined);
  return {
    menu: menu === undefined ? generated.menu : new Password(menu),
    web: web === undefined ? generated.web : new Password(web),
  };
}

/** New passwords for the chosen kinds, and for the SIP accounts among `accountIds`. */
export function generateSecrets(
  family: Family,
  kinds: readonly PasswordKind[],
  accountIds: readonly number[],
): NewSecret[] {
  const generated = generatePhonePasswords(family);
  return kinds.flatMap((kind): NewSecret[] =>
    kind === "sip"
      ? accountIds.map((accountId) => ({ kind, accountId, password: generateSipPassword() }))
      : [{ kind, accountId: null, password: generated[kind] }],
  );
}

/** The chosen kinds, completed by the one that shares its setting with a chosen one. */
export function completeKinds(family: Family, kinds: readonly PasswordKind[]): PasswordKind[] {
  const isChosen = (kind: PasswordKind) =>
    kinds.includes(kind) || (kind !== "sip" && sharesMenuAndWeb(family) && kinds.some((other) => other !== "sip"));
  return PASSWORD_KINDS.filter(isChosen);
}

/** The accounts of a phone's lines by SIP user; undefined stands for all of them. */
export function accountIdsOf(phone: Phone, usernames: readonly string[] | undefined): number[] {
  return phone.lines
    .filter((line) => usernames === undefined || usernames.includes(line.username))
    .map((line) => line.accountId);
}

function generatePhonePasswords(family: Family): PhonePasswords {
  const { menuDigits } = family;
  const pin = generatePin(
    menuDigits === undefined ? MENU_DIGITS : Math.min(Math.max(MENU_DIGITS, menuDigits.min), menuDigits.max),
  );
  if (!sharesMenuAndWeb(family)) return { menu: pin, web: generatePassword(WEB_LENGTH) };
  const shared = menuDigits === undefined ? generatePassword(WEB_LENGTH) : pin;
  return { menu: shared, web: shared };
}

function checkMenu(menu: string | undefined, family: Family): FieldError[] {
  if (menu === undefined) return [];
  const pointer = "/passwords/menu";
  const { menuDigits } = family;
  if (menuDigits !== undefined) {
    const { min, max } = menuDigits;
    const fits = /^[0-9]+$/.test(menu) && menu.length >= min && menu.length <= max;
    return fits
      ? []
      : [{ pointer, detail: `must be ${min === max ? min : `${min} to ${max}`} digits on ${family.name}` }];
  }
  if (sharesMenuAndWeb(family) && !OWN_PASSWORD.test(menu)) {
    return [
      {
        pointer,
        detail: `must be 8 to 20 letters, digits or - _ . because it opens the web page of ${family.name} too`,
      },
    ];
  }
  return OWN_PASSWORD.test(menu) || OWN_PIN.test(menu)
    ? []
    : [{ pointer, detail: "must be 8 to 20 letters, digits or - _ . or a PIN of 4 to 12 digits" }];
}

function checkWeb(web: string | undefined, family: Family): FieldError[] {
  if (web === undefined) return [];
  const pointer = "/passwords/web";
  const { menuDigits } = family;
  if (sharesMenuAndWeb(family) && menuDigits !== undefined) {
    return checkMenu(web, family).map((error) => ({ ...error, pointer }));
  }
  return OWN_PASSWORD.test(web) ? [] : [{ pointer, detail: "must be 8 to 20 letters, digits or - _ ." }];
}
