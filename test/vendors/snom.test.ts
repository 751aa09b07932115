import { describe, expect, it } from "vitest";
import { snom } from "../../src/vendors/snom/index.ts";
import { allPasswords, type RenderOptions } from "./render-for-test.ts";
import { modelOf, render, renderText } from "./snom-for-test.ts";

const ruleFor = (fileName: string) => snom.files.find(({ path }) => path.test(fileName));

describe("Snom's file names", () => {
  it.each([
    ["0004137447D0.xml", "0004137447D0"],
    ["0004137447d0.xml", "0004137447d0"],
    ["00:04:13:74:47:D0.xml", "00:04:13:74:47:D0"],
    ["00-04-13-74-47-d0.XML", "00-04-13-74-47-d0"],
    ["snomD785-0004137447D0.htm", "0004137447D0"],
    ["snom-0004137447D0.htm", "0004137447D0"],
    ["snom-0004137447D0.xml", "0004137447D0"],
    ["cfg-0004137447D0.xml", "0004137447D0"],
    ["snom-key-00:04:13:74:47:D0.xml", "00:04:13:74:47:D0"],
  ])("answers %s with the phone's settings", (name, mac) => {
    const rule = ruleFor(name);
    expect(rule?.template).toBe("snom/settings");
    expect(rule?.path.exec(name)?.groups?.mac).toBe(mac);
  });

  it.each([
    ["snomD785-0004137447D0.htm", "snomD785"],
    ["SNOM715-0004137447d0.HTM", "SNOM715"],
    ["snom715.htm", "snom715"],
  ])("reads the model out of %s", (name, model) => {
    expect(ruleFor(name)?.path.exec(name)?.groups?.model).toBe(model);
  });

  it("has no general file, and says why", () => {
    expect(ruleFor("snomD785.htm")).toMatchObject({ template: undefined, carriesSecrets: false });
    expect(ruleFor("snomD785.htm")?.why).toMatch(/own file/);
  });

  it.each([
    "settings.xml",
    "y000000000028.cfg",
    "0004137447D0.cfg",
    "0004137447D0",
    "0004137447D.xml",
    "provisioning.xml",
  ])("does not claim %s", (name) => {
    expect(ruleFor(name)).toBeUndefined();
  });

  it("lists the names with what the phone calls itself", () => {
    const names = (family: string, model: string) =>
      snom.files
        .filter(({ families }) => families?.includes(family) ?? true)
        .map((rule) => rule.name("0004137447D0", model));
    expect(names("desk-mono", "D715")).toEqual([
      "0004137447D0.xml",
      "snom715-0004137447D0.htm",
      "snom-0004137447D0.xml",
      "snom715.htm",
      "report-0004137447D0-started",
    ]);
    expect(names("dect-400-900", "M900")).toEqual([
      "0004137447D0.xml",
      "snomM900-0004137447D0.htm",
      "snomM900.htm",
      "report-0004137447D0-started",
    ]);
  });
});

