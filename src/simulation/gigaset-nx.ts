import type { Boot, HeldAccount, HeldState, PhoneFamily } from "./family.ts";
import { FormatError } from "./format-error.ts";
import { fetchProvisioning, gigasetPnpForm } from "./gigaset-boot.ts";
import type { GigasetOperation, GigasetParameter, GigasetProvisioning } from "./gigaset-provisioning.ts";

// How N610, N670 and N870 behave: reference/gigaset.md 1.4, 1.9 and 3.3.

const ASKS_BY_SIP = "SystemSettings.global.SipMulticastEnabled";

export const gigasetNx: PhoneFamily = {
  id: "gigaset-nx",
  defaultModel: "N670",
  userAgent: (model, mac) => `Gigaset ${model.replace(/ IP PRO$/i, "")} IP PRO/83.V2.11.0+build.a546b91;${mac}`,
  pnpForm: (model, mac, settings) =>
    settings[ASKS_BY_SIP] === "0"
      ? undefined
      : gigasetPnpForm(`${model.replace(/ IP PRO$/i, "")} IP PRO/83.V2.11.0`, mac),
  provision: (boot) =>
    fetchProvisioning(boot, sourceUrl(boot), boot.mac.toLowerCase(), (file) => merge(boot.flash.settings, file)),
  read,
};

/** A base that no longer looks around by SIP goes to the server it was told. */
function sourceUrl({ base, flash }: Boot): string | undefined {
  const stored = flash.settings["Provisioning.global.ProvisioningServer"];
  return flash.settings[ASKS_BY_SIP] === "0" && stored ? stored : base;
}

/** Parameters by name, handset slots by id; what is absent stays. Nothing changes when the file is refused. */
function merge(settings: Record<string, string>, file: GigasetProvisioning): void {
  if (file.productId !== "e2") throw new FormatError("the productID is not e2", { line: 1, column: 1 });
  file.nvm.forEach(check);
  const operations = file.nvm.filter((item) => item.kind === "oper");
  const added = operations.filter(({ name }) => name === "add_hs").map(({ value }) => value ?? "");
  // It counts only at the top, before handsets are added.
  const isCleaning = file.nvm[0]?.kind === "oper" && file.nvm[0].name === "DeleteNotProvisionedHS";
  if (isCleaning) for (const id of slotsOf(settings)) if (!added.includes(id)) forgetSlot(settings, id);

  for (const item of file.nvm) {
    if (item.kind === "oper") addSlot(settings, item);
    else if (/^hs\.\w+\.RegStatus$/.test(item.name) && item.value === "ToDeReg")
      forgetSlot(settings, item.name.split(".")[1] ?? "");
    else settings[item.name] = item.value;
  }
}

function check(item: GigasetParameter | GigasetOperation): void {
  const place = { line: item.line, column: 1 };
  if (item.kind === "oper") {
    if (item.name === "add_hs" && !/^(?:[0-9a-f]{10}|\d{5}|\d_\d+)$/.test(item.value ?? "")) {
      throw new FormatError("add_hs names neither an IPUI of 10 lower-case hex digits nor a place-holder", place);
    }
    for (const parameter of item.parameters) check(parameter);
    return;
  }
  if (item.value === "") throw new FormatError(`${item.name} is empty, which has unpredictable effects`, place);
  if (/^hs\.\w+\.DECT_AC$/.test(item.name) && !/^\d{1,4}$/.test(item.value)) {
    throw new FormatError(`${item.name} is not 1 to 4 digits`, place);
  }
}

function addSlot(settings: Record<string, string>, { name, value, parameters }: GigasetOperation): void {
  if (name !== "add_hs" || value === undefined) return;
  const status = parameters.find((parameter) => parameter.name === "hs.RegStatus")?.value;
  settings[`hs.${value}.RegStatus`] ??= status ?? "NotReg";
}

function slotsOf(settings: Record<string, string>): string[] {
  return Object.keys(settings).flatMap((name) => /^hs\.(\w+)\.RegStatus$/.exec(name)?.[1] ?? []);
}

function forgetSlot(settings: Record<string, string>, id: string): void {
  for (const name of Object.keys(settings)) {
    if (name.startsWith(`hs.${id}.`) || name.startsWith(`SipAccount.${id}.`)) delete settings[name];
  }
}

function read({ settings }: { settings: Record<string, string> }): HeldState {
  const slots = slotsOf(settings);
  const pins = slots.flatMap((id) => settings[`hs.${id}.DECT_AC`] ?? []);
  return {
    accounts: slots.flatMap((id, index) => readAccount(settings, id, index + 1)),
    // The PIN that registers a handset; the first slot's stands for all.
    menuPassword: pins[0] ?? null,
    webUser: "admin",
    webPassword: settings["WebUIAccounts.1.Password"] ?? null,
    // Handsets choose their language themselves.
    language: null,
    timezone: settings["DmGlobal.0.TimeZone"] ?? null,
    keys: [],
  };
}

function readAccount(settings: Record<string, string>, id: string, line: number): HeldAccount[] {
  const value = (name: string): string | null => settings[`SipAccount.${id}.${name}`] ?? null;
  const user = value("UserName") ?? value("AuthName");
  if (user === null) return [];
  const provider = `SipProvider.${value("ProviderId") ?? "0"}`;
  return [
    {
      line,
      user,
      authUser: value("AuthName"),
      displayName: value("DisplayName"),
      server: settings[`${provider}.RegServerAddress`] ?? settings[`${provider}.Domain`] ?? null,
      password: value("AuthPassword"),
    },
  ];
}
