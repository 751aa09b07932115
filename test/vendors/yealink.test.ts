import { describe, expect, it } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { readFlat } from "./file-formats.ts";
import {
  allPasswords,
  everyKind,
  type RenderOptions,
  SHARED_PASSWORD,
  supportedModels,
  templateRules,
} from "./render-for-test.ts";
import { MAC, modelOf, render, renderBytes } from "./yealink-for-test.ts";

function findRule(name: string) {
  return yealink.files.find(({ path }) => path.test(name));
}

describe("Yealink's own file of a phone", () => {
  // At least one of each family; the T27G has the modules whose keys turn pages.
  it.each([
    ...["T31P", "T46S", "T54W", "T58A", "T28P", "T38G", "CP860", "CP920", "AX83H", "W52P", "W60B", "W70B", "W80B"],
    "T27G",
  ])("is what was reviewed for a %s with and without passwords", async (modelName) => {
    const model = modelOf(modelName);
    const lineCount = Math.min(2, model.lines);
    const options: RenderOptions = {
      lineCount,
      keys: everyKind(yealink, modelName, Math.min(21, model.keys)),
      modules: modelName === "T27G" ? [[{ type: "blf", value: "202" }]] : [],
      handsets:
        model.handsets === undefined
          ? []
          : [
              { ipui: "02B1C3D5E7", name: "Anna" },
              { lines: [1, 2], outgoingLine: 2 },
            ],
    };
    const folder = `golden/yealink/${modelName}`;
    const passwords = allPasswords(yealink, model, lineCount);
    await expect(renderBytes(modelName, options).toString("utf8")).toMatchFileSnapshot(
      `${folder}/without-passwords.cfg`,
    );
    await expect(renderBytes(modelName, { ...options, passwords }).toString("utf8")).toMatchFileSnapshot(
      `${folder}/with-passwords.cfg`,
    );
  });

  it("begins with the header and has no line without a value", () => {
    const text = renderBytes("T48U", { lineCount: 3, settings: { ntpServers: ["10.0.0.1"] } }).toString("utf8");
    expect(text.startsWith("#!version:1.0.0.1\n")).toBe(true);
    expect(text).not.toMatch(/=[ \t]*$/m);
    expect(text).not.toContain("\r");
  });

  it("differs by the password lines only once the passwords are delivered", () => {
    const model = modelOf("T46S");
    const lines = (bytes: Buffer) => bytes.toString("utf8").split("\n");
    const before = lines(renderBytes("T46S", { lineCount: 2, passwords: allPasswords(yealink, model, 2) }));
    const after = lines(renderBytes("T46S", { lineCount: 2 }));
    const gone = before.filter((line) => line.includes("password"));
    expect(gone.map((line) => line.split(" = ")[0])).toEqual([
      "static.security.user_password",
      "security.user_password",
      "account.1.password",
      "account.2.password",
    ]);
    expect(before.filter((line) => !gone.includes(line))).toEqual(after);
  });

  it("names the admin user in both spellings, always, and gives it one password", () => {
    const silent = render();
    expect(silent.get("static.security.user_name.admin")).toBe("admin");
    expect(silent.get("security.user_name.admin")).toBe("admin");
    const told = render({ passwords: { ...NO_PASSWORDS, shared: new Password(SHARED_PASSWORD) } });
    expect(told.get("static.security.user_password")).toBe(`admin:${SHARED_PASSWORD}`);
    expect(told.get("security.user_password")).toBe(`admin:${SHARED_PASSWORD}`);
    expect(told.has("account.1.password")).toBe(false);
  });

  it("keeps what an account's password is made of, a number sign too", () => {
    const sip = new Map([[1, new Password("ab#c%d=e;f")]]);
    expect(render({ passwords: { ...NO_PASSWORDS, sip } }).get("account.1.password")).toBe("ab#c%d=e;f");
  });

  it("keeps the phone coming back, and every later password reset possible", () => {
    const file = render();
    expect(file.get("static.auto_provision.server.url")).toBe("https://prov.example.test/p/");
    expect(file.get("static.auto_provision.power_on")).toBe("1");
    expect(file.get("static.auto_provision.repeat.enable")).toBe("1");
    expect(file.get("static.auto_provision.custom.protect")).toBe("0");
    expect(file.get("sip.notify_reboot_enable")).toBe("0");
  });

  it("switches SIP PnP as the setting says", () => {
    expect(render().get("static.auto_provision.pnp_enable")).toBe("0");
    expect(render({ settings: { pnpAfterProvisioning: true } }).get("static.auto_provision.pnp_enable")).toBe("1");
  });

  it("switches off and empties the accounts that no line uses, without a word about their passwords", () => {
    const file = render({ lineCount: 1 }, "T43U");
    for (let account = 2; account <= 12; account++) {
      expect(file.get(`account.${account}.enable`)).toBe("0");
      expect(file.get(`account.${account}.user_name`)).toBe("%NULL%");
      expect(file.has(`account.${account}.password`)).toBe(false);
    }
    expect(file.has("account.13.enable")).toBe(false);
  });

  it.each([
    { transport: "udp", type: "0", srtp: "0" },
    { transport: "tcp", type: "1", srtp: "0" },
    { transport: "tls", type: "2", srtp: "2" },
  ] as const)("registers over $transport, encrypting speech only with TLS", ({ transport, type, srtp }) => {
    const file = render({ pbx: { transport, port: 5066 }, settings: { registrationExpirySeconds: 600 } });
    expect(file.get("account.1.sip_server.1.address")).toBe("pbx.example.test");
    expect(file.get("account.1.sip_server.1.port")).toBe("5066");
    expect(file.get("account.1.sip_server.1.transport_type")).toBe(type);
    expect(file.get("account.1.sip_server.1.expires")).toBe("600");
    expect(file.get("account.1.srtp_encryption")).toBe(srtp);
    expect(file.has("account.1.srtp.cipher_list")).toBe(transport === "tls");
  });

  it("numbers the wanted codecs and switches all others off", () => {
    const file = render({ settings: { codecs: ["opus", "pcma"] } });
    const codecs = [...file].filter(([name]) => name.startsWith("account.1.codec."));
    const on = codecs.filter(([name, value]) => name.endsWith(".enable") && value === "1").map(([name]) => name);
    expect(on.sort()).toEqual(["account.1.codec.opus.enable", "account.1.codec.pcma.enable"]);
    expect(file.get("account.1.codec.opus.priority")).toBe("1");
    expect(file.get("account.1.codec.pcma.priority")).toBe("2");
    expect(file.get("account.1.codec.g722.enable")).toBe("0");
    expect(file.get("account.1.codec.g722.priority")).toBe("0");
    expect(file.get("account.1.codec.g722_1_24kpbs.enable")).toBe("0");
  });

  it("subscribes to messages only where there is a voicemail number, and clears a former number", () => {
    expect(render().get("voice_mail.number.1")).toBe("*97");
    expect(render().get("account.1.subscribe_mwi")).toBe("1");
    const silent = render({ leavesSettingsOut: true });
    expect(silent.get("voice_mail.number.1")).toBe("%NULL%");
    expect(silent.get("account.1.subscribe_mwi")).toBe("0");
  });

  it("says the language in all three spellings, and nothing for one that it has no name for", () => {
    const german = render();
    for (const name of ["lang.gui", "lang.wui", "static.lang.wui"]) expect(german.get(name)).toBe("German");
    const slovenian = render({ settings: { language: "sl", country: "ZZ" } });
    for (const name of ["lang.gui", "lang.wui", "static.lang.wui"]) expect(slovenian.has(name)).toBe(false);
    expect(slovenian.has("voice.tone.country")).toBe(false);
  });

  it("leaves certificate checks and video as the phone has them", () => {
    const names = [...render().keys()].join("\n");
    expect(names).not.toMatch(/trust_certificates|\.video\./);
  });

  it("always has an emergency number", () => {
    for (const [name, model] of supportedModels(yealink).filter(([, { lines }]) => lines > 0)) {
      const [rule] = templateRules(yealink, model);
      const file = readFlat(rule?.template ?? "", renderBytes(name, { leavesSettingsOut: true }));
      expect({ name, number: file.get("phone_setting.emergency.number") }).toEqual({ name, number: "112" });
    }
  });
});

