import { describe, expect, test } from "vitest";
import { parseGigasetProvisioning } from "../../src/simulation/gigaset-provisioning.ts";
import { parseSnomSettings } from "../../src/simulation/snom-settings.ts";
import { parseYealinkBoot, parseYealinkCfg } from "../../src/simulation/yealink-cfg.ts";

const bytes = (text: string): Buffer => Buffer.from(text);
const snom = (inside: string) =>
  parseSnomSettings(bytes(`<settings><phone-settings e="2">${inside}</phone-settings></settings>`));
const keys = (inside: string) =>
  parseSnomSettings(bytes(`<settings><functionKeys e="2">${inside}</functionKeys></settings>`));
const cfg = (...lines: string[]) => parseYealinkCfg(bytes(["#!version:1.0.0.1", ...lines].join("\n")));
const boot = (...lines: string[]) => parseYealinkBoot(bytes(["#!version:1.0.0.1", ...lines].join("\n")));
const nvm = (inside: string) =>
  parseGigasetProvisioning(bytes(`<provisioning version="1.1" productID="e2"><nvm>${inside}</nvm></provisioning>`));

describe("a Snom settings file", () => {
  test("gives back each value as it was before it was written as XML", () => {
    const { settings } = snom(`<user_realname idx="1" perm="R">M&amp;M &lt;"&apos;ü&#x1F600;</user_realname>`);
    expect(settings).toEqual([{ name: "user_realname", idx: 1, perm: "R", value: `M&M <"'ü😀`, line: 1 }]);
  });

  test("may have one of its parts as root", () => {
    expect(
      parseSnomSettings(bytes(`<phone-settings><language perm="">Deutsch</language></phone-settings>`)).settings,
    ).toHaveLength(1);
    expect(
      parseSnomSettings(bytes(`<setting-files><file url="http://h/a.xml"/></setting-files>`)).settingFiles,
    ).toEqual(["http://h/a.xml"]);
  });

  test("splits a function key into type and argument", () => {
    const { functionKeys } = keys(`<fkey idx="1" context="1" label="Reception" perm="">blf 20|*8</fkey>`);
    expect(functionKeys).toEqual([
      { idx: 1, context: "1", label: "Reception", perm: "", type: "blf", argument: "20|*8", line: 1 },
    ]);
  });

  test.each([
    ["an open element", `<settings>\n<phone-settings></settings>`, 2],
    ["a raw ampersand", `<settings>\n<phone-settings>\n<a perm="">1 & 2</a></phone-settings></settings>`, 3],
    ["something before the declaration", ` <?xml version="1.0"?><settings/>`, 1],
    ["a document type declaration", `<!DOCTYPE settings><settings/>`, 1],
    ["another encoding", `<?xml version="1.0" encoding="iso-8859-1"?><settings/>`, 1],
    ["an unknown root", `<provisioning/>`, 1],
    ["two roots", `<settings/>\n<settings/>`, 2],
    ["an element inside a setting", `<settings><phone-settings>\n<a perm=""><b/></a></phone-settings></settings>`, 2],
    ["stray text", `<settings><phone-settings>x<a perm="">1</a></phone-settings></settings>`, 1],
    ["an unknown attribute", `<settings><phone-settings><a perms="">1</a></phone-settings></settings>`, 1],
    ["an unknown perm", `<settings><phone-settings><a perm="X">1</a></phone-settings></settings>`, 1],
    ["an idx that is no number", `<settings><phone-settings><a idx="one">1</a></phone-settings></settings>`, 1],
    ["a key without idx", `<settings><functionKeys><fkey perm="">line</fkey></functionKeys></settings>`, 1],
    [
      "a key of an unknown type",
      `<settings><functionKeys><fkey idx="0" perm="">dial 1</fkey></functionKeys></settings>`,
      1,
    ],
    [
      "a key of identity 13",
      `<settings><functionKeys><fkey idx="0" context="13">line</fkey></functionKeys></settings>`,
      1,
    ],
    ["nothing at all", "", 1],
  ])("is refused with its place for %s", (_, text, line) => {
    expect(() => parseSnomSettings(bytes(text))).toThrow(expect.objectContaining({ name: "FormatError", line }));
  });

  test("is refused with a byte order mark or bytes that are not UTF-8", () => {
    expect(() => parseSnomSettings(bytes("\ufeff<settings/>"))).toThrow("byte order mark");
    expect(() => parseSnomSettings(Buffer.from([0x3c, 0x0a, 0xff]))).toThrow(expect.objectContaining({ line: 2 }));
  });
});

