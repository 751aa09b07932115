import { describe, expect, test } from "vitest";
import { MX, NO_CODES, renderFlat, renderText } from "./gigaset-for-test.ts";
import { everyKind } from "./render-for-test.ts";

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
    const flat = renderFlat(MX, { lineCount: 2, keys: [{ type: "line", value: "2" }, ...everyKind(4)] });
    const types = Array.from({ length: 8 }, (_, index) => flat.get(`PhoneUI.Keys.FunctionKeys.${index}.Type`));
    expect(types).toEqual(["0", "0", "3", "4", "-1", "-1", "-1", "-1"]);
    expect(flat.get("PhoneUI.Keys.FunctionKeys.0.Connection")).toBe("1");
    expect(flat.get("PhoneUI.Keys.FunctionKeys.0.DisplayName")).toBe("Line 202");
    expect(flat.get("PhoneUI.Keys.FunctionKeys.3.CallPickupCode")).toBe("*8");
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
