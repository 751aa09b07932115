import type { AccountPool } from "./admission.ts";
import { ownLines } from "./desk-kit.ts";
import type { FieldError } from "./field-error.ts";
import type { FunctionKey } from "./function-key.ts";
import { parseMac } from "./mac.ts";
import type { Account, Pbx } from "./pbx.ts";
import type { Handset, Phone } from "./phone.ts";
import { checkFit, type WantedLine } from "./phone-fit.ts";
import { decideIdentity, familyOf, type Identity, type KnownIdentity } from "./phone-identity.ts";
import { choosePhonePasswords, closeUntaken, generateSipPassword, type OwnPasswords } from "./phone-passwords.ts";
import {
  invalidMac,
  macInUse,
  poolEmpty,
  type Rejection,
  unknownAccount,
  unknownPbx,
  unknownProfile,
  wrongMacId,
} from "./phone-rejections.ts";
import type { NewLine, NewPhone, PhonePatch, Store } from "./ports.ts";
import type { Profile } from "./profile.ts";
import { findRedirectMisfit, type RedirectChecks } from "./redirect-fit.ts";
import type { Settings } from "./settings.ts";
import { TEXT_FORMATS } from "./text-formats.ts";
import type { Family, Vendor } from "./vendor.ts";

export type Registration = RedirectChecks & {
  store: Store;
  vendors: readonly Vendor[];
  /** Until when newly armed grants wait, in milliseconds since the epoch; null: no deadline. */
  armedUntil: number | null;
  /** PBXs that this caller cannot see do not exist for it. */
  canSee: (pbxId: string) => boolean;
};

type Configuration = {
  vendor?: string | undefined;
  label?: string | undefined;
  lines?: readonly WantedLine[] | undefined;
  keys?: readonly FunctionKey[] | undefined;
  modules?: Phone["modules"] | undefined;
  handsets?: readonly Handset[] | undefined;
  profile?: string | null | undefined;
  settings?: Settings | undefined;
  /** People sign in at it. */
  shared?: boolean | undefined;
};

export type WantedPhone = Configuration & {
  mac: string;
  pbx: string;
  macId?: string | undefined;
  model?: string | undefined;
  /** Instead of lines: one with an account out of it. */
  pool?: AccountPool | undefined;
  passwords?: OwnPasswords | undefined;
};

/** Every field replaces what was there as a whole. Null forgets it. */
export type PhoneChange = Configuration & {
  pbx?: string | undefined;
  macId?: string | null | undefined;
  model?: string | null | undefined;
};

/** `newAccounts`: SIP users that were made on the way. */
export type Registered = { phone: Phone; newAccounts: readonly string[] };

/** What is to be stored, and what that makes. */
type AdmissionPlan = { phone: NewPhone; family: Family; newAccounts: readonly string[] };

/** What admitting a phone would store, and why it cannot be done, as far as that can be told before. Writes nothing. */
export async function planPhone(
  wanted: WantedPhone,
  known: KnownIdentity | undefined,
  deps: Registration,
): Promise<AdmissionPlan | Rejection> {
  const mac = parseMac(wanted.mac);
  if (mac === undefined) return invalidMac(wanted.mac);
  if ((await deps.store.findAdmission(mac)) !== undefined) return macInUse(mac);
  const pbx = await findVisiblePbx(wanted.pbx, deps);
  if (pbx === undefined) return unknownPbx(wanted.pbx);
  const identity = decideIdentity(mac, wanted, known, deps.vendors);
  if ("rejected" in identity) return identity;
  const macId = readMacId(wanted.macId ?? null);
  if (macId === undefined) return wrongMacId();
  const { lines = [], keys = [], modules = [], handsets = [], settings = {}, profile: profileId = null } = wanted;
  const isShared = wanted.shared ?? false;
  const accounts = await findAccounts(pbx.id, lines, deps.store);
  const profile = await findProfile(pbx.id, profileId, deps.store);
  if (profile === "unknown") return unknownProfile(pbx.id, profileId);
  const misfit =
    findUnknownAccount(lines, accounts) ??
    checkFit({ ...identity, pbx, profile, settings, lines, accounts, keys, modules, handsets, isShared }, deps.vendors);
  if (misfit !== undefined) return misfit;
  const family = familyOf(identity.vendor, identity.model);
  const passwords = choosePhonePasswords(family, wanted.passwords ?? {});
  if (Array.isArray(passwords)) {
    return { rejected: "invalid-body", detail: "A password does not fit this phone", errors: passwords };
  }

  const unfit = await findRedirectMisfit({ mac, macId, pbxId: pbx.id, vendorId: identity.vendor.id }, deps);
  if (unfit !== undefined) return unfit;
  return {
    phone: {
      ...{ mac, macId, pbxId: pbx.id, ...storedIdentity(identity), label: wanted.label ?? "", pool: wanted.pool },
      ...{ lines: lines.map(toNewLine), keys, modules, handsets, profileId, settings, isShared, passwords },
      armedUntil: deps.armedUntil,
    },
    family,
    newAccounts: newAccountsOf(lines, accounts),
  };
}

