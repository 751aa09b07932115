import { describe, expect } from "vitest";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { mac, test } from "./file-server-fixture.ts";

const MAC = mac("805EC017DE13");
const OWN = "/805ec017de13.cfg";
const COMMON = "/y000000000066.cfg";
const BOOT = "/805ec017de13.boot";
const cfg = (...lines: string[]): string => ["#!version:1.0.0.1", ...lines, ""].join("\n");
const FIRST = cfg(
  "static.security.user_password = admin:WEB",
  "static.network.vlan.dhcp_enable = 1",
  "lang.gui = German",
  "local_time.time_zone_name = Germany(Berlin)",
  "account.1.enable = 1",
  "account.1.user_name = 101",
  "account.1.auth_name = auth101",
  "account.1.display_name = Anna",
  "account.1.password = SIP",
  "account.1.sip_server.1.address = pbx.example.com",
  "account.2.enable = 0",
  "linekey.1.type = 15",
  "linekey.1.line = 1",
  "linekey.2.type = 16",
  "linekey.2.line = 1",
  "linekey.2.value = 102",
  "linekey.2.label = Bernd",
  "linekey.3.type = 0",
  "linekey.4.type = 10",
  "linekey.4.value = 701",
);
const WITHOUT_PASSWORDS = FIRST.split("\n")
  .filter((line) => !/password/.test(line))
  .join("\n");

