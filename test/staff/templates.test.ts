import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deskMac, startDesks } from "./start-desks.ts";
import type { TestStaff } from "./start-staff.ts";

const TEMPLATE = "/templates/snom/settings";
const PHONES = 20;

let staff: TestStaff;
let shipped: string;
type Trial = { line: number | null; files: { text: string; diff: string | null; line: number | null }[] };
const trial = async (text: string, mac: string) =>
  (await staff.post(`${TEMPLATE}/preview`, { text, mac })).json as unknown as Trial;
const diff = (text: string | null) => staff.post(`${TEMPLATE}/diff`, { text });

beforeAll(async () => {
  staff = await startDesks(PHONES);
  shipped = String((await staff.get(TEMPLATE)).json.shipped);
}, 60_000);
afterAll(() => staff.close());

describe("a template of the operator's", () => {
  const own = () => shipped.replace("<phone-settings", "<!-- ours --><phone-settings");

  test("is checked, taken into use with a version kept, changed with If-Match, rolled back and taken away", async () => {
    expect((await staff.get("/templates")).json.items).toContainEqual({
      name: "snom/settings",
      isOverridden: false,
      version: null,
    });
    const put = await staff.call("PUT", TEMPLATE, { body: { text: own() } });
    expect(put).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      json: { isOverridden: true, version: 1, shipped },
    });
    const path = join(staff.templates.folder, "snom", "settings.hbs");
    expect(readFileSync(path, "utf8")).toBe(own());
    const file = async () => (await staff.get(`/phones/${deskMac(1)}/preview?file=${deskMac(1)}.xml`)).text;
    expect(await file()).toContain("<!-- ours -->");

    const second = { text: own().replace("ours", "ours too") };
    expect((await staff.call("PUT", TEMPLATE, { body: second, headers: { "if-match": '"0"' } })).status).toBe(412);
    expect((await staff.call("PUT", TEMPLATE, { body: second, headers: { "if-match": '"1"' } })).status).toBe(200);
    expect(await file()).toContain("<!-- ours too -->");
    expect((await diff(null)).json).toMatchObject({ phones: PHONES + 5, wayCount: 1 });

    const back = { body: { version: 1 }, headers: { "if-match": '"1"' } };
    expect(await staff.call("POST", `${TEMPLATE}/rollback`, back)).toMatchObject({ status: 412 });
    expect((await staff.post(`${TEMPLATE}/rollback`, { version: 1 })).json).toMatchObject({ version: 3, text: own() });
    expect(await file()).toContain("<!-- ours -->");
    expect((await staff.post(`${TEMPLATE}/rollback`, { version: 9 })).json.code).toBe("no-such-version");
    expect((await staff.get(`${TEMPLATE}/versions/2`)).json).toMatchObject({ text: second.text, author: "the admin" });

    expect((await staff.remove(TEMPLATE)).status).toBe(204);
    expect(existsSync(path)).toBe(false);
    expect(await file()).not.toContain("ours");
    expect((await staff.remove(TEMPLATE)).status).toBe(404);
    const { json } = await staff.get(TEMPLATE);
    expect(json.versions).toMatchObject([
      { version: 4, isRemoval: true },
      { version: 3 },
      { version: 2 },
      { version: 1 },
    ]);
    expect((await staff.get("/templates/snom/nothing")).status).toBe(404);
  });

  test("that would make one admitted phone's file ill-formed is refused with that phone's name, and the one before stays", async () => {
    await staff.call("PUT", TEMPLATE, { body: { text: own() } });
    // A name that no element can have, on a single phone.
    await staff.patch(`/phones/${deskMac(17)}`, { label: "1st floor" });
    await staff.patch("/pbxs/main", {});
    const bad = shipped.replace("<phone-settings", "<!-- {{#if phone.label}}{{phone.label}}{{/if}} --><phone-settings");
    expect((await staff.post(`${TEMPLATE}/check`, { text: bad })).json).toMatchObject({
      isFit: true,
      phones: PHONES + 5,
    });
    const worse = bad
      .replace("{{phone.label}}", "--{{phone.label}}")
      .replace("{{#if phone.label}}", "{{#with (lookup words phone.label)}}{{/with}}{{#if phone.label}}");
    expect((await staff.post(`${TEMPLATE}/check`, { text: worse })).json).toMatchObject({ isFit: false });

    await staff.patch(`/phones/${deskMac(18)}`, { label: "a--b" });
    const refused = await staff.call("PUT", TEMPLATE, { body: { text: bad } });
    expect(refused).toMatchObject({ status: 422, json: { code: "template-unfit" } });
    expect(refused.json.errors).toHaveLength(1);
    expect(refused.json.errors[0]?.detail).toMatch(new RegExp(`^${deskMac(18)} \\(a--b\\), .*line \\d+, column \\d+`));
    expect((await staff.get(TEMPLATE)).json).toMatchObject({ text: own() });
    const { json } = await diff(bad);
    expect(json).toMatchObject({ illFormed: 1, illFormedPhones: [{ mac: deskMac(18), label: "a--b" }] });
    await staff.patch(`/phones/${deskMac(18)}`, { label: "" });
    await staff.remove(TEMPLATE);
  });

  test.each([
    ["{{#if phone.mac}}", /Parse error|Expecting/],
    ["{{> other}}", /partials/],
    ["{{shout phone.mac}}", /shout/],
    ["<settings>{{no.such.name}}</settings>", /"such" not defined|no/],
    ["<settings><a></settings>", /line \d+/],
    ["<hello/>", /<hello> is no root/],
  ])("%s is refused", async (text, why) => {
    const { status, json } = await staff.call("PUT", TEMPLATE, { body: { text } });
    expect({ status, code: json.code, why: json.errors[0]?.detail }).toEqual({
      ...{ status: 422, code: "template-unfit", why: expect.stringMatching(why) },
    });
  });

  test("is shown as it would be written for a phone, or for a made-up one, with what would change, and moves nothing", async () => {
    const mac = deskMac(3);
    const shown = await trial(own(), mac);
    expect(shown).toMatchObject({ model: "D717", fault: null, files: [{ name: `${mac}.xml`, fault: null }] });
    expect(shown.files[0]?.text).toBe(
      (await staff.get(`/phones/${mac}/preview?file=${mac}.xml`)).text.replace("<phone-settings", "<!-- ours -->$&"),
    );
    expect(shown.files[0]?.diff).toMatch(/^\+ *<!-- ours -->/m);
    expect((await trial(shipped, mac)).files[0]?.diff).toBeNull();
    const madeUp = (await staff.post("/templates/gigaset/n720/preview", { text: "<nothing/>" })).json;
    expect(madeUp).toMatchObject({ model: "N720 DM PRO", files: [{ text: "<nothing/>", line: 1 }] });
    expect((await staff.post(`${TEMPLATE}/preview`, { text: own(), mac: "000413FFFFFF" })).status).toBe(404);
    expect((await staff.post("/templates/yealink/phone-book/preview", { text: "" })).status).toBe(404);
  });

  test("names the phones that get files by it, and finds one by its label", async () => {
    const all = (await staff.get(`${TEMPLATE}/phones?limit=500`)).json;
    expect(all).toMatchObject({ next: null });
    expect(all.items).toHaveLength(PHONES + 5);
    expect((await staff.get(`${TEMPLATE}/phones?search=${deskMac(7)}`)).json.items).toMatchObject([
      { mac: deskMac(7), pbx: "main" },
    ]);
    expect((await staff.get("/templates/snom/dect/phones")).json.items).toEqual([]);
  });

  const TEXT = '<?xml version="1.0" encoding="utf-8"?>\n<settings>\n{{#each lines}}\n<!-- {{label}} -->\n{{/each}}\n';
  test.each([
    ["that is no Handlebars", `${TEXT}{{#if phone.mac}}\n</settings>`, 7],
    ["with an unknown helper", `${TEXT}{{shout phone.mac}}\n</settings>`, 6],
    ["with a partial", `${TEXT}{{> other}}\n</settings>`, 6],
    ["with blocks that do not match", `${TEXT}{{#if phone.mac}}\n{{/each}}</settings>`, 6],
    ["with a name that no phone has", `${TEXT}<phone-settings>\n{{phone.nothing}}\n</phone-settings></settings>`, 7],
    ["that writes XML which is not well-formed", `${TEXT}{{#each lines}}\n<a>\n</b>\n{{/each}}\n</settings>`, 8],
    ["that writes it after a value", `${TEXT}{{#if phone.mac}}{{phone.mac}}<a></b>{{/if}}</settings>`, 6],
  ])("%s is refused with its line", async (_, text, line) => {
    const { json } = await staff.post(`${TEMPLATE}/check`, { text });
    const examples = json.examples as { line: number | null }[];
    expect({ isFit: json.isFit, line: json.line ?? examples[0]?.line }).toEqual({ isFit: false, line });
    const shown = await trial(text, deskMac(1));
    expect(shown.line ?? shown.files[0]?.line).toBe(line);
  });

  test("of Yealink is held to the grammar of its cfg files", async () => {
    const path = "/templates/yealink/desk";
    const { text } = (await staff.get(path)).json;
    const put = await staff.call("PUT", path, { body: { text: `${text}\nno setting at all\n` } });
    expect(put).toMatchObject({
      status: 422,
      json: { errors: [{ detail: expect.stringMatching(/^805EC0000001, .*neither a comment nor/) }] },
    });
  });

  test("edited by hand on disk is taken into use when it is fit; else the last good one stays, with an event", async () => {
    const { folder, keeper } = staff.templates;
    const save = async (text: string) => {
      mkdirSync(join(folder, "snom"), { recursive: true });
      writeFileSync(join(folder, "snom", "settings.hbs"), text);
      // The first look only notes that somebody may still be writing.
      await keeper.look();
      await keeper.look();
    };
    await save(own());
    expect((await staff.get(TEMPLATE)).json).toMatchObject({ isOverridden: true, text: own() });
    await save("<settings><a></settings>");
    const { json } = await staff.get(TEMPLATE);
    expect(json).toMatchObject({ text: own(), refused: { phone: deskMac(0), why: expect.stringMatching(/line 1/) } });
    expect(staff.templates.keeper.refusals()).toHaveLength(1);
    const refusals = (await staff.get("/events?name=template-refused")).json.items;
    expect(refusals).toMatchObject([{ mac: deskMac(0), detail: { template: "snom/settings", phones: PHONES + 5 } }]);
    await keeper.look();
    expect((await staff.get("/events?name=template-refused")).json.items).toHaveLength(1);
    await save(own());
    expect((await staff.get(TEMPLATE)).json.refused).toBeUndefined();
  });
});
