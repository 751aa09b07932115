import { describe, expect } from "vitest";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { mac, test } from "./file-server-fixture.ts";

const MAC = mac("7C2F80E0D605");
const nx = (inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<provisioning version="1.1" productID="e2"><nvm>${inside}</nvm></provisioning>`;
const maxwell = (inside: string): string =>
  `<provisioning version="1.1" productID="mx3b"><nvm>${inside}</nvm></provisioning>`;
const param = (name: string, value: string): string => `<param name="${name}" value="${value}"/>`;
const slot = (id: string): string =>
  `<oper name="add_hs" value="${id}"><param name="hs.RegStatus" value="ToReg"/></oper>`;
const CLEAN = `<oper name="DeleteNotProvisionedHS"/>`;
const account = (id: string, user: string): string =>
  slot(id) + param(`SipAccount.${id}.UserName`, user) + param(`SipAccount.${id}.ProviderId`, "0");

describe("a simulated Gigaset N670", () => {
  test("asks a bare base for provisioning.xml, then for its own file, as an N670 IP PRO", async ({ server }) => {
    await createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: server.base }).boot();
    expect(server.seen.map(({ path }) => path)).toEqual(["/provisioning.xml", "/7c2f80e0d605.xml"]);
    expect(server.seen[0]?.userAgent).toBe("Gigaset N670 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605");
  });

  test("asks for exactly the file that a URL names", async ({ server }) => {
    await createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: `${server.base}t/%MACD.xml` }).boot();
    expect(server.takePaths()).toEqual(["/t/7c2f80e0d605.xml"]);
  });

  test("holds what a file told it", async ({ server }) => {
    server.files["/7c2f80e0d605.xml"] = nx(
      CLEAN +
        param("WebUIAccounts.1.Password", "WEB") +
        account("00001", "201") +
        param("hs.00001.DECT_AC", "1234") +
        param("SipAccount.00001.AuthName", "auth201") +
        param("SipAccount.00001.AuthPassword", "SIP1") +
        param("SipAccount.00001.DisplayName", "Anna") +
        account("02b1c3d5e7", "202") +
        param("SipAccount.02b1c3d5e7.AuthPassword", "SIP2") +
        param("SipAccount.00009.UserName", "209") +
        param("SipProvider.0.Domain", "pbx.example") +
        param("DmGlobal.0.TimeZone", "Europe/Berlin"),
    );
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "N870", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds()).toMatchObject({
      accounts: [
        { line: 1, user: "201", authUser: "auth201", displayName: "Anna", server: "pbx.example", password: "SIP1" },
        { line: 2, user: "202", authUser: null, displayName: null, server: "pbx.example", password: "SIP2" },
      ],
      menuPassword: "1234",
      webUser: "admin",
      webPassword: "WEB",
      timezone: "Europe/Berlin",
    });
  });

  test("keeps what is absent, also in slots that are provisioned again", async ({ server }) => {
    server.files["/7c2f80e0d605.xml"] = nx(
      CLEAN +
        account("00001", "201") +
        param("SipAccount.00001.AuthPassword", "SIP") +
        param("WebUIAccounts.1.Password", "WEB"),
    );
    const phone = createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: server.base });
    await phone.boot();
    server.files["/7c2f80e0d605.xml"] = nx(CLEAN + account("00001", "299"));
    await phone.boot();
    expect(phone.holds()).toMatchObject({ accounts: [{ user: "299", password: "SIP" }], webPassword: "WEB" });
  });

  test("forgets absent handsets only when told to at the top of the file", async ({ server }) => {
    server.files["/7c2f80e0d605.xml"] = nx(account("00001", "201") + account("00002", "202"));
    const phone = createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: server.base });
    await phone.boot();
    server.files["/7c2f80e0d605.xml"] = nx(account("00001", "201") + CLEAN);
    await phone.boot();
    expect(phone.holds().accounts.map(({ user }) => user)).toEqual(["201", "202"]);
    server.files["/7c2f80e0d605.xml"] = nx(CLEAN + account("00001", "201"));
    await phone.boot();
    expect(phone.holds().accounts.map(({ user }) => user)).toEqual(["201"]);
    expect(Object.keys(phone.holds().settings).filter((name) => name.includes("00002"))).toEqual([]);
  });

  test("forgets a handset that is to be deregistered", async ({ server }) => {
    server.files["/7c2f80e0d605.xml"] = nx(account("00001", "201"));
    const phone = createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: server.base });
    await phone.boot();
    server.files["/7c2f80e0d605.xml"] = nx(param("hs.00001.RegStatus", "ToDeReg"));
    await phone.boot();
    expect(phone.holds().settings).toEqual({});
  });

  test("refuses a whole file with an empty value, a long PIN, a strange slot or another product", async ({
    server,
  }) => {
    const phone = createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: server.base });
    for (const file of [
      nx(param("WebUIAccounts.1.Password", "WEB") + param("SipProvider.0.Name", "")),
      nx(param("WebUIAccounts.1.Password", "WEB") + param("hs.00001.DECT_AC", "12345")),
      nx(param("WebUIAccounts.1.Password", "WEB") + slot("Anna")),
      maxwell(param("WebUIAccounts.1.Password", "WEB")),
    ]) {
      server.files["/7c2f80e0d605.xml"] = file;
      const { requests } = await phone.boot();
      expect(requests.at(-1)).toMatchObject({ outcome: "malformed", problem: expect.stringMatching(/^line \d+/) });
      expect(phone.holds().settings).toEqual({});
    }
  });

  test("goes to its stored server once it no longer asks by multicast", async ({ server }) => {
    server.files["/provisioning.xml"] = nx(
      param("SystemSettings.global.SipMulticastEnabled", "0") +
        param("Provisioning.global.ProvisioningServer", `${server.base}s/%MACD.xml`),
    );
    const phone = createSimulatedPhone({ vendor: "gigaset", mac: MAC, base: server.base });
    await phone.boot();
    expect(server.takePaths()).toEqual(["/provisioning.xml"]);
    await phone.boot();
    expect(server.takePaths()).toEqual(["/s/7c2f80e0d605.xml"]);
    phone.factoryReset();
    await phone.boot();
    expect(server.takePaths()).toEqual(["/provisioning.xml"]);
  });
});

describe("a simulated Gigaset Maxwell", () => {
  const FIRST = maxwell(
    param("WebUI.AdminPassword", "WEB") +
      param("PhoneUI.Settings.Language", "de-de") +
      param("System.DateAndTime.TimeZone", "GMT+1.Europe/Berlin") +
      param("SIP.Account.0.Active", "1") +
      param("SIP.Account.0.Username", "201") +
      param("SIP.Account.0.AuthName", "auth201") +
      param("SIP.Account.0.AuthPassword", "SIP") +
      param("SIP.Account.0.DisplayName", "Anna &quot;A&quot;") +
      param("SIP.Account.0.RegistrationServer.Address", "pbx.example") +
      param("SIP.Account.1.Active", "0") +
      param("SIP.Account.1.Username", "202") +
      param("PhoneUI.Keys.FunctionKeys.0.Type", "0") +
      param("PhoneUI.Keys.FunctionKeys.0.Connection", "0") +
      param("PhoneUI.Keys.FunctionKeys.1.Type", "4") +
      param("PhoneUI.Keys.FunctionKeys.1.PhoneNumber", "30") +
      param("PhoneUI.Keys.FunctionKeys.1.DisplayName", "Reception") +
      param("PhoneUI.Keys.FunctionKeys.2.Type", "-1"),
  );

  test("asks for provisioning.xml, then for its own file in upper case, and follows a redirect step", async ({
    server,
  }) => {
    server.files["/p/7C2F80E0D605.xml"] =
      `<provisioning version="1.1"><custom><step type="Redirect" url="more-%MACD.xml"/></custom></provisioning>`;
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "Maxwell 3", mac: MAC, base: `${server.base}p` });
    await phone.boot();
    expect(server.takePaths()).toEqual(["/p/provisioning.xml", "/p/7C2F80E0D605.xml", "/p/more-7C2F80E0D605.xml"]);
  });

  test("holds what a file told it, keeps what is absent and is emptied by a factory reset", async ({ server }) => {
    server.files["/7C2F80E0D605.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "Maxwell 3", mac: MAC, base: server.base });
    await phone.boot();
    const expected = {
      accounts: [
        { line: 1, user: "201", authUser: "auth201", displayName: 'Anna "A"', server: "pbx.example", password: "SIP" },
      ],
      menuPassword: null,
      webUser: "admin",
      webPassword: "WEB",
      language: "de-de",
      timezone: "GMT+1.Europe/Berlin",
      keys: [
        { position: 1, type: "line", value: "1", label: null },
        { position: 2, type: "blf", value: "30", label: "Reception" },
      ],
    };
    expect(phone.holds()).toMatchObject(expected);
    server.files["/7C2F80E0D605.xml"] = maxwell(param("SIP.Account.0.Active", "1"));
    await phone.boot();
    expect(phone.holds()).toMatchObject(expected);
    phone.factoryReset();
    expect(phone.holds()).toMatchObject({ accounts: [], webPassword: null, keys: [], settings: {} });
  });

  test("goes to its stored server once it ignores DHCP option 114", async ({ server }) => {
    server.files["/provisioning.xml"] = maxwell(
      param("NET.IP.IPv4.DHCP.Options.Disabled", "66,114") +
        param("System.Provision.ProvisioningServer", `${server.base}s/%MACD.xml`),
    );
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "Maxwell 2", mac: MAC, base: server.base });
    await phone.boot();
    server.takePaths();
    await phone.boot();
    expect(server.takePaths()).toEqual(["/s/7C2F80E0D605.xml"]);
  });
});