describe("a Yealink cfg file", () => {
  test("is a list of keys and trimmed values, comments and blank lines left out", () => {
    expect(
      cfg("# remark", "", "account.1.label=  Anna = # 1; 50% ", "account.1.password = ").map(({ key, value }) => [
        key,
        value,
      ]),
    ).toEqual([
      ["account.1.label", "Anna = # 1; 50%"],
      ["account.1.password", ""],
    ]);
  });

  test("takes line ends of both kinds", () => {
    const entries = parseYealinkCfg(bytes("#!version:1.0.0.1\r\nlang.gui = German\r\n"));
    expect(entries).toEqual([{ key: "lang.gui", value: "German", models: undefined, line: 2 }]);
  });

  test("limits a line to the models before it", () => {
    expect(cfg("[T46S,T48S]lang.gui = German")[0]?.models).toEqual(["T46S", "T48S"]);
  });

  test.each([
    ["no header", "lang.gui = German", 1],
    ["a blank line before the header", "\n#!version:1.0.0.1", 1],
    ["a second header", "#!version:1.0.0.1\na.b = 1\n#!version:1.0.0.1", 3],
    ["a line without =", "#!version:1.0.0.1\nlang.gui German", 2],
    ["a control character", "#!version:1.0.0.1\na.b = 1\u00002", 2],
    ["a carriage return inside a line", "#!version:1.0.0.1\na.b = 1\rc.d = 2", 2],
    ["a blank inside a key", "#!version:1.0.0.1\nlang gui = 1", 2],
    ["a log-in password without a name", "#!version:1.0.0.1\nstatic.security.user_password = secret", 2],
    ["one in the older spelling", "#!version:1.0.0.1\nsecurity.user_password = secret", 2],
    ["a log-in password with a colon", "#!version:1.0.0.1\nstatic.security.user_password = admin:a:b", 2],
    ["an empty log-in password", "#!version:1.0.0.1\nstatic.security.user_password = admin:", 2],
    ["a log-in of 33 characters", `#!version:1.0.0.1\nstatic.security.user_password = admin:${"x".repeat(27)}`, 2],
  ])("is refused with its place for %s", (_, text, line) => {
    expect(() => parseYealinkCfg(bytes(text))).toThrow(expect.objectContaining({ name: "FormatError", line }));
  });

  test("never repeats the refused line, which may hold a password", () => {
    expect(() => cfg("static.security.user_password = hunter2")).toThrow(
      /^line 2, column 1: static\.security\.user_password is not name:password in 32 printable characters without another colon$/,
    );
  });
});

describe("a Yealink boot file", () => {
  test("lists what to include and how to overwrite", () => {
    const lines = [`include:config "common.cfg"`, "[T46S,T48S]include:config <t4xs.cfg>", "overwrite_mode = 0"];
    expect(boot(...lines, "static.specific_model.excluded_mode = 1")).toEqual({
      includes: [
        { path: "common.cfg", models: undefined },
        { path: "t4xs.cfg", models: ["T46S", "T48S"] },
      ],
      overwriteMode: 0,
      excludesGeneric: true,
    });
  });

  test("may leave its mode out", () => {
    expect(boot(`include:config "a.cfg"`).overwriteMode).toBeUndefined();
  });

  test.each(["include:config a.cfg", `include:config "a.xml"`, "overwrite_mode = 2"])("refuses %s", (line) => {
    expect(() => boot(line)).toThrow(expect.objectContaining({ line: 2 }));
  });
});

describe("a Gigaset provisioning file", () => {
  test("lists parameters and operations in order", () => {
    const { productId, nvm: items } = nvm(
      `<oper name="DeleteNotProvisionedHS"/><oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/></oper><param name="SipProvider.0.Domain" value="a&amp;b"/>`,
    );
    expect(productId).toBe("e2");
    expect(items).toEqual([
      { kind: "oper", name: "DeleteNotProvisionedHS", value: undefined, parameters: [], line: 1 },
      {
        kind: "oper",
        name: "add_hs",
        value: "00001",
        parameters: [{ kind: "param", name: "hs.RegStatus", value: "ToReg", line: 1 }],
        line: 1,
      },
      { kind: "param", name: "SipProvider.0.Domain", value: "a&b", line: 1 },
    ]);
  });

  test.each([
    ["another version", `<provisioning version="1.0"/>`],
    ["another root", `<settings/>`],
    ["an unknown part", `<provisioning version="1.1"><category/></provisioning>`],
    ["an unknown operation", `<provisioning version="1.1"><nvm><oper name="erase"/></nvm></provisioning>`],
    ["a parameter without value", `<provisioning version="1.1"><nvm><param name="A.B"/></nvm></provisioning>`],
    ["a name with a blank", `<provisioning version="1.1"><nvm><param name="A B" value="1"/></nvm></provisioning>`],
    [
      "text in a parameter",
      `<provisioning version="1.1"><nvm><param name="A.B" value="1">x</param></nvm></provisioning>`,
    ],
    ["an unknown step", `<provisioning version="1.1"><custom><step type="Explode"/></custom></provisioning>`],
    [
      "a firmware file without version",
      `<provisioning version="1.1"><firmware><file url="http://h/a"/></firmware></provisioning>`,
    ],
    ["an open element", `<provisioning version="1.1"><nvm></provisioning>`],
  ])("is refused with its place for %s", (_, text) => {
    expect(() => parseGigasetProvisioning(bytes(text))).toThrow(
      expect.objectContaining({ name: "FormatError", line: 1 }),
    );
  });
});
