import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startNotifyPhone } from "../servers/notify-phone.ts";
import {
  type ReadMenuPage,
  type ReadPage,
  readGigasetPage,
  readSnomPage,
  readYealinkPage,
  walkMenu,
} from "../vendors/menu-elements.ts";
import { addPbx, namesOfEvents, tokensIn } from "./proof-fixture.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 60_000 });

const SNOM = "0004130000D1";
const YEALINK = "0015650000D2";
const GIGASET = "7C2F800000D3";
const TOLD = "0004130000D4";
const SECRET = "0004130000D5";
const LOGIN = "0015650000D6";
const NOBODYS = "0004130000DF";
const PHONES = "127.0.0.2";
/** Where the phone is that is told to fetch: port 5060 of an address that nobody else here uses. */
const TOLD_AT = "127.77.63.1";
/** Which must be on no page, in no history and in no log. */
const CANARIES = { sip: "canary-sip-Hq3xL8", web: "canary-web-Tk7vP2" };
const MENU_PINS: Readonly<Record<string, string>> = { [SNOM]: "48151623", [GIGASET]: "4815" };

type Vendor = { mac: string; model: string; file: string; read: ReadMenuPage; type: string; query: string };
const VENDORS: readonly Vendor[] = [
  { mac: SNOM, model: "D785", file: `/${SNOM}.xml`, read: readSnomPage, type: "text/xml; charset=utf-8", query: "" },
  {
    ...{ mac: YEALINK, model: "T46S", file: `/${YEALINK.toLowerCase()}.cfg`, read: readYealinkPage },
    ...{ type: "text/xml", query: "" },
  },
  {
    ...{ mac: GIGASET, model: "N670 IP PRO", file: `/${GIGASET.toLowerCase()}.xml`, read: readGigasetPage },
    type: "application/xhtml+xml; charset=utf-8",
    query: `lang=2&tz=60&mac=${GIGASET}&handsetid=02B6EC8AA5&sipid=20&provid=1`,
  },
];
const TYPED = [
  { to: "0301234567", q: "per" },
  { to: "0x", q: "nobody" },
];

const dataDir = makeDataDir();
let daemon: Daemon;
let log = "";

