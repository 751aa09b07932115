import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DirectNotification, DirectOutcome, FindLogin } from "../../src/provisioning/notify-phone.ts";
import type { Notification, NotifyOutcome, PbxLink, Registration } from "../../src/provisioning/pbx-link.ts";
import { lookAfter, tell } from "../../src/provisioning/run-commands.ts";
import { vendors } from "../../src/vendors/index.ts";
import { startPhones, type TestPhones } from "../staff/start-phones.ts";

const SNOM = "0004137447D0";
const SECOND = "0004137447D1";
const YEALINK = "805EC017DE13";
const NX = "7C2F80E0D605";
const UA = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.54.13)";

let phones: TestPhones;
/** What the PBX was told, and how it answers. */
let told: Notification[];
let pbx: { answer: NotifyOutcome; busy: Set<string>; link: PbxLink };
/** What phones were told directly, and how they answer. */
let direct: DirectNotification[];
let phone: (notification: DirectNotification, findLogin: FindLogin | undefined) => Promise<DirectOutcome>;

beforeEach(async () => {
  phones = await startPhones();
  told = [];
  direct = [];
  phone = async () => ({ outcome: "accepted" });
  const link: PbxLink = {
    apply: async (changes) => changes.map(() => ({ outcome: "done" })),
    notify: async (notification) => {
      told.push(notification);
      return pbx.answer;
    },
    isBusy: async (username) => pbx.busy.has(username),
    registeredAnew: async () => [],
    close: async () => undefined,
  };
  pbx = { answer: { outcome: "accepted" }, busy: new Set(), link };
  const { staff } = phones;
  await staff.post("/pbxs", { id: "main", host: "pbx.example.com", settings: { timezone: "Europe/Berlin" } });
  for (const username of ["201", "202"]) await staff.post("/pbxs/main/accounts", { username, displayName: username });
  await staff.post("/phones", { mac: SNOM, pbx: "main", model: "D785", lines: [{ account: "201" }] });
  await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
});
afterEach(() => phones.close());

/** The PBX has a link, and says who is registered. */
async function registered(...registrations: Partial<Registration>[]): Promise<void> {
  const { store, clock } = phones.staff;
  const settings = { kind: "webhook", url: "https://pbx.example/hook" } as const;
  if ((await store.findLink("main")) === undefined)
    await store.putLink({ pbxId: "main", settings, credentials: { secret: "whsec_x" }, passwordOrder: "pbx-first" });
  const all = registrations.map((one) => ({
    ...{ username: "201", contact: "sip:201@192.0.2.77:2048", userAgent: null, address: "192.0.2.77" },
    ...{ expiresAt: clock.now + 3_600_000, registeredAt: null, ...one },
  }));
  await store.recordRegistrations("main", all, clock.now);
}

/** Does what is due, as the daemon would. */
async function work(): Promise<void> {
  const { store, clock } = phones.staff;
  const deps = {
    ...{ store, vendors, watch: phones.watch, connect: () => pbx.link, clock: () => clock.now },
    notify: async (
      notification: DirectNotification,
      { findLogin, onSent }: { findLogin: FindLogin | undefined; onSent: () => void },
    ) => {
      direct.push(notification);
      onSent();
      return phone(notification, findLogin);
    },
    reportFault: (error: unknown) => {
      throw error;
    },
  };
  for (;;) {
    const jobs = await store.claimCommands(64, 60_000);
    if (jobs.length === 0) break;
    for (const job of jobs) await store.finishSending(job, await tell(job, deps));
  }
  await lookAfter(deps);
}

async function ask(path: string, body: object = {}): Promise<string> {
  const { status, json, headers } = await phones.staff.post(path, body);
  expect(status, JSON.stringify(json)).toBe(202);
  expect(headers.location).toMatch(new RegExp(`^/api/v1/(?:commands|batches)/${json.id}$`));
  return String(json.id);
}
const stateOf = async (id: string) => (await phones.staff.get(`/commands/${id}`)).json;

