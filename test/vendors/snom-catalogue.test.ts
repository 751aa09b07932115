import { describe, expect, it } from "vitest";
import {
  chooseFile,
  chooseRule,
  describeStranger,
  findModelName,
  identify,
  suggestVendor,
} from "../../src/provisioning/identify.ts";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { OPEN_ACCESS } from "../../src/provisioning/pbx-access.ts";
import type { Admission } from "../../src/provisioning/phone.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { vendors } from "../../src/vendors/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { modelOf } from "./snom-for-test.ts";
import { snomUserAgents } from "./user-agents/snom.ts";

/** The names in the tables and texts of snom.md that are no desk phone of §12's rows "D120" to "PA1 / PA1+". */
// biome-ignore format: a list
const DESK = [
  "D120", "D140", "D150", "D305", "D315", "D335", "D345", "D375", "D385", "D710", "710", "D712", "D713", "D715", "715", "D717", "720",
  "D725", "725", "D735", "D745", "760", "D765", "D785", "D810", "D812", "D815", "D862", "D865", "D892", "300", "320", "360", "370", "820",
  "821", "870", "MeetingPoint", "snomMP", "PA1", "PA1+", "snomPA1P",
];
const BASES = ["M300", "M400", "M700", "M900", "snomM900", "M400SC"];
// biome-ignore format: a list
const NOT_SUPPORTED = [
  "D895", "SP800", "m3", "snomM3", "m9", "M100", "M100SC", "M100KLE", "M200SC", "M500", "M500KLE", "M18", "M58", "C520", "C520-WiMi", "C620",
  "M5", "M25", "M30", "M65", "M70", "M80", "M85", "M90",
];

const macOf = (text: string): Mac => {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error(`no MAC: ${text}`);
  return mac;
};

describe("Snom's catalogue", () => {
  it("has every name of the reference, with a configuration or with the reason why there is none", () => {
    const find = (called: string) => modelOf(findModelName(snom, called) ?? `none called ${called}`);
    for (const called of [...DESK, ...BASES])
      expect({ called, unsupported: find(called).unsupported }).toEqual({ called, unsupported: undefined });
    for (const called of NOT_SUPPORTED)
      expect({ called, unsupported: find(called).unsupported }).toEqual({
        called,
        unsupported: expect.stringMatching(/\w+ \w+ \w+/),
      });
  });

  it("has 60 models: 37 desk phones and 4 bases with a configuration, 19 without", () => {
    const all = Object.values(snom.models);
    const supported = all.filter(({ unsupported }) => unsupported === undefined);
    expect([all.length, supported.length, supported.filter(({ handsets }) => handsets !== undefined).length]).toEqual([
      60, 41, 4,
    ]);
  });

  it("calls phones by the names that they use themselves, with and without the D", () => {
    expect(["snom715", "snomD715", "715", "SNOM725", "snom710"].map((called) => findModelName(snom, called))).toEqual([
      "D715",
      "D715",
      "D715",
      "D725",
      "D710",
    ]);
  });
});

describe("the MAC of a Snom", () => {
  it.each([
    ["000413000000", "snom"],
    ["000413FFFFFF", "snom"],
    ["000412FFFFFF", undefined],
    ["000414000000", undefined],
    ["1C7126000000", "snom"],
    ["1C7126FFFFFF", "snom"],
    ["1C7125FFFFFF", undefined],
    ["1C7127000000", undefined],
    ["00087B000000", "snom"],
    ["00087BFFFFFF", "snom"],
    ["00087AFFFFFF", undefined],
    ["00087C000000", undefined],
    // VTech's: that Snom's C series has them is a guess.
    ["00122A000000", undefined],
    ["14AEDB000000", undefined],
  ])("%s suggests %s", (mac, id) => {
    expect(suggestVendor(macOf(mac), vendors)?.id).toBe(id);
  });

  it("suggests Snom in every slice that the reference gives to one of its models", () => {
    // biome-ignore format: a list
    const octets = [
      "25", "28", "2D", "2F", "34", "36", "37", "3B", "3D", "3E", "49", "4A", "4C", "4E", "50", "24", "27", "2C", "31", "35", "38", "3F", "4D",
      "51", "23", "29", "2B", "39", "90", "26", "2E", "3A", "3C", "52", "30", "56", "32", "55", "33", "8D", "40", "45", "46", "48", "4B", "53",
      "41", "47", "54", "74", "76", "7A", "7C", "7E", "89", "70", "77", "7D", "71", "7B", "75", "7F", "87", "8A", "A5", "B2", "78", "86", "8B",
      "B7", "82", "83", "8E", "84", "8F", "A4", "85", "A1", "91", "95", "93", "88", "A8", "A6", "A3", "79", "8C", "94", "98", "92", "96", "64",
      "62", "B8", "61", "B6",
    ];
    for (const octet of octets)
      for (const rest of ["0000", "FFFF"])
        expect(suggestVendor(macOf(`000413${octet}${rest}`), vendors)?.id).toBe("snom");
  });
});

