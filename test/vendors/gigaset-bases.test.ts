import { describe, expect, test } from "vitest";
import { MASK, Password } from "../../src/provisioning/password.ts";
import { NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { modelOf, NO_CODES, NX, renderFlat, renderText } from "./gigaset-for-test.ts";
import { allPasswords, sipPasswordOf } from "./render-for-test.ts";

describe("DECT bases", () => {
  test("every slot has a PIN of its own, counted on from the menu PIN and over its end", () => {
    const passwords = { ...NO_PASSWORDS, menu: new Password("9998") };
    const flat = renderFlat(NX, { lineCount: 4, passwords });
    const pins = ["00001", "00002", "00003", "00004"].map((slot) => flat.get(`hs.${slot}.DECT_AC`));
    expect(pins).toEqual(["9998", "9999", "0000", "0001"]);
  });

  test("all handsets of the largest base have different PINs", () => {
    const name = "N870 IP PRO";
    const { lines } = modelOf(name);
    const flat = renderFlat(name, { lineCount: lines, passwords: { ...NO_PASSWORDS, menu: new Password("9900") } });
    const pins = [...flat].flatMap(([setting, value]) => (setting.endsWith(".DECT_AC") ? [value] : []));
    expect(pins).toHaveLength(250);
    expect(new Set(pins).size).toBe(250);
    expect(pins.every((pin) => /^[0-9]{4}$/.test(pin))).toBe(true);
    expect(flat.get("SipAccount.00250.UserName")).toBe("450");
  });

  test("a preview's mask stays a mask in every slot", () => {
    const flat = renderFlat(NX, { lineCount: 2, passwords: { ...NO_PASSWORDS, menu: new Password(MASK) } });
    expect(flat.get("hs.00001.DECT_AC")).toBe(MASK);
    expect(flat.get("hs.00002.DECT_AC")).toBe(MASK);
  });

  test("a slot is made only together with its SIP password, and no slot is ever removed", () => {
    const sip = new Map([[2, new Password(sipPasswordOf(2))]]);
    const text = renderText(NX, { lineCount: 2, passwords: { ...NO_PASSWORDS, sip } });
    expect(text.match(/<oper name="add_hs" value="\d+">/g)).toEqual(['<oper name="add_hs" value="00002">']);
    for (const text of [renderText(NX), renderText(NX, { passwords: allPasswords(gigaset, modelOf(NX), 1) })]) {
      expect(text).not.toMatch(/DeleteNotProvisionedHS|ToDeReg|update_dm/);
    }
    expect(renderText(NX)).not.toContain("<oper");
  });

  test.each([
    ["udp", "1", "0"],
    ["tcp", "2", "0"],
    ["tls", "3", "1"],
  ] as const)("%s is transport %s, SRTP %s, and never a sips address", (transport, code, srtp) => {
    const flat = renderFlat(NX, { pbx: { transport } });
    expect(flat.get("SipProvider.0.TransportProtocol")).toBe(code);
    expect(flat.get("SipProvider.0.SRTP_Enabled")).toBe(srtp);
    expect(flat.get("SipProvider.0.UseSIPS")).toBe("0");
  });

  test.each([
    ["off", "0", "1"],
    ["optional", "1", "1"],
    ["required", "1", "0"],
  ] as const)("SRTP %s is offered %s, and calls without it are taken %s", (srtp, offered, plain) => {
    const flat = renderFlat(NX, { settings: { srtp } });
    expect(flat.get("SipProvider.0.SRTP_Enabled")).toBe(offered);
    expect(flat.get("SipProvider.0.AcceptNonSRTPCalls")).toBe(plain);
  });

  test("sends all SIP to the outbound proxy, and to the second one as failover server", () => {
    const settings = { outboundProxy: "proxy.example.org:5070", secondOutboundProxy: "[2001:db8::1]" };
    const flat = renderFlat(NX, { settings });
    const value = (name: string) => flat.get(`SipProvider.0.${name}`);
    expect([value("OutboundProxyMode"), value("OutboundProxyAddress"), value("OutboundProxyPort")]).toEqual([
      "0",
      "proxy.example.org",
      "5070",
    ]);
    expect([value("FailoverServerEnabled"), value("FailoverServerAddress"), value("FailoverServerPort")]).toEqual([
      "1",
      "2001:db8::1",
      "5061",
    ]);
    expect(renderFlat(NX).get("SipProvider.0.OutboundProxyMode")).toBe("2");
  });

  test("a handset that is known has its slot under its IPUI, whichever line it calls out by", () => {
    const handsets = [{ ipui: "02B1C3D5E7", outgoingLine: 2 }, { ipui: "02b1c3d5e8", lines: [1, 2] }, {}];
    const flat = renderFlat(NX, { lineCount: 3, handsets });
    const users = [...flat].filter(([name]) => name.endsWith(".UserName"));
    expect(users).toEqual([
      ["SipAccount.02b1c3d5e8.UserName", "201"],
      ["SipAccount.02b1c3d5e7.UserName", "202"],
      ["SipAccount.00003.UserName", "203"],
    ]);
  });

  test("every line has exactly one slot, however handsets and lines are tangled", () => {
    const wishes = [[1], [2], [3], [1, 2], [2, 3], [3, 1]];
    for (const first of wishes)
      for (const second of wishes)
        for (const outgoingLine of [1, 2, 3]) {
          const handsets = [{ lines: first, outgoingLine }, { lines: second }, { ipui: "02b1c3d5e7" }];
          const names = [...renderFlat(NX, { lineCount: 3, handsets }).keys()];
          expect(names.filter((name) => name.endsWith(".UserName"))).toHaveLength(3);
        }
  });

  test("goes on asking by SIP multicast only where that is wanted", () => {
    const name = "SystemSettings.global.SipMulticastEnabled";
    expect(renderFlat(NX).get(name)).toBe("0");
    expect(renderFlat(NX, { settings: { pnpAfterProvisioning: true } }).get(name)).toBe("1");
  });

  test("names all time servers in one value", () => {
    const flat = renderFlat(NX, { settings: { ntpServers: ["ntp1.example.test", "192.0.2.1"] } });
    expect(flat.get("DmGlobal.0.NtpServer")).toBe("ntp1.example.test,192.0.2.1");
  });

  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["Europe/Vienna", "Europe/Berlin"],
    ["Europe/Lisbon", "Europe/London"],
    ["Europe/Istanbul", "Europe/Moscow"],
    ["Etc/UTC", "Greenwich"],
    ["America/Toronto", "America/New_York"],
    ["Asia/Singapore", "Asia/Hong_Kong"],
    ["Australia/Hobart", "Australia/Sydney"],
    ["America/Denver", "America/Denver"],
    // As far west as Denver, but its clocks never change.
    ["America/Phoenix", undefined],
    // Half an hour off everything in the list.
    ["Asia/Kolkata", undefined],
  ])("%s is %s", (timezone, expected) => {
    expect(renderFlat(NX, { settings: { timezone } }).get("DmGlobal.0.TimeZone")).toBe(expected);
  });

  test.each([
    ["DE", "Germany"],
    ["FR", "France"],
    ["ES", "Spain"],
    ["AT", "International"],
  ])("tones of %s are %s", (country, expected) => {
    expect(renderFlat(NX, { settings: { country } }).get("Telephony.0.ToneScheme")).toBe(expected);
  });

  test("a phone without voicemail has it switched off", () => {
    const flat = renderFlat(NX, { settings: NO_CODES });
    expect(flat.get("SipAccount.00001.VoiceMailActive")).toBe("0");
    expect(flat.has("SipAccount.00001.VoiceMailMailbox")).toBe(false);
    expect(flat.get("SipProvider.0.MWISubscription")).toBe("0");
  });
});