describe("a resync", () => {
  test("goes through the PBX to the phone's own contact and is done when the phone has fetched", async () => {
    await registered({});
    // From now on its file is answered from memory, and leaves no event for a minute.
    await phones.staff.post(`/phones/${SNOM}/passwords/close`, {});
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    const id = await ask(`/phones/${SNOM}/resync`, { reason: "new keys" });
    await work();
    expect(told).toEqual([{ username: "201", contact: "sip:201@192.0.2.77:2048", event: "check-sync;reboot=false" }]);
    expect(await stateOf(id)).toMatchObject({ state: "accepted", via: "pbx", reason: "new keys", fetchedAt: null });
    phones.wait(2000);
    // The same file within a minute: what the history passes over counts here.
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    expect(await stateOf(id)).toMatchObject({ state: "done", fetchedAt: "2030-01-01T00:00:02.000Z" });
    const { json } = await phones.staff.get(`/phones/${SNOM}/events`);
    expect(json.items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["resync-requested", "resync-sent", "resync-done"]),
    );
  });

  test("of a phone that says yes and does nothing is never done (acceptance 5)", async () => {
    const id = await ask(`/phones/${SNOM}/resync`);
    await work();
    expect(direct).toMatchObject([{ address: "192.0.2.77", port: 5060, user: "201" }]);
    phones.wait(119_000);
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "accepted" });
    phones.wait(1000);
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "timed-out", words: expect.stringMatching(/did not fetch/) });
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "timed-out" });
  });

  test("is not done by other files, by looks without a body, by other phones or by a fetch that began before", async () => {
    await phones.staff.post("/phones", { mac: SECOND, pbx: "main", model: "D785", lines: [{ account: "202" }] });
    const id = await ask(`/phones/${SNOM}/resync`);
    // Asked in the very moment, and answered later.
    phone = async () => {
      await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
      return { outcome: "accepted" };
    };
    await work();
    phones.wait(1000);
    await phones.fetch(`/snomD785.htm`, { userAgent: UA });
    await phones.fetch(`/${SECOND}.xml`, { userAgent: UA });
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "accepted", fetchedAt: null });
  });

  test("of an account that two phones have tells only the one that was meant (acceptance 5)", async () => {
    await phones.staff.post("/phones", { mac: SECOND, pbx: "main", model: "D785", lines: [{ account: "201" }] });
    await phones.fetch(`/${SECOND}.xml`, { userAgent: UA, from: "192.0.2.78" });
    await registered({}, { contact: "sip:201@192.0.2.78:2048", address: "192.0.2.78" });
    const id = await ask(`/phones/${SECOND}/resync`);
    await work();
    expect(told.map(({ contact }) => contact)).toEqual(["sip:201@192.0.2.78:2048"]);
    phones.wait(2000);
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    expect(await stateOf(id)).toMatchObject({ state: "accepted" });
    await phones.fetch(`/${SECOND}.xml`, { userAgent: UA, from: "192.0.2.78" });
    expect(await stateOf(id)).toMatchObject({ state: "done" });
  });

  test("is refused where none of an account's registrations can be told to be this phone's", async () => {
    await phones.staff.post("/phones", { mac: SECOND, pbx: "main", model: "D785", lines: [{ account: "201" }] });
    await registered({ contact: "sip:201@198.51.100.1:5060", address: "198.51.100.1" });
    const id = await ask(`/phones/${SNOM}/resync`);
    await work();
    expect([told, direct]).toEqual([[], []]);
    expect(await stateOf(id)).toMatchObject({ state: "refused", words: expect.stringMatching(/account 201/) });
  });

  test("waits while a call is up, and goes out when it is over", async () => {
    await registered({});
    pbx.busy.add("201");
    const id = await ask(`/phones/${SNOM}/resync`);
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "waiting", words: "A call is up (account 201)", sentAt: null });
    phones.wait(14_000);
    pbx.busy.clear();
    await work();
    expect(told).toEqual([]);
    phones.wait(1000);
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "accepted", words: null });
    expect(told).toHaveLength(1);
  });

  test("is given up where a call lasts too long", async () => {
    await registered({});
    pbx.busy.add("201");
    const id = await ask(`/phones/${SNOM}/resync`);
    for (const minutes of [0, 1, 30, 28, 1]) {
      phones.wait(minutes * 60_000);
      await work();
    }
    expect(await stateOf(id)).toMatchObject({ state: "timed-out", words: expect.stringMatching(/call is up/) });
    expect(told).toEqual([]);
  });

  test("tries again while the PBX cannot be reached, for as long as the phone would have had", async () => {
    await registered({});
    pbx.answer = { outcome: "unreachable", words: "connection refused" };
    const id = await ask(`/phones/${SNOM}/resync`, { timeout: "1m" });
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "waiting", words: "connection refused" });
    for (let tries = 0; tries < 5; tries++) {
      phones.wait(15_000);
      await work();
    }
    expect(await stateOf(id)).toMatchObject({ state: "timed-out", words: "connection refused" });
  });

  test("whose answer the PBX does not tell is sent, and done by the fetch", async () => {
    await registered({});
    pbx.answer = { outcome: "sent" };
    const id = await ask(`/phones/${SNOM}/resync`);
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "sent", acceptedAt: null });
    phones.wait(2000);
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    expect(await stateOf(id)).toMatchObject({ state: "done" });
  });

  test("that is refused is over, and the phone's next fetch by chance changes nothing", async () => {
    phone = async () => ({ outcome: "refused", words: "The phone answered 403 Forbidden" });
    const id = await ask(`/phones/${SNOM}/resync`);
    await work();
    phones.wait(2000);
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "refused", words: expect.stringMatching(/403.*SIP port/) });
  });

  test("gives the account's login to phones that demand one, and to no others", async () => {
    let logins: unknown[] = [];
    phone = async (_, findLogin) => {
      logins.push((await findLogin?.("snom"))?.user, (await findLogin?.("snom"))?.ha1.reveal());
      return { outcome: "refused", words: "401" };
    };
    await ask(`/phones/${SNOM}/resync`);
    await work();
    expect(logins).toEqual(["201", expect.stringMatching(/^[0-9a-f]{32}$/)]);
    logins = [];
    await phones.staff.post("/phones", { mac: YEALINK, pbx: "main", model: "T54W", lines: [{ account: "202" }] });
    await phones.fetch(`/${YEALINK.toLowerCase()}.cfg`, { userAgent: "Yealink SIP-T54W 96.86.0.70" });
    const id = await ask(`/phones/${YEALINK}/resync`);
    await work();
    expect(logins).toEqual([undefined, undefined]);
    expect(await stateOf(id)).toMatchObject({ words: expect.stringMatching(/SIP server only/) });
  });
});

