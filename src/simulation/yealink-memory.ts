import type { HeldAccount, HeldKey, HeldState } from "./family.ts";
import type { YealinkModel } from "./yealink-models.ts";

// What a phone of Yealink makes of its settings: reference/yealink.md 4.2 to 4.6 and 11.

type Settings = Readonly<Record<string, string>>;

/** Phones of V73 and older read the older names only. */
export function readYealink(settings: Settings, kind: YealinkModel["kind"]): HeldState {
  const prefix = kind === "v7x" ? "" : "static.";
  const admin = settings[`${prefix}security.user_name.admin`] ?? "admin";
  const password = settings[`${prefix}security.user_password[${admin}]`] ?? null;
  return {
    accounts: readAccounts(settings, kind),
    menuPassword: kind === "dect" ? (settings["base.pin_code"] ?? null) : password,
    webUser: admin,
    webPassword: password,
    language: settings["lang.gui"] ?? settings["lang.wui"] ?? null,
    timezone: settings["local_time.time_zone_name"] ?? settings["local_time.time_zone"] ?? null,
    keys: readKeys(settings),
  };
}

function readAccounts(settings: Settings, kind: YealinkModel["kind"]): HeldAccount[] {
  const accounts: HeldAccount[] = [];
  for (const [name, isEnabled] of Object.entries(settings)) {
    const line = /^account\.(\d+)\.enable$/.exec(name)?.[1];
    if (line === undefined || isEnabled !== "1") continue;
    const value = (key: string): string | null => settings[`account.${line}.${key}`] ?? null;
    const template = value("sip_server.template");
    const own = value(kind === "v7x" ? "sip_server_host" : "sip_server.1.address");
    accounts.push({
      line: Number(line),
      user: value("user_name") ?? "",
      authUser: value("auth_name"),
      displayName: value("display_name"),
      server: template === null ? own : (settings[`template.${template}.sip_server.1.address`] ?? null),
      password: value("password"),
    });
  }
  return accounts.sort((a, b) => a.line - b.line);
}

const NEUTRAL_TYPES: Readonly<Record<string, string>> = { 13: "speed-dial", 15: "line", 16: "blf" };
const KEY_TYPE =
  /^(?<place>linekey\.(?<line>\d+)|memorykey\.(?<memory>\d+)|expansion_module\.(?<module>\d+)\.key\.(?<key>\d+))\.type$/;

/** Memory keys follow the line keys, whether those are in use or not. */
function readKeys(settings: Settings): HeldKey[] {
  const keys: HeldKey[] = [];
  const lineKeys = Object.keys(settings).filter((name) => /^linekey\.\d+\.type$/.test(name)).length;
  for (const [name, type] of Object.entries(settings)) {
    const { place, line, memory, module, key } = KEY_TYPE.exec(name)?.groups ?? {};
    if (place === undefined || type === "0") continue;
    const value = (part: string): string | null => settings[`${place}.${part}`] ?? null;
    keys.push({
      position: memory === undefined ? Number(line ?? key) : lineKeys + Number(memory),
      ...(module === undefined ? {} : { module: Number(module) }),
      type: NEUTRAL_TYPES[type] ?? type,
      value: type === "15" ? value("line") : value("value"),
      label: value("label"),
    });
  }
  return keys.sort((a, b) => (a.module ?? 0) - (b.module ?? 0) || a.position - b.position);
}
