import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LANGUAGES, type Language } from "../../src/provisioning/language.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { findMenuRule, menuFileName, menuUrl, pageInName } from "../../src/provisioning/menu/menu-path.ts";
import { createShowMenu, type MenuOrder, type ShowMenu } from "../../src/provisioning/menu/show-menu.ts";
import { menuTextsIn } from "../../src/provisioning/menu/texts.ts";
import type { Phone } from "../../src/provisioning/phone.ts";
import { createPhoneBooks } from "../../src/provisioning/phone-book/open-books.ts";
import type { Settings } from "../../src/provisioning/settings.ts";
import { vendors } from "../../src/vendors/index.ts";
import { newLine, newPbx, newPhone } from "../storage/sample-rows.ts";
import { sqliteDatabases, type TestStore } from "../storage/test-stores.ts";
import {
  type ReadMenuPage,
  type ReadPage,
  readGigasetPage,
  readSnomPage,
  readYealinkPage,
  walkMenu,
} from "./menu-elements.ts";
import { BASE_URL, renderForTest, supportedModels, templateRules } from "./render-for-test.ts";

const KEY = "key-of-22-characters-x";
const HOSTILE = [
  `& < > " ' &amp; ]]> <!-- -->`,
  "a\r\n</Title><MenuItem><URI>Dial:900</URI></MenuItem>",
  "{{texts.search}} \u0024{process.env.HOME} __Q__ __TO__",
  "Jürgen Groß, Łódź ☎️ 👩🏽‍💻",
  "nul\0 bell\u0007 half\ud800 turned\u202e \ufffe a\u2028b",
  "%NULL%",
  "x".repeat(100),
  `"'&<>`.repeat(20),
];
const SETTINGS: Settings = {
  phoneBook: "company",
  voicemailNumber: "*97",
  timezone: "Europe/Berlin",
  featureCodes: {
    ...{ forwardAlwaysOn: "*72", forwardAlwaysOff: "*73", forwardBusyOn: "*90", forwardBusyOff: "*91" },
    ...{ forwardNoAnswerOn: "*92*", forwardNoAnswerOff: "#92#", dndOn: "*78", dndOff: "*79#" },
  },
};
/** What somebody types, and what somebody else does. */
const TYPED = [
  { to: "0301234567", q: "x" },
  { to: "+49 (30) 123-45", q: "" },
  { to: `"><a href="http://evil/">`, q: `&first=2"<>'#?%` },
  { to: "x".repeat(400), q: "👩🏽‍💻".repeat(100) },
];

const { open, cleanUp } = sqliteDatabases();
let opened: TestStore;
let showMenu: ShowMenu;
const recorded: unknown[] = [];
/** What phones were told, and whether they can be. */
const told: string[] = [];
let canBeTold = true;

/** One model of each family that has a menu, and who reads its pages. */
const READERS: Readonly<Record<string, ReadMenuPage>> = {
  snom: readSnomPage,
  yealink: readYealinkPage,
  "gigaset p": readSnomPage,
  gigaset: readGigasetPage,
};
const families = vendors.flatMap((vendor) =>
  Object.keys(vendor.families).flatMap((family) => {
    const rule = findMenuRule(vendor, family);
    const models = supportedModels(vendor).filter(([, one]) => one.family === family);
    const [[modelName, model] = []] = models.sort(([, a], [, b]) => b.keys - a.keys);
    const read = READERS[`${vendor.id} ${family}`] ?? READERS[vendor.id];
    return rule === undefined || model === undefined || modelName === undefined || read === undefined
      ? []
      : [{ title: `${vendor.name}, ${family}`, rule, found: { vendor, model, modelName }, read }];
  }),
);
type Shown = (typeof families)[number];

beforeAll(async () => {
  opened = await open();
  const { store, clock } = opened;
  await store.createPbx(newPbx());
  await store.createPhoneBook({ pbxId: "main", id: "company", label: HOSTILE[0] ?? "", includesAccounts: false });
  const book = await store.findPhoneBook("main", "company");
  const names = { firstName: "", company: "", group: "" };
  for (let again = 0; again < 6; again++)
    for (const [index, lastName] of HOSTILE.entries())
      await store.createBookEntry(book?.key ?? 0, {
        ...{ ...names, lastName: `${lastName} x${again}` },
        numbers: [
          { kind: "work", number: `+49${again}${index}` },
          { kind: "mobile", number: `#${again}` },
        ],
      });
  for (const [index, label] of HOSTILE.entries()) {
    const lines = [newLine(`${index}${index}`, { displayName: label }), newLine(`9${index}`)];
    const mac = parseMac(`00041374470${index}`);
    if (mac === undefined) throw new Error("no MAC");
    await store.createPhone(newPhone({ mac, label, lines, settings: SETTINGS }));
  }
  showMenu = createShowMenu({
    ...{ store, vendors, books: createPhoneBooks(store), clock: () => clock.now, telling: new Set() },
    record: (event) => recorded.push(event),
    resync: async (mac) => {
      told.push(mac);
      return canBeTold ? "command" : undefined;
    },
  });
});
afterAll(cleanUp);