describe("a simulated Yealink desk phone", () => {
  test("asks for both boot files, the common file and its own, as a Yealink T46S", async ({ server }) => {
    await createSimulatedPhone({ vendor: "yealink", mac: MAC, base: `${server.base}p` }).boot();
    expect(server.seen.map(({ path }) => path)).toEqual([
      "/p/805ec017de13.boot",
      "/p/y000000000000.boot",
      "/p/y000000000066.cfg",
      "/p/805ec017de13.cfg",
    ]);
    expect(server.seen[0]?.userAgent).toBe("Yealink SIP-T46S 66.86.0.15 80:5e:c0:17:de:13");
  });

  test("fetches exactly the file that a URL names", async ({ server }) => {
    await createSimulatedPhone({
      vendor: "yealink",
      model: "T54W",
      mac: MAC,
      base: `${server.base}$PN/$MAC.cfg`,
    }).boot();
    expect(server.takePaths()).toEqual(["/T54W/805ec017de13.cfg"]);
  });

  test("holds what a file told it", async ({ server }) => {
    server.files[OWN] = FIRST;
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds()).toMatchObject({
      accounts: [
        { line: 1, user: "101", authUser: "auth101", displayName: "Anna", server: "pbx.example.com", password: "SIP" },
      ],
      menuPassword: "WEB",
      webUser: "admin",
      webPassword: "WEB",
      language: "German",
      timezone: "Germany(Berlin)",
      keys: [
        { position: 1, type: "line", value: "1", label: null },
        { position: 2, type: "blf", value: "102", label: "Bernd" },
        { position: 4, type: "10", value: "701", label: null },
      ],
    });
  });

  test("without a boot file keeps what is absent or blank and clears what is %NULL%", async ({ server }) => {
    server.files[OWN] = FIRST;
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    server.files[OWN] = cfg("account.1.password =", "lang.gui = %NULL%");
    await phone.boot();
    expect(phone.holds()).toMatchObject({
      accounts: [{ user: "101", password: "SIP" }],
      webPassword: "WEB",
      language: null,
    });
    server.files[OWN] = cfg("account.1.password = %NULL%");
    await phone.boot();
    expect(phone.holds().accounts).toMatchObject([{ password: null }]);
  });

  test("lets the last line of a key win, even a blank one", async ({ server }) => {
    server.files[OWN] = cfg("lang.gui = German", "lang.gui = French", "account.1.label = Anna", "account.1.label =");
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds().settings).toEqual({ "lang.gui": "French" });
  });

  test("keeps one password for each log-in name", async ({ server }) => {
    server.files[OWN] = cfg("static.security.user_password = user:U", "static.security.user_password = admin:A");
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds().settings).toEqual({
      "static.security.user_password[user]": "U",
      "static.security.user_password[admin]": "A",
    });
  });

  test("does not apply a file again whose bytes did not change", async ({ server }) => {
    server.files[COMMON] = cfg("lang.gui = German");
    server.files[OWN] = cfg("lang.gui = French");
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    const { requests } = await phone.boot();
    expect(requests.map(({ outcome }) => outcome)).toEqual(["absent", "absent", "unchanged", "unchanged"]);
    expect(phone.holds().language).toBe("French");
    server.files[COMMON] = `${server.files[COMMON]}# changed\n`;
    const third = await phone.boot();
    expect(third.requests.map(({ outcome }) => outcome)).toEqual(["absent", "absent", "applied", "unchanged"]);
    expect(phone.holds().language).toBe("German");
  });

  test("fetches only what its boot file includes, relative to it, and for its model", async ({ server }) => {
    server.files[BOOT] = cfg(
      `include:config "common.cfg"`,
      `[T48S]include:config "t48.cfg"`,
      "[T46S,T48S]include:config <sub/t46.cfg>",
      `include:config "${server.base}far.cfg"`,
      "overwrite_mode = 0",
    );
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    expect(server.takePaths()).toEqual([BOOT, "/common.cfg", "/sub/t46.cfg", "/far.cfg"]);
    server.files[BOOT] += "specific_model.excluded_mode = 1\n";
    await phone.boot();
    expect(server.takePaths()).toEqual([BOOT, "/sub/t46.cfg"]);
  });

  test("takes the generic boot file when it has none of its own", async ({ server }) => {
    server.files["/y000000000000.boot"] = cfg("include:config <a.cfg>", "overwrite_mode = 0");
    await createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base }).boot();
    expect(server.takePaths()).toEqual([BOOT, "/y000000000000.boot", "/a.cfg"]);
  });

  test("keeps absent passwords with overwrite_mode 0 and loses them with 1 or without a mode", async ({ server }) => {
    for (const [mode, password] of [
      ["overwrite_mode = 0", "SIP"],
      ["overwrite_mode = 1", null],
      ["# no mode", null],
    ] as const) {
      server.files[BOOT] = cfg(`include:config "805ec017de13.cfg"`, mode);
      server.files[OWN] = FIRST;
      const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
      await phone.boot();
      server.files[OWN] = WITHOUT_PASSWORDS;
      await phone.boot();
      expect(phone.holds().accounts, mode).toMatchObject([{ user: "101", password }]);
      expect(phone.holds().webPassword, mode).toBe("WEB");
    }
  });

  test("with overwrite_mode 1 resets a static setting only when it is there and blank", async ({ server }) => {
    server.files[BOOT] = cfg(`include:config "805ec017de13.cfg"`, "overwrite_mode = 1");
    server.files[OWN] = FIRST;
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    server.files[OWN] = cfg("static.network.vlan.dhcp_enable =");
    await phone.boot();
    expect(phone.holds().settings).toEqual({ "static.security.user_password[admin]": "WEB" });
  });

  test("with overwrite_mode 1 applies unchanged files too once another one changed", async ({ server }) => {
    server.files[BOOT] = cfg(`include:config "a.cfg"`, `include:config "b.cfg"`, "overwrite_mode = 1");
    server.files["/a.cfg"] = cfg("lang.gui = German");
    server.files["/b.cfg"] = cfg("account.1.label = A");
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    server.files["/b.cfg"] = cfg("account.1.label = B");
    await phone.boot();
    expect(phone.holds().settings).toEqual({ "lang.gui": "German", "account.1.label": "B" });
  });

  test("goes to its stored server once PnP is off", async ({ server }) => {
    server.files[OWN] = cfg(
      "static.auto_provision.pnp_enable = 0",
      `static.auto_provision.server.url = ${server.base}stored/`,
    );
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    server.takePaths();
    await phone.boot();
    expect(server.takePaths()[0]).toBe("/stored/805ec017de13.boot");
    phone.factoryReset();
    await phone.boot();
    expect(server.takePaths()[0]).toBe(BOOT);
  });

  test("forgets the MD5 of its files at a factory reset and applies them again", async ({ server }) => {
    server.files[OWN] = FIRST;
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    phone.factoryReset();
    expect(phone.holds()).toMatchObject({ accounts: [], webPassword: null });
    await phone.boot();
    expect(phone.holds()).toMatchObject({ accounts: [{ password: "SIP" }] });
  });

  test("changes nothing when its file or its boot file is malformed", async ({ server }) => {
    server.files[OWN] = FIRST;
    const phone = createSimulatedPhone({ vendor: "yealink", mac: MAC, base: server.base });
    await phone.boot();
    const before = phone.flash();
    server.files[OWN] = cfg("lang.gui = French", "oops");
    expect((await phone.boot()).requests.at(-1)).toMatchObject({
      outcome: "malformed",
      problem: expect.stringContaining("line 3"),
    });
    server.files[BOOT] = "include:config <a.cfg>";
    expect((await phone.boot()).requests).toMatchObject([
      { outcome: "malformed", problem: expect.stringContaining("line 1") },
    ]);
    expect(phone.flash()).toEqual(before);
  });
});