describe("Snom's settings file", () => {
  it("sets automatic restarts first, so that they hold for what follows", () => {
    expect([...render().keys()][0]).toBe("auto_reboot_on_setting_change");
  });

  it("always tells the phone its own address, and keeps the step that asks it", () => {
    for (const pnpAfterProvisioning of [true, false]) {
      const flat = render({ settings: { pnpAfterProvisioning } });
      expect(flat.get("setting_server")).toBe("https://prov.example.test/p/{mac}.xml");
      expect(flat.get("provisioning_order")).toMatch(/^redirection:stop /);
      expect(flat.get("pnp_config")).toBe(pnpAfterProvisioning ? "on" : "off");
      expect(flat.get("provisioning_order")?.includes("pnp")).toBe(pnpAfterProvisioning);
    }
  });

  it("lets the setting server and the administrator mode be changed on the phone", () => {
    const text = renderText("D785", { passwords: allPasswords(snom, modelOf("D785"), 1) });
    expect(text).toMatch(/<setting_server perm="RW">/);
    expect(text).toMatch(/<admin_mode perm="RW">off</);
    expect(text).not.toMatch(/perm="!"/);
    expect(text).not.toMatch(/<fkey[^>]*perm="R"/);
  });

  it("sends both user names of the web page without any password", () => {
    const flat = render();
    expect(flat.get("http_user")).toBe("admin");
    expect(flat.get("webserver_admin_name")).toBe("admin");
  });

  it("secures media with TLS, and only with TLS", () => {
    const tls = render({ pbx: { transport: "tls", port: 5061 } });
    expect(tls.get("user_outbound[1]")).toBe("pbx.example.test:5061;transport=tls");
    expect([tls.get("user_srtp[1]"), tls.get("user_savp[1]")]).toEqual(["on", "mandatory"]);
    const udp = render({ pbx: { transport: "udp", port: 5060 } });
    expect(udp.get("user_outbound[1]")).toBe("pbx.example.test:5060;transport=udp");
    expect([udp.get("user_srtp[1]"), udp.get("user_savp[1]")]).toEqual(["off", "off"]);
  });

  it("puts an IPv6 address into brackets", () => {
    const flat = render({ pbx: { host: "2001:db8::5", port: 5060, transport: "tcp" } });
    expect(flat.get("user_host[1]")).toBe("[2001:db8::5]");
    expect(flat.get("user_outbound[1]")).toBe("[2001:db8::5]:5060;transport=tcp");
  });

  it("switches off every identity that no line uses", () => {
    const flat = render({ lineCount: 2 });
    const active = Array.from({ length: 12 }, (_, index) => flat.get(`user_active[${index + 1}]`));
    expect(active).toEqual(["on", "on", ...Array(10).fill("off")]);
    expect(render({ lineCount: 4 }, "D315").has("user_active[5]")).toBe(false);
  });

  it("orders codecs, leaves out those it does not have, and ends with telephone events", () => {
    expect(render({ settings: { codecs: ["opus", "pcma", "g722"] } }).get("codec_priority_list[1]")).toBe(
      "pcma,g722,telephone-event",
    );
    expect(render({ settings: { codecs: ["opus"] } }).has("codec_priority_list[1]")).toBe(false);
  });

  it("empties the mailbox where there is none any more", () => {
    expect(render({ settings: { voicemailNumber: "*97" } }).get("user_mailbox[1]")).toBe("*97");
    expect(render({ leavesSettingsOut: true }).get("user_mailbox[1]")).toBe("");
  });

  it("names languages as the phone does, and leaves the language alone where it has none", () => {
    expect(render({ settings: { language: "cs" } }).get("language")).toBe("Čeština");
    expect(render({ settings: { language: "fr" } }).get("web_language")).toBe("Français");
    const polish = render({ settings: { language: "pl" } });
    expect([polish.has("language"), polish.has("web_language")]).toEqual([false, false]);
  });

  it("uses the country's tones or the nearest, and leaves tones alone for other countries", () => {
    const toneOf = (country: string) => render({ settings: { country } }).get("tone_scheme");
    expect(["DE", "CH", "PL", "IE", "TW"].map(toneOf)).toEqual(["GER", "SWI", "GER", "GBR", "CHN"]);
    expect(toneOf("AQ")).toBeUndefined();
  });
});

describe("Snom's files as a whole", () => {
  const busy: RenderOptions = {
    lineCount: 2,
    keys: [
      { type: "line" },
      { type: "line", value: "2" },
      { type: "blf", value: "210", label: "Müller & Söhne" },
      { type: "speed-dial", value: "0301234567", label: "Doctor" },
    ],
    settings: {
      reports: true,
      vlan: { id: 20, priority: 5 },
      raw: { snom: { backlight: "9", "user_ringer[2]": "Silent" } },
    },
  };
  it.each(["D315", "D785", "D865", "370", "720", "870", "M300", "M400"])(
    "are as reviewed for the %s",
    async (modelName) => {
      const folder = `golden/snom/${modelName}`;
      const passwords = allPasswords(snom, modelOf(modelName), 2);
      await expect(renderText(modelName, { ...busy, passwords })).toMatchFileSnapshot(`${folder}/with-passwords.xml`);
      await expect(renderText(modelName, busy)).toMatchFileSnapshot(`${folder}/without-passwords.xml`);
    },
  );
});
