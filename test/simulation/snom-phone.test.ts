import { describe, expect } from "vitest";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { mac, test } from "./file-server-fixture.ts";

const MAC = mac("000413922D24");
const FIRST = `<?xml version="1.0" encoding="utf-8"?>
<settings>
  <phone-settings e="2">
    <language perm="">Deutsch</language>
    <timezone perm="">GER+1</timezone>
    <http_user perm="R">admin</http_user><http_pass perm="R">WEB</http_pass>
    <webserver_admin_name perm="R">root</webserver_admin_name>
    <webserver_admin_password perm="R">NEWWEB</webserver_admin_password>
    <admin_mode_password perm="R">123456</admin_mode_password>
    <user_active idx="1" perm="R">on</user_active>
    <user_name idx="1" perm="R">20</user_name><user_pname idx="1" perm="R">auth20</user_pname>
    <user_realname idx="1" perm="R">Ada &amp; Co</user_realname>
    <user_pass idx="1" perm="R">SIP</user_pass><user_host idx="1" perm="R">pbx.example.org</user_host>
    <user_active idx="2" perm="R">off</user_active><user_name idx="2" perm="R">21</user_name>
  </phone-settings>
  <functionKeys e="2">
    <fkey idx="0" context="1" label="Line" perm="">line</fkey>
    <fkey idx="1" context="1" label="Reception" perm="">blf 30|*8</fkey>
    <fkey idx="2" context="active" label="" perm="">speed 0</fkey>
    <fkey idx="3" context="active" label="" perm="">none</fkey>
    <fkey idx="6" context="active" label="" perm="">line</fkey>
    <fkey idx="4" context="active" label="Park" perm="">orbit 701</fkey>
    <fkey idx="5" context="active" perm="">dest &lt;sip:31@pbx;user=phone&gt;</fkey>
  </functionKeys>
</settings>`;
const settings = (inside: string): string => `<settings><phone-settings e="2">${inside}</phone-settings></settings>`;

