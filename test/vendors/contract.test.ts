import { describe, expect, it } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Handset } from "../../src/provisioning/phone.ts";
import { type FilePasswords, NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { TemplateError } from "../../src/provisioning/template-error.ts";
import type { Model, Vendor } from "../../src/provisioning/vendor.ts";
import { vendors } from "../../src/vendors/index.ts";
import { type FlatFile, readFlat } from "./file-formats.ts";
import {
  allPasswords,
  BASE_URL,
  everyKind,
  type RenderOptions,
  type RenderRule,
  renderForTest,
  supportedModels,
  templateRules,
} from "./render-for-test.ts";
import { gigasetUserAgents } from "./user-agents/gigaset.ts";
import type { UserAgentSample } from "./user-agents/sample.ts";
import { snomUserAgents } from "./user-agents/snom.ts";
import { yealinkUserAgents } from "./user-agents/yealink.ts";

/** By vendor id. */
const USER_AGENTS: Readonly<Record<string, readonly UserAgentSample[]>> = {
  snom: snomUserAgents,
  yealink: yealinkUserAgents,
  gigaset: gigasetUserAgents,
};

const FOREIGN_USER_AGENTS = [
  "",
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "curl/8.5.0",
  "Cisco-CP-7841-3PCC/11.0 (00562b043615)",
  "FooPhone (compatible; ) 1.2.3 000413741767",
];

const SAMPLE_MAC = "0004137447D0";

describe.each(vendors.map((vendor) => ({ name: vendor.name, vendor })))("$name: identity", ({ vendor }) => {
  it("reads every known User-Agent as written", () => {
    const samples = USER_AGENTS[vendor.id] ?? [];
    expect(samples.length).toBeGreaterThan(0);
    for (const { header, says } of samples)
      expect({ header, says: vendor.parseUserAgent(header) }).toEqual({ header, says });
  });

  it("does not claim another maker's User-Agent", () => {
    const others = Object.entries(USER_AGENTS).filter(([id]) => id !== vendor.id);
    const headers = [...FOREIGN_USER_AGENTS, ...others.flatMap(([, samples]) => samples.map(({ header }) => header))];
    for (const header of headers)
      expect({ header, says: vendor.parseUserAgent(header) }).toEqual({ header, says: undefined });
  });

  it("has a family for every model, a reason for every unsupported one and a supported default", () => {
    for (const [name, model] of Object.entries(vendor.models)) {
      expect({ name, family: model.family }).toEqual({ name, family: expect.toBeOneOf(Object.keys(vendor.families)) });
      // A DECT base that another one manages has no accounts, nor a place for their passwords.
      const takesAccounts = vendor.families[model.family]?.secrets.some(({ kinds }) => kinds.includes("sip"));
      if (model.unsupported === undefined)
        expect({ name, lines: model.lines > 0 }).toEqual({ name, lines: takesAccounts });
      else expect(model.unsupported).not.toBe("");
    }
    expect(supportedModels(vendor).map(([name]) => name)).toContain(vendor.defaultModel);
  });

  it("calls no two models by one name", () => {
    const names = Object.entries(vendor.models).flatMap(([name, model]) => [
      ...new Set([name, ...(model.aliases ?? [])].map((called) => called.toLowerCase())),
    ]);
    expect(names.filter((called, index) => names.indexOf(called) !== index)).toEqual([]);
  });

  it("finds each file again under the name that it lists, in either case", () => {
    for (const rule of vendor.files) {
      expect({ path: String(rule.path), flags: rule.path.flags }).toEqual({ path: String(rule.path), flags: "i" });
      const [modelName] = Object.entries(vendor.models).find(([, { family }]) => rule.families?.includes(family)) ?? [
        vendor.defaultModel,
      ];
      const name = rule.name(SAMPLE_MAC, modelName);
      for (const asked of [name, name.toLowerCase(), name.toUpperCase()]) {
        const match = rule.path.exec(asked);
        expect({ asked, isFound: match !== null }).toEqual({ asked, isFound: true });
        if (match?.groups?.mac !== undefined) expect(parseMac(match.groups.mac)).toBe(SAMPLE_MAC);
      }
    }
  });

  it("says why for every file that is never there, and gives passwords only to files that know their phone", () => {
    for (const rule of vendor.files) {
      if (rule.template === undefined)
        expect({ path: rule.path, why: rule.why }).toEqual({ path: rule.path, why: expect.stringMatching(/\w+ \w+/) });
      if (rule.carriesSecrets) expect(rule.template).toBeDefined();
    }
  });

  it("gives back nothing of what phones save, and takes it only where their name says which phone it is", () => {
    for (const { upload, template, bytes, carriesSecrets, path } of vendor.files) {
      if (upload === undefined) continue;
      expect({ path, template, bytes, carriesSecrets }).toEqual({
        ...{ path, template: undefined, bytes: undefined, carriesSecrets: false },
      });
      expect(path.source).toContain("(?<mac>");
    }
    const takes = vendor.files.some(({ upload }) => upload !== undefined);
    const mayTell = Object.values(vendor.families).filter(
      ({ cannot, secrets }) => cannot.uploads === undefined && secrets.length > 0,
    );
    expect(mayTell.length > 0).toBe(takes);
  });

  it("sends phones to an address below the base", () => {
    for (const family of Object.keys(vendor.families))
      expect(vendor.discovery.settingsUrl(BASE_URL, family).startsWith(BASE_URL)).toBe(true);
  });
});

const configurations = vendors.flatMap((vendor) =>
  supportedModels(vendor).flatMap(([modelName, model]) =>
    templateRules(vendor, model).map((rule, index) => ({
      title: `${vendor.name} ${modelName}, file ${index} (${rule.template})`,
      vendor,
      modelName,
      model,
      rule,
    })),
  ),
);

describe.each(configurations)("$title", ({ vendor, modelName, model, rule }) => {
  const render = (options: RenderOptions): FlatFile =>
    readFlat(rule.template, renderForTest(vendor, modelName, rule, options));
  const shapes: readonly RenderOptions[] = [
    { lineCount: 1 },
    { lineCount: model.lines },
    { lineCount: 1, keys: everyKind(vendor, modelName, model.keys), modules: everyModule(vendor, modelName, model) },
    { lineCount: Math.min(3, model.lines), handsets: someHandsets(model, Math.min(3, model.lines)) },
  ];

  it("is well-formed and names no password setting when no password is given", () => {
    const forbidden = secretNames(vendor, model);
    for (const shape of shapes) {
      const names = [...render(shape).keys()];
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => forbidden.some((pattern) => pattern.test(name)))).toEqual([]);
    }
  });

  it("carries each password exactly where the family says", () => {
    for (const shape of shapes) {
      const lineCount = shape.lineCount ?? 1;
      const passwords = rule.carriesSecrets ? allPasswords(vendor, model, lineCount) : NO_PASSWORDS;
      expectExactly(render({ ...shape, passwords }), vendor, model, { lineCount, passwords });
    }
  });

  if (rule.carriesSecrets) {
    it("leaves out each password that is not given, whatever others are", () => {
      const lineCount = Math.min(2, model.lines);
      const all = allPasswords(vendor, model, lineCount);
      const partial: FilePasswords[] = [
        { ...all, sip: new Map() },
        { ...all, sip: new Map([...all.sip].slice(1)) },
        { ...all, menu: undefined },
        { ...all, web: undefined },
        { ...all, shared: undefined },
      ];
      for (const passwords of partial)
        expectExactly(render({ lineCount, passwords }), vendor, model, { lineCount, passwords });
    });
  }

  const dropped = vendor.families[model.family]?.dropsAccount;
  if (dropped !== undefined && rule.carriesSecrets) {
    const isOfPassword = (name: string) =>
      dropped.settings.some((setting) =>
        new RegExp(`^${setting.split("{n}").map(escapeRegExp).join("\\d+")}$`).test(name),
      );

    it.each([
      ["shared", 0],
      ["ended", 1],
    ] as const)("drops the account of every line that nobody has at a phone whose sharing is %s", (sharing, used) => {
      const passwords = allPasswords(vendor, model, used);
      const shared = render({ lineCount: used, sharing });
      const never = render({ lineCount: used });
      const cleared = [...shared.keys()].filter((name) => !never.has(name) && isOfPassword(name));
      expect(cleared).toHaveLength((model.lines - used) * dropped.settings.length);
      for (const name of cleared) expect(shared.get(name)).toBe(dropped.value);
      // The one exception to the rule above; of a line in use, the menu or the web page nothing is there.
      const forbidden = secretNames(vendor, model);
      const present = [...shared.keys()].filter((name) => forbidden.some((pattern) => pattern.test(name)));
      expect(present.filter((name) => !cleared.includes(name))).toEqual([]);
      for (const [name, value] of never) expect({ name, value: shared.get(name) }).toEqual({ name, value });
      const given = [...render({ lineCount: used, sharing, passwords })].filter(([name]) => !cleared.includes(name));
      expectExactly(new Map(given), vendor, model, { lineCount: used, passwords });
    });
  }

  it("changes and takes away nothing else when passwords are left out", () => {
    const lineCount = Math.min(2, model.lines);
    const passwords = rule.carriesSecrets ? allPasswords(vendor, model, lineCount) : NO_PASSWORDS;
    const without = render({ lineCount });
    const complete = [...render({ lineCount, passwords })];
    expect([...without]).toEqual(complete.filter(([name]) => without.has(name)));
  });
});

