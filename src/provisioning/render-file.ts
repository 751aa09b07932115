import type { Password } from "./password.ts";
import type { Pbx } from "./pbx.ts";
import type { FunctionKey, Phone } from "./phone.ts";
import type { Renderer } from "./ports.ts";
import { resolveSettings } from "./settings.ts";
import type { TemplateData } from "./template-data.ts";
import type { FileRule, KeyContext, Model, Vendor } from "./vendor.ts";

/** The passwords that may go into one file. `shared` opens menu and web page where one setting does both. */
export type FilePasswords = {
  sip: ReadonlyMap<number, Password>;
  menu: Password | undefined;
  web: Password | undefined;
  shared: Password | undefined;
};
export const NO_PASSWORDS: FilePasswords = { sip: new Map(), menu: undefined, web: undefined, shared: undefined };

export type FileOrder = {
  phone: Phone;
  pbx: Pbx;
  vendor: Vendor;
  modelName: string;
  model: Model;
  rule: FileRule & { template: string };
  /** Ends in `/`. */
  baseUrl: string;
  passwords: FilePasswords;
};

/** The bytes of one file for one phone. Throws what the renderer throws. */
export function renderFile(order: FileOrder, renderer: Renderer): Buffer {
  return renderer.render(order.rule.template, buildTemplateData(order), order.rule.escape);
}

function buildTemplateData(order: FileOrder): TemplateData {
  const { phone, pbx, vendor, modelName, model, baseUrl, passwords } = order;
  const settings = resolveSettings(pbx.settings, phone.settings);
  const lines = phone.lines.slice(0, model.lines).map((line, index0) => ({
    index: index0 + 1,
    index0,
    userName: line.username,
    authName: line.authName,
    displayName: line.displayName,
    label: line.label,
    password: passwords.sip.get(line.accountId)?.reveal(),
  }));
  const unusedLines = Array.from({ length: Math.max(0, model.lines - lines.length) }, (_, offset) => ({
    index: lines.length + offset + 1,
    index0: lines.length + offset,
  }));
  const pbxData = {
    id: pbx.id,
    host: pbx.host,
    port: pbx.port,
    transport: pbx.transport,
    isTls: pbx.transport === "tls",
  };
  const keyContext: KeyContext = { model, settings, lines, pbxHost: pbx.host };
  return {
    server: { url: vendor.discovery.settingsUrl(baseUrl, model.family) },
    phone: { mac: phone.mac, macLower: phone.mac.toLowerCase(), label: phone.label, model: modelName },
    pbx: pbxData,
    lines,
    unusedLines,
    keys: buildKeys(phone, vendor, keyContext),
    settings,
    words: vendor.words(settings, { model, pbx: pbxData }),
    passwords: {
      menu: passwords.menu?.reveal(),
      web: passwords.web?.reveal(),
      shared: passwords.shared?.reveal(),
      menuByLine: passwords.menu === undefined ? undefined : deriveMenuPasswords(passwords.menu, lines.length, order),
    },
  };
}

function deriveMenuPasswords(menu: Password, count: number, { vendor, model }: FileOrder): string[] | undefined {
  const derive = vendor.families[model.family]?.menuPasswordOfLine;
  return derive === undefined ? undefined : Array.from({ length: count }, (_, index0) => derive(menu.reveal(), index0));
}

/**
 * Every key of the model. Keys beyond the phone's list are line keys as far as it has lines, so that a phone without a
 * list can be used; the rest are written as unused, since phones keep what is absent.
 */
function buildKeys(phone: Phone, vendor: Vendor, context: KeyContext): TemplateData["keys"] {
  const unused = { type: "none" } as const;
  const keys = [];
  for (let position = 0; position < context.model.keys; position++) {
    const isLine = position < context.lines.length;
    const wanted: FunctionKey =
      phone.keys[position] ?? (isLine ? { type: "line", value: String(position + 1) } : unused);
    const key = vendor.functionKey(wanted, position, context) ?? vendor.functionKey(unused, position, context);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}
