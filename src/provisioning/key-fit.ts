import { describePbx } from "./build-template-data.ts";
import type { FieldError } from "./field-error.ts";
import type { FunctionKey } from "./function-key.ts";
import { FUNCTION_KEY_TYPES, type FunctionKeyType, findWrongValue, sampleKey } from "./key-types.ts";
import { findMenuRule } from "./menu/menu-path.ts";
import type { Account, Pbx } from "./pbx.ts";
import type { Misfit, WantedLine } from "./phone-fit.ts";
import type { Identity } from "./phone-identity.ts";
import type { Profile } from "./profile.ts";
import type { Settings } from "./settings.ts";
import { layersOf, placeOwnPages, resolveLayers } from "./settings-layers.ts";
import type { KeyContext, KeyPlace, Model, Vendor } from "./vendor.ts";

/** What a phone shall get that keys have to do with. */
export type WantedKeys = Pick<Identity, "vendor" | "model" | "modelName"> & {
  pbx: Pbx;
  profile: Profile | undefined;
  settings: Settings;
  lines: readonly WantedLine[];
  /** People sign in at it, and bring a line, the last one. */
  isShared?: boolean | undefined;
  /** By SIP user; those that the lines will make are absent. */
  accounts: ReadonlyMap<string, Account>;
  keys: readonly FunctionKey[];
  modules: readonly (readonly FunctionKey[])[];
};
type PlacedKey = { key: FunctionKey; place: KeyPlace; pointer: string };

/** What of these keys this model cannot do. `name` is how a message calls the phone. */
export function checkKeys(wanted: WantedKeys, name: string): Misfit | undefined {
  return checkNumber(wanted, name) ?? checkValues(wanted) ?? checkAbility(wanted, name);
}

function checkNumber({ keys, modules, model }: WantedKeys, name: string): Misfit | undefined {
  if (keys.length > model.keys) {
    const detail = `${name} has ${count(model.keys, "function key")}, not ${keys.length}`;
    return { rejected: "model-not-supported", detail, errors: [{ pointer: `/keys/${model.keys}`, detail }] };
  }
  const { modules: most, keys: keysEach } = model.expansion ?? { modules: 0, keys: 0 };
  if (modules.length > most) {
    const detail = `${name} takes ${count(most, "expansion module")}, not ${modules.length}`;
    return { rejected: "model-not-supported", detail, errors: [{ pointer: `/modules/${most}`, detail }] };
  }
  const tooLong = modules.findIndex((moduleKeys) => moduleKeys.length > keysEach);
  if (tooLong < 0) return undefined;
  const detail = `An expansion module of ${name} has ${count(keysEach, "key")}, not ${modules[tooLong]?.length}`;
  return { rejected: "model-not-supported", detail, errors: [{ pointer: `/modules/${tooLong}/${keysEach}`, detail }] };
}

function checkValues(wanted: WantedKeys): Misfit | undefined {
  const lineCount = wanted.lines.length + (wanted.isShared ? 1 : 0);
  const errors = placeKeys(wanted).flatMap(({ key, pointer }): FieldError[] => {
    const wrong = findWrongValue(key);
    if (wrong !== undefined) return [{ pointer: `${pointer}/value`, detail: wrong }];
    const aLine = `must be the position of a line of this phone, 1 to ${lineCount}`;
    if (key.type === "line" && Number(key.value ?? 1) > lineCount)
      return [{ pointer: `${pointer}/value`, detail: aLine }];
    return key.line !== undefined && key.line > lineCount ? [{ pointer: `${pointer}/line`, detail: aLine }] : [];
  });
  return errors.length === 0
    ? undefined
    : {
        rejected: "invalid-body",
        detail: `A function key does not fit: ${errors[0]?.pointer} ${errors[0]?.detail}`,
        errors,
      };
}