describe("a reboot", () => {
  test("is done when the phone has fetched and has registered anew, where its PBX tells", async () => {
    await registered({});
    const id = await ask(`/phones/${SNOM}/reboot`);
    await work();
    expect(told).toMatchObject([{ event: "check-sync;reboot=true" }]);
    phones.wait(40_000);
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    await registered({ expiresAt: phones.staff.clock.now + 3_560_000 });
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "accepted", fetchedAt: expect.any(String), backAt: null });
    phones.wait(5000);
    await registered({ expiresAt: phones.staff.clock.now + 3_600_000 });
    await work();
    expect(await stateOf(id)).toMatchObject({ state: "done", backAt: expect.any(String) });
  });

  test("that a phone takes for a mere resync is not done", async () => {
    await registered({});
    const { expiresAt } = { expiresAt: phones.staff.clock.now + 3_600_000 };
    const id = await ask(`/phones/${SNOM}/reboot`);
    await work();
    phones.wait(2000);
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    for (let minute = 0; minute < 5; minute++) {
      phones.wait(60_000);
      await registered({ expiresAt });
      await work();
    }
    expect(await stateOf(id)).toMatchObject({ state: "timed-out", words: expect.stringMatching(/come back/) });
  });

  test("is done when the phone reports its start, where it does", async () => {
    await phones.staff.patch(`/phones/${SNOM}`, { settings: { reports: true } });
    const id = await ask(`/phones/${SNOM}/reboot`);
    await work();
    phones.wait(40_000);
    await phones.fetch(`/${SNOM}.xml`, { userAgent: UA });
    expect(await stateOf(id)).toMatchObject({ state: "accepted" });
    phones.wait(5000);
    await phones.fetch(`/report-${SNOM}-registered`, { userAgent: UA });
    expect(await stateOf(id)).toMatchObject({ state: "accepted" });
    await phones.fetch(`/report-${SNOM}-started`, { userAgent: UA });
    await phones.watch.idle();
    expect(await stateOf(id)).toMatchObject({ state: "done" });
  });

  test("is not offered where the family, its firmware or its settings cannot", async () => {
    const { staff } = phones;
    const refused = { status: 422, json: { code: "command-not-supported" } };
    await staff.post("/phones", { mac: NX, pbx: "main", model: "N670 IP PRO", lines: [{ account: "202" }] });
    const noSetting = await staff.post(`/phones/${NX}/reboot`, {});
    expect(noSetting).toMatchObject(refused);
    expect(noSetting.json.detail).toMatch(/CheckSyncRebootEnabled = 1/);
    const raw = { gigaset: { "SystemSettings.global.CheckSyncRebootEnabled": "1" } };
    await staff.patch(`/phones/${NX}`, { settings: { raw } });
    await phones.fetch(`/${NX.toLowerCase()}.xml`, {
      userAgent: `"Gigaset N670 IP PRO/83.V2.39.0+build.a546b91;${NX}"`,
    });
    const old = await staff.post(`/phones/${NX}/reboot`, {});
    expect(old).toMatchObject(refused);
    expect(old.json.detail).toMatch(/needs firmware 2\.52 .* has 2\.39/);
    const n510 = "7C2F80A1B2C3";
    await staff.post("/phones", { mac: n510, pbx: "main", model: "N510 IP PRO", lines: [{ account: "202" }] });
    expect(await staff.post(`/phones/${n510}/reboot`, {})).toMatchObject(refused);
    expect((await staff.post(`/phones/${n510}/resync`, {})).status).toBe(202);
  });
});