const HOSTILE = {
  "XML's own characters": `& < > " ' &amp; ]]> <!-- -->`,
  "a carriage return": "a\rb",
  "a line feed": "a\nb = c",
  "both, and an element": 'a\r\n<user_pass idx="1">x</user_pass>',
  "a NUL": "a\0b",
  "a template literal": "\u0024{process.env.HOME}",
  "a template expression": "{{passwords.web}}{{x}}{{{x}}}",
  umlauts: "Jürgen Groß, Łódź",
  emoji: "☎️ 👩🏽‍💻",
  "10,000 characters": "x".repeat(10_000),
  "a word that clears": "%NULL%",
  "a line separator": "a\u2028b",
  "half a character": "a\ud800b",
  "blanks at the ends": " a ",
};

/** What becomes of them in ISO-8859-1 between quotes (gigaset.md §3.1): stand-ins that open nothing. */
const IN_LATIN1: Partial<Record<string, string>> = {
  [HOSTILE["XML's own characters"]]: "+ ( ) ´´ ´ +amp; ]]) (!-- --)",
  [HOSTILE.umlauts]: "Jürgen Groß, Lódz",
  [HOSTILE.emoji]: "?? ????",
};

/** Plain in every format. */
const MARKERS = {
  display: "MarkDisplay",
  line: "MarkLine",
  key: "MarkKey",
  phone: "MarkPhone",
  auth: "MarkAuth",
  sip: "MarkSip9",
};
type Texts = typeof MARKERS;

