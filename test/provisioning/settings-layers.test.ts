import { describe, expect, it, test } from "vitest";
import type { PhoneSeat } from "../../src/provisioning/phone.ts";
import { BUILT_IN_SETTINGS, type Settings } from "../../src/provisioning/settings.ts";
import {
  layersOf,
  originsOf,
  resolveLayers,
  SETTINGS_LAYERS,
  type SettingsLayer,
} from "../../src/provisioning/settings-layers.ts";
import { vendors } from "../../src/vendors/index.ts";
import { SAMPLES } from "../vendors/setting-samples.ts";

/** A roll-out gives a firmware and nothing else, and who sits at the phone a language. */
const GIVEN_LAYERS = SETTINGS_LAYERS.filter((layer) => !["built-in", "seat", "rollout"].includes(layer));
/** Every neutral setting with a value that is not the built-in one. */
const VALUES = Object.entries(SAMPLES).map(([name, [first, second]]): [string, unknown] => {
  const builtIn = (BUILT_IN_SETTINGS as Settings)[name as keyof Settings];
  return [name, first !== undefined && JSON.stringify(first) !== JSON.stringify(builtIn) ? first : second];
});

function layersWith(vendorId: string, modelName: string, given: Partial<Record<SettingsLayer, Settings>>) {
  const { pbx = {}, vendor = {}, family = {}, model = {}, profile = {}, phone = {} } = given;
  return layersOf({
    // The other vendor's and the other model's values must never be seen.
    pbx: {
      settings: pbx,
      vendors: {
        [vendorId]: {
          settings: vendor,
          families: { "66": family, another: { language: "fi" } },
          models: { [modelName]: model, another: { language: "fi" } },
        },
        another: { settings: { language: "fi" } },
      },
    },
    vendorId,
    modelName,
    firmwareFamily: "66",
    profile: { settings: profile },
    phone: { settings: phone },
  });
}

function originOf(layers: ReturnType<typeof layersWith>, vendorId: string, name: string) {
  const own = originsOf(layers, vendorId).filter(
    (setting) => setting.name === name || setting.name.startsWith(`${name}.`),
  );
  return new Set(own.map(({ origin }) => origin));
}

describe.each(vendors.map((vendor) => ({ title: vendor.name, vendor })))("layers of a $title phone", ({ vendor }) => {
  it.each(VALUES)("%s comes from each layer that gives it, and from the last one of several", (name, value) => {
    for (const layer of GIVEN_LAYERS) {
      const layers = layersWith(vendor.id, vendor.defaultModel, { [layer]: { [name]: value } });
      expect(resolveLayers(layers)).toEqual({ ...structuredClone(BUILT_IN_SETTINGS), [name]: value });
      expect(originOf(layers, vendor.id, name)).toEqual(new Set([layer]));
    }
    const everywhere = Object.fromEntries(GIVEN_LAYERS.map((layer) => [layer, { [name]: value }]));
    expect(originOf(layersWith(vendor.id, vendor.defaultModel, everywhere), vendor.id, name)).toEqual(
      new Set(["phone"]),
    );
  });

  it("has the language of who sits at the phone above its own, and nothing else of theirs", () => {
    const seat: PhoneSeat = { accountId: 1, since: 0, until: null, kit: { language: "fr", keys: [{ type: "dnd" }] } };
    const layers = layersOf({
      ...{ pbx: { settings: {}, vendors: {} }, vendorId: vendor.id, modelName: null, firmwareFamily: undefined },
      profile: undefined,
      phone: { settings: { language: "de", timeFormat: "12h" }, seat },
    });
    expect(resolveLayers(layers)).toMatchObject({ language: "fr", timeFormat: "12h" });
    expect(originOf(layers, vendor.id, "language")).toEqual(new Set(["seat"]));
  });

  it("has the firmware of a roll-out above that of the phone", () => {
    const layers = layersOf({
      ...{ pbx: { settings: {}, vendors: {} }, vendorId: vendor.id, modelName: null, firmwareFamily: undefined },
      ...{ profile: undefined, phone: { settings: { firmware: "1" }, rolloutFirmware: "2" } },
    });
    expect(resolveLayers(layers).firmware).toBe("2");
    expect(originOf(layers, vendor.id, "firmware")).toEqual(new Set(["rollout"]));
  });

  it("has the built-in value of what nobody gives", () => {
    const layers = layersWith(vendor.id, vendor.defaultModel, {});
    expect(resolveLayers(layers)).toEqual(BUILT_IN_SETTINGS);
    expect(originsOf(layers, vendor.id).every(({ origin }) => origin === "built-in")).toBe(true);
  });

  it("lays feature codes and raw settings over each other one by one, and shows no other vendor's raw ones", () => {
    const layers = layersWith(vendor.id, vendor.defaultModel, {
      pbx: {
        featureCodes: { dndOn: "*1", dndOff: "*2" },
        raw: { [vendor.id]: { a: "1", b: "2" }, another: { a: "9" } },
      },
      phone: { featureCodes: { dndOn: "*3" }, raw: { [vendor.id]: { b: "4" } } },
    });
    const resolved = resolveLayers(layers);
    expect(resolved.featureCodes).toEqual({ dndOn: "*3", dndOff: "*2" });
    expect(resolved.raw?.[vendor.id]).toEqual({ a: "1", b: "4" });
    const origins = originsOf(layers, vendor.id).filter(({ name }) => /^(?:raw|featureCodes)\./.test(name));
    expect(origins).toEqual([
      { name: "featureCodes.dndOff", value: "*2", origin: "pbx" },
      { name: "featureCodes.dndOn", value: "*3", origin: "phone" },
      { name: `raw.${vendor.id}.a`, value: "1", origin: "pbx" },
      { name: `raw.${vendor.id}.b`, value: "4", origin: "phone" },
    ]);
  });
});

test("what is laid over the built-in settings never reaches them", () => {
  const before = structuredClone(BUILT_IN_SETTINGS);
  resolveLayers(layersWith("snom", "D785", { phone: { featureCodes: { dndOn: "*1" }, raw: { snom: { a: "1" } } } }));
  expect(BUILT_IN_SETTINGS).toEqual(before);
});
