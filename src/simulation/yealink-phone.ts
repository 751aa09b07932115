import { createHash } from "node:crypto";
import type { Boot, PhoneFamily } from "./family.ts";
import {
  parseYealinkBoot,
  parseYealinkCfg,
  USER_PASSWORD,
  type YealinkBoot,
  type YealinkEntry,
} from "./yealink-cfg.ts";
import { readYealink } from "./yealink-memory.ts";
import { YEALINK_MODELS, type YealinkModel } from "./yealink-models.ts";

// How Yealink's phones behave: reference/yealink.md 1.1 (sources), 1.3 (order of files, MD5), 1.4 (boot files), 4.1 (`static.`), 5.2 (what stays).

const FAMILIES: Readonly<Record<YealinkModel["kind"], PhoneFamily>> = {
  desk: createFamily("yealink-desk", "T46S"),
  v7x: createFamily("yealink-v7x", "T28P"),
  dect: createFamily("yealink-dect", "W52P"),
};

/** Desk phones from V80 on, those that end before, or DECT bases. */
export function yealinkFamilyOf(model: string | undefined): PhoneFamily {
  return FAMILIES[model === undefined ? "desk" : modelFacts(model).kind];
}

function createFamily(id: string, defaultModel: string): PhoneFamily {
  return {
    id,
    defaultModel,
    userAgent: (model, mac) => {
      const { agentName = `Yealink SIP-${model}`, firmware } = modelFacts(model);
      return `${agentName} ${firmware} ${mac.toLowerCase().replace(/..(?=.)/g, "$&:")}`;
    },
    pnpForm(model, mac, settings) {
      if (readDevice(settings, model)("auto_provision.pnp_enable") === "0") return undefined;
      const { agentName = `Yealink SIP-${model}`, firmware: version } = modelFacts(model);
      const uri = `MAC${mac.toLowerCase()}@224.0.1.75`;
      return { uri, vendor: "yealink", model, version, userAgent: `${agentName} ${version}`, hasBranch: true };
    },
    provision,
    login(settings) {
      // Phones of V73 and older read the older names only.
      const prefix = id === "yealink-v7x" ? "" : "static.";
      const username = settings[`${prefix}auto_provision.server.username`];
      const password = settings[`${prefix}auto_provision.server.password`];
      if (!username || !password) return undefined;
      return { schemes: ["MD5", "basic"], pairs: [{ username, password }] };
    },
    read: ({ settings }, model) => readYealink(settings, modelFacts(model).kind),
    trusts: (settings) => Object.keys(settings).flatMap((name) => (TRUSTED.test(name) ? (settings[name] ?? []) : [])),
  };
}

/** Unlisted models behave as the T46S does, under their own name. */
function modelFacts(model: string): YealinkModel {
  return YEALINK_MODELS[model] ?? { kind: "desk", code: "066", firmware: "66.86.0.15" };
}

/** What `$PN` in an address becomes; a W80 in DM role keeps its base's name. */
function productName(model: string): string {
  return model === "W80DM" ? "W80B" : model;
}

/** The software generation: 86 for V86. */
function generationOf(model: string): number {
  return Number(modelFacts(model).firmware.split(".")[1]);
}

type CfgFile = { name: string; digest: string; entries: readonly YealinkEntry[]; isChanged: boolean };