describe.each(oneModelPerFile())("$title with hostile text", ({ vendor, modelName, model, rule }) => {
  const render = (texts: Texts): FlatFile => {
    const options: RenderOptions = {
      phoneLabel: texts.phone,
      line: { displayName: texts.display, label: texts.line, authName: texts.auth },
      keys: model.keys === 0 ? [] : [{ type: "speed-dial", value: "1", label: texts.key }],
      passwords: rule.carriesSecrets ? { ...NO_PASSWORDS, sip: new Map([[1, new Password(texts.sip)]]) } : NO_PASSWORDS,
    };
    return readFlat(rule.template, renderForTest(vendor, modelName, rule, options));
  };

  it.each(Object.entries(HOSTILE))("gives back %s unchanged or refuses, and opens no other setting", (_name, text) => {
    const plain = render(MARKERS);
    for (const [field, marker] of Object.entries(MARKERS)) {
      const flat = renderOrRefuse(() => render({ ...MARKERS, [field]: text }));
      if (flat === "refused") continue;
      const written = (rule.escape === "latin1-xml" ? IN_LATIN1[text] : undefined) ?? text;
      const expected = [...plain].map(([name, value]) => [name, value.split(marker).join(written)]);
      expect([...flat]).toEqual(expected);
    }
  });

  if (model.lines > 0) {
    it("refuses what would end a line", () => {
      for (const text of ["a\rb", "a\nb", "a\0b"]) {
        expect(renderOrRefuse(() => render({ ...MARKERS, display: text }))).toBe("refused");
      }
    });
  }
});

