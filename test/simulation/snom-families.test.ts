import { describe, expect } from "vitest";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { mac, test } from "./file-server-fixture.ts";

const MAC = mac("000413922D24");
const settings = (inside: string): string => `<settings><phone-settings e="2">${inside}</phone-settings></settings>`;

describe("a simulated Snom phone with firmware 8", () => {
  test.for([
    ["370", "", ["/snom370.htm", "/snom370-000413922D24.htm"]],
    ["320", "{mac}.xml", ["/00:04:13:92:2D:24.xml"]],
    ["D710", "{mac}.xml", ["/000413922D24.xml"]],
    ["PA1+", "", ["/snomPA1P.htm", "/snomPA1P-000413922D24.htm"]],
    ["MP", "", ["/snomMP.htm", "/snomMP-000413922D24.htm"]],
  ] as const)("asks as a %s, told '%s'", async ([model, path, expected], { server }) => {
    await createSimulatedPhone({ vendor: "snom", model, mac: MAC, base: server.base + path }).boot();
    expect(server.takePaths()).toEqual(expected);
  });

  test.for([
    ["370", "Mozilla/4.0 (compatible; snom370-SIP 8.7.5.48 1.1.3-u 000413922D24)"],
    ["720", "Mozilla/4.0 (compatible; snom720-SIP 8.7.5.48 1.1.3-u 000413922D24)"],
    ["870", "Mozilla/4.0 (compatible; snom870-SIP 8.4.35 1.1.3-s)"],
    ["PA1", "Mozilla/4.0 (compatible; snomPA1-SIP 8.4.35 1.1.3-s)"],
  ] as const)("calls itself as a %s", async ([model, userAgent], { server }) => {
    await createSimulatedPhone({ vendor: "snom", model, mac: MAC, base: server.base }).boot();
    expect(server.seen[0]?.userAgent).toBe(userAgent);
  });
});

describe("a simulated Snom DECT base", () => {
  const container = (base: string) => `<setting-files><file url="${base}000413922D24.xml"/></setting-files>`;
  const account = (n: number, more = "") =>
    settings(
      `<user_host idx="1">pbx.example.org</user_host><http_user>admin</http_user><user_active idx="${n}">on</user_active>` +
        `<user_name idx="${n}">20</user_name><user_pname idx="${n}">a20</user_pname>` +
        `<subscr_sip_hs_idx idx="${n}">1</subscr_sip_hs_idx>` +
        `<subscr_sip_ua_data_server_id idx="${n}">1</subscr_sip_ua_data_server_id>${more}`,
    );

  test("asks for its lists of files and then for the file that they name", async ({ server }) => {
    server.files["/snomM900-000413922D24.htm"] = container(server.base);
    server.files["/000413922D24.xml"] = account(
      3,
      `<user_pass idx="3">SIP</user_pass><subscr_dect_ac_code idx="1">7351</subscr_dect_ac_code>`,
    );
    const phone = createSimulatedPhone({ vendor: "snom", model: "M900", mac: MAC, base: server.base });
    await phone.boot();
    expect(server.seen[0]?.userAgent).toBe("Mozilla/4.0 (compatible; Snom M900 05.20.0001 000413922d24)");
    expect(server.takePaths()).toEqual(["/snomM900.htm", "/snomM900-000413922D24.htm", "/000413922D24.xml"]);
    expect(phone.holds()).toMatchObject({
      accounts: [{ line: 3, user: "20", authUser: "a20", server: "pbx.example.org", password: "SIP" }],
      menuPassword: "7351",
      webUser: "admin",
      webPassword: null,
    });
  });

  test("keeps a password that is absent from a later file, and forgets an account that is switched off", async ({
    server,
  }) => {
    server.files["/snomM300-000413922D24.htm"] = container(server.base);
    server.files["/000413922D24.xml"] = account(1, `<user_pass idx="1">SIP</user_pass>`);
    const phone = createSimulatedPhone({ vendor: "snom", model: "M300", mac: MAC, base: server.base });
    await phone.boot();
    server.files["/000413922D24.xml"] = account(1);
    await phone.boot();
    expect(phone.holds().accounts).toMatchObject([{ password: "SIP" }]);
    server.files["/000413922D24.xml"] = settings(`<user_active idx="1">off</user_active>`);
    await phone.boot();
    expect(phone.holds().accounts).toEqual([]);
  });

  test.for(["M500", "m9", "m3", "C520", "SP800"])("is not simulated for a %s", (model, { server }) => {
    expect(() => createSimulatedPhone({ vendor: "snom", model, mac: MAC, base: server.base })).toThrow(model);
  });
});
