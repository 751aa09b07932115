import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PbxLink } from "../../../src/provisioning/pbx-link.ts";
import { createAsteriskLink } from "../../../src/servers/pbx/asterisk-link.ts";
import { type FakeAsterisk, startFakeAsterisk } from "./fake-asterisk.ts";
import { asteriskLink } from "./sample-link.ts";

const SECRET = "ami-secret-Kq27";
const TIMEOUT_MS = 400;
const EVENT = "check-sync;reboot=false";
let asterisk: FakeAsterisk;
let link: PbxLink;
beforeEach(async () => {
  asterisk = await startFakeAsterisk({ secret: SECRET });
  link = open();
});
afterEach(async () => {
  await link.close();
  await asterisk.close();
});

function open({ secret = SECRET, port = asterisk.port } = {}): PbxLink {
  const settings = { ami: { host: "127.0.0.1", port } };
  const credentials = { databaseUrl: "sqlite:/nowhere", amiUser: "offhook", amiSecret: secret };
  return createAsteriskLink(asteriskLink(settings, credentials), { timeoutMs: TIMEOUT_MS });
}

const PHONE = {
  endpoint: "101",
  uri: "sip:101@192.0.2.50:2048;line=x",
  userAgent: "snomD785/10.1",
  expires: 1_900_000_000,
};
const SECOND = { endpoint: "101", uri: "sip:101@[2001:db8::7]:5060", expires: 1_900_000_060, viaAddr: "fd00::1" };

describe("registrations", () => {
  test("are everybody's contacts, with where their packets come from", async () => {
    asterisk.contacts.push(PHONE, SECOND, { endpoint: "trunk", uri: "sip:provider.example", expires: 0 });
    asterisk.contacts.push({ endpoint: "103", uri: "sip:103@phone.example;transport=tcp", expires: 1_900_000_000 });
    expect(await link.registrations?.()).toEqual({
      ok: true,
      registrations: [
        {
          ...{ username: "101", contact: PHONE.uri, userAgent: "snomD785/10.1", address: "192.0.2.50" },
          ...{ expiresAt: 1_900_000_000_000, registeredAt: null },
        },
        {
          ...{ username: "101", contact: SECOND.uri, userAgent: null, address: "2001:db8::7" },
          ...{ expiresAt: 1_900_000_060_000, registeredAt: null },
        },
        expect.objectContaining({ username: "103", address: null }),
      ],
    });
  });

  test("of nobody are an answer, a refusal and silence are none", async () => {
    expect(await link.registrations?.()).toEqual({ ok: true, registrations: [] });
    asterisk.has.permission = false;
    expect(await link.registrations?.()).toEqual({
      ok: false,
      words: "Asterisk refuses PJSIPShowContacts: Permission denied",
    });
    asterisk.silent = true;
    const silent = await link.registrations?.();
    expect(silent).toMatchObject({ ok: false, words: expect.stringMatching(/did not answer within 0.4 s$/) });
  });

  test("are asked over one connection, and over a new one after it broke", async () => {
    await Promise.all([link.registrations?.(), link.registrations?.(), link.isBusy?.("101")]);
    expect(asterisk.actions.filter((action) => action === "Login")).toHaveLength(1);
    asterisk.drop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    asterisk.contacts.push(PHONE);
    expect(await link.registrations?.()).toMatchObject({ ok: true, registrations: [{ username: "101" }] });
    expect(asterisk.actions.filter((action) => action === "Login")).toHaveLength(2);
  });

  test("late answers are not taken for the next question's", async () => {
    asterisk.silent = true;
    await link.registrations?.();
    asterisk.silent = false;
    asterisk.endpoints.set("101", { deviceState: "In use", channels: "PJSIP/101-1" });
    expect(await link.isBusy?.("101")).toBe(true);
  });
});

describe("a wrong secret, or another program", () => {
  test("is said without the secret", async () => {
    const wrong = open({ secret: "wrong-secret-Zz9" });
    const answer = await wrong.registrations?.();
    await wrong.close();
    expect(answer).toMatchObject({ ok: false, words: expect.stringContaining("Authentication failed") });
    expect(JSON.stringify(answer)).not.toContain("Zz9");
  });

  test("cannot add an action to the login", async () => {
    const wrong = open({ secret: `${SECRET}\r\nAction: Originate\r\n\r\nAction: Reload` });
    expect(await wrong.registrations?.()).toMatchObject({ ok: false });
    await wrong.close();
    expect(asterisk.actions).toEqual(["Login"]);
  });

  test("and nobody at all are told apart from no registrations", async () => {
    const other = createServer((socket) => socket.resume().end("SSH-2.0-OpenSSH_9.2\r\n"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const strange = open({ port });
    expect(await strange.registrations?.()).toMatchObject({
      ok: false,
      words: expect.stringContaining("does not speak"),
    });
    await strange.close();
    await new Promise((resolve) => other.close(resolve));
    const nobody = open({ port });
    expect(await nobody.registrations?.()).toMatchObject({ ok: false, words: expect.stringContaining("ECONNREFUSED") });
    expect(await nobody.notify?.({ username: "101", contact: PHONE.uri, event: EVENT })).toMatchObject({
      outcome: "unreachable",
    });
    await nobody.close();
  });
});

describe("a NOTIFY", () => {
  test("goes to one contact of a shared account", async () => {
    asterisk.contacts.push(PHONE, SECOND);
    expect(await link.notify?.({ username: "101", contact: PHONE.uri, event: EVENT })).toEqual({ outcome: "sent" });
    expect(asterisk.notified).toEqual([
      { uri: PHONE.uri, headers: { Event: EVENT, "Subscription-State": "terminated" } },
    ]);
  });

  test("is refused where Asterisk has no default_outbound_endpoint", async () => {
    asterisk.has.defaultOutboundEndpoint = false;
    expect(await link.notify?.({ username: "101", contact: PHONE.uri, event: EVENT })).toEqual({
      outcome: "refused",
      words: "Asterisk refuses the NOTIFY: Unable to retrieve endpoint",
    });
  });

  test("to what is no contact is not sent", async () => {
    for (const contact of ["sip:101@x\r\nChannel: PJSIP/1", "sip:a@b>, <sip:c@d"])
      expect(await link.notify?.({ username: "101", contact, event: EVENT })).toMatchObject({ outcome: "refused" });
    expect(asterisk.notified).toEqual([]);
  });
});

test("whether an account is busy is what its device state says", async () => {
  asterisk.endpoints.set("101", { deviceState: "In use", channels: "PJSIP/101-00000001" });
  asterisk.endpoints.set("102", { deviceState: "Not in use", channels: "" });
  asterisk.endpoints.set("103", { deviceState: "Unknown", channels: "" });
  expect(await Promise.all(["101", "102", "103", "104"].map((name) => link.isBusy?.(name)))).toEqual([
    true,
    false,
    undefined,
    undefined,
  ]);
});

test("without a manager interface there is nothing to ask", async () => {
  const quiet = createAsteriskLink(asteriskLink({}, { databaseUrl: "sqlite:/nowhere" }));
  expect(Object.keys(quiet).sort()).toEqual(["apply", "close"]);
  await quiet.close();
});