async function phoneNumber(index: number, { found }: Shown, language: string): Promise<Phone> {
  const mac = parseMac(`00041374470${index}`);
  const phone = mac && (await opened.store.findPhone(mac));
  if (phone === undefined) throw new Error("no such phone");
  const { vendor, modelName } = found;
  const settings = { ...phone.settings, language: language as Language };
  return { ...phone, settings, vendorId: vendor.id, model: modelName };
}

function orderOf(shown: Shown, phone: Phone, url: string, more: Partial<MenuOrder> = {}): MenuOrder {
  const { found, rule } = shown;
  const [, fileName = ""] = /\/([^/?]+)(?:\?|$)/.exec(url.slice(BASE_URL.length)) ?? [];
  return {
    ...{
      phone,
      found,
      rule,
      page: pageInName(rule, fileName) ?? "no menu",
      target: url.slice(BASE_URL.length - 1),
      baseUrl: BASE_URL,
      key: KEY,
    },
    ...{ address: "192.0.2.7", door: "http", mayAct: false, ...more },
  };
}

/** Every page that can be reached, each read by its vendor's element forms. */
function walk(shown: Shown, phone: Phone, reader = ""): Promise<Map<string, ReadPage>> {
  async function visit(url: string): Promise<ReadPage> {
    const asked = reader === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${reader}`;
    const body = await showMenu(orderOf(shown, phone, asked));
    if (body === undefined) throw new Error(`${url} leads nowhere`);
    try {
      return shown.read(body);
    } catch (error) {
      throw new Error(`${url}: ${String(error)} in ${body.toString()}`);
    }
  }
  return walkMenu(menuUrl(BASE_URL, KEY, menuFileName(phone.mac, "")), visit, TYPED);
}

const pagesOf = (walked: Map<string, ReadPage>) =>
  [...new Set([...walked.keys()].map((url) => /menu-[0-9A-F]{12}(?:-([a-z-]+))?\.xml/.exec(url)?.[1] ?? ""))].sort();
const ALL_PAGES = [
  ...["", "again", "again-now", "book", "book-found", "dnd", "forward", "forward-always", "forward-busy"],
  ...["forward-no-answer", "forward-off", "phone"],
];

test("every family that the catalogue gives menus has pages, and nobody else", () => {
  const given = vendors.flatMap((vendor) =>
    Object.entries(vendor.families).flatMap(([id, { capabilities, cannot }]) =>
      capabilities.includes("xml-menu") && cannot.menu === undefined ? [`${vendor.name}, ${id}`] : [],
    ),
  );
  expect(families.map(({ title }) => title)).toEqual(given);
  expect(given).toHaveLength(13);
});

/** Each form of pages by the first family that uses it. */
const forms = families.filter((one, index) => families.findIndex(({ rule }) => rule.menu === one.rule.menu) === index);

describe.each(forms)("$title", (shown) => {
  test.each(LANGUAGES)(
    "shows every page by its vendor's element forms, to every hostile name, in %s",
    async (language) => {
      const texts = menuTextsIn(language);
      for (const index of HOSTILE.keys()) {
        const phone = await phoneNumber(index, shown, language);
        const walked = await walk(shown, phone);
        // Gigaset's handsets dial voicemail from the first page.
        expect(pagesOf(walked).filter((page) => page !== "voicemail")).toEqual(ALL_PAGES);
        const read = [...walked.values()].flatMap((page) => page.texts).join("\n");
        for (const said of [texts.thisPhone, texts.forward, texts.provisionAgain, texts.fetchNow, texts.isUnderWay])
          expect(read.replaceAll("\n", " ")).toContain(said);
        const dialled = new Set([...walked.values()].flatMap((page) => page.numbers));
        for (const number of ["*97", "*78", "*720301234567", "*72+493012345"]) expect([...dialled]).toContain(number);
        expect([...dialled].every((number) => /^[0-9*#+]+$/.test(number))).toBe(true);
      }
    },
  );

  test("knows no other page, none at all where its settings say so, and the first one instead of what has gone", async () => {
    const phone = await phoneNumber(0, shown, "en");
    const url = (page: string) => menuUrl(BASE_URL, KEY, menuFileName(phone.mac, page));
    for (const page of ["nothing", "forward-never", "constructor", "book-", "phone-phone"])
      expect(await showMenu(orderOf(shown, phone, url(page)))).toBeUndefined();
    const off = { ...phone, settings: { ...phone.settings, menu: false } };
    expect(await showMenu(orderOf(shown, off, url("")))).toBeUndefined();
    const bare = { ...phone, settings: { language: "en" as const } };
    expect(pagesOf(await walk(shown, bare))).toEqual(["", "again", "again-now", "phone"]);
    const first = await showMenu(orderOf(shown, bare, url("")));
    expect(first).toBeDefined();
    for (const page of ["dnd", "forward", "forward-off", "forward-always", "voicemail", "book", "book-found"])
      expect(await showMenu(orderOf(shown, bare, url(page))), page).toEqual(first);
  });
});

describe.each(families)("$title", (shown) => {
  test("is told where its menu is by what its configuration has for that, and only then", () => {
    const { found, rule } = shown;
    const { vendor, modelName, model } = found;
    const files = (settings: Settings, keys: boolean) =>
      templateRules(vendor, model)
        .map((file) =>
          renderForTest(vendor, modelName, file, {
            ...{ settings, menuKey: KEY, keys: keys ? [{ type: "menu" as const }] : [] },
          }).toString(),
        )
        .join("\n");
    const address = `${BASE_URL}m/${KEY}/${rule.name("0004137447D0", modelName)}`;
    expect(files({}, false)).not.toContain("menu-0004137447D0");
    expect(files({ menu: false }, true)).not.toContain("menu-0004137447D0");
    const hasKeys = model.keys > 0;
    expect(files({ menu: true }, hasKeys)).toContain(address);
    expect(files({}, hasKeys).includes(address)).toBe(hasKeys);
  });
});

const familyOf = (title: string): Shown => {
  const found = families.find((one) => one.title === title);
  if (found === undefined) throw new Error(`no ${title}`);
  return found;
};
const BASE = familyOf("Gigaset, nx");
const DESK = familyOf("Snom, desk");

describe("provisioning again", () => {
  const now = async (phone: Phone, mayAct: boolean) => {
    const url = menuUrl(BASE_URL, KEY, menuFileName(phone.mac, "again-now"));
    const body = await showMenu(orderOf(DESK, phone, url, { mayAct }));
    return readSnomPage(body ?? Buffer.from("")).texts.join(" ");
  };

  test("is done by no page but its own, by nobody who only looks, and by one of those who ask at once", async () => {
    const phone = await phoneNumber(0, DESK, "en");
    told.length = 0;
    await walk(DESK, phone);
    expect(await now(phone, false)).toContain("already");
    expect(told).toEqual([]);
    const answers = await Promise.all([1, 2, 3].map(() => now(phone, true)));
    expect(answers.filter((answer) => answer.includes("is being told"))).toHaveLength(1);
    expect(told).toEqual([phone.mac]);
    expect(recorded).toMatchObject([
      { name: "resync-requested", mac: phone.mac, actor: "phone menu", detail: { command: "command" } },
    ]);
  });

  test("is refused while a command is under way and within a minute after one, whoever asked for it", async () => {
    const { store, clock } = opened;
    const phone = await phoneNumber(1, DESK, "en");
    const { mac, pbxId } = phone;
    const about = { mac, pbxId, kind: "resync", requestedBy: "staff", reason: null, timeoutMs: 1000 } as const;
    await store.queueCommand({ ...about, id: "abc", notBefore: clock.now, deadline: clock.now + 600_000 });
    told.length = 0;
    expect(await now(phone, true)).toContain("already");
    await store.cancelCommands({ id: "abc" }, "for the test");
    expect(await now(phone, true)).toContain("already");
    clock.now += 61_000;
    canBeTold = false;
    expect(await now(phone, true)).toContain("cannot be told");
    canBeTold = true;
    expect(await now(phone, true)).toContain("is being told");
    expect(told).toEqual([mac, mac]);
  });
});

describe("a base's menu", () => {
  test("speaks the language of the handset that asks, and English where it has no texts in it", async () => {
    const phone = await phoneNumber(3, BASE, "fr");
    const first = menuUrl(BASE_URL, KEY, menuFileName(phone.mac, ""));
    const read = async (query: string) =>
      readGigasetPage((await showMenu(orderOf(BASE, phone, `${first}${query}`))) ?? Buffer.from("")).texts;
    expect(await read("?lang=2&tz=60&mac=000413744703&handsetid=02B6EC8AA5&provid=1")).toContain("Dieses Telefon");
    expect(await read("?lang=9")).toContain("Ce téléphone");
    expect(await read("?lang=1")).toContain("This phone");
    expect(await read("?lang=17")).toContain("This phone");
    expect(await read("")).toContain("Ce téléphone");
    expect(await read("?lang=<")).toContain("Ce téléphone");
    expect(pagesOf(await walk(BASE, phone, "lang=2&tz=60&mac=000413744703&sipid=33"))).toEqual(ALL_PAGES);
  });

  test("shows the line of the handset that asks", async () => {
    const phone = { ...(await phoneNumber(3, BASE, "en")), handsets: [{}, { ipui: "02B6EC8AA5" }] };
    const url = menuUrl(BASE_URL, KEY, menuFileName(phone.mac, "phone"));
    const extensions = async (query: string) =>
      readGigasetPage((await showMenu(orderOf(BASE, phone, `${url}${query}`))) ?? Buffer.from(""))
        .texts.filter((text) => text.startsWith("Extension"))
        .map((text) => text.split(" ")[1]);
    expect(await extensions("")).toEqual(["33", "93"]);
    expect(await extensions("?sipid=93")).toEqual(["93"]);
    expect(await extensions("?handsetid=02b6ec8aa5")).toEqual(["93"]);
    expect(await extensions("?handsetid=0000000000&sipid=other")).toEqual(["33", "93"]);
  });

  test("offers no link for a number with #, which would end the address", async () => {
    const phone = await phoneNumber(3, BASE, "en");
    const url = menuUrl(BASE_URL, KEY, menuFileName(phone.mac, "dnd"));
    const page = readGigasetPage((await showMenu(orderOf(BASE, phone, url))) ?? Buffer.from(""));
    expect(page).toMatchObject({ numbers: ["*78"], texts: expect.arrayContaining(["Switch off: *79#"]) });
  });
});

test.each(forms)("$title asks for a number and hides a PIN", ({ rule, read }) => {
  const fields = [
    { name: "extension", label: `Extension & "so"`, input: "digits", maxLength: 20 },
    { name: "pin", label: "PIN", input: "pin", maxLength: 12 },
  ] as const;
  const url = menuUrl(BASE_URL, KEY, menuFileName("0004137447D0", "sign-in"));
  const back = { text: "Back", url: BASE_URL };
  const { form } = read(
    Buffer.from(rule.menu.render({ kind: "form", title: "Sign in", back, url, fields, submit: "OK" })),
  );
  expect(form?.fields.map(({ name }) => name)).toEqual(["extension", "pin"]);
  expect(form?.fields[1]?.type).toMatch(/^(?:pn|number password|password)$/);
  expect(form?.fields[0]?.type).toMatch(/^(?:n|number|text)$/);
  expect(form?.fill({ extension: "20", pin: "4711" })).toBe(`${url}?extension=20&pin=4711`);
});

test("what a menu says is there in every language, and what stands on keys is short", () => {
  const [first, ...others] = LANGUAGES.map((language) => menuTextsIn(language));
  for (const texts of [first, ...others]) {
    for (const [name, text] of Object.entries(texts ?? {}))
      expect(typeof text === "function" ? text("100") : text, name).toMatch(/\S/);
    for (const name of ["ok", "search", "menu"] as const) expect((texts?.[name] ?? "").length).toBeLessThanOrEqual(8);
    expect(Object.keys(texts ?? {})).toEqual(Object.keys(first ?? {}));
  }
  const same = (name: string) =>
    new Set([first, ...others].map((texts) => String(Reflect.get(texts ?? {}, name)))).size;
  const alike = Object.keys(first ?? {}).filter((name) => same(name) === 1);
  expect(alike.sort()).toEqual(["mac", "ok"]);
});

describe("pages in golden files", () => {
  const PAGES = [
    ["snom", "Snom, desk", "", "de", 3],
    ["snom", "Snom, desk", "forward-always", "en", 3],
    ["snom", "Snom, desk", "forward-off", "fr", 3],
    ["yealink", "Yealink, desk-colour", "", "fr", 3],
    ["yealink", "Yealink, desk-colour", "phone", "de", 3],
    ["yealink", "Yealink, desk-colour", "book", "en", 3],
    ["gigaset", "Gigaset, nx", "", "en", 3],
    ["gigaset", "Gigaset, nx", "forward-busy", "de", 3],
    ["gigaset", "Gigaset, nx", "phone", "fr", 3],
  ] as const;
  test.each(PAGES)("%s: %s %s", async (folder, title, page, language, index) => {
    const shown = familyOf(title);
    const phone = await phoneNumber(index, shown, language);
    const body = await showMenu(orderOf(shown, phone, menuUrl(BASE_URL, KEY, menuFileName(phone.mac, page))));
    const name = page === "" ? "first" : page;
    await expect(body?.toString()).toMatchFileSnapshot(`golden/${folder}/menu/${name}.xml`);
  });
});