/** Puts a MAC on the allow-list and arms its passwords. */
export async function registerPhone(
  wanted: WantedPhone,
  known: KnownIdentity | undefined,
  deps: Registration,
): Promise<Registered | Rejection> {
  const plan = await planPhone(wanted, known, deps);
  if ("rejected" in plan) return plan;
  const { mac, pbxId, profileId } = plan.phone;
  const phone = await deps.store.createPhone(plan.phone);
  if (phone === "mac-in-use") return macInUse(mac);
  if (phone === "unknown-pbx") return unknownPbx(wanted.pbx);
  if (phone === "unknown-profile") return unknownProfile(pbxId, profileId);
  if (phone === "pool-empty") return poolEmpty(pbxId);
  if ("problem" in phone) return unknownAccount(wanted.lines ?? [], phone.lineIndex);
  await closeUntaken(phone, plan.family, deps.store);
  return { phone, newAccounts: plan.newAccounts };
}

type ChangePlan = { patch: PhonePatch; lines: readonly WantedLine[]; newAccounts: readonly string[] };

/** What changing a phone would store, checked as if it were admitted anew. Writes nothing. */
export async function planChange(
  phone: Phone,
  change: PhoneChange,
  deps: Registration,
): Promise<ChangePlan | Rejection> {
  const pbx = await findVisiblePbx(change.pbx ?? phone.pbxId, deps);
  if (pbx === undefined) return unknownPbx(change.pbx ?? phone.pbxId);
  const macId = change.macId === undefined ? phone.macId : readMacId(change.macId);
  if (macId === undefined) return wrongMacId();
  const patch: PhonePatch = { armedUntil: deps.armedUntil, macId };
  const lines = change.lines ?? ownLines(phone).map((line) => ({ account: line.username }));
  const accounts = await findAccounts(pbx.id, lines, deps.store);
  const profileId = change.profile === undefined ? phone.profileId : change.profile;
  const profile = await findProfile(pbx.id, profileId, deps.store);
  if (profile === "unknown") return unknownProfile(pbx.id, profileId);

  // A mere new label must not be refused because the catalogue has changed since.
  const { label, ...configuration } = change;
  if (Object.values(configuration).some((value) => value !== undefined)) {
    const identity = decideIdentity(phone.mac, change, phone, deps.vendors);
    if ("rejected" in identity) return identity;
    const { settings = phone.settings, keys = phone.keys, modules = phone.modules, handsets = phone.handsets } = change;
    const isShared = change.shared ?? phone.sharing === "shared";
    const misfit =
      findUnknownAccount(lines, accounts) ??
      checkFit(
        { ...identity, pbx, profile, settings, lines, accounts, keys, modules, handsets, isShared },
        deps.vendors,
      );
    if (misfit !== undefined) return { ...misfit, errors: pointIntoChange(misfit.errors, change) };
    if (macId !== phone.macId || pbx.id !== phone.pbxId || identity.vendor.id !== phone.vendorId) {
      const moved = { mac: phone.mac, macId, pbxId: pbx.id, vendorId: identity.vendor.id };
      // Who holds it is not asked: it may well be the PBX that it leaves.
      const unfit = await findRedirectMisfit(moved, { ...deps, connectRedirect: undefined });
      if (unfit !== undefined) return unfit;
    }
    if (change.vendor !== undefined || change.model !== undefined) Object.assign(patch, storedIdentity(identity));
  }
  if (pbx.id !== phone.pbxId) patch.pbxId = pbx.id;
  if (label !== undefined) patch.label = label;
  if (change.lines !== undefined) patch.lines = change.lines.map(toNewLine);
  if (change.profile !== undefined) patch.profileId = change.profile;
  if (change.shared !== undefined) patch.isShared = change.shared;
  for (const name of ["keys", "modules", "handsets", "settings"] as const)
    if (change[name] !== undefined) Object.assign(patch, { [name]: change[name] });
  return { patch, lines, newAccounts: newAccountsOf(lines, accounts) };
}

