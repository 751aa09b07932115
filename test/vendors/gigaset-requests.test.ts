import { describe, expect, test } from "vitest";
import { chooseFile, chooseRule, findModelName, identify, suggestVendor } from "../../src/provisioning/identify.ts";
import { OPEN_ACCESS } from "../../src/provisioning/pbx-access.ts";
import type { Admission } from "../../src/provisioning/phone.ts";
import type { FileRule } from "../../src/provisioning/vendor.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { DM, MX, macOf, modelOf, N510, NX } from "./gigaset-for-test.ts";

describe("User-Agents", () => {
  test.each([
    "SL750H PRO/116.076.00.000.000",
    "curl/8.5.0 7C2F80AABBCC",
    "P820/1.2.3.4 by somebody else",
    "Maxwell Basic",
  ])("is not taken for a Gigaset: %s", (header) => {
    expect(gigaset.parseUserAgent(header)).toBeUndefined();
  });

  test("a header of very many parts is read, too", () => {
    const header = `Gigaset ${"N870 IP PRO/83.V2.1;".repeat(400)}${"7C:2F:80:".repeat(400)}`;
    expect(gigaset.parseUserAgent(header)?.model).toBe("N870 IP PRO");
  });
});

describe("models", () => {
  test("lists every device of the reference, those without a configuration with the reason", () => {
    const supported = Object.keys(gigaset.models).filter((name) => modelOf(name).unsupported === undefined);
    expect(supported).toEqual([
      "N610 IP PRO",
      "N670 IP PRO",
      "N770 IP PRO",
      "N870 IP PRO",
      "N870E IP PRO",
      "Maxwell Basic",
      "Maxwell 2",
      "Maxwell 3",
      "Maxwell 4",
      "P710",
      "P810",
      "P820",
      "P825",
      "P850W",
      "P855",
      "N510 IP PRO",
      "N720 DM PRO",
      "N720 IP PRO",
    ]);
  });

  // biome-ignore format: a table
  test.each([
    ["§10, the table of models", 24, [
      "N510 IP PRO", "N720 DM PRO", "N720 IP PRO", "N530 IP PRO", "N610 IP PRO", "N670 IP PRO", "N770 IP PRO", "N870 IP PRO",
      "N870E IP PRO", "Maxwell Basic", "Maxwell 2", "Maxwell 3", "Maxwell 4", "Maxwell 10", "DE310 IP PRO", "DE410 IP PRO",
      "DE700 IP PRO", "DE900 IP PRO", "P710", "P810", "P820", "P825", "P850W", "P855",
    ]],
    ["§0, the families, beyond those", 14, [
      "Embedded Integrator", "Virtual Integrator", "C610 IP", "N300 IP", "DX800A", "C470 IP", "C475 IP", "S675 IP", "S685 IP",
      "C590 IP", "Fusion FX800W", "GO-Box 100", "C430A GO", "C530 GO",
    ]],
  ])("has everything of %s: %i devices", (_table, count, names) => {
    expect(new Set(names).size).toBe(count);
    expect(names.filter((name) => gigaset.models[name] === undefined)).toEqual([]);
  });

  test("knows no device beyond them", () => {
    expect(Object.keys(gigaset.models)).toHaveLength(24 + 14);
  });

  test.each([
    ["n670", "N670 IP PRO"],
    ["N720 ip pro", "N720 IP PRO"],
    ["Gigaset_N720_DM_PRO", "N720 DM PRO"],
    ["GigasetP855", "P855"],
  ])("%s is %s", (called, name) => {
    expect(findModelName(gigaset, called)).toBe(name);
  });
});

/** Ranges of gigaset.md §8 and discovery.md: whose addresses lie just outside is in the last two places. */
// biome-ignore format: a table
const RANGES: readonly (readonly [first: string, last: string, before: string | undefined, after: string | undefined])[] = [
  ["7C2F80000000", "7C2F80FFFFFF", undefined, undefined],
  ["589EC6000000", "589EC6FFFFFF", undefined, undefined],
  ["002104000000", "002104FFFFFF", undefined, undefined],
  ["14B370000000", "14B370FFFFFF", undefined, undefined],
  ["000B23000000", "000B23FFFFFF", undefined, undefined],
  ["0013A3000000", "0013A3FFFFFF", undefined, undefined],
  ["0018D1000000", "0018D1FFFFFF", undefined, undefined],
  ["0001E3000000", "0001E3FFFFFF", undefined, undefined],
  ["000413800000", "000413809DFF", "snom", "gigaset"],
  ["000413809E00", "000413809EBF", "gigaset", "snom"],
  ["00041380A200", "00041380F5FF", "snom", "snom"],
  ["00041380F8E0", "00041380F8FF", "snom", "snom"],
  ["000413D84F30", "000413D84FFF", "snom", "gigaset"],
  ["000413D85000", "000413D8507F", "gigaset", "snom"],
  ["000413D85100", "000413D8517F", "snom", "snom"],
  ["000413D85200", "000413D8527F", "snom", "snom"],
  ["000413D86EE0", "000413D86EFF", "snom", "snom"],
  ["000413D87000", "000413D8709F", "snom", "snom"],
  ["000413D87100", "000413D8719F", "snom", "snom"],
  ["000413E20000", "000413E2FFFF", "snom", "gigaset"],
  ["000413E30000", "000413E3FFFF", "gigaset", "snom"],
  ["000413E50000", "000413E5FFFF", "snom", "snom"],
  ["000413E70000", "000413E7FFFF", "snom", "snom"],
];