describe("Yealink's files", () => {
  it.each([
    "805ec017de13.boot",
    "y000000000000.boot",
    "y000000000066.cfg",
    "y000000000000.cfg",
    "805ec017de13-local.cfg",
    "249AD8416C5C-contact.xml",
    "805ec017de13-calllog.xml",
    "805ec017de13_Security.enc",
    "y000000000066_Security.enc",
    "805ec017de13.enc",
  ])("has nothing to say to %s, and says why", (name) => {
    const rule = findRule(name);
    expect(rule).toMatchObject({ template: undefined, carriesSecrets: false });
    expect(rule?.why).toMatch(/\.$/);
  });

  it("puts settings and passwords into the phone's own file alone, whatever the case of its name", () => {
    const carriers = yealink.files.filter(
      ({ template, carriesSecrets, book }) => (template !== undefined && book === undefined) || carriesSecrets,
    );
    // One for each kind of phone, all of the same name.
    expect(carriers.map(({ template }) => template)).toEqual([
      "yealink/desk",
      "yealink/dect",
      "yealink/dect-multicell",
      "yealink/dect-base",
    ]);
    for (const name of ["805ec017de13.cfg", "805EC017DE13.CFG"])
      for (const { path } of carriers) expect(path.test(name)).toBe(true);
    for (const family of Object.keys(yealink.families))
      expect(carriers.filter(({ families }) => families?.includes(family))).toHaveLength(1);
  });

  it.each(["805ec017de13.cfg.bak", "x805ec017de13.cfg", "y00000000006.cfg", "805ec017de1.cfg", "y000000000066.boot"])(
    "knows no %s",
    (name) => {
      expect(findRule(name)).toBeUndefined();
    },
  );

  it("are listed by names that their own rule takes, for every model", () => {
    for (const [modelName, { family }] of supportedModels(yealink)) {
      const ofModel = yealink.files.filter(({ families }) => families?.includes(family) ?? true);
      for (const rule of ofModel) expect(ofModel.find(({ path }) => path.test(rule.name(MAC, modelName)))).toBe(rule);
    }
    expect(yealink.files.map((rule) => rule.name(MAC, "T46S")).slice(0, 4)).toEqual([
      "805ec017de13.boot",
      "y000000000000.boot",
      "y000000000066.cfg",
      "805ec017de13.cfg",
    ]);
  });

  it("tell the model by a common file that no other model shares", () => {
    const modelsOf = (stem: string) =>
      Object.entries(yealink.models)
        .filter(([, { aliases }]) => aliases?.includes(stem))
        .map(([name]) => name);
    expect(findRule("y000000000066.cfg")?.path.exec("y000000000066.cfg")?.groups?.model).toBe("y000000000066");
    expect(modelsOf("y000000000066")).toEqual(["T46S"]);
    expect(modelsOf("y000000000124")).toEqual([]);
  });
});

describe("Yealink's User-Agents", () => {
  it.each([
    "Mozilla/5.0 (X11; Linux x86_64)",
    "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 000413922D24)",
    "SIP-T46S 66.86.0.15 00:15:65:bd:56:d4",
    "T46S 66.86.0.15",
    "Yealink",
    "Yealink SIP-T46S",
    "Fanvil X4 2.10.2.6887 0c383e000000",
    "W70B 146.87.0.15 80:5e:0c:1d:65:4e",
    "",
  ])("does not take %j for one of its own", (header) => {
    expect(yealink.parseUserAgent(header)).toBeUndefined();
  });
});
