import type { Boot, HeldAccount, HeldKey, HeldState, PhoneFamily } from "./family.ts";
import type { PnpForm } from "./find-by-pnp.ts";
import type { HttpLogin } from "./http-login.ts";
import { parseSnomSettings, type SnomDocument } from "./snom-settings.ts";

// How Snom's desk phones behave: reference/snom.md 1.1 (order of sources), 1.4 (names of files), 1.5 (User-Agent), 2.2 (perm), 4 (merging).

const MAX_IDENTITIES = 12;

/** D3xx, D7xx, D8xx. The User-Agent's form is known up to D7xx and expected to be the same for D8xx. */
export const snomDesk: PhoneFamily = {
  id: "snom-desk",
  defaultModel: "D785",
  userAgent: (model, mac) =>
    `Mozilla/4.0 (compatible; ${snomType(model)}-SIP 10.1.33.33 2010.12-00004-g9ba52f5 ${mac} SXM:0 UXM:0)`,
  pnpForm: (model, mac, settings) => snomPnpForm(snomType(model), FIRMWARE, mac, settings),
  provision: (boot) => provision(boot, FACTORY_ORDER, (base) => snomUrls(base, snomType(boot.model), boot.mac)),
  login: snomLogin,
  read,
  trusts,
};

/** 3xx, 710, 720, 760, 8xx, MeetingPoint and PA1: firmware 8, whose 3xx puts colons into `{mac}`. Only some say their MAC. */
export const snomFirmware8: PhoneFamily = {
  id: "snom-8",
  defaultModel: "370",
  userAgent: (model, mac) => {
    const saysMac = /^(?:370|D?7\d0)$/.test(model);
    return `Mozilla/4.0 (compatible; ${snomType(model)}-SIP ${saysMac ? `8.7.5.48 1.1.3-u ${mac}` : "8.4.35 1.1.3-s"})`;
  },
  pnpForm: (model, mac, settings) => snomPnpForm(snomType(model), "8.7.5.48", mac, settings),
  provision: (boot) =>
    provision(boot, FACTORY_ORDER, (base) =>
      snomUrls(base, snomType(boot.model), boot.mac, /^3/.test(boot.model) ? withColons : undefined),
    ),
  login: snomLogin,
  read,
};

/** reference/snom.md 7.3: Digest is taken as unsupported. */
function snomLogin({ http_client_user, http_client_pass }: Settings): HttpLogin | undefined {
  if (!http_client_user || !http_client_pass) return undefined;
  return { schemes: ["basic"], pairs: [{ username: http_client_user, password: http_client_pass }] };
}

export function isFirmware8(model: string): boolean {
  return /^(?:3\d0|D?7[126]0|8[27][01]|MP|PA1\+?)$/.test(model);
}

function withColons(mac: string): string {
  return mac.replace(/(..)(?!$)/g, "$1:");
}

/** Gigaset P7xx and P8xx: Snom's firmware under another name (reference/gigaset.md 3.4). Its User-Agent is not known, only that it is like Snom's. */
export const gigasetPSeries: PhoneFamily = {
  id: "gigaset-p",
  defaultModel: "P825",
  userAgent: (model, mac) =>
    `Mozilla/4.0 (compatible; ${gigasetType(model)}-SIP 10.1.33.33 2010.12-00004-g9ba52f5 ${mac} SXM:0 UXM:0)`,
  // Its User-Agent is not known, so the Event's old form is all it says (reference/gigaset.md 1.3).
  pnpForm: (_model, mac, settings) =>
    asksByPnp(settings, GIGASET_FACTORY_ORDER)
      ? {
          uri: `MAC%3a${mac}@gigaset.com`,
          ...{ vendor: "OEM", model: "OEM", version: "7.1.19", userAgent: "Gigaset" },
          hasBranch: false,
        }
      : undefined,
  provision: (boot) =>
    provision(boot, GIGASET_FACTORY_ORDER, (base) => gigasetUrls(base, gigasetType(boot.model), boot.mac)),
  login: snomLogin,
  read,
};

