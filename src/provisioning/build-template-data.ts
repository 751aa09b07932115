import { type FileMaterial, keysOf } from "./file-material.ts";
import type { FunctionKey } from "./function-key.ts";
import { findMenuRule, menuUrl } from "./menu/menu-path.ts";
import type { Password } from "./password.ts";
import type { Phone } from "./phone.ts";
import { findBookRule } from "./phone-book/book-form.ts";
import { authorityFileName, type HttpsTold, tellHttps } from "./phone-https.ts";
import type { FileOrder } from "./render-file.ts";
import { layersOf, placeOwnPages, resolveLayers } from "./settings-layers.ts";
import { tellHosted } from "./tell-hosted.ts";
import type { TemplateData } from "./template-data.ts";
import type { KeyContext, KeyPlace, Model, Vendor, VendorKey } from "./vendor.ts";

/** Everything that a template sees of one phone. */
export function buildTemplateData(order: FileOrder): TemplateData {
  const { phone, pbx, vendor, modelName, model, login, passwords, reached } = order;
  const layered = resolveLayers(layersOfOrder(order));
  const https = tellHttpsOf(order, layered);
  const { raw, ...resolved } = placeOwnPages(layered, {
    phoneBook: placeOfBook(order, https.base),
    menuUrl: urlOfMenu(order, https.base),
  });
  const { hosted: catalogue, running } = order;
  const { settings, hosted } = tellHosted(resolved, { vendor, modelName, model, base: https.base, catalogue, running });
  const lines = phone.lines.slice(0, model.lines).map((line, index0) => ({
    index: index0 + 1,
    index0,
    userName: line.username,
    authName: line.authName,
    displayName: line.displayName,
    label: line.label,
    password: passwords.sip.get(line.accountId)?.reveal(),
    ha1: passwords.sipHa1.get(line.accountId)?.reveal(),
    clearsHa1: passwords.clearsHa1,
  }));
  // Families share templates, and not all of one template are known to take a login.
  const takesLogin = vendor.families[model.family]?.loginSettings !== undefined;
  const about = {
    server: {
      url: vendor.discovery.settingsUrl(https.base, model.family),
      reportUrl: settings.reports ? `${https.base}report-${phone.mac}-` : undefined,
      authorities: https.inline.map(({ base64 }) => base64),
      authorityUrl: https.file && `${reached.baseUrl}${authorityFileName(https.file.id, phone.mac.toLowerCase())}`,
      login: takesLogin && login ? { username: login.username, password: login.password.reveal() } : undefined,
    },
    phone: { mac: phone.mac, macLower: phone.mac.toLowerCase(), label: phone.label, model: modelName },
    pbx: describePbx(pbx),
    lines,
    handsets: buildHandsets(phone, model, lines),
  };
  const isLeftByOthers = phone.sharing !== "never";
  const keyContext: KeyContext = { modelName, model, settings, lines, pbx: about.pbx, isLeftByOthers };
  return {
    ...about,
    unusedLines: Array.from({ length: Math.max(0, model.lines - lines.length) }, (_, offset) => ({
      index: lines.length + offset + 1,
      index0: lines.length + offset,
      isCleared: isLeftByOthers,
    })),
    keys: buildKeys(order, vendor, keyContext),
    settings,
    raw: listRaw(raw?.[vendor.id] ?? {}, vendor, model),
    words: vendor.words(settings, { ...about, modelName, model, hosted }),
    passwords: {
      menu: writeMenuPassword(passwords.menu, order),
      web: passwords.web?.reveal(),
      shared: writeMenuPassword(passwords.shared, order),
      menuByLine: passwords.menu === undefined ? undefined : deriveMenuPasswords(passwords.menu, lines.length, order),
    },
  };
}

/** Undefined also where these phones have no way to ask for it. */
function placeOfBook({ phoneBook, vendor, model, modelName, phone }: FileOrder, base: string) {
  const rule = findBookRule(vendor, model.family);
  return rule === undefined || phoneBook === undefined
    ? undefined
    : { name: phoneBook, url: `${base}${rule.name(phone.mac, modelName)}${rule.book.query}`, isOurs: true as const };
}

/** Undefined also where these phones show no menu of ours. */
function urlOfMenu({ menuKey, vendor, model, modelName, phone }: FileOrder, base: string): string | undefined {
  const rule = findMenuRule(vendor, model.family);
  return rule && menuKey && menuUrl(base, menuKey, rule.name(phone.mac, modelName));
}

export function layersOfOrder({ pbx, vendor, modelName, profile, phone }: FileOrder): ReturnType<typeof layersOf> {
  return layersOf({
    ...{ pbx, vendorId: vendor.id, modelName, profile, phone },
    firmwareFamily: vendor.firmware.familyOf(modelName),
  });
}