async function provision(boot: Boot): Promise<void> {
  const device = readDevice(boot.flash.settings, boot.model);
  const hasPnp = device("auto_provision.pnp_enable") !== "0";
  const told = hasPnp ? boot.base : device("auto_provision.server.url") || boot.base;
  if (told === undefined) return;
  const url = told.replaceAll("$MAC", boot.mac.toLowerCase()).replaceAll("$PN", productName(boot.model));
  if (/\.cfg$/i.test(url)) return applyAll(boot, await fetchCfgFiles(boot, [url]), undefined);

  const folder = url.endsWith("/") ? url : `${url}/`;
  // V80 and older know no boot files.
  const found = generationOf(boot.model) > 80 ? await fetchBootFile(boot, folder) : undefined;
  if (found === "malformed") return;
  const mac = boot.mac.toLowerCase();
  const names = found?.files ?? [`y000000000${modelFacts(boot.model).code}.cfg`, `${mac}.cfg`];
  const urls = names.map((name) => (/^\w+:\/\//.test(name) ? name : folder + name));
  await applyAll(boot, await fetchCfgFiles(boot, urls), found?.bootFile);
}

/** Applies the files and fetches what they name: the certificate authority, once for each address (yealink.md 8.1). */
async function applyAll(boot: Boot, files: readonly CfgFile[], bootFile: YealinkBoot | undefined): Promise<void> {
  apply(boot, files, bootFile);
  const { settings } = boot.flash;
  const url = readDevice(settings, boot.model)("trusted_certificates.url");
  const name = `trusted_certificate[${url}]`;
  if (url === undefined || settings[name] !== undefined) return;
  await boot.fetch(url, (body) => {
    settings[name] = body.toString();
    return "applied";
  });
}

/** Where the simulation keeps what it fetched. */
const TRUSTED = /^trusted_certificate\[/;

async function fetchBootFile(
  boot: Boot,
  folder: string,
): Promise<{ bootFile: YealinkBoot; files: string[] } | "malformed" | undefined> {
  for (const name of [`${boot.mac.toLowerCase()}.boot`, "y000000000000.boot"]) {
    let bootFile: YealinkBoot | undefined;
    const isThere = await boot.fetch(folder + name, (body) => {
      bootFile = parseYealinkBoot(body);
      return "applied";
    });
    if (!isThere) continue;
    return bootFile === undefined ? "malformed" : { bootFile, files: includedFiles(bootFile, boot.model) };
  }
  return undefined;
}

function includedFiles({ includes, excludesGeneric }: YealinkBoot, model: string): string[] {
  const specific = includes.filter(({ models }) => models?.includes(model));
  const chosen = excludesGeneric
    ? specific
    : includes.filter(({ models }) => models === undefined || models.includes(model));
  return chosen.map(({ path }) => path);
}

async function fetchCfgFiles(boot: Boot, urls: readonly string[]): Promise<CfgFile[]> {
  const files: CfgFile[] = [];
  for (const url of urls) {
    await boot.fetch(url, (body) => {
      const name = url.slice(url.lastIndexOf("/") + 1);
      const digest = createHash("md5").update(body).digest("hex");
      const isChanged = boot.flash.digests[name] !== digest;
      files.push({ name, digest, entries: parseYealinkCfg(body), isChanged });
      return isChanged ? "applied" : "unchanged";
    });
  }
  return files;
}

/** A boot file that does not say its mode is taken as mode 1, the worse one: what it does then is not known. */
function apply({ flash, model }: Boot, files: readonly CfgFile[], bootFile: YealinkBoot | undefined): void {
  if (!files.some(({ isChanged }) => isChanged)) return;
  const isReset = bootFile !== undefined && bootFile.overwriteMode !== 0;
  if (isReset) forgetProvisioned(flash.settings, keepsStatic(model));
  for (const { name, digest, entries, isChanged } of files) {
    if (!isChanged && !isReset) continue;
    for (const [key, value] of lastValues(entries, model)) set(flash.settings, key, value, isReset);
    flash.digests[name] = digest;
  }
}

function forgetProvisioned(settings: Record<string, string>, isStaticKept: boolean): void {
  for (const key of Object.keys(settings)) {
    if (!isStaticKept || !key.startsWith("static.")) delete settings[key];
  }
}

/** From V83 on a line that is gone resets no static setting. */
function keepsStatic(model: string): boolean {
  return generationOf(model) >= 83;
}

/** The same key twice: the last line wins, even a blank one. A password of a log-in counts once for each name. */
function lastValues(entries: readonly YealinkEntry[], model: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value, models } of entries) {
    if (models !== undefined && !models.includes(model)) continue;
    // V73 and older do not know these names, so they ignore them.
    if (key.startsWith("static.") && isV7x(model)) continue;
    const user = USER_PASSWORD.test(key) ? /^([^:]+):(.*)$/s.exec(value) : null;
    if (user === null) values.set(key, value);
    else values.set(`${key}[${user[1]}]`, user[2] ?? "");
  }
  return values;
}

function set(settings: Record<string, string>, key: string, value: string, isReset: boolean): void {
  if (value === "%NULL%" || value === "%EMPTY%" || (value === "" && isReset)) delete settings[key];
  else if (value !== "") settings[key] = value;
}

function isV7x(model: string): boolean {
  return modelFacts(model).kind === "v7x";
}

/** Reads a device setting as this model spells it. */
function readDevice(settings: Readonly<Record<string, string>>, model: string) {
  const prefix = isV7x(model) ? "" : "static.";
  return (name: string): string | undefined => settings[prefix + name];
}
