import { describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/provisioning/settings.ts";
import { describeTimeZone } from "../../src/provisioning/time-zone.ts";
import type { Model } from "../../src/provisioning/vendor.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { describeTime } from "../../src/vendors/snom/time-zones.ts";
import { type FlatFile, readFlat } from "./file-formats.ts";
import { allPasswords, type RenderOptions, renderForTest, templateRules } from "./render-for-test.ts";

const PBX = { id: "berlin", host: "pbx.example.test", port: 5060, transport: "udp", isTls: false } as const;
const NEUTRAL_SETTINGS = resolveSettings();

const ruleFor = (fileName: string) => snom.files.find(({ path }) => path.test(fileName));

function modelOf(modelName: string): Model {
  const model = snom.models[modelName];
  if (model === undefined) throw new Error(`no model ${modelName}`);
  return model;
}

function renderBytes(modelName: string, options: RenderOptions = {}): Buffer {
  const rule = templateRules(snom, modelOf(modelName))[0];
  if (rule === undefined) throw new Error(`no file for ${modelName}`);
  return renderForTest(snom, modelName, rule, options);
}

function render(options: RenderOptions = {}, modelName = "D785"): FlatFile {
  return readFlat("snom/settings", renderBytes(modelName, options));
}

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
    expect(snom.files.map((rule) => rule.name("0004137447D0", "D715"))).toEqual([
      "0004137447D0.xml",
      "snom715-0004137447D0.htm",
      "snom-0004137447D0.xml",
      "snom715.htm",
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
    const text = renderBytes("D785", { passwords: allPasswords(snom, modelOf("D785"), 1) }).toString();
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
    expect(snom.words(NEUTRAL_SETTINGS, { model: modelOf("D785"), pbx: PBX })).toMatchObject({ mailbox: "" });
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

describe("Snom's function keys", () => {
  it("writes every key of the phone, counted from 0", () => {
    const flat = render({
      lineCount: 2,
      keys: [
        { type: "line" },
        { type: "line", value: "2", label: "Second" },
        { type: "speed-dial", value: "0301234567", label: "Doctor" },
        { type: "blf", value: "202", label: "Desk & chair" },
        { type: "none" },
      ],
    });
    const key = (idx: number) => [
      flat.get(`fkey[${idx}]`),
      flat.get(`fkey[${idx}].context`),
      flat.get(`fkey[${idx}].label`),
    ];
    expect([0, 1, 2, 3, 4, 23].map(key)).toEqual([
      ["line", "1", "Line 201"],
      ["line", "2", "Second"],
      ["speed 0301234567", "active", "Doctor"],
      ["blf 202|*8", "1", "Desk & chair"],
      ["line", "active", ""],
      ["line", "active", ""],
    ]);
    expect(flat.has("fkey[24]")).toBe(false);
  });

  it("watches without a pickup code where there is none", () => {
    const context = { model: modelOf("D785"), settings: NEUTRAL_SETTINGS, lines: [], pbxHost: "pbx.example.test" };
    expect(snom.functionKey({ type: "blf", value: "202" }, 0, context)).toMatchObject({
      value: "blf 202",
      label: "202",
    });
  });

  it("clears a key for a line that the phone does not have", () => {
    const flat = render({ lineCount: 1, keys: [{ type: "line", value: "3", label: "Third" }] });
    expect([flat.get("fkey[0]"), flat.get("fkey[0].context"), flat.get("fkey[0].label")]).toEqual([
      "line",
      "active",
      "",
    ]);
  });
});

describe("Snom's time zones", () => {
  it.each([
    ["Europe/Berlin", "GER+1"],
    ["Europe/Vienna", "AUT+1"],
    ["Europe/Zurich", "CHE+1"],
    ["Europe/Dublin", "IRL-0"],
    ["Europe/Riga", "LVA+2"],
    ["Europe/Sofia", "BGR+2"],
    ["Asia/Tokyo", "JPN+9"],
    ["Asia/Bangkok", "THA+7"],
    ["America/New_York", "USA-5"],
  ])("calls %s %s", (zone, timezone) => {
    expect(describeTime(zone)).toEqual({ timezone });
  });

  it("takes the code of a zone with the same rule where a zone has none of its own", () => {
    expect(describeTime("Europe/Belgrade")).toEqual({ timezone: "GER+1" });
    expect(describeTime("Europe/Kyiv")).toEqual({ timezone: "EST+2" });
    expect(describeTime("America/Tijuana")).toEqual({ timezone: "USA-8" });
  });

  it.each([
    ["Etc/UTC", 0, ""],
    ["America/Phoenix", -25_200, ""],
    ["Europe/Istanbul", 10_800, ""],
    ["Asia/Kathmandu", 20_700, ""],
    ["Australia/Lord_Howe", 37_800, "1800 10.01.07 02:00:00 04.01.07 02:00:00"],
    ["Africa/Cairo", 7_200, "3600 04.05.05 00:00:00 10.05.05 00:00:00"],
  ])("says %s by its offset", (zone, utcOffsetSeconds, dst) => {
    expect(describeTime(zone)).toEqual({ timezone: undefined, utcOffsetSeconds, dst });
    const flat = render({ settings: { timezone: zone } });
    expect([flat.get("timezone"), flat.get("utc_offset"), flat.get("dst")]).toEqual([
      "",
      String(utcOffsetSeconds),
      dst,
    ]);
  });

  it("gives every zone a code of its present offset, or its offset", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      const time = describeTime(zone);
      const minutes =
        time.timezone === undefined ? time.utcOffsetSeconds / 60 : Number(/[+-][\d.]+$/.exec(time.timezone)?.[0]) * 60;
      expect(`${zone} ${Math.abs(minutes)}`).toBe(`${zone} ${Math.abs(describeTimeZone(zone).standardOffsetMinutes)}`);
    }
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
  };
  it.each(["D315", "D785", "D865"])("are as reviewed for the %s", async (modelName) => {
    const folder = `golden/snom/${modelName}`;
    const passwords = allPasswords(snom, modelOf(modelName), 2);
    await expect(renderBytes(modelName, { ...busy, passwords }).toString()).toMatchFileSnapshot(
      `${folder}/with-passwords.xml`,
    );
    await expect(renderBytes(modelName, busy).toString()).toMatchFileSnapshot(`${folder}/without-passwords.xml`);
  });
});
