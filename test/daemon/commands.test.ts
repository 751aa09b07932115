import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { type NotifyPhoneFixture, startNotifyPhone } from "../servers/notify-phone.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const UA = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.54.13)";
/** Where phones without a known registration are told: port 5060 of an address that nobody else here uses. */
const ADDRESSES = ["127.77.60.1", "127.77.60.2"] as const;
const MACS = ["000413AA0001", "000413AA0002"] as const;

const dataDir = makeDataDir();
let daemon: Daemon;
/** Where phones fetch is known when it is over. */
let restarted: Promise<unknown> = Promise.resolve();
const phones: NotifyPhoneFixture[] = [];

beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20", displayName: "Shared" });
  for (const [index, mac] of MACS.entries()) {
    await daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785", lines: [{ account: "20" }] });
    await fetchBy(index);
  }
  // Visits are written in batches.
  while ((await phoneOf(1)).lastAddress !== ADDRESSES[1]) await sleep(50);
});
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

async function fetchBy(index: number): Promise<number> {
  const from = ADDRESSES[index] ?? "";
  return (await daemon.fetch(`/${MACS[index]}.xml`, { from, headers: { "user-agent": UA } })).status;
}

async function phoneOf(index: number): Promise<Record<string, unknown>> {
  return (await daemon.api("GET", `/api/v1/phones/${MACS[index]}`)).json as Record<string, unknown>;
}

/** A phone that says `status` to a NOTIFY and, if it obeys, fetches a moment later. */
async function phone(index: number, status: (count: number) => string | undefined, obeys = false) {
  const made = await startNotifyPhone(
    ADDRESSES[index] ?? "",
    (_, count) => {
      const said = status(count);
      if (obeys && said?.startsWith("200") === true) setTimeout(() => void restarted.then(() => fetchBy(index)), 100);
      return said === undefined ? undefined : { status: said };
    },
    5060,
  );
  phones.push(made);
  return made;
}

async function ask(index: number, body: object = {}): Promise<string> {
  const { status, json, text } = await daemon.api("POST", `/api/v1/phones/${MACS[index]}/resync`, body);
  expect(status, text).toBe(202);
  return (json as { id: string }).id;
}
const commandOf = async (id: string) =>
  (await daemon.api("GET", `/api/v1/commands/${id}`)).json as Record<string, unknown>;
const until = (id: string, state: string) =>
  expect.poll(async () => (await commandOf(id)).state, { timeout: 15_000, interval: 50 }).toBe(state);

describe("a phone that is told to fetch", () => {
  test("is done when it has, and only it is told, though another has the same account (acceptance 5)", async () => {
    const told = await phone(0, () => "200 OK", true);
    const other = await phone(1, () => "200 OK", true);
    const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
    const { code, out, err } = await offhook(["phone", "resync", MACS[0], "--wait", "--reason", "new keys"], env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.trim().split("\n").at(-1)).toMatch(/^\S+Z {2}done$/);
    expect(told.heard).toMatchObject([{ uri: `sip:20@${ADDRESSES[0]}`, event: "check-sync;reboot=false" }]);
    expect(other.heard).toEqual([]);
    const { json } = await daemon.api("GET", `/api/v1/phones/${MACS[0]}/commands`);
    const [command] = (json as { items: Record<string, string>[] }).items;
    expect(command).toMatchObject({ state: "done", via: "direct" });
    expect(Date.parse(command?.fetchedAt ?? "")).toBeGreaterThan(Date.parse(command?.sentAt ?? ""));
  });

  test("and says yes, but does not, is never done (acceptance 5)", async () => {
    const { heard } = await phone(0, () => "200 OK");
    const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
    const { code, out, err } = await offhook(["phone", "resync", MACS[0], "--wait", "--timeout", "5s"], env);
    expect(code).toBe(1);
    expect(out).toMatch(/accepted\n/);
    expect(out).not.toMatch(/done/);
    expect(err).toMatch(/resync timed-out\n {2}The phone did not fetch/);
    expect(heard).toHaveLength(1);
  });

  test("and refuses is not done by what it fetches afterwards by chance", async () => {
    await phone(0, () => "403 Forbidden");
    const id = await ask(0);
    await until(id, "refused");
    expect(await fetchBy(0)).toBe(200);
    await sleep(1500);
    expect(await commandOf(id)).toMatchObject({ state: "refused", words: expect.stringMatching(/403 Forbidden/) });
  });

  test("is told again after a kill -9 before its answer, and done by what it fetches then", async () => {
    const silent = await phone(0, () => undefined);
    const id = await ask(0);
    await until(id, "sent");
    await daemon.stop("SIGKILL");
    await silent.close();
    phones.length = 0;
    const awake = await phone(0, () => "200 OK", true);
    // It is told while the daemon is still opening its doors.
    const starting = startDaemon(dataDir);
    restarted = starting.then((started) => {
      daemon = started;
    });
    await restarted;
    await until(id, "done");
    expect(awake.heard).toHaveLength(1);
  });

  test("is not told again after a kill -9 between its answer and its fetch, which is noticed all the same", async () => {
    const { heard } = await phone(0, () => "200 OK");
    const id = await ask(0);
    await until(id, "accepted");
    await daemon.stop("SIGKILL");
    daemon = await startDaemon(dataDir);
    await sleep(1200);
    expect(await commandOf(id)).toMatchObject({ state: "accepted", fetchedAt: null });
    expect(await fetchBy(0)).toBe(200);
    await until(id, "done");
    expect(heard).toHaveLength(1);
  });

  test("does not keep the daemon from stopping while it is silent", async () => {
    await phone(0, () => undefined);
    const id = await ask(0);
    await until(id, "sent");
    const began = performance.now();
    expect(await daemon.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(8000);
    expect(daemon.stderr()).toBe("");
    daemon = await startDaemon(dataDir);
    expect(await commandOf(id)).toMatchObject({ state: "sent" });
    await daemon.api("POST", `/api/v1/commands/${id}/cancel`);
  });
});