describe("other simulated phones of Yealink", () => {
  test.for([
    { model: "T28P", common: "/y000000000000.cfg", userAgent: "yealink SIP-T28P 2.70.0.140 80:5e:c0:17:de:13" },
    { model: "T38G", common: "/y000000000038.cfg", userAgent: "Yealink SIP-T38G  38.70.0.125 80:5e:c0:17:de:13" },
    { model: "VP530", common: "/y000000000023.cfg", userAgent: "VP530P 23.70.0.40 80:5e:c0:17:de:13" },
    { model: "T49G", common: "/y000000000051.cfg", userAgent: "Yealink SIP VP-T49G 51.80.0.100 80:5e:c0:17:de:13" },
  ])("ask for no boot files as a $model of V80 or older", async ({ model, common, userAgent }, { server }) => {
    server.files["/805ec017de13.boot"] = cfg('include:config "a.cfg"', "overwrite_mode = 1");
    await createSimulatedPhone({ vendor: "yealink", model, mac: MAC, base: server.base }).boot();
    expect(server.seen.map(({ path }) => path)).toEqual([common, OWN]);
    expect(server.seen[0]?.userAgent).toBe(userAgent);
  });

  test.for([
    { model: "W52P", common: "/y000000000025.cfg", userAgent: "Yealink W52P 25.81.0.60 80:5e:c0:17:de:13" },
    { model: "W80DM", common: "/y000000000103.cfg", userAgent: "Yealink W80B 103.87.0.18 80:5e:c0:17:de:13" },
    { model: "CP920", common: "/y000000000078.cfg", userAgent: "Yealink SIP-CP920 78.86.0.15 80:5e:c0:17:de:13" },
  ])(
    "ask for boot files, then the common file, then their own as a $model",
    async ({ model, common, userAgent }, { server }) => {
      await createSimulatedPhone({ vendor: "yealink", model, mac: MAC, base: server.base }).boot();
      expect(server.seen.map(({ path }) => path)).toEqual([BOOT, "/y000000000000.boot", common, OWN]);
      expect(server.seen[0]?.userAgent).toBe(userAgent);
    },
  );

  test("of V73 and older read the older names alone", async ({ server }) => {
    server.files[OWN] = cfg(
      "static.security.user_password = admin:NEW",
      "account.1.enable = 1",
      "account.1.user_name = 101",
      "account.1.sip_server.1.address = new.example.com",
      "linekey.1.type = 15",
      "linekey.2.type = 0",
      "memorykey.3.type = 16",
      "memorykey.3.value = 102",
    );
    const phone = createSimulatedPhone({ vendor: "yealink", model: "T28P", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds()).toMatchObject({ webPassword: null, accounts: [{ user: "101", server: null }] });
    expect(phone.holds().keys.map(({ position, type }) => [position, type])).toEqual([
      [1, "line"],
      [5, "blf"],
    ]);
    server.files[OWN] = cfg("security.user_password = admin:OLD", "account.1.sip_server_host = old.example.com");
    await phone.boot();
    expect(phone.holds()).toMatchObject({ webPassword: "OLD", accounts: [{ server: "old.example.com" }] });
  });

  test("register with the server of their template and keep a PIN of their own as DECT bases", async ({ server }) => {
    server.files["/W80B/805ec017de13.cfg"] = cfg(
      "static.security.user_password = admin:WEB",
      "base.pin_code = 1234",
      "template.1.sip_server.1.address = pbx.example.com",
      "account.2.enable = 1",
      "account.2.user_name = 102",
      "account.2.sip_server.template = 1",
    );
    const base = `${server.base}$PN/$MAC.cfg`;
    const phone = createSimulatedPhone({ vendor: "yealink", model: "W80DM", mac: MAC, base });
    await phone.boot();
    expect(phone.holds()).toMatchObject({
      menuPassword: "1234",
      webPassword: "WEB",
      accounts: [{ line: 2, user: "102", server: "pbx.example.com" }],
    });
  });

  test("tell the keys of each module apart", async ({ server }) => {
    server.files[OWN] = cfg(
      "linekey.1.type = 15",
      "expansion_module.2.key.40.type = 16",
      "expansion_module.1.key.2.type = 13",
      "expansion_module.1.key.2.value = 7",
      "expansion_module.1.key.3.type = 0",
    );
    const phone = createSimulatedPhone({ vendor: "yealink", model: "T27G", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds().keys).toEqual([
      { position: 1, type: "line", value: null, label: null },
      { position: 2, module: 1, type: "speed-dial", value: "7", label: null },
      { position: 40, module: 2, type: "blf", value: null, label: null },
    ]);
  });
});
