import { createHash } from "node:crypto";
import type { Boot, HeldAccount, HeldKey, HeldState, PhoneFamily } from "./family.ts";
import {
  parseYealinkBoot,
  parseYealinkCfg,
  USER_PASSWORD,
  type YealinkBoot,
  type YealinkEntry,
} from "./yealink-cfg.ts";
import { YEALINK_MODELS, type YealinkModel } from "./yealink-models.ts";

// How Yealink's desk phones behave from V81 on: reference/yealink.md 1.1 (sources), 1.3 (order of files, MD5), 1.4 (boot files), 5.2 (what stays).

export const yealinkDesk: PhoneFamily = {
  id: "yealink-desk",
  defaultModel: "T46S",
  userAgent: (model, mac) => {
    const spacedMac = mac.toLowerCase().replace(/..(?=.)/g, "$&:");
    return `Yealink SIP-${model} ${modelFacts(model).firmware} ${spacedMac}`;
  },
  pnpForm: (model, mac, settings) => {
    if (settings[ASKS_BY_PNP] === "0") return undefined;
    const { firmware: version } = modelFacts(model);
    const uri = `MAC${mac.toLowerCase()}@224.0.1.75`;
    return { uri, vendor: "yealink", model, version, userAgent: `Yealink SIP-${model} ${version}`, hasBranch: true };
  },
  provision,
  read,
};

const ASKS_BY_PNP = "static.auto_provision.pnp_enable";

/** Unlisted models behave as the T46S does, under their own name. */
function modelFacts(model: string): YealinkModel {
  return YEALINK_MODELS[model] ?? { code: "066", firmware: "66.86.0.15" };
}

type CfgFile = { name: string; digest: string; entries: readonly YealinkEntry[]; isChanged: boolean };

async function provision(boot: Boot): Promise<void> {
  const { settings } = boot.flash;
  const hasPnp = settings[ASKS_BY_PNP] !== "0";
  const told = hasPnp ? boot.base : settings["static.auto_provision.server.url"] || boot.base;
  if (told === undefined) return;
  const url = told.replaceAll("$MAC", boot.mac.toLowerCase()).replaceAll("$PN", boot.model);
  if (/\.cfg$/i.test(url)) return apply(boot, await fetchCfgFiles(boot, [url]), undefined);

  const folder = url.endsWith("/") ? url : `${url}/`;
  const found = await fetchBootFile(boot, folder);
  if (found === "malformed") return;
  const mac = boot.mac.toLowerCase();
  const names = found?.files ?? [`y000000000${modelFacts(boot.model).code}.cfg`, `${mac}.cfg`];
  const urls = names.map((name) => (/^\w+:\/\//.test(name) ? name : folder + name));
  apply(boot, await fetchCfgFiles(boot, urls), found?.bootFile);
}

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
  return Number(modelFacts(model).firmware.split(".")[1]) >= 83;
}

/** The same key twice: the last line wins, even a blank one. A password of a log-in counts once for each name. */
function lastValues(entries: readonly YealinkEntry[], model: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value, models } of entries) {
    if (models !== undefined && !models.includes(model)) continue;
    const user = key === USER_PASSWORD ? /^([^:]+):(.*)$/s.exec(value) : null;
    if (user === null) values.set(key, value);
    else values.set(`${key}[${user[1]}]`, user[2] ?? "");
  }
  return values;
}

function set(settings: Record<string, string>, key: string, value: string, isReset: boolean): void {
  if (value === "%NULL%" || value === "%EMPTY%" || (value === "" && isReset)) delete settings[key];
  else if (value !== "") settings[key] = value;
}

function read({ settings }: { settings: Record<string, string> }): HeldState {
  const admin = settings["static.security.user_name.admin"] ?? "admin";
  const password = settings[`${USER_PASSWORD}[${admin}]`] ?? null;
  return {
    accounts: readAccounts(settings),
    menuPassword: password,
    webUser: admin,
    webPassword: password,
    language: settings["lang.gui"] ?? null,
    timezone: settings["local_time.time_zone_name"] ?? settings["local_time.time_zone"] ?? null,
    keys: readKeys(settings),
  };
}

function readAccounts(settings: Record<string, string>): HeldAccount[] {
  const accounts: HeldAccount[] = [];
  for (const [name, isEnabled] of Object.entries(settings)) {
    const line = /^account\.(\d+)\.enable$/.exec(name)?.[1];
    if (line === undefined || isEnabled !== "1") continue;
    const value = (key: string): string | null => settings[`account.${line}.${key}`] ?? null;
    accounts.push({
      line: Number(line),
      user: value("user_name") ?? "",
      authUser: value("auth_name"),
      displayName: value("display_name"),
      server: value("sip_server.1.address"),
      password: value("password"),
    });
  }
  return accounts.sort((a, b) => a.line - b.line);
}

const NEUTRAL_TYPES: Readonly<Record<string, string>> = { 13: "speed-dial", 15: "line", 16: "blf" };

function readKeys(settings: Record<string, string>): HeldKey[] {
  const keys: HeldKey[] = [];
  for (const [name, type] of Object.entries(settings)) {
    const position = /^linekey\.(\d+)\.type$/.exec(name)?.[1];
    if (position === undefined || type === "0") continue;
    const value = (key: string): string | null => settings[`linekey.${position}.${key}`] ?? null;
    keys.push({
      position: Number(position),
      type: NEUTRAL_TYPES[type] ?? type,
      value: type === "15" ? value("line") : value("value"),
      label: value("label"),
    });
  }
  return keys.sort((a, b) => a.position - b.position);
}
