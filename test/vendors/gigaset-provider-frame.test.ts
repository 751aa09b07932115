import { describe, expect, test } from "vitest";
import { MASK, Password } from "../../src/provisioning/password.ts";
import { NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { BUILT_IN_SETTINGS, type ResolvedSettings, type Settings } from "../../src/provisioning/settings.ts";
import { TemplateError } from "../../src/provisioning/template-error.ts";
import { parseProviderFrame } from "../../src/simulation/gigaset-provider-frame.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { DM, macOf, modelOf, N510, NO_CODES, renderBytes, renderFlat, renderText } from "./gigaset-for-test.ts";

describe.each([N510, DM])("%s", (name) => {
  test("is written in real ISO-8859-1, and names of people keep what that has", () => {
    const bytes = renderBytes(name, { line: { displayName: 'Jürgen "Jo" O\'Groß & Łódź' } });
    const written = Buffer.from("J\u00fcrgen \u00b4\u00b4Jo\u00b4\u00b4 O\u00b4Gro\u00df + L\u00f3dz", "latin1");
    expect(bytes.includes(written)).toBe(true);
    expect(bytes.includes("J\u00fcrgen")).toBe(false);
    expect(() => parseProviderFrame(bytes)).not.toThrow();
  });

  test.each(['a"b', "a'b", "a&b", "a<b", "Łódź"])(
    "goes out with no auth name or password that would arrive changed: %s",
    (text) => {
      expect(() => renderBytes(name, { line: { authName: text } })).toThrow(TemplateError);
      const sip = new Map([[1, new Password(text)]]);
      const render = () => renderBytes(name, { passwords: { ...NO_PASSWORDS, sip } });
      expect(render).toThrow(/lines\[0\]\.password holds a quote/);
      expect(render).not.toThrow(text);
    },
  );

  test("is not refused for what it does not print", () => {
    expect(() =>
      renderBytes(name, { pbx: { id: "berlin" }, settings: { logoUrl: "http://a.example/?x=1&y=2" } }),
    ).not.toThrow();
  });

  test("names the device itself, and no VERSION: with an equal one a device would ignore passwords that are released again", () => {
    const text = renderText(name, { mac: "7C2F80AABBCC" });
    expect(parseProviderFrame(renderBytes(name, { mac: "7C2F80AABBCC" }))).toMatchObject({
      mac: "7C2F80AABBCC",
      version: undefined,
    });
    expect(text).not.toContain("VERSION");
  });

  test("leaves out a directory that it cannot be told of, not the whole file", () => {
    const ldap = {
      host: "ldap.example.org",
      base: "dc=example",
      nameFilter: "(cn=%)",
      numberFilter: "(telephoneNumber=%)",
      nameAttributes: ["givenName", "sn"],
      numberAttributes: ["telephoneNumber"],
    };
    const has = (settings: Settings) =>
      [...renderFlat(name, { settings }).keys()].some((key) => key.startsWith("BS_LDAP_Netdirs"));
    expect(has({ ldap })).toBe(true);
    expect(has({ ldap: { ...ldap, nameFilter: "(&(cn=%)(x=*))" } })).toBe(false);
    expect(has({ ldap: { ...ldap, security: "ldaps" } })).toBe(false);
    const flat = renderFlat(name, { settings: { ldap, phoneBook: { name: "Büro", url: "http://a.example/book" } } });
    expect(flat.get("BS_XML_Netdirs.aucAvailableNetdirs")).toBe("0x0a,0x14");
    const ofProvider = [...flat].filter(([key]) => /aucItemAttribute|XML_Netdirs.*aucServerURL/.test(key));
    expect(ofProvider.map(([, value]) => value).sort()).toEqual([
      "givenName",
      "http://a.example/book?",
      "sn",
      "telephoneNumber",
    ]);
  });

  test("switches voicemail off and clears its number where there is none", () => {
    const flat = [...renderFlat(name, { settings: NO_CODES })].filter(([key]) => key.includes("VOIP_NET_AM"));
    expect(flat.map(([, value]) => value)).toEqual(["", "0x0"]);
  });

  test("a preview's mask stays a mask", () => {
    const mask = new Password(MASK);
    expect(renderText(name, { passwords: { ...NO_PASSWORDS, menu: mask, shared: mask } })).toContain(`value="${MASK}"`);
  });

  test("takes raw settings by their kind, and only its own", () => {
    const own = name === N510 ? "BS_IP_Data1.ucB_ACCEPT_FOREIGN_SUBNET" : "BS_IP_Data.ucB_ACCEPT_FOREIGN_SUBNET";
    const raw = { gigaset: { [own]: "0x1", "BS_Any.aucThing[0]": "a b", S_THING: "x/y", "SIP.PRACK": "1" } };
    const text = renderText(name, { settings: { raw } });
    expect(text.split("\n").slice(-6, -3)).toEqual([
      `  <SYMB_ITEM ID="${own}" class="symb_item" value="0x1"/>`,
      `  <SYMB_ITEM ID="BS_Any.aucThing[0]" class="symb_item" value='"a b"'/>`,
      `  <S_THING class="string" value='"x/y"'/>`,
    ]);
    expect(text).not.toContain("PRACK");
  });
});

describe("N510", () => {
  test("one PIN opens menu, web page and registration", () => {
    const shared = new Password("0409");
    expect(renderText(N510, { passwords: { ...NO_PASSWORDS, shared } })).toContain(
      'aucKdsPin[0]" class="symb_item" value="0x04,0x09"',
    );
  });

  test("handsets ring for their lines and call out by theirs", () => {
    const handsets = [{ lines: [1, 2] }, { lines: [1, 2, 3], outgoingLine: 3 }, { lines: [2] }];
    const flat = renderFlat(N510, { lineCount: 4, handsets });
    const masks = (kind: string) => [0, 1, 2, 3].map((index) => flat.get(`BS_Accounts.astAccounts[${index}].${kind}`));
    expect(masks("uiReceiveMask")).toEqual(["0x3", "0x7", "0x2", "0x8"]);
    expect(masks("uiSendMask")).toEqual(["0x1", "0x4", "0x2", "0x8"]);
  });

  test("accounts that no line uses are switched off and emptied, their passwords left alone", () => {
    const flat = renderFlat(N510, { lineCount: 5 });
    expect(flat.get("BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_6")).toBe("0x0");
    expect(flat.get("BS_IP_Data1.aucS_SIP_USER_ID_6")).toBe("");
    expect([...flat.keys()].filter((key) => key.includes("PASSWORD"))).toEqual([]);
  });

  test("is told its server without a scheme, and only where http leads there", () => {
    const context = (url: string) => ({
      server: { url, reportUrl: undefined, authorities: [], authorityUrl: undefined, login: undefined },
      phone: { mac: macOf("7C2F80AABBCC"), macLower: "7c2f80aabbcc", label: "", model: N510 },
      pbx: { id: "berlin", host: "pbx.example", port: 5060, transport: "udp" as const, isTls: false },
      lines: [],
      handsets: [],
      modelName: N510,
      model: modelOf(N510),
      hosted: {
        ...{ base: url, firmware: undefined, handsetFirmware: [], languageUrl: undefined, ringTone: undefined },
      },
    });
    const settings = structuredClone(BUILT_IN_SETTINGS) as unknown as ResolvedSettings;
    expect(gigaset.words(settings, context("http://192.0.2.1:8080/p/"))).toMatchObject({
      serverBase: "192.0.2.1:8080/p",
      fileUrl: "192.0.2.1:8080/p/7C2F80AABBCC.xml",
    });
    expect(gigaset.words(settings, context("https://192.0.2.1/p/"))).toMatchObject({ fileUrl: undefined });
  });

  test.each([
    [["g722", "pcma", "pcmu"], "0x05,0x01,0x00,0xff,0xff"],
    [["g729"], "0x03,0xff,0xff,0xff,0xff"],
    [["opus"], undefined],
  ] as const)("codecs %s are %s", (codecs, expected) => {
    const flat = renderFlat(N510, { settings: { codecs: [...codecs] } });
    expect(flat.get("BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER")).toBe(expected);
  });
});

describe("N720", () => {
  test("has passwords of their own for web page and registration", () => {
    const passwords = { ...NO_PASSWORDS, menu: new Password("1234"), web: new Password("WebSecret-1") };
    const text = renderText(DM, { passwords });
    expect(text).toContain('aucKdsPin[%]" class="symb_item" value="0x12,0x34"');
    expect(text).toContain(`WebUIPassword" class="symb_item" value='"WebSecret-1"'`);
    // A PIN that the base makes up itself would win.
    expect(text).toContain('UseRandomRegistrationPIN" class="symb_item" value="0x0"');
    expect(renderText(DM)).not.toContain("RegistrationPIN");
  });

  test("dials the PBX's codes, and forgets those that are taken away", () => {
    const code = (settings: Settings) =>
      renderFlat(DM, { settings }).get("BS_VOIP_Data.astVoipProviders[0].NetCodeCFU_ON[%]");
    expect(code({ featureCodes: { forwardAlwaysOn: "*72" } })).toBe("*72");
    expect(code({ featureCodes: {} })).toBe("");
  });

  test("holds a hundred accounts", () => {
    const flat = renderFlat(DM, { lineCount: 100 });
    expect(flat.get("BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID[0]")).toBe("300");
  });
});

describe("raw settings", () => {
  test.each([
    ["BS_IP_Data1.aucS_SIP_PASSWORD_2", "x"],
    ["BS_CUSTOM.aucKdsPin[0]", "0x12,0x34"],
    ["BS_CUSTOM.bit.UseRandomRegistrationPIN", "1"],
    ["S_PROV_PASSWORD", "x"],
    ["BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD", "x"],
    ["BS_XML_Netdirs.astNetdirProvider[0].aucPassword", "x"],
    ["hs.00001.DECT_AC", "1234"],
    ["WebUIAccounts.1.Password", "x"],
    ["RapService.3.Password", "x"],
    ["NetDir.LDAP.0.Password", "x"],
    ["System.Security.HttpAuthPassword", "x"],
  ])("%s is refused, since it would carry a password", (name, value) => {
    expect(gigaset.raw.findFault(name, value)).toContain("password");
  });

  test.each([
    ["BS_IP_Data1.ucB_VLAN_ENABLED", "yes"],
    ["BS_IP_Data1.aucS_SIP_SERVER", 'a"b'],
    ["BS_IP_Data1.aucS_SIP_SERVER", "a&b"],
    ["BS_IP_Data1 .x", "1"],
    ["SipProvider.0.Name", ""],
    ["hs.00001.RegStatus", "ToDeReg"],
    ["a.b<c", "1"],
    ['SIP.PRACK" value="', "1"],
  ])("%s = %s is refused, since its format cannot carry it", (name, value) => {
    expect(gigaset.raw.findFault(name, value)).toMatch(/\w+ \w+/);
  });

  test("every setting that a file of these families holds is known", () => {
    const written = [N510, DM, "N670 IP PRO", "Maxwell 3"].flatMap((name) => [
      ...renderFlat(name, { lineCount: 2 }).keys(),
    ]);
    const unknown = written.filter((name) => !gigaset.raw.known.has(name.replace(/\d+/g, "{n}")));
    expect(unknown).toEqual([]);
  });
});