function renderOrRefuse(render: () => FlatFile): FlatFile | "refused" {
  try {
    return render();
  } catch (error) {
    if (error instanceof TemplateError) return "refused";
    throw error;
  }
}

/** Each template of each family once, with a model that has keys where there is one. */
function oneModelPerFile(): { title: string; vendor: Vendor; modelName: string; model: Model; rule: RenderRule }[] {
  const seen = new Set<string>();
  return [...configurations]
    .sort((a, b) => Number(b.model.keys > 0) - Number(a.model.keys > 0))
    .filter(({ vendor, model, rule }) => {
      const file = `${vendor.id} ${model.family} ${rule.template}`;
      return seen.has(file) ? false : seen.add(file);
    });
}

function everyModule(vendor: Vendor, modelName: string, { expansion }: Model): FunctionKey[][] {
  if (expansion === undefined) return [];
  return Array.from({ length: expansion.modules }, () => everyKind(vendor, modelName, expansion.keys));
}

/** One that is known, one that rings for two lines, one that nothing is said of. */
function someHandsets({ handsets = 0 }: Model, lineCount: number): Handset[] {
  const all: Handset[] = [
    { ipui: "02b1c3d5e7", name: "Anna" },
    { lines: Array.from({ length: Math.min(2, lineCount) }, (_, index) => index + 1), outgoingLine: lineCount },
    {},
  ];
  return all.slice(0, handsets);
}

/** The names of all settings of a family's slots; `{n}` is a number as the family counts (`_2` and nothing for the first on an N510), or a handset's IPUI. */
function secretNames(vendor: Vendor, model: Model, kinds?: readonly string[]): RegExp[] {
  const slots = vendor.families[model.family]?.secrets ?? [];
  return slots
    .filter((slot) => kinds === undefined || [...slot.kinds].sort().join() === kinds.join())
    .flatMap(({ settings }) => settings)
    .map((setting) => new RegExp(`^${setting.split("{n}").map(escapeRegExp).join("[0-9a-f_]*")}$`));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Every given password in every one of its settings, no password anywhere else, and no setting for one that is not given. */
function expectExactly(
  flat: FlatFile,
  vendor: Vendor,
  model: Model,
  { lineCount, passwords }: { lineCount: number; passwords: FilePasswords },
): void {
  const carrying: string[] = [];
  for (const { text, names } of givenTexts(vendor, model, { lineCount, passwords })) {
    // A PIN is too short to be looked for inside other values.
    const isHeldBy = (value: string) => (text.length < 8 ? value === text : value.includes(text));
    const holders = [...flat].filter(([, value]) => isHeldBy(value)).map(([name]) => name);
    expect(holders).toHaveLength(names.length);
    for (const name of names) expect(holders).toContainEqual(expect.stringMatching(name));
    carrying.push(...holders);
  }
  const known = secretNames(vendor, model);
  const present = [...flat.keys()].filter((name) => known.some((pattern) => pattern.test(name)));
  expect(present.sort()).toEqual(carrying.sort());
}

/** What must be in the file, and in which settings. */
function givenTexts(
  vendor: Vendor,
  model: Model,
  { lineCount, passwords }: { lineCount: number; passwords: FilePasswords },
): { text: string; names: RegExp[] }[] {
  const { sip, menu, web, shared } = passwords;
  const deriveMenu = vendor.families[model.family]?.menuPasswordOfLine;
  const menus =
    menu === undefined || deriveMenu === undefined
      ? [menu?.reveal()]
      : Array.from({ length: lineCount }, (_, index0) => deriveMenu(menu.reveal(), index0));
  return [
    ...[...sip.values()].map((password) => ({ text: password.reveal(), kinds: ["sip"] })),
    ...menus.map((text) => ({ text, kinds: ["menu"] })),
    { text: web?.reveal(), kinds: ["web"] },
    { text: shared?.reveal(), kinds: ["menu", "web"] },
  ].flatMap(({ text, kinds }) => (text === undefined ? [] : [{ text, names: secretNames(vendor, model, kinds) }]));
}
