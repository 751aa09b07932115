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
      "snom-firmware-0004137447D0.xml",
      "snom715-0004137447D0.htm",
      "phone-book-0004137447D0.xml",
      "menu-0004137447D0.xml",
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

describe("Snom's settings from neutral ones", () => {
  it("name both outbound proxies, with their ports and the transport", () => {
    const proxies = (settings: RenderOptions["settings"], transport: "udp" | "tls" = "udp") =>
      render({ settings: settings ?? {}, pbx: { transport, port: 5080 } }).get("user_outbound[1]");
    expect(proxies({ outboundProxy: "sbc.example.org" })).toBe("sbc.example.org:5060;transport=udp");
    expect(proxies({ outboundProxy: "2001:db8::1" }, "tls")).toBe("[2001:db8::1]:5061;transport=tls");
    expect(proxies({ outboundProxy: "[2001:db8::1]:5070" })).toBe("[2001:db8::1]:5070;transport=udp");
    expect(proxies({ secondOutboundProxy: "b.example.org:5070" })).toBe(
      "pbx.example.test:5080;transport=udp,b.example.org:5070;transport=udp",
    );
  });

  it("ask at any moment of the window, or by the interval, or at night", () => {
    const polling = (settings: RenderOptions["settings"], model = "D785") => {
      const flat = render({ settings: settings ?? {} }, model);
      return ["mode", "period", "time", "time_rand_end"].map((name) => flat.get(`prov_polling_${name}`));
    };
    expect(polling({})).toEqual(["random", "86400", "01:00", "04:00"]);
    expect(polling({ provisioningIntervalMinutes: 60 })).toEqual(["rel", "3600", undefined, undefined]);
    expect(polling({ provisioningIntervalMinutes: 60, provisioningWindow: { from: "02:00", to: "05:00" } })).toEqual([
      "random",
      "86400",
      "02:00",
      "05:00",
    ]);
    const old = render({ settings: { provisioningIntervalMinutes: 60 } }, "370");
    expect([old.get("settings_refresh_timer"), old.has("prov_polling_mode")]).toEqual(["3600", false]);
  });

  it("hold codes only where the PBX forwards or refuses, by the names of the firmware", () => {
    const featureCodes = { forwardAlwaysOn: "*72", forwardBusyOff: "*91", dndOn: "*78" };
    const byPbx = { featureCodes, forwardingBy: "pbx", dndBy: "pbx" } as const;
    const names = ["fwd_all_on_code[1]", "fwd_busy_off_code[1]", "fwd_time_on_code[1]", "dnd_on_code[1]"];
    const read = (settings: RenderOptions["settings"]) =>
      names.map((name) => render({ settings: settings ?? {} }).get(name));
    expect(read(byPbx)).toEqual(["*72", "*91", "", "*78"]);
    expect(read({ featureCodes })).toEqual(["", "", "", ""]);
    const old = render({ settings: byPbx }, "370");
    expect([old.get("redirect_always_on_code"), old.get("redirect_busy_off_code"), old.get("dnd_on_code[1]")]).toEqual([
      "*72",
      "*91",
      "*78",
    ]);
    expect(old.has("fwd_all_on_code[1]")).toBe(false);
  });

  it("describe a directory, but none that wants STARTTLS", () => {
    const ldap = {
      host: "ldap.example.org",
      base: "dc=x",
      nameFilter: "(|(cn=%)(o=%*))",
      numberFilter: "(mobile=%)",
      nameAttributes: ["cn", "o"],
      numberAttributes: ["mobile"],
    };
    const flat = render({ settings: { ldap: { ...ldap, security: "ldaps" } } });
    const names = ["port", "over_tls", "search_filter", "number_filter", "name_attributes", "display_name"];
    expect(names.map((name) => flat.get(`ldap_${name}`))).toEqual([
      "636",
      "on",
      "(|(cn=%*)(o=%*))",
      "(mobile=%*)",
      "cn o",
      "%cn %o",
    ]);
    expect(flat.get("dkey_directory")).toBe("keyevent F_DIRECTORY_SEARCH");
    const refused = render({ settings: { ldap: { ...ldap, security: "starttls" } } });
    expect([refused.has("ldap_server"), refused.has("dkey_directory")]).toEqual([false, false]);
  });

  it("dial complete numbers at once", () => {
    expect(render({ settings: { dialNow: ["2xx", "*9[1-3]", "+49x"] } }).get("user_dp_str[1]")).toBe(
      "|^(2[0-9][0-9])$|sip:\\1@\\d|d |^([*]9[1-3])$|sip:\\1@\\d|d |^([+]49[0-9])$|sip:\\1@\\d|d",
    );
  });

  it("name languages in ASCII for firmware 8 and bases", () => {
    expect(render({ settings: { language: "es" } }, "370").get("language")).toBe("Espanol");
    expect(render({ settings: { language: "nl" } }, "M900").get("language")).toBe("Dutch");
    expect(render({ settings: { language: "nl" } }).get("language")).toBe("Nederlands");
  });
});

describe("a Snom DECT base", () => {
  it("rings each account on the first handset that has its line", () => {
    const handsets = [{ lines: [2, 3] }, { lines: [1, 2] }];
    const flat = render({ lineCount: 4, handsets }, "M900");
    expect([1, 2, 3, 4].map((line) => flat.get(`subscr_sip_hs_idx[${line}]`))).toEqual(["2", "1", "1", "4"]);
  });

  it("gives every account a PIN of its own, and all other accounts none", () => {
    const flat = render({ lineCount: 2, passwords: allPasswords(snom, modelOf("M300"), 2) }, "M300");
    const pins = [1, 2, 3].map((line) => flat.get(`subscr_dect_ac_code[${line}]`));
    expect(pins).toEqual(["7351", "7352", undefined]);
    expect([flat.get("user_active[20]"), flat.has("user_active[21]")]).toEqual(["off", false]);
  });

  it("takes the voicemail number where its firmware has it", () => {
    const old = render({}, "M700");
    expect([old.get("user_mailbox[1]"), old.has("user_mailnumber[1]")]).toEqual(["*97", false]);
    const newer = render({}, "M900");
    expect([newer.get("user_mailbox[1]"), newer.get("user_mailnumber[1]")]).toEqual(["201", "*97"]);
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
