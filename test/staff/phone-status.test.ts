import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Registration } from "../../src/provisioning/pbx-link.ts";
import { linkMain, registrationOf } from "../storage/registrations-contract.ts";
import { D785, MINUTE } from "./diagnosis-fixture.ts";
import { startPhones, type TestPhones } from "./start-phones.ts";
import { addMainPbx, snomMac } from "./start-staff.ts";

const HOUR = 60 * MINUTE;
let phones: TestPhones;
beforeAll(async () => {
  phones = await startPhones();
  await addMainPbx(phones.staff);
});
afterAll(() => phones.close());

async function admit(account: string): Promise<string> {
  const mac = snomMac();
  const lines = [{ account, displayName: account }];
  expect((await phones.staff.post("/phones", { mac, pbx: "main", model: "D785", lines })).status).toBe(201);
  return mac;
}
const tell = (registrations: Registration[], freshMs = HOUR) =>
  phones.staff.store.recordRegistrations("main", registrations, phones.staff.clock.now, { freshMs, nextMs: 1 });
const until = (ms: number) => phones.staff.clock.now + ms;

async function statusOf(mac: string, language = "en") {
  const { status, json } = await phones.staff.get(`/phones/${mac}/status?language=${language}`);
  expect(status).toBe(200);
  const { light, stages, accounts } = json as unknown as {
    light: { colour: string; code: string; why: string };
    stages: { stage: string; state: string; at: string | null; code?: string; why?: string; evidence: object }[];
    accounts: object[];
  };
  const listed = (await phones.staff.get("/phones?limit=500")).json.items.find((item) => item.mac === mac);
  // The list and the status never say two things.
  expect(listed?.light).toBe(light.colour);
  for (const { state, why } of stages) expect(why === undefined).toBe(state === "done");
  const state = (listed?.registration as { state: string } | undefined)?.state;
  const found = await phones.staff.get(`/phones?limit=500&registration=${state}`);
  expect(found.json.items).toContainEqual(listed);
  return { light, stages, accounts, listed, byStage: Object.fromEntries(stages.map((one) => [one.stage, one])) };
}