describe("MAC prefixes", () => {
  const suggest = (text: string) => suggestVendor(macOf(text), [snom, gigaset])?.id;
  const step = (text: string, by: bigint) => (BigInt(`0x${text}`) + by).toString(16).toUpperCase().padStart(12, "0");

  test.each(RANGES)("from %s to %s are Gigaset's, and not one more", (first, last, before, after) => {
    expect([suggest(first), suggest(last)]).toEqual(["gigaset", "gigaset"]);
    expect([suggest(step(first, -1n)), suggest(step(last, 1n))]).toEqual([before, after]);
  });

  test("have no range that is not among these", () => {
    const covered = (prefix: string) =>
      RANGES.some(([first, last]) => prefix.padEnd(12, "0") >= first && prefix.padEnd(12, "F") <= last);
    expect(gigaset.macPrefixes.filter((prefix) => !covered(prefix))).toEqual([]);
  });
});

describe("what devices ask for", () => {
  const admit = (mac: string, model: string | null): Admission => ({
    phoneId: 1,
    mac: macOf(mac),
    pbxId: "berlin",
    vendorId: "gigaset",
    vendorSource: "prefix",
    model,
    modelSource: model === null ? null : "operator",
    revision: "1",
    hasLiveGrants: true,
    certificatePolicy: "off",
    access: OPEN_ACCESS,
    pausedAt: null,
    proofs: [],
    seatWaits: false,
  });

  function ask(
    target: string,
    { model = null, userAgent }: { model?: string | null; userAgent?: string } = {},
  ): string {
    const vendors = [snom, gigaset];
    const evidence = identify(target, userAgent, vendors);
    if ("refused" in evidence) return evidence.refused;
    const mac = evidence.mac ?? "7C2F80AABBCC";
    const chosen = chooseFile(chooseRule(evidence, admit(mac, model), vendors));
    if ("refused" in chosen) return chosen.refused;
    return `${mac} ${chosen.modelName} ${chosen.rule.template}`;
  }

  test.each([
    "/p/7C2F80AABBCC.xml",
    "/p/7c2f80aabbcc.xml",
    "/p/7c:2f:80:aa:bb:cc.xml",
    "/p/7C-2F-80-AA-BB-CC.XML",
    "/p/7c%3A2f%3A80%3Aaa%3Abb%3Acc.xml",
    "/p/7C2F80AABBCC.xml.lan",
    "/p/7C2F80AABBCC.xml.office.example.org",
  ])("%s is the device's file", (target) => {
    expect(ask(target)).toBe("7C2F80AABBCC N670 IP PRO gigaset/nx");
    expect(ask(target, { model: MX })).toBe("7C2F80AABBCC Maxwell 3 gigaset/mx");
    expect(ask(target, { model: "P855" })).toBe("7C2F80AABBCC P855 snom/settings");
  });

  test("the User-Agent decides the format when nobody said the model", () => {
    const userAgent = "Gigaset Maxwell 4 2.41.0 7C:2F:80:AA:BB:CC";
    expect(ask("/7C2F80AABBCC.xml", { userAgent })).toBe("7C2F80AABBCC Maxwell 4 gigaset/mx");
  });

  test.each([
    "/p/7C2F80AABBCC.xml~",
    "/p/x7C2F80AABBCC.xml",
    "/p/7C2F80AABBC.xml",
    "/p/7C2F80AABBCC.htm",
    "/p/7C2F80AABBCC.xmlx",
  ])("%s is nobody's file", (target) => {
    expect(ask(target)).toBe("unknown-file");
  });

  test("a folder's provisioning.xml is not there, so that the device asks for its own file next", () => {
    expect(ask("/p/provisioning.xml", { model: NX })).toBe("no-such-file");
    expect(ask("/p/provisioning.xml", { model: MX })).toBe("no-such-file");
  });

  test("the P-series' chain of a folder ends with its own settings in Snom's format", () => {
    expect(ask("/p/GigasetP82x.htm", { model: "P825" })).toBe("no-such-file");
    expect(ask("/p/GigasetP82x-000413E2AABB.htm", { model: "P825" })).toBe("000413E2AABB P825 snom/settings");
    expect(ask("/p/GigasetP82x-firmware.htm", { model: "P825" })).toBe("no-such-file");
    expect(ask("/p/000413E2AABB.xml", { model: "P825" })).toBe("000413E2AABB P825 snom/settings");
  });

  test("a P-series file name says the model when nobody else did", () => {
    expect(ask("/GigasetP82x-000413E2AABB.htm")).toBe("000413E2AABB P820 snom/settings");
    expect(ask("/GigasetP855-000413E3AABB.htm")).toBe("000413E3AABB P855 snom/settings");
  });

  test.each([
    "/gigaset/cgi/ap?mac=7C:2F:80:AA:BB:CC",
    "/42/2/cgi/ap?mac=7c2f80aabbcc",
    "/gigaset/cgi/ap?mac=7C2F80AABBCC&sublist=64FFFFF0",
    "/gigaset/cgi/ap?sublist=64&mac=7C%3A2F%3A80%3AAA%3ABB%3ACC",
    "/p/?mac=7C2F80AABBCC",
    "/p/7C2F80AABBCC.xml?mac=7c:2f:80:aa:bb:cc",
  ])("%s is the device's file", (target) => {
    for (const [model, template] of [
      [NX, "gigaset/nx"],
      [MX, "gigaset/mx"],
      [N510, "gigaset/n510"],
      [DM, "gigaset/n720"],
    ] as const)
      expect(ask(target, { model })).toBe(`7C2F80AABBCC ${model} ${template}`);
  });

  test("a query that names another device than the path or the User-Agent is refused", () => {
    expect(ask("/7C2F80AABBCC.xml?mac=7C2F80AABBCD")).toBe("mac-mismatch");
    expect(ask("/cgi/ap?mac=7C2F80AABBCD", { userAgent: "N510 IP PRO/42.245.00.000.000;7C2F80AABBCC" })).toBe(
      "mac-mismatch",
    );
  });

  test("a query without a MAC names nothing", () => {
    expect(ask("/p/?mac=anna-and-bob")).toBe("unknown-file");
    expect(ask("/p/")).toBe("unknown-file");
  });

  test("a snomD713 with a MAC out of a Gigaset range is a Snom, as it says", () => {
    const userAgent =
      "Mozilla/4.0 (compatible; snomD713-SIP 10.4.5.6 10.4.5-v10-rc2 (Mar 12 2025 - 10:11:12) 000413E59FB4 SXM:0 UXM:0 UXMC:0)";
    expect(suggestVendor(macOf("000413E59FB4"), [snom, gigaset])?.id).toBe("gigaset");
    expect(ask("/000413E59FB4.xml", { userAgent })).toBe("000413E59FB4 D713 snom/settings");
  });

  test.each([
    ["N510 IP PRO/42.245.00.000.000;7C2F80AABBCC", "N510 IP PRO gigaset/n510"],
    ["Gigaset N720 DM PRO/70.089.00.000.000;7C2F80AABBCC", "N720 DM PRO gigaset/n720"],
    ["N720-DM-PRO/70.040.00.000.000", "N720 DM PRO gigaset/n720"],
  ])("a device that calls itself %s gets its own format", (userAgent, expected) => {
    expect(ask("/7C2F80AABBCC.xml", { userAgent })).toBe(`7C2F80AABBCC ${expected}`);
  });

  test("a C610 is refused, since its settings are not known", () => {
    expect(ask("/7C2F80AABBCC.xml", { userAgent: "C610 IP/42.021.00.000.000" })).toBe("model-not-supported");
  });

  test.each(["/70/1/baselines.bin", "/42/2/version.bin", "/70/1/l_1909182220.bin", "/70/1/c_1909182220_000.bin"])(
    "%s is not there, which a device survives",
    (target) => {
      expect(ask(target, { model: DM })).toBe("no-such-file");
    },
  );

  test("every rule's listed name is one that the rule itself takes, and each refusal has its reason", () => {
    for (const [name, { family }] of Object.entries(gigaset.models)) {
      const isFor = (rule: FileRule) => rule.families === undefined || rule.families.includes(family);
      for (const rule of gigaset.files.filter(isFor)) {
        expect(rule.path.test(rule.name("7C2F80AABBCC", name)), `${name}: ${rule.path}`).toBe(true);
        expect(rule.template === undefined).toBe(rule.why !== undefined);
      }
    }
  });
});