const FIRMWARE = "10.1.33.33";
const FACTORY_ORDER = "redirection:stop pnp:stop dhcp:stop tr69:stop";
const GIGASET_FACTORY_ORDER = "redirection:stop pnp:stop dhcp114:stop dhcp:stop tr69:stop";

type Settings = Readonly<Record<string, string>>;

/** reference/snom.md 1.2: without a branch, the MAC behind `MAC%3a`. */
function snomPnpForm(type: string, version: string, mac: string, settings: Settings): PnpForm | undefined {
  if (!asksByPnp(settings, FACTORY_ORDER)) return undefined;
  const uri = `MAC%3a${mac}@phones.example`;
  return { uri, vendor: "snom", model: type, version, userAgent: `${type}/${version}`, hasBranch: false };
}

function asksByPnp(settings: Settings, factoryOrder: string): boolean {
  return settings.pnp_config !== "off" && (settings.provisioning_order || factoryOrder).includes("pnp:");
}

/** What the phone calls itself: early ones without the D. */
function snomType(model: string): string {
  return `snom${model.replace(/^D(?=7(?:10|15|20|25|60)$)/, "").replace("+", "P")}`;
}

/** Two sizes of one model share a name: `GigasetP82x`; the other names follow that pattern, unconfirmed. */
function gigasetType(model: string): string {
  return `Gigaset${model.replace(/^P(82|85)\d.*$/i, "P$1x")}`;
}

export function snomUrls(base: string, type: string, mac: string, spell = (text: string) => text): string[] {
  const expanded = expand(base, type, spell(mac));
  if (isFolder(base)) return [`${withSlash(base)}${type}.htm`, `${withSlash(base)}${type}-${mac}.htm`];
  return base.includes("{mac}") ? [expanded] : [expanded, insertMac(expanded, mac)];
}

function gigasetUrls(base: string, type: string, mac: string): string[] {
  const expanded = expand(base, type, mac);
  const lower = mac.toLowerCase();
  if (isFolder(base)) {
    const names = [`${type}.htm`, `${type}-${lower}.htm`, `${type}-firmware.htm`, `${lower}.xml`];
    return names.map((name) => withSlash(base) + name);
  }
  return base.includes("{mac}") ? [expanded] : [expanded, insertMac(expanded, lower)];
}

function expand(url: string, type: string, mac: string): string {
  return url.replaceAll("{mac}", mac).replaceAll("{phone_type}", type);
}