/** What the phone is told about https. */
export function tellHttpsOf(order: FileOrder, settings = resolveLayers(layersOfOrder(order))): HttpsTold {
  const { vendor, model, reached, authorities, phone } = order;
  return tellHttps({ settings, family: vendor.families[model.family], request: reached, authorities, phone });
}

/** For formats that write the index of a setting beside its name. */
function splitIndex(name: string): { base: string; index: string | undefined } {
  const [, base = name, index] = /^(.+)\[(\d+)\]$/.exec(name) ?? [];
  return { base, index };
}

export function describePbx({ id, host, port, transport }: FileMaterial["pbx"]): TemplateData["pbx"] {
  return { id, host, port, transport, isTls: transport === "tls" };
}

/** How many handsets a base needs room for. */
export function countHandsets(phone: Pick<Phone, "handsets" | "lines">, model: Model): number {
  return Math.min(model.handsets ?? 0, Math.max(phone.handsets.length, phone.lines.length));
}

/** Slots that nobody described take the line of their own number, so that a base with lines alone can be used. */
function buildHandsets(phone: Phone, model: Model, lines: TemplateData["lines"]): TemplateData["handsets"] {
  return Array.from({ length: countHandsets(phone, model) }, (_, index0) => {
    const { ipui, name, lines: wanted = [index0 + 1], outgoingLine } = phone.handsets[index0] ?? {};
    const ringing = wanted.filter((position) => position <= lines.length);
    const outgoing = outgoingLine ?? ringing[0] ?? 1;
    return {
      index: index0 + 1,
      index0,
      ipui: ipui?.toLowerCase(),
      name: name ?? lines[outgoing - 1]?.displayName ?? "",
      lines: ringing,
      outgoingLine: outgoing,
    };
  });
}

function deriveMenuPasswords(menu: Password, count: number, { vendor, model }: FileOrder): string[] | undefined {
  const derive = vendor.families[model.family]?.menuPasswordOfLine;
  return derive === undefined ? undefined : Array.from({ length: count }, (_, index0) => derive(menu.reveal(), index0));
}

function writeMenuPassword(password: Password | undefined, { vendor, model }: FileOrder): string | undefined {
  const text = password?.reveal();
  return text === undefined ? undefined : (vendor.families[model.family]?.menuPasswordAsWritten?.(text) ?? text);
}

function listRaw(values: Readonly<Record<string, string>>, { raw }: Vendor, { family }: Model): TemplateData["raw"] {
  return Object.entries(values).flatMap(([name, value]) => {
    const form = raw.formOf?.(name, family);
    return raw.formOf !== undefined && form === undefined ? [] : [{ name, ...splitIndex(name), value, form }];
  });
}

/**
 * Every key of the model and of the modules attached. Keys of the device beyond the list are line keys as far as it has
 * lines, so that a phone without a list can be used; the rest are written as unused, since phones keep what is absent.
 */
function buildKeys({ phone, profile, watchedNames }: FileOrder, vendor: Vendor, context: KeyContext): VendorKey[] {
  const { keys, modules } = keysOf(phone, profile, context.modelName);
  const { expansion } = context.model;
  const write = (wanted: FunctionKey, place: KeyPlace) =>
    vendor.functionKey(withLabel(wanted, watchedNames), place, context) ??
    vendor.functionKey({ type: "none" }, place, context) ??
    [];
  const ofDevice = Array.from({ length: context.model.keys }, (_, index0) => {
    const isLine = index0 < context.lines.length;
    const wanted = keys[index0] ?? (isLine ? { type: "line" as const, value: String(index0 + 1) } : NO_KEY);
    return write(wanted, { module: 0, index0 });
  });
  const moduleCount = expansion?.isClearedWhole ? expansion.modules : Math.min(modules.length, expansion?.modules ?? 0);
  const ofModules = Array.from({ length: moduleCount }, (_, module0) =>
    Array.from({ length: expansion?.keys ?? 0 }, (_, index0) =>
      write(modules[module0]?.[index0] ?? NO_KEY, { module: module0 + 1, index0 }),
    ),
  );
  return [...ofDevice, ...ofModules.flat()].flat();
}

const NO_KEY = { type: "none" } as const satisfies FunctionKey;

/** A key that watches an account shows its display name unless it has a label of its own. */
function withLabel(key: FunctionKey, names: ReadonlyMap<string, string>): FunctionKey {
  if (key.type !== "blf" || key.label) return key;
  const label = names.get(key.value ?? "");
  return label === undefined ? key : { ...key, label };
}
