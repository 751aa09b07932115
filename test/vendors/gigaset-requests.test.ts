import { describe, expect, test } from "vitest";
import { chooseFile, findModelName, identify, suggestVendor } from "../../src/provisioning/identify.ts";
import type { Admission } from "../../src/provisioning/phone.ts";
import type { FileRule } from "../../src/provisioning/vendor.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { MX, macOf, modelOf, NX } from "./gigaset-for-test.ts";

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
    ]);
    expect(modelOf("N510 IP PRO").unsupported).toBe("its configuration follows");
    expect(modelOf("N530 IP PRO").unsupported).toContain("not known");
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

describe("MAC prefixes", () => {
  test.each(["7C2F80E0D605", "589EC6AABBCC", "000413E2AABB", "000413E3AABB", "000413E5AABB", "000413E7AABB"])(
    "%s suggests a Gigaset",
    (mac) => {
      expect(suggestVendor(macOf(mac), [snom, gigaset])?.id).toBe("gigaset");
    },
  );

  test("ends a slice of Snom's prefix where the reference ends it", () => {
    const suggest = (text: string) => suggestVendor(macOf(text), [snom, gigaset])?.id;
    expect(suggest("000413809EBF")).toBe("gigaset");
    expect(suggest("000413809EC0")).toBe("snom");
    expect(suggest("00041380A1FF")).toBe("snom");
    expect(suggest("00041380A200")).toBe("gigaset");
    expect(suggest("00041380F5FF")).toBe("gigaset");
    expect(suggest("00041380F600")).toBe("snom");
    expect(suggest("000413D84F2F")).toBe("snom");
    expect(suggest("000413D84F30")).toBe("gigaset");
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
  });

  function ask(
    target: string,
    { model = null, userAgent }: { model?: string | null; userAgent?: string } = {},
  ): string {
    const vendors = [snom, gigaset];
    const evidence = identify(target, userAgent, vendors);
    if ("refused" in evidence) return evidence.refused;
    const mac = evidence.mac ?? "7C2F80AABBCC";
    const chosen = chooseFile(evidence, admit(mac, model), vendors);
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
    "/42/2/master.bin",
    "/42/2/../../sifs/sifsroot.bin",
    "/sifs/sih_4xx.bin",
    "/sifs/sit_44x.bin",
    "/sifs/siu_123.bin",
    "/sih.bin",
    "/70/1/baselines.bin",
    "/70/1/l_1909182220.bin",
    "/7C2F80AABBCC.xml",
  ])("an N510 asking for %s is told that it is not supported yet", (target) => {
    const userAgent = "N510 IP PRO/42.245.00.000.000;7C2F80AABBCC";
    expect(ask(target, { userAgent })).toBe("model-not-supported");
  });

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