function checkAbility(wanted: WantedKeys, name: string): Misfit | undefined {
  const { vendor } = wanted;
  const context = contextOf(wanted);
  const errors = placeKeys(wanted).flatMap(({ key, place, pointer }) =>
    key.type === "none" || vendor.functionKey(key, place, context) !== undefined
      ? []
      : [{ pointer, detail: `${name} cannot do a ${key.type} key like this` }],
  );
  return errors[0] === undefined ? undefined : { rejected: "model-not-supported", detail: errors[0].detail, errors };
}

/** What the keys of a model can do, as its vendor says when it is asked with a key that any phone could have. */
export function keyTypesOf(vendor: Vendor, modelName: string, model: Model): FunctionKeyType[] {
  if (model.keys === 0 && model.expansion === undefined) return [];
  const place = model.keys > 0 ? { module: 0, index0: 0 } : { module: 1, index0: 0 };
  const number = "100";
  const line = {
    index: 1,
    index0: 0,
    userName: number,
    authName: number,
    displayName: number,
    label: number,
    password: undefined,
    ha1: undefined,
    clearsHa1: false,
  };
  const context: KeyContext = {
    modelName,
    model,
    settings: placeOwnPages(resolveLayers([{ layer: "pbx", settings: SAMPLE_SETTINGS }]), NO_PAGES),
    pbx: { id: "sample", host: "pbx.invalid", port: 5060, transport: "udp", isTls: false },
    lines: [line],
  };
  return FUNCTION_KEY_TYPES.filter((type) => vendor.functionKey(sampleKey(type), place, context) !== undefined);
}

/** What keys can need besides their value. */
const SAMPLE_SETTINGS: Settings = {
  voicemailNumber: "*97",
  pickupCode: "*8",
  featureCodes: { groupLogin: "*1", groupLogout: "*2", record: "*3", intercom: "*4", park: "*5", parkRetrieve: "*6" },
};

/** A book of the PBX and the phone's menu, wherever they will be. */
const SAMPLE_BOOK = { name: "sample", url: "http://sample.invalid/" };
const SAMPLE_MENU = "http://sample.invalid/";
const NO_PAGES = { phoneBook: undefined, menuUrl: undefined };

function placeKeys({ keys, modules }: Pick<WantedKeys, "keys" | "modules">): PlacedKey[] {
  return [
    ...keys.map((key, index0) => ({ key, place: { module: 0, index0 }, pointer: `/keys/${index0}` })),
    ...modules.flatMap((moduleKeys, module0) =>
      moduleKeys.map((key, index0) => ({
        key,
        place: { module: module0 + 1, index0 },
        pointer: `/modules/${module0}/${index0}`,
      })),
    ),
  ];
}

function contextOf({ vendor, modelName, model, pbx, profile, settings, ...wanted }: WantedKeys): KeyContext {
  const { accounts, isShared } = wanted;
  const lines = isShared ? [...wanted.lines, SOMEBODY] : wanted.lines;
  const layers = layersOf({
    ...{ pbx, vendorId: vendor.id, modelName, profile, phone: { settings } },
    firmwareFamily: vendor.firmware.familyOf(modelName ?? vendor.defaultModel),
  });
  return {
    modelName: modelName ?? vendor.defaultModel,
    model,
    // A key stays where it is while its menu is switched off.
    settings: placeOwnPages(
      { ...resolveLayers(layers), menu: true },
      { phoneBook: SAMPLE_BOOK, menuUrl: findMenuRule(vendor, model.family) && SAMPLE_MENU },
    ),
    pbx: describePbx(pbx),
    lines: lines.map(({ account, displayName, label }, index0) => ({
      index: index0 + 1,
      index0,
      userName: account,
      authName: accounts.get(account)?.authName ?? account,
      displayName: displayName ?? accounts.get(account)?.displayName ?? account,
      label: label ?? "",
      password: undefined,
      ha1: undefined,
      clearsHa1: false,
    })),
  };
}

/** Stands for whoever will sit there. */
const SOMEBODY: WantedLine = { account: "0" };

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