describe("a request of a Snom", () => {
  const admission = (mac: string, more: Partial<Admission>): Admission => ({
    phoneId: 1,
    mac: macOf(mac),
    pbxId: "berlin",
    vendorId: "snom",
    vendorSource: "prefix",
    model: null,
    modelSource: null,
    revision: "1",
    hasLiveGrants: true,
    certificatePolicy: "off",
    access: OPEN_ACCESS,
    pausedAt: null,
    proofs: [],
    seatWaits: false,
    ...more,
  });
  function choose(target: string, userAgent: string, admitted: Admission) {
    const evidence = identify(target, userAgent, vendors);
    return "refused" in evidence ? evidence : chooseFile(chooseRule(evidence, admitted, vendors));
  }

  it("is followed when its prefix is one of Gigaset's", () => {
    const D713 =
      "Mozilla/4.0 (compatible; snomD713-SIP 10.4.5.6 10.4.5-v10-rc2 (Mar 12 2025 - 10:11:12) 000413E59FB4 SXM:0 UXM:0 UXMC:0)";
    expect(suggestVendor(macOf("000413E59FB4"), vendors)).toBe(gigaset);
    for (const target of ["/000413E59FB4.xml", "/snomD713-000413E59FB4.htm"])
      expect(choose(target, D713, admission("000413E59FB4", { vendorId: "gigaset" }))).toMatchObject({
        vendor: snom,
        modelName: "D713",
        rule: { template: "snom/settings" },
        conflict: undefined,
      });
  });

  it("is no conflict when a D715 calls itself 715, and is one when it calls itself something else", () => {
    const stored = admission("00041375AABB", { vendorSource: "operator", model: "D715", modelSource: "operator" });
    expect(choose("/00041375AABB.xml", "Mozilla/4.0 (compatible; snom715-SIP 8.7.5.35)", stored)).toMatchObject({
      modelName: "D715",
      conflict: undefined,
    });
    expect(choose("/00041375AABB.xml", "Mozilla/4.0 (compatible; snom725-SIP 8.7.5.35)", stored)).toMatchObject({
      modelName: "D715",
      conflict: "stored as D715, says D725",
    });
  });

  it("of a base gets a list of files first, then the base's own file, each for its model", () => {
    const M900 = "Mozilla/4.0 (compatible; Snom M900 05.20.0001 000413b60680)";
    const templateOf = (target: string) => {
      const chosen = choose(target, M900, admission("000413B60680", {}));
      return "refused" in chosen ? chosen.refused : `${chosen.modelName} ${chosen.rule.template}`;
    };
    expect(templateOf("/snomM900.htm")).toBe("no-such-file");
    expect(templateOf("/snomM900-000413B60680.htm")).toBe("M900 snom/dect-container");
    expect(templateOf("/000413B60680.xml")).toBe("M900 snom/dect");
  });

  it.each(["/M500_00122A000001.cfg", "/C520-WiMi_00122a000001.cfg", "/M200SC.cfg"])(
    "shows which phone of VTech's it is: %s",
    (target) => {
      const evidence = identify(target, undefined, vendors);
      if ("refused" in evidence) throw new Error(evidence.refused);
      const { vendor, model } = describeStranger(evidence, vendors);
      expect([vendor?.id, model]).toEqual(["snom", /[MC]\d+(?:SC)?/.exec(target)?.[0]]);
    },
  );

  it("of a model without a configuration is refused", () => {
    expect(choose("/M500_00122A000001.cfg", "", admission("00122A000001", {}))).toEqual({
      refused: "model-not-supported",
    });
    expect(choose("/snomM500-00122A000001.htm", "", admission("00122A000001", {}))).toEqual({
      refused: "model-not-supported",
    });
  });
});

describe("Snom's User-Agents", () => {
  it("are not seen in mutated ones of our own and in foreign ones, 200 at least", () => {
    const mutations: readonly ((header: string) => string)[] = [
      (header) => header.replaceAll(/snom/gi, "snorn"),
      (header) => header.replaceAll(/snom/gi, "Xsnom"),
      (header) => header.replaceAll(/snom/gi, ""),
      (header) => header.replaceAll(/snom/gi, "s nom"),
      (header) => header.replaceAll(/snom/gi, "Yealink"),
      (header) => header.replaceAll(/snom/gi, "sn%6fm"),
      (header) => header.replaceAll(/snom/gi, "SNΟM"),
      (header) => header.replaceAll(/snom/gi, "Mozilla"),
      (header) => `Mozilla/5.0 (X11; Linux x86_64) ${header.replaceAll(/snom\s?/gi, "sno ")}`,
    ];
    const corpus = new Set(snomUserAgents.flatMap(({ header }) => mutations.map((mutate) => mutate(header))));
    expect(corpus.size).toBeGreaterThanOrEqual(200);
    for (const header of corpus)
      expect({ header, says: snom.parseUserAgent(header) }).toEqual({ header, says: undefined });
  });
});
