import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addPbx, addPhone } from "./proof-fixture.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 60_000 });

const SNOM = "0004130000B1";
const OTHERS = "0004130000B2";
const NOBODYS = "0004130000B3";
const SECRET = "0004130000B4";
const YEALINK = "8015650000B5".replace("8015", "0015");
const GIGASET = "7C2F800000B6";
const dataDir = makeDataDir();
let daemon: Daemon;

type Items = { items: Record<string, unknown>[] };

async function api(method: string, path: string, body?: unknown): Promise<unknown> {
  const { status, json, text } = await daemon.api(method, `/api/v1${path}`, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
}

async function addBook(pbx: string, person: string): Promise<void> {
  await api("POST", `/pbxs/${pbx}/phone-books`, { id: "company", label: `Book of ${pbx}`, includeAccounts: true });
  await api("PATCH", `/pbxs/${pbx}`, { settings: { phoneBook: "company" } });
  await api("POST", `/pbxs/${pbx}/phone-books/company/entries`, {
    ...{ lastName: person, firstName: "Ada" },
    numbers: [
      { kind: "work", number: "0301234567" },
      { kind: "mobile", number: "0170" },
    ],
  });
}

const get = (path: string) => daemon.fetch(path, { from: "127.0.0.2" });
async function bodyOf(path: string): Promise<string> {
  const { status, body } = await get(path);
  expect(status, path).toBe(200);
  return body;
}
/** As it stands in a configuration, below the door's address. */
async function bookAddressOf(file: string): Promise<string> {
  const config = await bodyOf(file);
  const [, address] = new RegExp(`http://${daemon.doors.http}(/[^\\s<"]*phone-book-[^\\s<"&]*)`).exec(config) ?? [];
  if (address === undefined) throw new Error(`no phone book in ${config}`);
  return address;
}

beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  await addPbx(daemon, "main", {});
  await addPbx(daemon, "other", {});
  await addPbx(daemon, "secret", { proof: ["token"] });
  for (const pbx of ["main", "other", "secret"]) await addBook(pbx, `Person-of-${pbx}`);
  await addPhone(daemon, SNOM, "main", { model: "D785" });
  await addPhone(daemon, YEALINK, "main", { model: "T46S" });
  await addPhone(daemon, GIGASET, "main", { model: "N670 IP PRO" });
  await addPhone(daemon, OTHERS, "other", { model: "D785" });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

describe("a phone's book", () => {
  test("is where its configuration says, in each vendor's form, with the names of accounts", async () => {
    const snom = await bookAddressOf(`/${SNOM}.xml`);
    expect(await bodyOf(snom)).toMatch(
      /<SnomIPPhoneDirectory>[\s\S]*<Name>Person-of-main, Ada \(mobile\)<\/Name><Telephone>0170</,
    );
    expect(await bodyOf(`${snom}?form=1`)).toContain("<SnomIPPhoneInput");
    const yealink = await bookAddressOf(`/${YEALINK.toLowerCase()}.cfg`);
    expect(yealink).toMatch(/\?search=#SEARCH$/);
    expect(await bodyOf(yealink.replace("#SEARCH", "per"))).toContain(
      "<Name>Person-of-main, Ada</Name><Telephone>0301234567</Telephone><Telephone>0170</Telephone>",
    );
    const gigaset = await bookAddressOf(`/${GIGASET.toLowerCase()}.xml`);
    const asked = `${gigaset}?command=get_list&type=pb&first=1&count=16&limit=2048&hm=%2B49301234567`;
    expect(await bodyOf(asked)).toContain("<ln>Person-of-main</ln><fn>Ada (work)</fn><hm>0301234567</hm>");
    await api("POST", "/pbxs/main/accounts", { username: "777", displayName: "Zoë of the desk" });
    expect(await bodyOf(`${snom}?search=zoe`)).toContain("<Name>Zoë of the desk</Name><Telephone>777</Telephone>");
  });

  test("is that of its own PBX; an unknown MAC, another vendor's name and a phone without a book get one and the same 404", async () => {
    expect(await bodyOf(await bookAddressOf(`/${OTHERS}.xml`))).toContain("Person-of-other");
    expect(await bodyOf(`/phone-book-${SNOM}.xml?mac=${SNOM}&search=person`)).not.toContain("other");
    await api("PATCH", `/phones/${OTHERS}`, { settings: { phoneBook: "nothing-of-that-name" } });
    const unlike = { date: "", server: "" };
    const refusals: { status: number; headers: object; body: string }[] = [];
    for (const path of [
      `/phone-book-${NOBODYS}.xml`,
      `/phone-book-${NOBODYS}.xml?search=x`,
      `/phone-book-${SNOM}.xml?mac=${OTHERS}`,
      `/phone-book-${OTHERS}.xml`,
      "/phone-book-.xml",
      "/phone-book-company.xml",
    ]) {
      const { status, headers, body } = await get(path);
      refusals.push({ status, headers: { ...headers, ...unlike }, body });
    }
    expect(refusals).toEqual(refusals.map(() => refusals[0]));
    expect(refusals[0]?.status).toBe(404);
    expect((await get(`/${OTHERS}.xml`)).body).not.toContain("phone-book-");
  });

  test("needs the secret path where its PBX asks for one, keeps to it from page to page, and moves no grant", async () => {
    const first = await addPhone(daemon, SECRET, "secret", { model: "D785" });
    await get(new URL(first).pathname);
    const second = /\/t\/[^/]+\//.exec(await bookAddressOf(new URL(first).pathname).catch(() => first))?.[0] ?? "";
    const grants = JSON.stringify(await api("GET", `/phones/${SECRET}/passwords`));
    const proofs = async () => JSON.stringify(await api("GET", `/phones/${SECRET}/proofs`));
    const book = `${second}phone-book-${SECRET}.xml`;
    const page = await bodyOf(book);
    expect(page).toContain(`http://${daemon.doors.http}${book}?form=1`);
    expect(page).toContain("Person-of-secret");
    const before = await proofs();
    for (let again = 0; again < 3; again++) await bodyOf(`${book}?search=p`);
    expect(await proofs()).toBe(before);
    expect(JSON.stringify(await api("GET", `/phones/${SECRET}/passwords`))).toBe(grants);
    expect((await get(`/phone-book-${SECRET}.xml`)).status).toBe(404);
    expect((await get(`${second}phone-book-${SNOM}.xml`)).status).not.toBe(500);
    expect((await get(`${second.replace(/.\/$/, "_/")}phone-book-${SECRET}.xml`)).status).toBe(404);
  });

  test("leaves one event however much somebody types, and nobody is held for it", async () => {
    for (const text of ["p", "pe", "per", "pers", "perso", "person", "person-of", "x", "xy"])
      await bodyOf(`/phone-book-${YEALINK.toLowerCase()}.xml?search=${text}`);
    for (let again = 0; again < 5; again++) await get(`/phone-book-${OTHERS}.xml?search=${again}`);
    await vi.waitFor(async () => {
      const { items } = (await api("GET", `/phones/${YEALINK}/events`)) as Items;
      const told = items.filter(({ detail }) => JSON.stringify(detail).includes("phone-book-"));
      expect(told.map(({ name }) => name)).toEqual(["file-served"]);
      expect(JSON.stringify(told)).not.toContain("person");
      const others = ((await api("GET", `/phones/${OTHERS}/events`)) as Items).items;
      expect(others.filter(({ name }) => name === "no-such-file")).toHaveLength(1);
    }, 10_000);
    expect(((await api("GET", "/guard")) as { addresses?: unknown[] }).addresses ?? []).toEqual([]);
  });

  test("is shown in a preview with its path masked", async () => {
    const file = `phone-book-${SECRET}.xml`;
    const { text } = await daemon.api("GET", `/api/v1/phones/${SECRET}/preview?file=${file}`);
    expect(text).toContain("Person-of-secret");
    expect(text).toMatch(/\/t\/\*+\/phone-book-/);
  });
});
