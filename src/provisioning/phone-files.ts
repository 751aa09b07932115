import type { FileMaterial } from "./file-material.ts";
import { MASK, Password } from "./password.ts";
import { OPEN_ACCESS, proofsFor } from "./pbx-access.ts";
import type { Phone } from "./phone.ts";
import { baseWithMaskedToken, loginNameOf } from "./phone-proof.ts";
import { type FileOrder, type FilePasswords, NO_PASSWORDS } from "./render-file.ts";
import type { FileRule, Model, Vendor } from "./vendor.ts";

export type PhoneModel = { vendor: Vendor; modelName: string; model: Model };
export type TemplateRule = FileOrder["rule"];
/** What all phones are told of this server. */
export type Told = Pick<FileOrder, "reached" | "authorities" | "hosted">;

/** The model whose files a phone gets: its vendor's default one while nobody said it. */
export function modelOfPhone(phone: Phone, vendors: readonly Vendor[]): PhoneModel | undefined {
  const vendor = vendors.find(({ id }) => id === phone.vendorId);
  if (vendor === undefined) return undefined;
  const modelName =
    phone.model !== null && Object.hasOwn(vendor.models, phone.model) ? phone.model : vendor.defaultModel;
  const model = vendor.models[modelName];
  return model === undefined ? undefined : { vendor, modelName, model };
}

/** In the order in which phones ask for them. */
export function fileRulesOf({ vendor, model }: Pick<PhoneModel, "vendor" | "model">): FileRule[] {
  return vendor.files.filter(
    ({ kind, families }) => kind !== "log" && (families === undefined || families.includes(model.family)),
  );
}

/** The files that are made of templates, one of those that say the same under several names. */
export function templateRulesOf(found: Pick<PhoneModel, "vendor" | "model">): TemplateRule[] {
  const rules = fileRulesOf(found).flatMap((rule): TemplateRule[] =>
    // Pages of a phone book are made of something else than the phone.
    rule.template === undefined || rule.book !== undefined ? [] : [{ ...rule, template: rule.template }],
  );
  const key = (rule: TemplateRule) => `${rule.template} ${rule.carriesSecrets} ${rule.escape}`;
  return rules.filter((rule, index) => rules.findIndex((other) => key(other) === key(rule)) === index);
}

/** What makes a file as a phone would get it with all that opens something, each shown as the mask. */
export function maskedOrder(about: {
  phone: Phone;
  found: PhoneModel;
  material: FileMaterial;
  rule: TemplateRule;
  told: Told;
}): FileOrder {
  const { phone, found, material, rule, told } = about;
  return {
    ...found,
    ...material,
    phone,
    rule,
    authorities: told.authorities,
    hosted: told.hosted,
    running: phone.firmware ?? undefined,
    menuKey: MASK,
    ...maskedProofs(phone, found, told.reached),
    passwords: rule.carriesSecrets ? maskedPasswords(phone) : NO_PASSWORDS,
  };
}

function maskedPasswords(phone: Phone): FilePasswords {
  const mask = new Password(MASK);
  const sip = new Map(phone.lines.map((line) => [line.accountId, mask]));
  return { ...NO_PASSWORDS, sip, menu: mask, web: mask, shared: mask };
}

/** The phone's secret path and login, where its PBX asks for them. */
export function maskedProofs(
  phone: Phone,
  { vendor, model }: { vendor: Vendor; model: Model },
  reached: FileOrder["reached"],
): Pick<FileOrder, "reached" | "login"> {
  if (phone.access === OPEN_ACCESS) return { reached };
  const given = proofsFor(phone.access, vendor.families[model.family]?.loginSettings !== undefined);
  const { baseUrl, httpsUrls } = reached;
  const masked = {
    ...reached,
    baseUrl: baseWithMaskedToken(baseUrl),
    httpsUrls: httpsUrls && {
      modern: httpsUrls.modern && baseWithMaskedToken(httpsUrls.modern),
      legacy: httpsUrls.legacy && baseWithMaskedToken(httpsUrls.legacy),
    },
  };
  return {
    reached: given.token ? masked : reached,
    login: given.credentials ? { username: loginNameOf(phone.mac), password: new Password(MASK) } : undefined,
  };
}
