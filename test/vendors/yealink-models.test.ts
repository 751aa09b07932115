import { describe, expect, it } from "vitest";
import { chooseFile, chooseRule, findModelName, identify, suggestVendor } from "../../src/provisioning/identify.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import { OPEN_ACCESS } from "../../src/provisioning/pbx-access.ts";
import type { Admission } from "../../src/provisioning/phone.ts";
import { NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { vendors } from "../../src/vendors/index.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { readFlat } from "./file-formats.ts";
import { MAC, render, renderBytes } from "./yealink-for-test.ts";

// biome-ignore format: lists
describe("Yealink's catalogue", () => {
  /** Each row of the reference's table of models (§10), its names written out. */
  const COUNTED = [
    "T19P T19P_E2 T20P T21P T21P_E2 T22P T23P T23G T26P T28P T27P T27G T29G T30 T30P T31 T31P T31G T31W T33P T33G T34W T32G T38G",
    "T40P T40G T41P T41S T41U T42G T42S T42U T43U T44U T44W T46G T46S T46U T48G T48S T48U VP-T49G T52S T54S T53 T53W T54W T57W",
    "T56A T58 T58A T58V T58W VP59 T73U T73W T74U T74W T77U T85W T87W T88W T88V AX83H AX86R CP860 CP920 CP925 CP960 CP965 VP530",
    "W52P W56P W60B W70B W75DM W80DM W90DM",
  ].join(" ").split(" ");
  /** Named elsewhere: codes (§2), User-Agents (§3), firmware (§6), bases in B role (§11). */
  const MERELY_NAMED = [
    "T18 T53C T54 T57 T64 T67LTE T73 T74 T77 VP530P W53P W60P W73P W76P W79P W75B W80B W90B",
    "CP930W CP935W W52H W53H W56H W57R W59R W73H W74H W78H",
  ].join(" ").split(" ");

  it("has all 78 models of the table of models, each with a configuration", () => {
    expect(COUNTED).toHaveLength(78);
    for (const called of COUNTED) {
      const name = findModelName(yealink, called);
      expect({ called, unsupported: name === undefined ? "missing" : yealink.models[name]?.unsupported }).toEqual({ called });
    }
  });

  it("has all 28 that are named elsewhere, and nothing that is not named at all", () => {
    expect(MERELY_NAMED).toHaveLength(28);
    for (const called of MERELY_NAMED) expect({ called, name: findModelName(yealink, called) }).toEqual({ called, name: expect.any(String) });
    const named = [...COUNTED, ...MERELY_NAMED].map((called) => findModelName(yealink, called));
    expect(Object.keys(yealink.models).filter((name) => !named.includes(name))).toEqual([]);
  });

  it("says of an unsupported model what is missing", () => {
    const unsupported = Object.entries(yealink.models).filter(([, model]) => model.unsupported !== undefined);
    expect(unsupported.map(([name]) => name).sort()).toEqual(
      "CP930W CP935W T18 T54 T57 T64 T67LTE T73 T74 T77 W52H W53H W56H W57R W59R W73H W74H W78H".split(" "),
    );
  });

  /** Code by code (§2); a model of several codes or an unconfirmed one is left out. */
  it.each([
    ["000", "T28P"], ["004", "T26P"], ["005", "T22P"], ["007", "T20P"], ["009", "T18"], ["031", "T19P"], ["034", "T21P"],
    ["053", "T19P_E2"], ["052", "T21P_E2"], ["044", "T23P T23G"], ["045", "T27P"], ["069", "T27G"], ["046", "T29G"], ["032", "T32G"],
    ["038", "T38G"], ["023", "VP530"], ["037", "CP860"], ["078", "CP920"], ["148", "CP925"], ["073", "CP960"], ["143", "CP965"],
    ["091", "VP59"], ["054", "T40P"], ["076", "T40G"], ["036", "T41P"], ["029", "T42G"], ["028", "T46G"], ["035", "T48G"],
    ["051", "T49G"], ["068", "T41S"], ["067", "T42S"], ["066", "T46S"], ["065", "T48S"], ["116", "T42U"], ["107", "T43U"],
    ["108", "T46U"], ["109", "T48U"], ["074", "T52S"], ["070", "T54S"], ["095", "T53 T53W"], ["096", "T54W"], ["097", "T57W"],
    ["058", "T58 T58A T58V"], ["150", "T58W"], ["123", "T31 T31P T31G"], ["124", "T33P T33G"], ["127", "T30 T30P"], ["172", "T31W"],
    ["171", "T34W"], ["174", "T44W"], ["183", "T73W"], ["186", "T73U"], ["184", "T74W"], ["187", "T74U"], ["188", "T77U"],
    ["196", "T85W"], ["197", "T87W"], ["192", "T88W T88V"], ["180", "AX83H"], ["182", "AX86R"], ["025", "W52P W56P"], ["077", "W60B"],
    ["146", "W70B"], ["103", "W80DM W80B"], ["130", "W90DM W90B"], ["175", "W75DM W75B"],
  ])("knows the common file of code %s as that of %s", (code, names) => {
    const common = yealink.files.find(({ kind }) => kind === "common-settings");
    for (const name of names.split(" ")) expect(common?.name(MAC, name)).toBe(`y000000000${code}.cfg`);
  });
});

describe("Yealink's MAC prefixes", () => {
  it.each(yealink.macPrefixes)("begin and end exactly with %s", (prefix) => {
    const first = Number.parseInt(prefix, 16);
    const vendorOf = (oui: number, rest: string) => {
      const mac = parseMac(oui.toString(16).padStart(6, "0") + rest);
      return mac === undefined ? undefined : suggestVendor(mac, vendors)?.id;
    };
    expect(vendorOf(first, "000000")).toBe("yealink");
    expect(vendorOf(first, "ffffff")).toBe("yealink");
    expect(vendorOf(first - 1, "ffffff")).toBeUndefined();
    expect(vendorOf(first + 1, "000000")).toBeUndefined();
  });

  it("are the twelve of the reference", () => {
    expect(new Set(yealink.macPrefixes).size).toBe(12);
  });
});

describe("Yealink's DECT bases", () => {
  const admission = (model: string | null, modelSource: Admission["modelSource"]): Admission => ({
    phoneId: 1,
    mac: parseMac(MAC) as NonNullable<ReturnType<typeof parseMac>>,
    pbxId: "p",
    vendorId: "yealink",
    vendorSource: "operator",
    model,
    modelSource,
    revision: "1",
    hasLiveGrants: false,
    certificatePolicy: "off",
    access: OPEN_ACCESS,
    pausedAt: null,
    proofs: [],
    seatWaits: false,
  });
  const choose = (userAgent: string, stored: Admission) => {
    const evidence = identify(`/${MAC.toLowerCase()}.cfg`, userAgent, vendors);
    if ("refused" in evidence) throw new Error(evidence.refused);
    const chosen = chooseFile(chooseRule(evidence, stored, vendors));
    return "refused" in chosen
      ? chosen
      : { modelName: chosen.modelName, template: chosen.rule.template, conflict: chosen.conflict };
  };

  it.each(["W75", "W80", "W90"])("%s in DM role gets the DM's file whichever way it calls itself", (base) => {
    for (const called of [`${base}DM`, `${base}B`])
      expect(choose(`Yealink ${called} 103.87.0.18`, admission(`${base}DM`, "operator"))).toEqual({
        modelName: `${base}DM`,
        template: "yealink/dect-multicell",
        conflict: undefined,
      });
  });

  it("in B role gets a file without accounts, and a DM that is stored as one in B role is a conflict", () => {
    expect(choose("Yealink W80B 103.87.0.18", admission("W80B", "operator"))).toMatchObject({
      template: "yealink/dect-base",
    });
    expect(choose("Yealink W80B 103.87.0.18", admission(null, null))).toMatchObject({ template: "yealink/dect-base" });
    expect(choose("Yealink W80DM 103.87.0.18", admission("W80B", "operator"))).toMatchObject({
      modelName: "W80B",
      conflict: "stored as W80B, says W80DM",
    });
    const names = [...readFlat("yealink/dect-base", renderBytes("W80B")).keys()];
    expect(names.filter((name) => /^(?:account|handset|template|voice_mail)\./.test(name))).toEqual([]);
  });

  it("that name themselves T21D in PnP are no T21P", () => {
    expect(findModelName(yealink, "T21D")).toBeUndefined();
    expect(choose("Yealink W52P 25.81.0.10", admission("W52P", "operator"))).toEqual({
      modelName: "W52P",
      template: "yealink/dect",
      conflict: undefined,
    });
  });

  it("admit a handset by its IPUI where they can, and leave the others to register", () => {
    const handsets = [{ ipui: "02B1C3D5E7", name: "Anna" }, {}];
    const file = readFlat("yealink/dect-multicell", renderBytes("W90DM", { lineCount: 2, handsets }));
    expect(file.get("handset.1.ipui")).toBe("02b1c3d5e7");
    expect(file.get("handset.1.reg.enable")).toBe("1");
    expect(file.has("handset.2.ipui")).toBe(false);
    expect(file.has("handset.2.reg.enable")).toBe(false);
    expect(file.get("account.1.sip_server.template")).toBe("1");
    expect(file.get("template.1.sip_server.1.address")).toBe("pbx.example.test");
    expect(file.has("account.1.sip_server.1.address")).toBe(false);
  });

  it("ring the handsets that their lines name, and forget the slots that nobody has any more", () => {
    const handsets = [{ lines: [1, 2] }, { lines: [2], outgoingLine: 1 }];
    const file = readFlat("yealink/dect", renderBytes("W52P", { lineCount: 2, handsets }));
    expect(file.get("handset.1.incoming_lines")).toBe("1,2");
    expect(file.get("handset.1.dial_out_default_line")).toBe("1");
    expect(file.get("handset.2.incoming_lines")).toBe("2");
    expect(file.get("handset.2.dial_out_lines")).toBe("1");
    for (const slot of [3, 4, 5]) expect(file.get(`handset.${slot}.incoming_lines`)).toBe("%NULL%");
    expect(file.has("handset.6.name")).toBe(false);
  });

  it("keep their PIN and their web password apart", () => {
    const passwords = { ...NO_PASSWORDS, menu: new Password("7351") };
    const file = readFlat("yealink/dect", renderBytes("W60B", { passwords }));
    expect(file.get("base.pin_code")).toBe("7351");
    expect(file.has("static.security.user_password")).toBe(false);
  });
});

describe("Phones of V73 and older", () => {
  it.each(["T22P", "T28P", "T46G", "CP860"])("get both spellings on a %s", (modelName) => {
    const file = render({ settings: { outboundProxy: "sbc.example.test:5070", vlan: { id: 20 } } }, modelName);
    expect(file.get("account.1.sip_server_host")).toBe("pbx.example.test");
    expect(file.get("account.1.sip_server.1.address")).toBe("pbx.example.test");
    expect(file.get("account.1.outbound_host")).toBe("sbc.example.test");
    expect(file.get("account.1.outbound_port")).toBe("5070");
    expect(file.get("auto_provision.server.url")).toBe(file.get("static.auto_provision.server.url"));
    expect(file.get("network.vlan.internet_port_vid")).toBe("20");
  });

  it.each(["T46S", "T31P", "T87W"])("are not taken for a %s", (modelName) => {
    const names = [...render({}, modelName).keys()];
    expect(names.filter((name) => /^auto_provision\.|sip_server_host/.test(name))).toEqual([]);
  });
});