describe("a batch", () => {
  test("goes out evenly, only inside its window, and tells what it left out", async () => {
    const { staff } = phones;
    for (const mac of ["000413000001", "000413000002", "000413000003"]) {
      await staff.post("/phones", { mac, pbx: "main", model: "D785", lines: [] });
      await phones.fetch(`/${mac}.xml`, { userAgent: UA });
    }
    await staff.post("/phones", {
      mac: "7C2F80A1B2C3",
      pbx: "main",
      model: "N510 IP PRO",
      lines: [{ account: "202" }],
    });
    // 01:00 in Berlin.
    const window = { from: "02:00", to: "02:02" };
    const answer = await staff.post("/pbxs/main/reboot", { perMinute: 1, window });
    expect(answer).toMatchObject({
      status: 202,
      json: {
        counts: { waiting: 4 },
        joined: 0,
        skipped: [{ mac: "7C2F80A1B2C3", why: expect.stringMatching(/N510/) }],
      },
    });
    const at: number[] = [];
    let minute = 0;
    for (const minutes of [55, 1, 1, 1, 1, 1, 1, 1, 1, 1, 600, 600, 235, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) {
      await work();
      while (at.length < direct.length) at.push(minute);
      phones.wait(minutes * 60_000);
      minute += minutes;
    }
    expect(at).toEqual([60, 61, 24 * 60 + 60, 24 * 60 + 61]);
    const { json } = await staff.get(`/batches/${answer.json.id}`);
    expect(json).toMatchObject({ counts: { "timed-out": 4 } });
  });

  test("is cancelled as a whole, and what went out stays told", async () => {
    const { staff } = phones;
    await staff.post("/phones", { mac: SECOND, pbx: "main", model: "D785", lines: [] });
    const id = await ask("/pbxs/main/resync", { perMinute: 1, phones: [SNOM, SECOND] });
    await work();
    expect(direct).toHaveLength(1);
    const cancelled = await staff.post(`/batches/${id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, json: { counts: { cancelled: 2 } } });
    phones.wait(120_000);
    await work();
    expect(direct).toHaveLength(1);
  });
});

describe("the staff API", () => {
  test.each([
    ["/phones/:mac/resync", { timeout: "1s" }, "/timeout", /5s to 1h, but is "1s"/],
    ["/phones/:mac/resync", { timeout: "2h" }, "/timeout", /5s to 1h/],
    ["/phones/:mac/reboot", { notBefore: "2031-01-01T00:00:00Z" }, "/notBefore", /within 30 days/],
    ["/pbxs/main/resync", { window: { from: "22:00", to: "22:00" } }, "/window/to", /must differ/],
    ["/pbxs/main/resync", { window: { from: "24:00", to: "22:00" } }, "/window/from", /./],
    ["/pbxs/main/resync", { phones: [SECOND] }, "/phones/0", /no phone of main/],
    ["/pbxs/main/resync", { perMinute: 0 }, "/perMinute", /./],
    ["/pbxs/main/reboot", { profile: "none" }, "/profile", /no profile "none"/],
  ])("refuses %s with %j", async (path, body, pointer, detail) => {
    expect(await phones.staff.post(path.replace(":mac", SNOM), body)).toMatchObject({
      status: 422,
      json: { errors: [{ pointer, detail: expect.stringMatching(detail) }] },
    });
  });

  test("lists, cancels once, and knows nothing of others'", async () => {
    const { staff } = phones;
    const id = await ask(`/phones/${SNOM}/resync`, { notBefore: "2030-01-02T00:00:00Z" });
    expect((await staff.get(`/phones/${SNOM}/commands`)).json.items).toMatchObject([{ id, state: "waiting" }]);
    expect(await staff.post(`/commands/${id}/cancel`)).toMatchObject({
      status: 200,
      json: { state: "cancelled", words: "Cancelled by the admin" },
    });
    expect(await staff.post(`/commands/${id}/cancel`)).toMatchObject({ status: 409, json: { code: "command-over" } });
    await staff.post("/pbxs", { id: "other", host: "other.example.com" });
    const key = await staff.makeKey("pbx", "other");
    for (const path of [`/commands/${id}`, `/phones/${SNOM}/commands`])
      expect(await staff.get(path, { key }), path).toMatchObject({ status: 404 });
    for (const path of [`/commands/${id}/cancel`, `/phones/${SNOM}/resync`, "/pbxs/main/reboot"])
      expect(await staff.post(path, {}, { key }), path).toMatchObject({ status: 404 });
  });
});