function isFolder(url: string): boolean {
  return url.endsWith("/") || /^\w+:\/\/[^/]+$/.test(url);
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

/** `cfg.xml` → `cfg-<MAC>.xml`, `settings` → `settings-<MAC>`. */
function insertMac(url: string, mac: string): string {
  return url.replace(/(\.\w+)?$/, (extension) => `-${mac}${extension}`);
}

export async function provision(boot: Boot, factoryOrder: string, urlsOf: (base: string) => string[]): Promise<void> {
  const { settings } = boot.flash;
  const order = settings.provisioning_order || factoryOrder;
  const asked = new Set<string>();
  for (const step of order.split(/\s+/)) {
    const [source = "", mode] = step.split(":");
    const base = sourceUrl(source, boot);
    if (base === undefined || asked.has(base)) continue;
    asked.add(base);
    let isReached = false;
    for (const url of urlsOf(base)) isReached = (await fetchSettings(boot, url, new Set())) || isReached;
    if (isReached && mode !== "proceed") return;
  }
}

/** The cloud that a factory-new phone asks first answers nothing for a phone that nobody registered there, so it is left out. */
function sourceUrl(source: string, { base, flash }: Boot): string | undefined {
  if (source === "redirection") return flash.settings.setting_server || undefined;
  if (source === "pnp") return flash.settings.pnp_config === "off" ? undefined : base;
  return source.startsWith("dhcp") ? base : undefined;
}

async function fetchSettings(boot: Boot, url: string, seen: Set<string>): Promise<boolean> {
  if (seen.has(url)) return false;
  seen.add(url);
  let settingFiles: readonly string[] = [];
  const isReached = await boot.fetch(url, (body) => {
    const document = parseSnomSettings(body);
    merge(boot.flash.settings, document);
    settingFiles = document.settingFiles;
    return "applied";
  });
  for (const file of settingFiles) await fetchSettings(boot, file, seen);
  return isReached;
}

/** Sets what the document names and touches nothing else: an empty element sets an empty value. */
function merge(settings: Record<string, string>, document: SnomDocument): void {
  for (const { name, idx, perm, value } of document.settings) {
    const key = idx === undefined ? name : `${name}[${idx}]`;
    if (mayWrite(perm, key in settings)) settings[key] = value;
  }
  for (const base64 of document.certificates) settings[`certificate[${base64.slice(-24)}]`] = base64;
  for (const key of document.functionKeys) {
    const name = `fkey[${key.idx}]`;
    if (!mayWrite(key.perm, name in settings)) continue;
    settings[name] = `${key.type} ${key.argument}`.trim();
    settings[`${name}.context`] = key.context;
    settings[`${name}.label`] = key.label;
  }
}

/** What `<certificates>` gave it. */
function trusts(settings: Settings): string[] {
  const given = Object.entries(settings).filter(([name]) => name.startsWith("certificate["));
  return given.map(([, base64]) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
}

/** `!` is for a value that is not there yet; what is volatile does not reach the permanent memory. */
function mayWrite(perm: string | undefined, isSet: boolean): boolean {
  if (perm?.includes("V")) return false;
  return perm !== "!" || !isSet;
}

function read({ settings }: { settings: Record<string, string> }, model: string): HeldState {
  const { http_user, http_pass, webserver_admin_name, webserver_admin_password } = settings;
  // D8xx obeys the newer pair of names, D3xx and D7xx the older one; which one the P-series obeys is not known.
  const [webUser, web] = /^D8/.test(model)
    ? [webserver_admin_name, webserver_admin_password]
    : /^P/.test(model)
      ? [webserver_admin_name ?? http_user, webserver_admin_password ?? http_pass]
      : [http_user, http_pass];
  return {
    accounts: Array.from({ length: MAX_IDENTITIES }, (_, index) => index + 1).flatMap((n) => readAccount(settings, n)),
    menuPassword: settings.admin_mode_password ?? null,
    webUser: webUser ?? null,
    webPassword: web ?? null,
    language: settings.language ?? null,
    timezone: settings.timezone || settings.utc_offset || null,
    keys: readKeys(settings),
  };
}

function readAccount(settings: Record<string, string>, line: number): HeldAccount[] {
  const value = (name: string): string | null => settings[`${name}[${line}]`] ?? null;
  const user = value("user_name");
  if (user === null || user === "" || value("user_active") === "off") return [];
  return [
    {
      line,
      user,
      authUser: value("user_pname"),
      displayName: value("user_realname"),
      server: value("user_host"),
      password: value("user_pass"),
    },
  ];
}

const NEUTRAL_TYPES: Readonly<Record<string, string>> = { line: "line", speed: "speed-dial", blf: "blf", dest: "blf" };

function readKeys(settings: Record<string, string>): HeldKey[] {
  const keys: HeldKey[] = [];
  for (const [name, text] of Object.entries(settings)) {
    const idx = /^fkey\[(\d+)\]$/.exec(name)?.[1];
    const [, type = "", argument = ""] = /^(\S*) ?(.*)$/s.exec(text) ?? [];
    if (idx === undefined || type === "" || type === "none") continue;
    const context = settings[`${name}.context`] ?? "active";
    const label = settings[`${name}.label`] || null;
    // A bare `line` is what a key without a function holds.
    if (type === "line" && context === "active" && label === null) continue;
    keys.push({
      position: Number(idx) + 1,
      type: NEUTRAL_TYPES[type] ?? type,
      value: type === "line" ? (context === "active" ? null : context) : keyNumber(argument),
      label,
    });
  }
  return keys.sort((a, b) => a.position - b.position);
}

/** The number out of `20`, `20|*8` and `<sip:20@pbx;user=phone>`. */
function keyNumber(argument: string): string | null {
  return /^(?:<sips?:)?([^|@>]*)/.exec(argument)?.[1] || null;
}