async function api(method: string, path: string, body?: unknown): Promise<unknown> {
  const { status, json, text } = await daemon.api(method, `/api/v1${path}`, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
}

const get = (path: string, from = PHONES) => daemon.fetch(path, { from });

/** The address of a phone's menu in its configuration, below the door's address. */
async function menuOf(file: string, from = PHONES): Promise<string> {
  const { body } = await get(file, from);
  const [, address] = new RegExp(`http://${daemon.doors.http}(/[\\w/-]*/menu-[0-9A-F]{12}\\.xml)`).exec(body) ?? [];
  if (address === undefined) throw new Error(`no menu in ${body}`);
  return address;
}

async function addPhone(mac: string, pbx: string, more: object): Promise<unknown> {
  return api("POST", "/phones?reveal=true", { mac, pbx, lines: [{ account: "20" }], ...more });
}

/** Every page that can be reached from a phone's first one, each read by its vendor's element forms. */
function walk({ read, type, query }: Vendor, address: string): Promise<Map<string, ReadPage>> {
  const base = `http://${daemon.doors.http}`;
  return walkMenu(
    `${base}${address}`,
    async (url) => {
      expect(url.startsWith(`${base}/`), url).toBe(true);
      const path = url.slice(base.length);
      const asked = query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;
      const { status, headers, body } = await get(asked);
      expect({ url, status, type: headers["content-type"] }).toEqual({ url, status: 200, type });
      expect({ url, etag: headers.etag }).toEqual({ url, etag: undefined });
      return read(Buffer.from(body));
    },
    TYPED,
  );
}

beforeAll(async () => {
  daemon = await startDaemon(dataDir, { OFFHOOK_LOG_LEVEL: "trace", OFFHOOK_GUARD_GUESSES: "8" });
  await addPbx(daemon, "main", {});
  await addPbx(daemon, "secret", { proof: ["token"] });
  for (const pbx of ["main", "secret"]) {
    await api("POST", `/pbxs/${pbx}/accounts`, { username: "20", displayName: "Ada", password: CANARIES.sip });
    await api("POST", `/pbxs/${pbx}/phone-books`, { id: "company", label: "Company" });
    await api("POST", `/pbxs/${pbx}/phone-books/company/entries`, {
      ...{
        lastName: "Person",
        numbers: Array.from({ length: 12 }, (_, index) => ({ kind: "work", number: `4${index}` })),
      },
    });
    await api("POST", `/pbxs/${pbx}/phone-books/company/entries`, {
      ...{
        lastName: "Perlman",
        numbers: Array.from({ length: 12 }, (_, index) => ({ kind: "home", number: `5${index}` })),
      },
    });
    await api("PATCH", `/pbxs/${pbx}`, {
      settings: {
        ...{ phoneBook: "company", voicemailNumber: "*97", menu: true, language: "fr" },
        featureCodes: { forwardAlwaysOn: "*72", forwardAlwaysOff: "*73", dndOn: "*78", dndOff: "*79" },
      },
    });
  }
  const keys = [{ type: "line" }, { type: "menu" }];
  for (const { mac, model } of VENDORS) {
    const menu = MENU_PINS[mac];
    await addPhone(mac, "main", {
      ...{ model, passwords: { web: CANARIES.web, ...(menu === undefined ? {} : { menu }) } },
      ...(mac === GIGASET ? {} : { keys }),
    });
  }
  await addPhone(TOLD, "main", { model: "D785", keys });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

describe.each(VENDORS)("the menu of $model", (vendor) => {
  test("is where its configuration says, and every link of every page leads to another one", async () => {
    const walked = await walk(vendor, await menuOf(vendor.file));
    const pages = [...walked.keys()].map((url) => /-([a-z-]+)\.xml/.exec(url)?.[1] ?? "");
    for (const page of [
      "",
      "again",
      "again-now",
      "book",
      "book-found",
      "dnd",
      "forward",
      "forward-always",
      "forward-off",
      "phone",
    ])
      expect(pages).toContain(page);
    // Two pages of 15 rows, but for Snom's 30.
    expect(pages.filter((page) => page === "book-found").length).toBeGreaterThanOrEqual(2);
    const numbers = new Set([...walked.values()].flatMap((page) => page.numbers));
    for (const number of ["*97", "*73", "*78", "*79", "*720301234567", "40", "411", "50", "511"])
      expect([...numbers]).toContain(number);
    const texts = [...walked.values()].flatMap((page) => page.texts).join(" ");
    expect(texts).toContain(vendor.query === "" ? "Ce téléphone" : "Dieses Telefon");
    expect(texts).toContain("20 Ada");
    for (const secret of [...Object.values(CANARIES), ...Object.values(MENU_PINS), "/m/"])
      expect(texts).not.toContain(secret);
  });
});

describe("a menu belongs to its phone", () => {
  test("a foreign key, another phone's name, no key, no such page and an unknown MAC get one and the same answer", async () => {
    const own = await menuOf(`/${SNOM}.xml`);
    const foreign = await menuOf(`/${YEALINK.toLowerCase()}.cfg`);
    const keyOf = (address: string) => /\/m\/([\w-]+)\//.exec(address)?.[1] ?? "";
    const altered = `${keyOf(own).slice(0, -1)}${keyOf(own).endsWith("A") ? "E" : "A"}`;
    expect(keyOf(own)).toMatch(/^[\w-]{22}$/);
    expect(keyOf(own)).not.toBe(keyOf(foreign));
    const answers = new Map<string, unknown>();
    for (const path of [
      `/m/${keyOf(own)}/menu-${NOBODYS}.xml`,
      `/menu-${NOBODYS}.xml`,
      `/m/${keyOf(foreign)}/menu-${SNOM}.xml`,
      `/m/${altered}/menu-${SNOM}.xml`,
      `/m/${keyOf(own)}/menu-${SNOM}-nothing.xml`,
      `/m/${keyOf(own)}/x/menu-${SNOM}.xml`,
      `/m//menu-${SNOM}.xml`,
      `/menu-${SNOM}.xml`,
      `/menu-${SNOM}-again-now.xml`,
      `/m/${keyOf(own)}/menu-${YEALINK}.xml`,
      `/m/${keyOf(own)}/menu-${SNOM}.xml?mac=${YEALINK}`,
    ]) {
      // From an address of its own: whoever guesses on is answered slowly.
      const { status, headers, body } = await get(path, `127.0.4.${answers.size + 1}`);
      answers.set(path, { status, headers: { ...headers, date: "" }, body });
    }
    const [first] = answers.values();
    for (const [path, answer] of answers) expect({ path, answer }).toEqual({ path, answer: first });
    expect(first).toMatchObject({ status: 404, body: "Not found\n" });
    // Events are written in batches.
    await expect.poll(() => namesOfEvents(daemon, SNOM)).toContain("menu-key-wrong");
    expect((await get(own)).status).toBe(200);
  });

  test("whoever tries the menus of several phones is held like everybody who guesses", async () => {
    const from = "127.0.5.1";
    const macs = Array.from({ length: 10 }, (_, index) => `000413000A0${index}`);
    for (const mac of macs) await addPhone(mac, "main", { model: "D785" });
    await Promise.all(macs.map((mac) => get(`/m/${"A".repeat(22)}/menu-${mac}.xml`, from)));
    const { items } = (await api("GET", "/guard")) as { items: object[] };
    expect(items).toContainEqual(expect.objectContaining({ address: from, state: "held" }));
  });

  test("where a PBX asks for a secret path, key and path are both needed, and links keep to both", async () => {
    const { provisioningUrl = "" } = (await addPhone(SECRET, "secret", {
      model: "D785",
      keys: [{ type: "menu" }],
    })) as {
      provisioningUrl?: string;
    };
    const address = await menuOf(new URL(provisioningUrl).pathname);
    const [token = ""] = tokensIn(address);
    expect(address).toMatch(/^\/t\/[\w-]{22}\/m\/[\w-]{22}\/menu-/);
    const [vendor] = VENDORS;
    const walked = vendor && (await walk(vendor, address));
    expect([...(walked?.keys() ?? [])].every((url) => url.includes(`/t/${token}/m/`))).toBe(true);
    const texts = [...(walked?.values() ?? [])].flatMap((page) => page.texts).join(" ");
    expect(texts).not.toContain(token);
    expect((await get(address.replace(`/t/${token}`, ""))).status).toBe(404);
    expect((await get(address.replace(/\/m\/[\w-]+/, ""))).status).toBe(404);
  });

  test("is the same after a restart, and none when the phone is admitted anew or its settings forbid it", async () => {
    const before = await menuOf(`/${SNOM}.xml`);
    log += daemon.stdout() + daemon.stderr();
    await daemon.stop("SIGKILL");
    daemon = await startDaemon(dataDir, { OFFHOOK_LOG_LEVEL: "trace" });
    expect((await get(before)).status).toBe(200);
    expect(await menuOf(`/${SNOM}.xml`)).toBe(before);
    await api("PATCH", `/phones/${SNOM}`, { settings: { menu: false } });
    expect((await get(before)).status).toBe(404);
    await expect(menuOf(`/${SNOM}.xml`)).rejects.toThrow("no menu");
    await api("DELETE", `/phones/${SNOM}`);
    await addPhone(SNOM, "main", { model: "D785", keys: [{ type: "menu" }] });
    expect((await get(before)).status).toBe(404);
    expect(await menuOf(`/${SNOM}.xml`)).not.toBe(before);
  });

  test("is shown in a preview with its key masked, and does nothing there", async () => {
    const { text } = await daemon.api("GET", `/api/v1/phones/${TOLD}/preview?file=menu-${TOLD}-again.xml`);
    expect(text).toMatch(/\/m\/\*+\/menu-0004130000D4-again-now\.xml/);
    await daemon.api("GET", `/api/v1/phones/${TOLD}/preview?file=menu-${TOLD}-again-now.xml`);
    expect(await api("GET", `/phones/${TOLD}/commands`)).toMatchObject({ items: [] });
    const config = await daemon.api("GET", `/api/v1/phones/${TOLD}/preview?file=${TOLD}.xml`);
    expect(config.text).toMatch(/\/m\/\*+\/menu-0004130000D4\.xml/);
  });
});

test("a Yealink is told the login of its PBX for its browser, too, and no menu opens without", async () => {
  await addPbx(daemon, "login", { proof: ["credentials"] });
  const added = await api("POST", "/phones?reveal=true", {
    ...{
      mac: LOGIN,
      pbx: "login",
      model: "T46S",
      lines: [{ account: "21", displayName: "Bert" }],
      keys: [{ type: "menu" }],
    },
  });
  const { provisioningUrl = "" } = added as { provisioningUrl?: string };
  const { body } = await get(`${new URL(provisioningUrl).pathname}${LOGIN.toLowerCase()}.cfg`);
  const said = (name: string) => new RegExp(`^features\\.xml_browser\\.${name} = (.*)$`, "m").exec(body)?.[1] ?? "";
  const menu = /\/m\/[\w-]{22}\/menu-[0-9A-F]{12}\.xml/.exec(body)?.[0] ?? "";
  const authorization = `Basic ${Buffer.from(`${said("user_name")}:${said("pwd")}`).toString("base64")}`;
  expect((await daemon.fetch(menu, { from: PHONES, headers: { authorization } })).status).toBe(200);
  expect((await get(menu)).status).toBe(401);
  await api("DELETE", `/phones/${LOGIN}`);
  await api("DELETE", "/pbxs/login");
});

describe("provisioning again from the menu", () => {
  test("ends in a resync that was seen to be done; a second wish within the minute adds none, and HEAD none at all", async () => {
    const fetchConfig = () => daemon.fetch(`/${TOLD}.xml`, { from: TOLD_AT });
    const address = await menuOf(`/${TOLD}.xml`, TOLD_AT);
    const page = (name: string) => address.replace(".xml", `-${name}.xml`);
    const commands = async () =>
      ((await api("GET", `/phones/${TOLD}/commands`)) as { items: Record<string, unknown>[] }).items;
    // Visits are written in batches.
    await expect
      .poll(async () => ((await api("GET", `/phones/${TOLD}`)) as { lastAddress: string }).lastAddress)
      .toBe(TOLD_AT);
    const phone = await startNotifyPhone(
      TOLD_AT,
      () => {
        setTimeout(() => void fetchConfig(), 100);
        return { status: "200 OK" };
      },
      5060,
    );
    try {
      for (const name of ["", "again"]) await get(name === "" ? address : page(name), TOLD_AT);
      await daemon.fetch(page("again-now"), { from: TOLD_AT, method: "HEAD" });
      await sleep(300);
      expect(await commands()).toEqual([]);
      expect((await get(page("again-now"), TOLD_AT)).body).toContain("est invité");
      expect((await get(page("again-now"), TOLD_AT)).body).toContain("déjà");
      await expect.poll(async () => (await commands())[0]?.state, { timeout: 15_000 }).toBe("done");
      expect((await get(page("again-now"), TOLD_AT)).body).toContain("déjà");
      expect(await commands()).toMatchObject([{ kind: "resync", requestedBy: "phone menu", state: "done" }]);
      expect(phone.heard).toHaveLength(1);
      expect(phone.heard[0]?.event).toBe("check-sync;reboot=false");
    } finally {
      await phone.close();
    }
    await vi.waitFor(async () => {
      const names = await namesOfEvents(daemon, TOLD);
      for (const name of ["resync-requested", "resync-sent", "resync-done", "menu-shown"])
        expect(names).toContain(name);
    }, 10_000);
    expect((await get(page("phone"), TOLD_AT)).body).toMatch(/Configuré: \d{4}-\d\d-\d\d \d\d:\d\d/);
  });
});

test("no history, no log and no file of the data folder holds a menu's key", async () => {
  const keys = new Set<string>();
  for (const { file } of VENDORS) keys.add(/\/m\/([\w-]{22})\//.exec(await menuOf(file))?.[1] ?? "");
  keys.add(/\/m\/([\w-]{22})\//.exec(await menuOf(`/${TOLD}.xml`, TOLD_AT))?.[1] ?? "");
  expect(keys.size).toBe(4);
  await sleep(400);
  const told = [JSON.stringify(await api("GET", "/events?limit=500")), JSON.stringify(await api("GET", "/sightings"))];
  for (const { mac } of VENDORS) told.push(JSON.stringify(await api("GET", `/phones/${mac}/files`)));
  expect(await daemon.stop()).toBe(0);
  told.push(log, daemon.stdout(), daemon.stderr());
  for (const name of readdirSync(dataDir, { recursive: true, encoding: "utf8" }))
    if (statSync(join(dataDir, name)).isFile()) told.push(readFileSync(join(dataDir, name)).toString("latin1"));
  for (const key of keys) expect(told.some((text) => text.includes(key))).toBe(false);
});