/** Changes what the staff said of an admitted phone. */
export async function changePhone(
  phone: Phone,
  change: PhoneChange,
  expectedRevision: string | undefined,
  deps: Registration,
): Promise<Registered | Rejection> {
  const plan = await planChange(phone, change, deps);
  if ("rejected" in plan) return plan;
  const { patch, lines, newAccounts } = plan;
  const changed = await deps.store.updatePhone(phone.mac, patch, expectedRevision);
  if (changed === "not-found")
    return { rejected: "not-found", detail: `No phone ${phone.mac} is admitted`, errors: [] };
  if (changed === "stale") return { rejected: "stale", detail: "The phone was changed in the meantime", errors: [] };
  if (changed === "unknown-pbx") return unknownPbx(patch.pbxId ?? phone.pbxId);
  if (changed === "unknown-profile")
    return unknownProfile(patch.pbxId ?? phone.pbxId, patch.profileId ?? phone.profileId);
  if ("problem" in changed) return unknownAccount(lines, changed.lineIndex);
  return { phone: changed, newAccounts };
}

/** Lines and keys that stay can be what a new PBX or model does not fit: then that is the field to blame. */
function pointIntoChange(errors: readonly FieldError[], change: PhoneChange): FieldError[] {
  return errors.map(({ pointer = "", detail }) => {
    const isInChange = Object.entries(change).some(
      ([name, value]) => value !== undefined && pointer.startsWith(`/${name}`),
    );
    const cause = (["pbx", "model", "vendor", "lines"] as const).find((name) => change[name] !== undefined);
    return { pointer: isInChange || cause === undefined ? pointer : `/${cause}`, detail };
  });
}

async function findVisiblePbx(id: string, deps: Registration): Promise<Pbx | undefined> {
  return TEXT_FORMATS["short-name"].matches(id) && deps.canSee(id) ? deps.store.findPbx(id) : undefined;
}

async function findProfile(pbxId: string, id: string | null, store: Store): Promise<Profile | undefined | "unknown"> {
  if (id === null) return undefined;
  const found = TEXT_FORMATS["short-name"].matches(id) ? await store.findProfile(pbxId, id) : undefined;
  return found ?? "unknown";
}

/** By SIP user, as far as they exist. */
async function findAccounts(pbxId: string, lines: readonly WantedLine[], store: Store): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>();
  for (const { account: username } of lines) {
    const account = await store.findAccount(pbxId, username);
    if (account !== undefined) accounts.set(username, account);
  }
  return accounts;
}

/** A line without a display name needs an account that is there. */
function findUnknownAccount(
  lines: readonly WantedLine[],
  accounts: ReadonlyMap<string, Account>,
): Rejection | undefined {
  const index = lines.findIndex((line) => line.displayName === undefined && !accounts.has(line.account));
  return index < 0 ? undefined : unknownAccount(lines, index);
}

function newAccountsOf(lines: readonly WantedLine[], accounts: ReadonlyMap<string, Account>): string[] {
  return lines.map((line) => line.account).filter((username) => !accounts.has(username));
}

function toNewLine(line: WantedLine): NewLine {
  return {
    username: line.account,
    displayName: line.displayName ?? null,
    label: line.label ?? null,
    newPassword: generateSipPassword(),
  };
}

export function storedIdentity({ vendor, vendorSource, modelName, modelSource }: Identity) {
  return { vendorId: vendor.id, vendorSource, model: modelName, modelSource };
}

/** As stored; undefined where it is malformed. */
function readMacId(macId: string | null): string | null | undefined {
  if (macId === null) return null;
  return /^[A-Za-z0-9]{4}$/.test(macId) ? macId.toUpperCase() : undefined;
}
