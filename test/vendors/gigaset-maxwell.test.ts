import { describe, expect, test } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import type { Settings } from "../../src/provisioning/settings.ts";
import { MX, NO_CODES, renderFlat, renderText } from "./gigaset-for-test.ts";

describe("Maxwell", () => {
  test("only the Maxwell 3 has a product id", () => {
    expect(renderText(MX)).toContain('<provisioning version="1.1" productID="mx3b">');
    expect(renderText("Maxwell 4")).toContain('<provisioning version="1.1">');
  });

  test("accounts that no line uses are switched off", () => {
    const flat = renderFlat(MX, { lineCount: 1 });
    const active = [0, 1, 2, 3].map((index) => flat.get(`SIP.Account.${index}.Active`));
    expect(active).toEqual(["1", "0", "0", "0"]);
  });

  test("looks nowhere else for its server", () => {
    expect(renderFlat(MX).get("NET.IP.IPv4.DHCP.Options.Disabled")).toBe("66,114");
  });

  test.each([
    ["udp", "1", "0"],
    // Its code is not known, so the phone keeps what it has.
    ["tcp", undefined, "0"],
    ["tls", "2", "1"],
  ] as const)("%s is transport %s, SRTP %s", (transport, code, srtp) => {
    const flat = renderFlat(MX, { pbx: { transport } });
    expect(flat.get("SIP.TransportProtocol")).toBe(code);
    expect(flat.get("SIP.Security.SRTP")).toBe(srtp);
  });

  test.each([
    [["g722", "pcma", "pcmu"], "8,0"],
    [["g729", "pcmu", "pcma"], "18,0,8"],
    [["g722", "opus"], undefined],
  ] as const)("codecs %s are %s", (codecs, expected) => {
    expect(renderFlat(MX, { settings: { codecs: [...codecs] } }).get("SIP.ActiveCodecs")).toBe(expected);
  });

  test.each([
    ["Europe/Berlin", "GMT+1.Europe/Amsterdam"],
    ["Europe/Lisbon", "GMT.Europe/London"],
    ["Europe/Athens", undefined],
    ["Etc/UTC", undefined],
  ])("%s is %s", (timezone, expected) => {
    const flat = renderFlat(MX, { settings: { timezone } });
    expect(flat.get("System.DateAndTime.TimeZone")).toBe(expected);
    expect(flat.has("System.DateAndTime.AutoAdjustClockForDST")).toBe(expected !== undefined);
  });

  test.each([
    ["en", "en-us"],
    ["it", "it-it"],
    ["de", undefined],
  ] as const)("language %s is %s", (language, expected) => {
    const flat = renderFlat(MX, { settings: { language } });
    expect(flat.get("PhoneUI.Settings.Language")).toBe(expected);
    expect(flat.get("WebUI.Language")).toBe(expected);
  });

  test.each([
    ["DE", "DEU"],
    ["GB", "GBR"],
    ["CH", "INT"],
  ])("tones of %s are %s", (country, expected) => {
    expect(renderFlat(MX, { settings: { country } }).get("Telephony.ToneScheme")).toBe(expected);
  });

  test("writes all eight keys, those without a function cleared", () => {
    const keys = [
      { type: "line", value: "2" },
      { type: "speed-dial", value: "100" },
      { type: "blf", value: "202", label: "Anna" },
      { type: "intercom", value: "202" },
      { type: "voicemail" },
    ] as const;
    const flat = renderFlat(MX, { lineCount: 2, keys: [...keys] });
    const field = (name: string) =>
      Array.from({ length: 8 }, (_, index) => flat.get(`PhoneUI.Keys.FunctionKeys.${index}.${name}`));
    expect(field("Type")).toEqual(["0", "3", "4", "3", "3", "-1", "-1", "-1"]);
    expect(field("PhoneNumber")).toEqual([undefined, "100", "202", "*80202", "*97", undefined, undefined, undefined]);
    expect(field("DisplayName").slice(0, 5)).toEqual(["Line 202", "100", "Anna", "*80202", "*97"]);
    expect(flat.get("PhoneUI.Keys.FunctionKeys.0.Connection")).toBe("1");
    expect(flat.get("PhoneUI.Keys.FunctionKeys.2.CallPickupCode")).toBe("*8");
  });

  test("forwards by itself or by the PBX's codes, as is set", () => {
    const keys: FunctionKey[] = [{ type: "forward", value: "300", label: "Away" }];
    const featureCodes = { forwardAlwaysOn: "*72", forwardAlwaysOff: "*73" };
    const first = (settings: Settings) =>
      [...renderFlat(MX, { keys, settings })]
        .filter(([name]) => name.startsWith("PhoneUI.Keys.FunctionKeys.0."))
        .map(([name, value]) => `${name.split(".").at(-1)}=${value}`);
    expect(first({ featureCodes })).toEqual(["Type=6", "PhoneNumber=300", "DisplayName=Away"]);
    expect(first({ featureCodes, forwardingBy: "pbx" })).toEqual([
      "Type=10",
      "EnableCode=*72300",
      "DisableCode=*73",
      "DisplayName=Away",
    ]);
    // Without codes there is nothing that the key could dial.
    expect(first({ forwardingBy: "pbx" })).toEqual(["Type=-1"]);
  });

  test.each<[FunctionKey, Record<string, string>]>([
    [{ type: "dnd" }, { Type: "10", EnableCode: "*78", DisableCode: "*79", DisplayName: "dnd" }],
    [
      { type: "group-login", value: "7" },
      { Type: "10", EnableCode: "*617", DisableCode: "*627", DisplayName: "group-login" },
    ],
    [
      { type: "dtmf", value: "12#" },
      { Type: "7", EnableCode: "12#", DisplayName: "12#" },
    ],
    [{ type: "record" }, { Type: "7", EnableCode: "*3", DisplayName: "*3" }],
    [
      { type: "url", value: "http://a.example/x" },
      { Type: "8", URL: "http://a.example/x", DisplayName: "url" },
    ],
    [{ type: "paging", value: "224.0.1.116:5001" }, { Type: "-1" }],
  ])("a key %j is %j", (key, expected) => {
    const featureCodes = { groupLogin: "*61", groupLogout: "*62", record: "*3", dndOn: "*78", dndOff: "*79" };
    const flat = renderFlat(MX, { keys: [key], settings: { featureCodes, dndBy: "pbx" } });
    const fields = [...flat].flatMap(([name, value]) => {
      const field = /^PhoneUI\.Keys\.FunctionKeys\.0\.(\w+)$/.exec(name)?.[1];
      return field === undefined ? [] : [[field, value]];
    });
    expect(Object.fromEntries(fields)).toEqual(expected);
  });

  test("the fixed DND key dials the PBX's codes where the PBX does the refusing", () => {
    const featureCodes = { dndOn: "*78", dndOff: "*79" };
    const name = "PhoneUI.Keys.ProgrammableKeys.DND.FAC.enable";
    expect(renderFlat(MX, { settings: { featureCodes, dndBy: "pbx" } }).get(name)).toBe("*78");
    expect(renderFlat(MX, { settings: { featureCodes } }).has(name)).toBe(false);
  });

  test("tags its computer's port only where it tags its own frames", () => {
    const vlans = (settings: Settings) =>
      [...renderFlat(MX, { settings })].filter(([name]) => name.startsWith("NET.VLAN.")).map(([, value]) => value);
    expect(vlans({})).toEqual([]);
    expect(vlans({ vlan: { id: 20, priority: 0 } })).toEqual(["1", "20", "0"]);
    expect(vlans({ vlan: { id: 20 }, pcVlan: { id: 30, priority: 5 } })).toEqual(["2", "20", "30", "5"]);
  });

  test("gets a background picture where it has a display for one", () => {
    const settings = { backgroundUrl: "http://pbx.example.org/a.png?x=1&y=2" };
    expect(renderText(MX, { settings })).toContain(
      '<step type="DownloadWallpaper" url="http://pbx.example.org/a.png?x=1&amp;y=2"/>',
    );
    expect(renderText("Maxwell Basic", { settings })).not.toContain("<custom>");
  });

  test("a BLF key without a pickup code has none, not an empty one", () => {
    const flat = renderFlat(MX, {
      keys: [{ type: "blf", value: "202" }],
      settings: NO_CODES,
    });
    expect(flat.get("PhoneUI.Keys.FunctionKeys.0.PhoneNumber")).toBe("202");
    expect(flat.has("PhoneUI.Keys.FunctionKeys.0.CallPickupCode")).toBe(false);
  });
});