describe("a simulated Snom desk phone", () => {
  test("asks a bare base for its type's file, then for its own, as a Snom D785", async ({ server }) => {
    await createSimulatedPhone({ vendor: "snom", mac: MAC, base: server.base }).boot();
    expect(server.seen.map(({ path }) => path)).toEqual(["/snomD785.htm", "/snomD785-000413922D24.htm"]);
    expect(server.seen[0]?.userAgent).toBe(
      "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)",
    );
  });

  test.for([
    ["D715", "p/", ["/p/snom715.htm", "/p/snom715-000413922D24.htm"]],
    ["D865", "{mac}.xml", ["/000413922D24.xml"]],
    ["D735", "{phone_type}/x?mac={mac}", ["/snomD735/x?mac=000413922D24"]],
    ["D735", "cfg.xml", ["/cfg.xml", "/cfg-000413922D24.xml"]],
    ["D735", "settings", ["/settings", "/settings-000413922D24"]],
  ] as const)("builds a %s's URLs from %s", async ([model, path, expected], { server }) => {
    await createSimulatedPhone({ vendor: "snom", model, mac: MAC, base: server.base + path }).boot();
    expect(server.takePaths()).toEqual(expected);
  });

  test("holds what a file told it", async ({ server }) => {
    server.files["/000413922D24.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${server.base}{mac}.xml` });
    const { requests } = await phone.boot();
    expect(requests).toEqual([
      { url: `${server.base}000413922D24.xml`, status: "200", byteCount: Buffer.byteLength(FIRST), outcome: "applied" },
    ]);
    expect(phone.holds()).toMatchObject({
      accounts: [
        {
          line: 1,
          user: "20",
          authUser: "auth20",
          displayName: "Ada & Co",
          server: "pbx.example.org",
          password: "SIP",
        },
      ],
      menuPassword: "123456",
      webUser: "admin",
      webPassword: "WEB",
      language: "Deutsch",
      timezone: "GER+1",
      keys: [
        { position: 1, type: "line", value: "1", label: "Line" },
        { position: 2, type: "blf", value: "30", label: "Reception" },
        { position: 3, type: "speed-dial", value: "0", label: null },
        { position: 5, type: "orbit", value: "701", label: "Park" },
        { position: 6, type: "blf", value: "31", label: null },
      ],
    });
  });

  test("of the D8xx opens its web page with the newer pair of names", async ({ server }) => {
    server.files["/000413922D24.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "snom", model: "D862", mac: MAC, base: `${server.base}{mac}.xml` });
    await phone.boot();
    expect(phone.holds()).toMatchObject({ webUser: "root", webPassword: "NEWWEB" });
  });

  test("keeps what is absent from a later file and empties what is there and empty", async ({ server }) => {
    server.files["/000413922D24.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${server.base}{mac}.xml` });
    await phone.boot();
    server.files["/000413922D24.xml"] = settings(`<language perm="">English</language>`);
    await phone.boot();
    expect(phone.holds()).toMatchObject({
      accounts: [{ password: "SIP" }],
      menuPassword: "123456",
      language: "English",
    });
    server.files["/000413922D24.xml"] = settings(
      `<user_pass idx="1" perm=""/><admin_mode_password perm=""></admin_mode_password>`,
    );
    await phone.boot();
    expect(phone.holds()).toMatchObject({ accounts: [{ password: "" }], menuPassword: "", webPassword: "WEB" });
  });

  test("replaces a function key by its idx and leaves the others", async ({ server }) => {
    server.files["/000413922D24.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${server.base}{mac}.xml` });
    await phone.boot();
    server.files["/000413922D24.xml"] =
      `<functionKeys e="2"><fkey idx="1" perm="">speed 5</fkey><fkey idx="2" perm=""></fkey></functionKeys>`;
    await phone.boot();
    expect(phone.holds().keys.slice(0, 3)).toEqual([
      { position: 1, type: "line", value: "1", label: "Line" },
      { position: 2, type: "speed-dial", value: "5", label: null },
      { position: 5, type: "orbit", value: "701", label: "Park" },
    ]);
  });

  test("takes a value with perm ! only once, and keeps nothing volatile", async ({ server }) => {
    server.files["/000413922D24.xml"] = settings(
      `<user_pass idx="1" perm="!">one</user_pass><tone_scheme perm="V">GER</tone_scheme>`,
    );
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${server.base}{mac}.xml` });
    await phone.boot();
    server.files["/000413922D24.xml"] = settings(`<user_pass idx="1" perm="!">two</user_pass>`);
    await phone.boot();
    expect(phone.holds().settings).toEqual({ "user_pass[1]": "one" });
  });

  test("lets its own file win over its type's", async ({ server }) => {
    server.files["/snomD785.htm"] = settings(`<language perm="">English</language><timezone perm="">GBR-0</timezone>`);
    server.files["/snomD785-000413922D24.htm"] = settings(`<language perm="">Deutsch</language>`);
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: server.base });
    await phone.boot();
    expect(phone.holds()).toMatchObject({ language: "Deutsch", timezone: "GBR-0" });
  });

  test("goes to its stored setting_server from the second start on, and back to the network when that fails", async ({
    server,
  }) => {
    server.files["/snomD785-000413922D24.htm"] = settings(
      `<setting_server perm="RW">${server.base}s/{mac}.xml</setting_server>`,
    );
    server.files["/s/000413922D24.xml"] = settings(`<language perm="">Deutsch</language>`);
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: server.base });
    await phone.boot();
    server.takePaths();
    await phone.boot();
    expect(server.takePaths()).toEqual(["/s/000413922D24.xml"]);
    delete server.files["/s/000413922D24.xml"];
    await phone.boot();
    expect(server.takePaths()).toEqual(["/s/000413922D24.xml", "/snomD785.htm", "/snomD785-000413922D24.htm"]);
  });

  test("does not ask the network any more when its order leaves only the stored server", async ({ server }) => {
    server.files["/snomD785.htm"] = settings(
      `<setting_server perm="RW">${server.base}s/{mac}.xml</setting_server><provisioning_order perm="">redirection:stop pnp:stop</provisioning_order><pnp_config perm="">off</pnp_config>`,
    );
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: server.base });
    await phone.boot();
    server.takePaths();
    await phone.boot();
    expect(server.takePaths()).toEqual(["/s/000413922D24.xml"]);
  });

  test("fetches the files of a list after the document that lists them", async ({ server }) => {
    server.files["/snomD785.htm"] =
      `<setting-files><file url="${server.base}a.xml"/><file url="${server.base}a.xml"/></setting-files>`;
    server.files["/a.xml"] = settings(`<language perm="">Deutsch</language>`);
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: server.base });
    await phone.boot();
    expect(server.takePaths()).toEqual(["/snomD785.htm", "/a.xml", "/snomD785-000413922D24.htm"]);
    expect(phone.holds().language).toBe("Deutsch");
  });

  test("changes nothing when a file is malformed, and says where", async ({ server }) => {
    server.files["/000413922D24.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${server.base}{mac}.xml` });
    await phone.boot();
    const before = phone.flash();
    server.files["/000413922D24.xml"] =
      `<settings><phone-settings>\n<language>English</language><user_pass idx="1">a&b</user_pass>`;
    const { requests } = await phone.boot();
    expect(requests[0]).toMatchObject({
      outcome: "malformed",
      problem: expect.stringMatching(/^line 2, column \d+: /),
    });
    expect(phone.flash()).toEqual(before);
  });

  test("remembers across power cycles and forgets at a factory reset", async ({ server }) => {
    server.files["/000413922D24.xml"] = FIRST;
    const base = `${server.base}{mac}.xml`;
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base });
    await phone.boot();
    const flash = JSON.parse(JSON.stringify(phone.flash()));
    const restarted = createSimulatedPhone({ vendor: "snom", mac: MAC, base, flash });
    expect(restarted.holds()).toEqual(phone.holds());
    restarted.factoryReset();
    expect(restarted.holds()).toMatchObject({
      accounts: [],
      menuPassword: null,
      webPassword: null,
      keys: [],
      settings: {},
    });
    expect(phone.holds().accounts).toHaveLength(1);
  });
});

describe("a simulated Gigaset P-series phone", () => {
  test("asks as Snom's phones do, under its own names and at last for its MAC's file", async ({ server }) => {
    server.files["/000413922d24.xml"] = FIRST;
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "P825", mac: MAC, base: server.base });
    await phone.boot();
    expect(server.takePaths()).toEqual([
      "/GigasetP82x.htm",
      "/GigasetP82x-000413922d24.htm",
      "/GigasetP82x-firmware.htm",
      "/000413922d24.xml",
    ]);
    expect(phone.holds()).toMatchObject({ accounts: [{ user: "20", password: "SIP" }], webPassword: "NEWWEB" });
  });
});
