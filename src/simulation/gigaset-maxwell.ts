import type { Boot, HeldAccount, HeldKey, HeldState, PhoneFamily } from "./family.ts";
import { fetchProvisioning, gigasetPnpForm } from "./gigaset-boot.ts";
import type { GigasetProvisioning } from "./gigaset-provisioning.ts";

// How Maxwell Basic, 2, 3 and 4 behave: reference/gigaset.md 1.4 and 3.2.

const ACCOUNTS = 4;

/** No User-Agent of a Maxwell is known; this one follows the pattern of its sisters. */
export const gigasetMaxwell: PhoneFamily = {
  id: "gigaset-maxwell",
  defaultModel: "Maxwell 3",
  userAgent: (model, mac) => `Gigaset ${model}/2.22.4;${mac}`,
  pnpForm: (model, mac) => gigasetPnpForm(`${model}/2.11.6`, mac),
  provision: (boot) => fetchProvisioning(boot, sourceUrl(boot), boot.mac, (file) => merge(boot.flash.settings, file)),
  read,
};

/** A phone that ignores DHCP option 114 goes to the server it was told. */
function sourceUrl({ base, flash }: Boot): string | undefined {
  const ignored = flash.settings["NET.IP.IPv4.DHCP.Options.Disabled"]?.split(",") ?? [];
  const stored = flash.settings["System.Provision.ProvisioningServer"];
  return ignored.includes("114") && stored ? stored : base;
}

/** Parameters by name; what is absent stays. */
function merge(settings: Record<string, string>, file: GigasetProvisioning): void {
  for (const item of file.nvm) if (item.kind === "param") settings[item.name] = item.value;
}

function read({ settings }: { settings: Record<string, string> }): HeldState {
  return {
    accounts: Array.from({ length: ACCOUNTS }, (_, index) => index).flatMap((index) => readAccount(settings, index)),
    // No setting for a menu PIN is known.
    menuPassword: null,
    webUser: "admin",
    webPassword: settings["WebUI.AdminPassword"] ?? null,
    language: settings["PhoneUI.Settings.Language"] ?? null,
    timezone: settings["System.DateAndTime.TimeZone"] ?? null,
    keys: readKeys(settings),
  };
}

function readAccount(settings: Record<string, string>, index: number): HeldAccount[] {
  const value = (name: string): string | null => settings[`SIP.Account.${index}.${name}`] ?? null;
  const user = value("Username") ?? value("UserName") ?? value("AuthName");
  if (user === null || user === "" || value("Active") !== "1") return [];
  return [
    {
      line: index + 1,
      user,
      authUser: value("AuthName"),
      displayName: value("DisplayName"),
      server: value("RegistrationServer.Address") ?? value("Domain"),
      password: value("AuthPassword"),
    },
  ];
}

const NEUTRAL_TYPES: Readonly<Record<string, string>> = {
  0: "line",
  3: "speed-dial",
  4: "blf",
  6: "forward",
  7: "dtmf",
  8: "url",
};
/** Which field of a key says what it acts on; the number where none is named. */
const VALUE_FIELDS: Readonly<Record<string, string>> = { 7: "EnableCode", 8: "URL", 10: "EnableCode" };

function readKeys(settings: Record<string, string>): HeldKey[] {
  const keys: HeldKey[] = [];
  for (const [name, type] of Object.entries(settings)) {
    const index = /^PhoneUI\.Keys\.FunctionKeys\.(\d+)\.Type$/.exec(name)?.[1];
    if (index === undefined || type === "-1") continue;
    const value = (field: string): string | null => settings[`PhoneUI.Keys.FunctionKeys.${index}.${field}`] || null;
    const connection = value("Connection");
    keys.push({
      position: Number(index) + 1,
      type: NEUTRAL_TYPES[type] ?? type,
      value:
        type === "0"
          ? connection === null
            ? null
            : String(Number(connection) + 1)
          : value(VALUE_FIELDS[type] ?? "PhoneNumber"),
      label: value("DisplayName"),
    });
  }
  return keys.sort((a, b) => a.position - b.position);
}