describe("the status of a phone", () => {
  test("comes through five stages, each with its time and evidence, and is green, then red with the last evidence", async () => {
    const mac = await admit("301");
    const before = await statusOf(mac);
    expect(before.stages.map(({ stage, state }) => [stage, state])).toEqual([
      ...[
        ["admitted", "done"],
        ["found", "waiting"],
        ["fetched", "waiting"],
        ["passwords", "waiting"],
      ],
      ["registered", "unknown"],
    ]);
    expect(before.light).toMatchObject({ colour: "grey", code: "no-link" });
    await linkMain(phones.staff.store);
    expect((await statusOf(mac)).light).toMatchObject({ colour: "grey", code: "not-asked-yet" });
    expect((await statusOf(mac)).byStage.passwords).toMatchObject({ state: "waiting", code: "pbx-not-told" });
    await tell([]);
    expect((await statusOf(mac)).light).toMatchObject({ colour: "yellow", code: "not-fetched-yet" });
    for (const job of await phones.staff.store.claimLinkJobs(5, 1000))
      await phones.staff.store.finishLinkJob(job, {
        ...{ outcomes: job.changes.map(() => ({ outcome: "done" }) as const), delayMs: 0, event: undefined },
      });
    await phones.staff.store.record({
      ...{ visits: [], sightings: [] },
      events: [
        { name: "pnp-answered", at: phones.staff.clock.now, mac, pbx: "main", address: "192.0.2.77", door: "pnp" },
      ],
    });
    expect(await phones.fetch(`/${mac}.xml`, { userAgent: D785 })).toContain("<settings");
    const fetched = await statusOf(mac);
    expect(fetched.light).toMatchObject({ colour: "yellow", code: "just-fetched" });
    expect(fetched.byStage.found).toMatchObject({ state: "done", evidence: { way: "pnp", address: "192.0.2.77" } });
    expect(fetched.byStage.fetched).toMatchObject({ state: "done", at: expect.any(String) });
    expect(fetched.byStage.passwords).toMatchObject({ state: "done", at: expect.any(String) });
    phones.wait(5 * MINUTE);
    expect((await statusOf(mac)).light).toMatchObject({ colour: "red", code: "never-registered" });

    const expiresAt = until(10 * MINUTE);
    await tell([registrationOf("301", { expiresAt })]);
    const green = await statusOf(mac);
    expect(green.light).toMatchObject({ colour: "green", code: "registered" });
    const last = { userAgent: "snomD785/10.1", address: "198.51.100.7", expiresAt: new Date(expiresAt).toISOString() };
    expect(green.byStage.registered).toMatchObject({ state: "done", evidence: last });
    expect(green.accounts).toMatchObject([{ account: "301", state: "registered", ...last, goneAt: null }]);
    expect(green.listed?.registration).toMatchObject({ state: "registered", ...last });
    phones.wait(10 * MINUTE);
    const red = await statusOf(mac);
    expect(red.light).toMatchObject({ colour: "red", code: "gone", why: expect.stringContaining("snomD785/10.1") });
    expect(red.byStage.registered).toMatchObject({ state: "problem", at: expect.any(String), evidence: last });
    expect(red.listed?.registration).toMatchObject({ state: "gone", ...last });
    const words = await Promise.all(
      ["en", "de", "fr"].map(async (language) => (await statusOf(mac, language)).light.why),
    );
    expect(new Set(words).size).toBe(3);
  });

  test("is grey and neither green nor red while the PBX does not answer, or its answer is too old", async () => {
    const mac = await admit("302");
    await linkMain(phones.staff.store);
    await tell([registrationOf("302", { expiresAt: until(HOUR) })], MINUTE);
    expect((await statusOf(mac)).light.colour).toBe("green");
    phones.wait(MINUTE);
    expect((await statusOf(mac)).light).toMatchObject({ colour: "grey", code: "pbx-silent" });
    await tell([registrationOf("302", { expiresAt: until(HOUR) })]);
    const at = phones.staff.clock.now;
    await phones.staff.store.recordUnasked("main", { words: "connection refused" }, { at, nextMs: 1 });
    const { light, byStage } = await statusOf(mac);
    expect(light).toMatchObject({ colour: "grey", why: expect.stringContaining("connection refused") });
    expect(byStage.registered).toMatchObject({ state: "unknown", evidence: { address: "198.51.100.7" } });
    await phones.staff.store.recordUnasked("main", "cannot-be-asked", { at, nextMs: 1 });
    expect((await statusOf(mac)).light).toMatchObject({ colour: "grey", code: "cannot-be-asked" });
  });

  test("says where the PBX has refused a password", async () => {
    const mac = await admit("303");
    await linkMain(phones.staff.store);
    await tell([]);
    for (const job of await phones.staff.store.claimLinkJobs(5, 1000))
      await phones.staff.store.finishLinkJob(job, {
        outcomes: job.changes.map(() => ({ outcome: "failed", words: "no table subscriber" }) as const),
        ...{ delayMs: 0, event: undefined },
      });
    expect((await statusOf(mac)).byStage.passwords).toMatchObject({
      ...{ state: "problem", code: "pbx-refused", why: expect.stringContaining("no table subscriber") },
    });
  });

  test("of a phone that answers SIP is yellow where its PBX cannot be asked, and says that this is no registration", async () => {
    await phones.staff.post("/pbxs", { id: "mute", host: "x" });
    const mac = await admit("304");
    expect(
      (await phones.staff.patch(`/phones/${mac}`, { pbx: "mute", lines: [{ account: "304", displayName: "x" }] }))
        .status,
    ).toBe(200);
    expect(await phones.staff.post(`/phones/${mac}/sip-probe`)).toMatchObject({
      status: 409,
      json: { code: "phone-not-near" },
    });
    const visit = (address: string) =>
      phones.staff.store.record({
        ...{ events: [], sightings: [] },
        visits: [{ mac: mac as never, at: phones.staff.clock.now, address, model: null, firmware: null }],
      });
    for (const address of ["8.8.8.8", "169.254.169.254", "127.0.0.1"]) {
      await visit(address);
      expect(await phones.staff.post(`/phones/${mac}/sip-probe`)).toMatchObject({
        status: 409,
        json: { code: "phone-not-near" },
      });
    }
    phones.staff.lan.own = [{ interfaceName: "lo", address: "127.0.0.1", bits: 8, isLoopback: true, hasMac: false }];
    const device = createSocket("udp4");
    device.bind(0, "127.0.0.1");
    await once(device, "listening");
    phones.staff.lan.sipPorts.push(device.address().port);
    const asked: string[] = [];
    device.on("message", (bytes, { port, address }) => {
      const text = bytes.toString("latin1");
      asked.push(text);
      const header = (name: string) => text.split("\r\n").find((line) => line.startsWith(`${name}:`)) ?? "";
      const answer = [
        "SIP/2.0 200 OK",
        ...["Via", "From", "To", "Call-ID", "CSeq"].map(header),
        "User-Agent: snomD785/10.1",
      ];
      if (asked.length > 1) device.send(`${answer.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`, port, address);
    });
    expect((await phones.staff.post(`/phones/${mac}/sip-probe`)).json).toMatchObject({ answers: false, agent: null });
    expect((await statusOf(mac)).light).toMatchObject({ colour: "grey", code: "no-link" });
    expect((await phones.staff.post(`/phones/${mac}/sip-probe`)).json).toMatchObject({
      ...{ address: "127.0.0.1", answers: true, agent: "snomD785/10.1" },
    });
    expect(asked[0]).toMatch(/^OPTIONS sip:127\.0\.0\.1:\d+ SIP\/2\.0\r\n/);
    const { light, byStage, listed } = await statusOf(mac);
    expect(light).toMatchObject({
      colour: "yellow",
      code: "answers-sip",
      why: expect.stringContaining("nobody here knows"),
    });
    expect(byStage.registered).toMatchObject({ state: "unknown" });
    expect(listed?.registration).toMatchObject({ state: "unknown" });
    phones.wait(11 * MINUTE);
    expect((await statusOf(mac)).light).toMatchObject({ colour: "grey" });
    device.close();
  });

  test("is told of each account of a PBX in its list", async () => {
    const { staff } = phones;
    await staff.post("/pbxs", { id: "listed", host: "x" });
    for (const username of ["1", "2", "3"]) await staff.post("/pbxs/listed/accounts", { username });
    const list = async () =>
      (await staff.get("/pbxs/listed/accounts")).json.items.map(({ registration }) => registration);
    expect(await list()).toEqual(Array(3).fill({ state: "unknown", address: null }));
    const credentials = { databaseUrl: "sqlite:/none" };
    const link = { settings: { kind: "kamailio" as const }, credentials, passwordOrder: "pbx-first" as const };
    await staff.store.putLink({ pbxId: "listed", ...link });
    const say = (usernames: string[]) =>
      staff.store.recordRegistrations(
        "listed",
        usernames.map((username) => registrationOf(username, { expiresAt: until(HOUR) })),
        staff.clock.now,
        { freshMs: HOUR, nextMs: 1 },
      );
    await say(["1", "2"]);
    await say(["1"]);
    const address = "198.51.100.7";
    expect(await list()).toEqual([
      { state: "registered", address },
      { state: "gone", address },
      { state: "never", address: null },
    ]);
  });

  test("is kept from whoever does not see its PBX, and refuses an unknown state", async () => {
    const mac = await admit("305");
    await phones.staff.post("/pbxs", { id: "other", host: "x" });
    const key = await phones.staff.makeKey("pbx", "other");
    expect((await phones.staff.get(`/phones/${mac}/status`, { key })).status).toBe(404);
    expect((await phones.staff.post(`/phones/${mac}/sip-probe`, undefined, { key })).status).toBe(404);
    expect(await phones.staff.get("/phones?registration=green")).toMatchObject({
      status: 400,
      json: { code: "invalid-query" },
    });
  });
});
