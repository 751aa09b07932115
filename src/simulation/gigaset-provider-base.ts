import type { Boot, HeldAccount, HeldState, PhoneFamily } from "./family.ts";
import { FormatError } from "./format-error.ts";
import { gigasetPnpForm } from "./gigaset-boot.ts";
import { parseGigasetIndex } from "./gigaset-index.ts";
import { type ProviderFrame, type ProviderItem, parseProviderFrame } from "./gigaset-provider-frame.ts";

// How N510 and N720 behave: reference/gigaset.md 1.3, 1.5 to 1.7, 1.9 and 3.1.

const NEXT_TAGS = [3, 4];
const URI_TAG = 0;
const MAX_INDEX_FILES = 8;
const VERSION = "VERSION";

export const gigasetN510: PhoneFamily = {
  id: "gigaset-n510",
  defaultModel: "N510 IP PRO",
  userAgent: (_model, mac) => `N510 IP PRO/42.245.00.000.000;${mac}`,
  pnpForm: (_model, mac) => gigasetPnpForm("N510 IP PRO/42.245.00.000.000", mac),
  provision: (boot) => provision(boot, "42/2"),
  login: ({ S_PROV_USERNAME: username = "", S_PROV_PASSWORD: password = "" }, mac) => ({
    schemes: ["MD5"],
    // Its own MAC and device secret first, whatever it was told (reference/gigaset.md 7).
    pairs: [{ username: mac, password: "123456789012" }, ...(username === "" ? [] : [{ username, password }])],
  }),
  read: ({ settings }) =>
    readBase(settings, { accounts: readN510Accounts(settings), web: settings["BS_CUSTOM.aucKdsPin[0]"] }),
};

export const gigasetN720: PhoneFamily = {
  id: "gigaset-n720",
  defaultModel: "N720 DM PRO",
  userAgent: (_model, mac) => `Gigaset N720 DM PRO/70.108.00.000.000;${mac}`,
  pnpForm: (_model, mac) => gigasetPnpForm("Gigaset N720 DM PRO/70.108.00.000.000", mac),
  provision: (boot) => provision(boot, "70/1"),
  read: ({ settings }) =>
    readBase(settings, { accounts: readN720Accounts(settings), web: settings["BS_CUSTOM.WebUIPassword"] }),
};

/** Walks the index files below the base until one of them names an address, and applies what is there. */
async function provision(boot: Boot, deviceFolder: string): Promise<void> {
  // Where nobody tells it where to ask, it goes to the server that its profile named.
  const stored = boot.flash.settings["BS_IP_Data1.aucS_DATA_SERVER[0]"];
  const base = (boot.base ?? (stored && `http://${stored}`))?.replace(/\/$/, "");
  if (base === undefined) return;
  let next: string | undefined = "master.bin";
  for (let count = 0; next !== undefined && count < MAX_INDEX_FILES; count++) {
    const pointer: string = next;
    next = undefined;
    let address: string | undefined;
    await boot.fetch(`${base}/${deviceFolder}/${pointer}`, (body) => {
      const entries = parseGigasetIndex(body);
      next = entries.find(({ tag }) => NEXT_TAGS.includes(tag))?.text;
      address = entries.find(({ tag }) => tag === URI_TAG)?.text;
      return "applied";
    });
    if (address !== undefined) {
      const url = expand(address, { base, mac: boot.mac, deviceFolder });
      await boot.fetch(url, (body) => apply(boot, parseProviderFrame(body)));
    }
  }
}

function expand(
  address: string,
  { base, mac, deviceFolder }: { base: string; mac: string; deviceFolder: string },
): string {
  return address
    .replaceAll("%DURL", base.replace(/^\w+:\/\//, ""))
    .replaceAll("%DVID", deviceFolder)
    .replaceAll("%MACD", mac);
}

/** Nothing of a profile for another device is applied, nor of one whose version was applied last; what is absent stays. */
function apply({ flash, mac }: Boot, frame: ProviderFrame): "applied" | "unchanged" {
  if (frame.mac !== mac)
    throw new FormatError(`MAC_ADDRESS is ${frame.mac}, not this device's`, { line: 1, column: 1 });
  if (frame.version !== undefined && flash.settings[VERSION] === frame.version) return "unchanged";
  for (const item of frame.items) flash.settings[item.name] = plainValue(item);
  if (frame.version !== undefined) flash.settings[VERSION] = frame.version;
  return "applied";
}

/** A PIN's digits stand in pairs in bytes. */
function plainValue({ name, value, line }: ProviderItem): string {
  if (!/\.aucKdsPin\[/.test(name)) return value;
  if (!/^0x\d\d,0x\d\d$/.test(value))
    throw new FormatError(`${name} is not four digits in two bytes`, { line, column: 1 });
  return value.replace(/0x|,/g, "");
}

function readBase(
  settings: Record<string, string>,
  { accounts, web }: { accounts: HeldAccount[]; web: string | undefined },
): HeldState {
  return {
    accounts,
    menuPassword: settings["BS_CUSTOM.aucKdsPin[0]"] ?? settings["BS_CUSTOM.aucKdsPin[%]"] ?? null,
    webUser: null,
    webPassword: web ?? null,
    language: null,
    timezone: settings["BS_IP_Data1.uiI_TIME_TIMEZONE"] ?? settings["BS_IP_Data.uiI_TIME_TIMEZONE"] ?? null,
    keys: [],
  };
}

const isOn = (value: string | undefined): boolean => value !== undefined && Number(value) === 1;

function readN510Accounts(settings: Record<string, string>): HeldAccount[] {
  return Array.from({ length: 6 }, (_, index) => index + 1).flatMap((line) => {
    const suffix = line === 1 ? "" : `_${line}`;
    const value = (name: string): string | null => settings[`${name}${suffix}`] || null;
    const user = value("BS_IP_Data1.aucS_SIP_USER_ID");
    if (user === null || !isOn(settings[`BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_${line}`])) return [];
    return {
      line,
      user,
      authUser: value("BS_IP_Data3.aucS_SIP_LOGIN_ID"),
      displayName: value("BS_IP_Data1.aucS_SIP_DISPLAYNAME"),
      server: value("BS_IP_Data1.aucS_SIP_REGISTRAR"),
      password: value("BS_IP_Data1.aucS_SIP_PASSWORD"),
    };
  });
}

function readN720Accounts(settings: Record<string, string>): HeldAccount[] {
  return Array.from({ length: 100 }, (_, index) => index).flatMap((index) => {
    const value = (name: string): string | null => settings[`BS_VOIP_Data.astVoipAccounts[${index}].${name}`] || null;
    const user = value("aucS_SIP_USER_ID[0]");
    if (user === null || !isOn(value("ucB_SIP_ACCOUNT_IS_ACTIVE_1") ?? undefined)) return [];
    return {
      line: index + 1,
      user,
      authUser: value("aucS_SIP_LOGIN_ID[0]"),
      displayName: value("aucS_SIP_DISPLAYNAME[0]"),
      server: settings["BS_VOIP_Data.astVoipProviders[0].aucSIP_REGISTRAR[%]"] ?? null,
      password: value("aucS_SIP_PASSWORD[0]"),
    };
  });
}
