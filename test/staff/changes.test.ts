import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deskMac, startDesks } from "./start-desks.ts";
import type { TestStaff } from "./start-staff.ts";

const TEMPLATE = "/templates/snom/settings";
const PHONES = 300;

let staff: TestStaff;
let shipped: string;
const diff = (text: string | null) => staff.post(`${TEMPLATE}/diff`, { text });
const preview = (body: object) => staff.post("/changes/preview", body);
const countOf = async (table: string) => (await staff.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n;

beforeAll(async () => {
  staff = await startDesks(PHONES);
  shipped = String((await staff.get(TEMPLATE)).json.shipped);
}, 60_000);
afterAll(() => staff.close());

describe("what a change would do", () => {
  test("an unchanged template changes nothing", async () => {
    for (const text of [shipped, null])
      expect((await diff(text)).json).toEqual({
        ...{ summary: "No phone changes", checked: PHONES + 5, phones: 0, wayCount: 0, ways: [] },
        ...{ illFormed: 0, illFormedPhones: [] },
      });
  });

  test("one setting of a profile of 300 phones names 300 phones and one distinct diff, and writes nothing", async () => {
    const before = await staff.dump();
    const { json } = await preview({
      profile: { pbx: "main", id: "desks", settings: { registrationExpirySeconds: 60 } },
    });
    expect(json).toMatchObject({
      summary: "300 phones change, in 1 distinct way",
      checked: 300,
      phones: 300,
      wayCount: 1,
    });
    const [way] = json.ways as { phones: number; macs: string[]; files: { name: string; diff: string }[] }[];
    expect(way).toMatchObject({ phones: 300, macs: expect.arrayContaining([deskMac(0)]) });
    expect(way?.macs).toHaveLength(10);
    expect(way?.files).toHaveLength(1);
    expect(way?.files[0]?.diff).toMatch(/^-.*user_expiry.*3600.*\n\+.*user_expiry.*60/m);
    expect((await staff.dump()).equals(before)).toBe(true);
  });

  test("a line that is made of the phone's own name, number and MAC is one way for all", async () => {
    const own = shipped.replace(
      "<phone-settings",
      "<!-- {{phone.mac}} {{phone.macLower}} {{phone.label}} {{#each lines}}{{userName}} {{displayName}} {{label}}{{/each}} 60 --><phone-settings",
    );
    expect(own).not.toBe(shipped);
    expect((await diff(own)).json).toMatchObject({ phones: PHONES + 5, wayCount: 1 });
  });

  test("what differs by model is as many ways, the most frequent first, of which as many are shown as are asked for", async () => {
    const { json } = await preview({
      pbx: {
        id: "main",
        vendors: { snom: { models: { D785: { language: "de" }, D717: { language: "fr" } } } },
      },
      diffs: 1,
    });
    expect(json).toMatchObject({ phones: PHONES + 5, wayCount: 2, checked: PHONES + 5 });
    expect(json.ways).toHaveLength(1);
    expect((json.ways as { phones: number }[])[0]?.phones).toBe(153);
  });

  test("a phone's own change is about that phone, with passwords masked", async () => {
    const { json, text } = await preview({ phone: { mac: deskMac(3), settings: { language: "fr" }, profile: null } });
    expect(json).toMatchObject({ summary: "1 phone changes, in 1 distinct way", checked: 1 });
    const shown = await diff(shipped.replaceAll("user_pass", "user_xpass"));
    expect(shown.text).toContain("********");
    const stored = await staff.store.readPasswords(4, ["sip", "web", "menu"]);
    expect(stored.length).toBeGreaterThan(1);
    for (const { password } of stored) expect(text + shown.text).not.toContain(password.reveal());
  });

  test.each([
    [{}, ""],
    [{ pbx: { id: "main" }, phone: { mac: "000413740001" } }, ""],
    [
      { profile: { pbx: "main", id: "desks", settings: { raw: { snom: { user_pass: "x" } } } } },
      "/profile/settings/raw/snom/user_pass",
    ],
    [{ phone: { mac: "000413740001", profile: "nobody" } }, "/phone/profile"],
    [{ pbx: { id: "main", settings: { raw: { nokia: { x: "1" } } } } }, "/pbx/settings/raw/nokia/x"],
  ])("%j is refused", async (body, pointer) => {
    expect(await preview(body)).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
  });

  test("passes grants by", async () => {
    expect(await countOf("grants where state <> 'armed'")).toBe(0);
  });
});

describe("lint", () => {
  test("finds nothing in what the shipped templates write, and misspelt or unlimited settings with how many phones have them", async () => {
    expect((await staff.get("/lint")).json).toEqual({ phones: PHONES + 6, findings: [] });
    const settings = { raw: { snom: { dim_timr: "20", log_level: "12" } } };
    await staff.patch("/pbxs/main/profiles/desks", { settings });
    const { findings } = (await staff.get("/lint")).json;
    expect(findings).toEqual([
      expect.objectContaining({ kind: "unknown", vendor: "snom", name: "dim_timr", detail: "dim_timer", phones: 300 }),
      expect.objectContaining({ kind: "range", name: "log_level", detail: "allowed: 0 to 9", phones: 300 }),
    ]);
    const ofPbx = await staff.makeKey("pbx", "other");
    expect((await staff.get("/lint", { key: ofPbx })).json).toEqual({ phones: 1, findings: [] });
  });
});
