import { describe, expect, it } from "vitest";
import { checkRaw } from "../../src/provisioning/check-settings.ts";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { Settings } from "../../src/provisioning/settings.ts";
import { vendors } from "../../src/vendors/index.ts";
import { readFlat } from "./file-formats.ts";
import { everyKind, renderForTest, supportedModels, templateRules } from "./render-for-test.ts";
import { SAMPLES } from "./setting-samples.ts";

/** Without these a setting would have nothing to work on. */
const GROUND: Settings = {
  country: "DE",
  outboundProxy: "proxy.example.org",
  pickupCode: "*8",
  featureCodes: { dndOn: "*78", dndOff: "*79", forwardAlwaysOn: "*72", forwardAlwaysOff: "*73" },
  // Codes are of use where the PBX does it.
  forwardingBy: "pbx",
  dndBy: "pbx",
};

/** One model of each family that has a configuration, the one with most keys. */
const families = vendors.flatMap((vendor) =>
  Object.entries(vendor.families).flatMap(([familyId, family]) => {
    const [found] = supportedModels(vendor)
      .filter(([, model]) => model.family === familyId)
      .sort(([, a], [, b]) => b.keys - a.keys);
    return found === undefined
      ? []
      : [{ title: `${vendor.name}, ${family.name}`, vendor, family, modelName: found[0], model: found[1] }];
  }),
);

it("has two different values of every neutral setting", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(
    Object.keys(Settings.properties)
      .filter((name) => name !== "raw")
      .sort(),
  );
  for (const [first, second] of Object.values(SAMPLES)) expect(first).not.toEqual(second);
});

it.each([
  ["snom", "setting_server"],
  ["yealink", "remote_phonebook.data.1.url"],
  ["gigaset", "SIP.Account.1.Name"],
  ["gigaset", "BS_RAP.astRAPServices[0].ServerURL[%]"],
  ["gigaset", "S_SPECIAL_DATA_SRV_IWU"],
  ["gigaset", "setting_server"],
])("takes no password inside an address as a raw setting: %s %s", (vendor, name) => {
  const check = (value: string) => checkRaw({ raw: { [vendor]: { [name]: value } } }, vendors, "/settings");
  for (const address of ["https://me:secret@prov.example/", "http://me:secret@h/book.xml", "http://me:a?b@h/"])
    expect(check(address)).toEqual([
      {
        pointer: `/settings/raw/${vendor}/${name}`,
        detail: "must not hold an address with a user and a password in it",
      },
    ]);
  for (const address of ["https://prov.example/a:b@c", "http://prov.example:8080/"]) expect(check(address)).toEqual([]);
});

describe.each(families)("$title", ({ vendor, family, modelName, model }) => {
  // Some settings are said by keys alone.
  const keys: FunctionKey[] =
    model.keys === 0 ? [] : [{ type: "menu" }, ...everyKind(vendor, modelName, model.keys - 1)];
  const render = (settings: Settings) =>
    templateRules(vendor, model).map((rule) => [
      ...readFlat(
        rule.template,
        renderForTest(vendor, modelName, rule, {
          leavesSettingsOut: true,
          baseUrl: "http://prov.example.test/p/",
          settings,
          keys,
        }),
      ),
    ]);

  it.each(Object.entries(SAMPLES))("says %s in its own words, or says why it cannot", (name, [first, second]) => {
    const { [name as keyof Settings]: _own, ...ground } = GROUND;
    const files = [first, second].map((value) => render(value === undefined ? ground : { ...ground, [name]: value }));
    const isSame = JSON.stringify(files[0]) === JSON.stringify(files[1]);
    const reason = family.cannot[name as keyof typeof family.cannot];
    expect({ name, isSame }).toEqual({ name, isSame: reason !== undefined });
    if (reason !== undefined) expect(reason).toMatch(/\w+ \w+/);
  });

  it("writes a raw setting of its own instead of the value that Offhook gives", () => {
    const [file = []] = render({});
    const [name, value] =
      file.find(([candidate, text]) => text.length > 0 && vendor.raw.findFault(candidate, "7") === undefined) ?? [];
    if (name === undefined || value === undefined) throw new Error("no setting of the file could be given raw");
    const [changed = []] = render({ raw: { [vendor.id]: { [name]: "7" } } });
    const before = new Map(file);
    expect(new Map(changed)).toEqual(before.set(name, "7"));
  });

  it("takes no password as a raw setting", () => {
    for (const setting of family.secrets.flatMap((slot) => slot.settings)) {
      const name = setting.replace("{n}", "1");
      expect({ name, fault: vendor.raw.findFault(name, "x") }).toEqual({
        name,
        fault: expect.stringContaining("password"),
      });
    }
  });
});
