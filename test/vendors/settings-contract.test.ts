import { describe, expect, it } from "vitest";
import { Settings } from "../../src/provisioning/settings.ts";
import { vendors } from "../../src/vendors/index.ts";
import { readFlat } from "./file-formats.ts";
import { renderForTest, supportedModels, templateRules } from "./render-for-test.ts";

/** Two values of every neutral setting: between them every file that knows the setting differs. */
const SAMPLES: { [Name in Exclude<keyof Settings, "raw">]-?: readonly [Settings[Name], Settings[Name]] } = {
  language: ["de", "fr"],
  webLanguage: ["en", "it"],
  timezone: ["Europe/Berlin", "America/New_York"],
  timeFormat: ["24h", "12h"],
  country: ["DE", "FR"],
  ntpServers: [["0.pool.ntp.org"], ["ntp.example.org"]],
  registrationExpirySeconds: [600, 1800],
  outboundProxy: [undefined, "proxy.example.org:5070"],
  secondOutboundProxy: [undefined, "second.example.org"],
  srtp: ["off", "required"],
  codecs: [["pcma"], ["g722", "pcmu"]],
  dtmf: ["rtp", "sip-info"],
  voicemailNumber: ["*97", "*98"],
  pickupCode: ["*8", "*9"],
  callerIdSource: ["from", "p-asserted-identity"],
  simultaneousCalls: [1, 2],
  callWaiting: [true, false],
  vlan: [undefined, { id: 20, priority: 5 }],
  pcVlan: [undefined, { id: 30 }],
  lldp: [true, false],
  dot1x: [{ mode: "off" }, { mode: "eap-tls", identity: "phone" }],
  ldap: [
    undefined,
    {
      host: "ldap.example.org",
      base: "dc=example,dc=org",
      nameFilter: "(cn=%)",
      numberFilter: "(telephoneNumber=%)",
      nameAttributes: ["cn"],
      numberAttributes: ["telephoneNumber"],
    },
  ],
  phoneBook: [undefined, { name: "Company", url: "http://pbx.example.org/book.xml" }],
  dialNow: [undefined, ["2xx", "0[1-9]xxxxxx"]],
  emergencyNumbers: [["112"], ["911", "112"]],
  ringTone: [1, 2],
  ringers: [undefined, { internal: { alertInfo: "internal", tone: 2 }, external: { alertInfo: "external", tone: 3 } }],
  logoUrl: [undefined, "http://pbx.example.org/logo.bmp"],
  backgroundUrl: [undefined, "http://pbx.example.org/background.png"],
  featureCodes: [{}, { dndOn: "*78", dndOff: "*79", forwardAlwaysOn: "*72", forwardAlwaysOff: "*73" }],
  forwardingBy: ["phone", "pbx"],
  dndBy: ["phone", "pbx"],
  reports: [undefined, true],
  provisioningIntervalMinutes: [60, 1440],
  provisioningWindow: [undefined, { from: "02:00", to: "05:00" }],
  pnpAfterProvisioning: [true, false],
};
/** Without these a setting would have nothing to work on. */
const GROUND: Settings = {
  country: "DE",
  outboundProxy: "proxy.example.org",
  featureCodes: { dndOn: "*78", dndOff: "*79", forwardAlwaysOn: "*72", forwardAlwaysOff: "*73" },
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

describe.each(families)("$title", ({ vendor, family, modelName, model }) => {
  const render = (settings: Settings) =>
    templateRules(vendor, model).map((rule) => [
      ...readFlat(rule.template, renderForTest(vendor, modelName, rule, { leavesSettingsOut: true, settings })),
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
