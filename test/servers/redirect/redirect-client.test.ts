import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Mac, parseMac } from "../../../src/provisioning/mac.ts";
import { Password } from "../../../src/provisioning/password.ts";
import type { RedirectCredentials, RedirectServiceId } from "../../../src/provisioning/redirect.ts";
import { createRedirectClient } from "../../../src/servers/redirect-client.ts";
import type { FakeService } from "./fake-server.ts";
import { type FakeSraps, startFakeSraps } from "./fake-sraps.ts";
import { DEVICE_PASSWORD, type FakeGigaset, startFakeGigaset, startFakeRps } from "./fake-xml-rpc.ts";
import { startFakeYmcs } from "./fake-ymcs.ts";
import { accountAt, FAKES } from "./fakes.ts";

const MAC = parseMac("0004137447D0") as Mac;
const PHONE = { mac: MAC, macId: "AB12" };
const URL_A = "https://prov.example.com/p/{mac}.xml?a=1&b=<2>";
const URL_B = "https://prov.example.com/other/%MACD.xml";
const SERVICES = Object.keys(FAKES) as RedirectServiceId[];

const stop = new AbortController();
const connect = createRedirectClient({ signal: stop.signal });
/** So short that a test need not wait, and only for a service that never answers. */
const impatient = createRedirectClient({ signal: stop.signal, callTimeoutMs: 100 });

let revision = 0;
/** A client that shares no session with another test's. */
function freshAccount(service: RedirectServiceId, fake: FakeService, more: Partial<RedirectCredentials> = {}) {
  return accountAt(service, fake, { revision: ++revision, ...more });
}

describe.each(SERVICES)("%s", (service) => {
  let fake: FakeService;
  beforeEach(async () => {
    fake = await FAKES[service]();
  });
  afterEach(() => fake.close());

  test("registers a phone, changes its address, says who holds it, and releases it, twice", async () => {
    const client = connect(freshAccount(service, fake));
    const before = await client.check(PHONE);
    expect(before).toMatchObject({ ok: true, url: null });
    expect(["nobody", "unknown"]).toContain("holder" in before && before.holder);
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
    expect([...fake.devices]).toEqual([[MAC, URL_A]]);
    expect(await client.register(PHONE, URL_B)).toEqual({ ok: true });
    expect([...fake.devices]).toEqual([[MAC, URL_B]]);
    expect(await client.check(PHONE)).toMatchObject({ ok: true, holder: "ours" });
    expect(await client.release(PHONE)).toEqual({ ok: true });
    expect(fake.devices.size).toBe(0);
    expect(await client.release(PHONE)).toEqual({ ok: true });
    expect(fake.refusals).toEqual([]);
  });

  test("says mac-elsewhere, in the service's words, for a phone of somebody else, and takes nothing from them", async () => {
    fake.foreign.add(MAC);
    const client = connect(freshAccount(service, fake));
    const outcome = await client.register(PHONE, URL_A);
    expect(outcome).toMatchObject({ ok: false, code: "mac-elsewhere" });
    expect("words" in outcome && outcome.words).not.toBe("");
    expect(fake.devices.size).toBe(0);
    // YMCS lists an account's own devices only.
    const holder = service === "yealink-ymcs" ? "unknown" : "elsewhere";
    expect(await client.check(PHONE)).toMatchObject({ ok: true, holder });
  });

  test("says not-authorised for a wrong password or key, which the service has really checked", async () => {
    const client = connect(freshAccount(service, fake, { password: new Password("not the password") }));
    expect(await client.register(PHONE, URL_A)).toMatchObject({ ok: false, code: "not-authorised" });
    expect(await client.check(PHONE)).toMatchObject({ ok: false, code: "not-authorised" });
    expect(fake.refusals.length).toBeGreaterThan(0);
    expect(fake.devices.size).toBe(0);
  });

  test("says rate-limited for 429, with the time to wait in seconds or as a date", async () => {
    const client = connect(freshAccount(service, fake));
    fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": "17" } } });
    expect(await client.register(PHONE, URL_A)).toMatchObject({
      ok: false,
      code: "rate-limited",
      retryAfterMs: 17_000,
    });
    const date = new Date(Date.now() + 90_000).toUTCString();
    fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": date } } });
    const outcome = await client.release(PHONE);
    expect(outcome).toMatchObject({ ok: false, code: "rate-limited" });
    expect("retryAfterMs" in outcome && outcome.retryAfterMs).toBeGreaterThan(60_000);
    fake.setFault(undefined);
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
  });

  test.each([500, 502, 503])("says service-unreachable for %i, and goes on afterwards", async (status) => {
    const client = connect(freshAccount(service, fake));
    fake.setFault({ kind: "reply", reply: { status, body: "<html>broken</html>", type: "text/html" } });
    expect(await client.register(PHONE, URL_A)).toMatchObject({ ok: false, code: "service-unreachable" });
    fake.setFault(undefined);
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
  });

  test("says service-unreachable when no answer comes in time", async () => {
    fake.setFault({ kind: "silence" });
    const client = impatient(freshAccount(service, fake));
    const expected = { ok: false, code: "service-unreachable", words: "no answer in time" };
    expect(await client.register(PHONE, URL_A)).toEqual(expected);
    const patient = connect(freshAccount(service, fake));
    expect(await patient.check(PHONE, 100)).toEqual(expected);
  });

  test.each(["cut", "cut-inside"] as const)("says service-unreachable when the connection is %s", async (kind) => {
    fake.setFault({ kind });
    const client = connect(freshAccount(service, fake));
    expect(await client.register(PHONE, URL_A)).toMatchObject({ ok: false, code: "service-unreachable" });
    expect(await client.check(PHONE)).toMatchObject({ ok: false, code: "service-unreachable" });
    fake.setFault(undefined);
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
  });

  test("ends the same when an answer was lost after the service had done its work", async () => {
    const client = connect(freshAccount(service, fake));
    await client.register(PHONE, URL_A);
    fake.setFault({ kind: "cut", isDone: true });
    expect(await client.register(PHONE, URL_B)).toMatchObject({ ok: false, code: "service-unreachable" });
    fake.setFault(undefined);
    expect(await client.register(PHONE, URL_B)).toEqual({ ok: true });
    expect([...fake.devices]).toEqual([[MAC, URL_B]]);
  });

  test("says service-unreachable where nobody listens", async () => {
    const account = freshAccount(service, fake);
    await fake.close();
    expect(await connect(account).register(PHONE, URL_A)).toMatchObject({ ok: false, code: "service-unreachable" });
  });

  test("follows no redirect, which would take the credentials elsewhere", async () => {
    const other = await FAKES[service]();
    fake.setFault({ kind: "reply", reply: { status: 307, headers: { Location: other.baseUrl } } });
    const outcome = await connect(freshAccount(service, fake)).register(PHONE, URL_A);
    expect(outcome).toMatchObject({ ok: false, code: "service-refused" });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test("keeps the service's words on one line, short, and without credentials that it echoes", async () => {
    const { username, password } = fake.credentials;
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    const message = `no ${password}\r\n\u0007for ${username} (${basic}) ${"x".repeat(5000)}`;
    fake.setFault({ kind: "reply", reply: { status: 418, body: { message, code: message } } });
    const outcome = await connect(freshAccount(service, fake)).register(PHONE, URL_A);
    const words = "words" in outcome ? outcome.words : "";
    expect(outcome).toMatchObject({ ok: false, code: "service-refused" });
    expect(words.length).toBeLessThanOrEqual(201);
    expect(words).toMatch(/^[\x20-\x7e…]+$/);
    for (const secret of [username, password, basic]) expect(words).not.toContain(secret);
  });

  test.each(["", "<html>", "{}", "[]", "null", '{"data":7}', "<methodResponse/>", "\u0000"])(
    "takes the answer %j with status 200 for a success only where that says so",
    async (body) => {
      fake.setFault({ kind: "reply", reply: { status: 200, body } });
      const client = connect(freshAccount(service, fake));
      expect(await client.register(PHONE, URL_A)).toMatchObject({ ok: false, code: "service-refused" });
    },
  );
});

describe("SRAPS and GRAPE", () => {
  let fake: FakeSraps;
  beforeEach(async () => {
    fake = await startFakeSraps("setting_server");
  });
  afterEach(() => fake.close());

  test("asks for setting, token and company once, and again after a failure", async () => {
    const client = connect(freshAccount("snom-sraps", fake));
    fake.setFault({ kind: "reply", reply: { status: 503 } });
    await client.register(PHONE, URL_A);
    fake.setFault(undefined);
    fake.requests.length = 0;
    for (let phones = 0; phones < 3; phones++) await client.register(PHONE, URL_A);
    expect(fake.requests.map(({ method }) => method)).toEqual(["GET", "GET", "GET", "PUT", "PUT", "PUT"]);
  });

  test("of many who start at once only one asks", async () => {
    const client = connect(freshAccount("snom-sraps", fake));
    await Promise.all(Array.from({ length: 5 }, () => client.register(PHONE, URL_A)));
    expect(fake.requests.filter(({ method }) => method === "GET")).toHaveLength(3);
  });

  test("finds its setting on a later page", async () => {
    fake.setPageItems(10);
    expect(await connect(freshAccount("snom-sraps", fake)).register(PHONE, URL_A)).toEqual({ ok: true });
    expect(fake.requests.filter(({ target }) => target.includes("/settings/"))).toHaveLength(3);
  });

  test("says that a service of the other kind lacks the setting", async () => {
    const outcome = await connect(freshAccount("gigaset-grape", fake)).register(PHONE, URL_A);
    expect(outcome).toMatchObject({ code: "service-refused", words: "it has no setting ProvisioningServer" });
  });

  test("signs nothing for another host that a link leads to", async () => {
    const other = await startFakeSraps("setting_server");
    fake.linkTo(new URL(other.baseUrl).origin);
    const outcome = await connect(freshAccount("snom-sraps", fake)).register(PHONE, URL_A);
    expect(outcome).toMatchObject({ ok: false, code: "service-refused" });
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

describe("YMCS", () => {
  test("signs in once for many, and anew when the service has ended the session", async () => {
    const fake = await startFakeYmcs();
    const client = connect(freshAccount("yealink-ymcs", fake));
    await Promise.all(Array.from({ length: 5 }, () => client.check(PHONE)));
    expect(fake.tokensGiven()).toBe(1);
    fake.endTokens();
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
    expect(fake.tokensGiven()).toBe(2);
    await fake.close();
  });
});

describe("YMCS, with a session open", () => {
  test.each(["", "<html>", "{}", "[]", '{"total":1,"successCount":0,"failureCount":0,"errors":[]}'])(
    "takes the answer %j with status 200 for no success",
    async (body) => {
      const fake = await startFakeYmcs();
      const client = connect(freshAccount("yealink-ymcs", fake));
      await client.check(PHONE);
      fake.setFault({ kind: "reply", reply: { status: 200, body } });
      expect(await client.register(PHONE, URL_A)).toMatchObject({ ok: false, code: "service-refused" });
      await fake.close();
    },
  );
});

describe("RPS", () => {
  test("makes the server that phones are filed under when the account has none yet", async () => {
    const fake = await startFakeRps();
    const client = connect(freshAccount("yealink-rps", fake, { label: "Site 7" }));
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
    expect([...fake.servers]).toEqual([["Site 7", URL_A]]);
    await fake.close();
  });
});

describe("Gigaset by XML-RPC", () => {
  let fake: FakeGigaset;
  beforeEach(async () => {
    fake = await startFakeGigaset();
    fake.macIds.set(MAC, "AB12");
  });
  afterEach(() => fake.close());

  test("takes a phone by its MAC-ID, says mac-id-wrong for another, and mac-id-required without asking for none", async () => {
    const client = connect(freshAccount("gigaset-redirect", fake));
    expect(await client.register({ mac: MAC, macId: "ZZ99" }, URL_A)).toMatchObject({ code: "mac-id-wrong" });
    fake.requests.length = 0;
    expect(await client.register({ mac: MAC, macId: null }, URL_A)).toMatchObject({ code: "mac-id-required" });
    expect(fake.requests).toEqual([]);
    expect(await client.register(PHONE, URL_A)).toEqual({ ok: true });
    expect(fake.requests.at(-1)?.body).toContain(`<string>${MAC}-AB12</string>`);
  });

  test("sends bare MACs for an account that takes them", async () => {
    fake.macIds.clear();
    const client = connect(freshAccount("gigaset-redirect", fake, { needsMacId: false }));
    expect(await client.register({ mac: MAC, macId: null }, URL_A)).toEqual({ ok: true });
    expect(fake.requests.at(-1)?.body).toContain(`<string>${MAC}</string>`);
  });

  test("hands on nothing of the device's password that a success carries", async () => {
    const outcome = await connect(freshAccount("gigaset-redirect", fake)).register(PHONE, URL_A);
    expect(JSON.stringify(outcome)).not.toContain(DEVICE_PASSWORD);
  });

  test("says url-invalid for an address that it does not take", async () => {
    const outcome = await connect(freshAccount("gigaset-redirect", fake)).register(PHONE, "ldap://prov.example.com/");
    expect(outcome).toMatchObject({ code: "url-invalid" });
  });
});
