import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenLink, PbxLink, SettingsOf } from "../../../src/provisioning/pbx-link.ts";
import { createFreeswitchLink } from "../../../src/servers/pbx/freeswitch-link.ts";
import { type FakeFreeswitch, startFakeFreeswitch } from "./fake-freeswitch.ts";
import { account, removal } from "./sample-link.ts";

const PASSWORD = "esl-password-Kq27";
const EVENT = "check-sync;reboot=false";
const NOW = 1_900_000_000_000;
let freeswitch: FakeFreeswitch;
let link: PbxLink;
beforeEach(async () => {
  freeswitch = await startFakeFreeswitch(PASSWORD);
  link = open();
});
afterEach(async () => {
  await link.close();
  await freeswitch.close();
});

function open(more: Partial<SettingsOf<"freeswitch">> = {}, password: string | undefined = PASSWORD): PbxLink {
  const opened: OpenLink & { settings: SettingsOf<"freeswitch"> } = {
    ...{ pbxId: "main", domain: "pbx.example.com", realm: "pbx.example.com", revision: 1, createdAt: 0 },
    credentials: { eventSocketPassword: password },
    settings: { kind: "freeswitch", eventSocket: { host: "127.0.0.1", port: freeswitch.port }, ...more },
  };
  return createFreeswitchLink(opened, { timeoutMs: 400, now: () => NOW });
}

const FIRST = {
  ...{
    user: "101",
    host: "pbx.example.com",
    contact: '"Desk" <sip:101@10.0.0.5:2048;fs_nat=yes;fs_path=sip%3A101%40192.0.2.50%3A2048>',
  },
  ...{ agent: "snomD785/10.1", expires: 95, networkIp: "192.0.2.50" },
};
const SECOND = { ...FIRST, contact: "<sip:101@192.0.2.51:5060>", networkIp: "192.0.2.51" };
const CONTACT = "sip:101@10.0.0.5:2048;fs_nat=yes;fs_path=sip%3A101%40192.0.2.50%3A2048";

test("accounts are done at once: it asks for them", async () => {
  expect(await link.apply([account("101"), removal("102")])).toEqual([{ outcome: "done" }, { outcome: "done" }]);
  expect(freeswitch.commands).toEqual([]);
});

test("registrations are the profile's", async () => {
  freeswitch.rows.push(FIRST, { ...SECOND, agent: "<evil>&", networkIp: "nonsense" });
  freeswitch.rows.push({ ...FIRST, host: "other.example.com" });
  expect(await link.registrations?.()).toEqual({
    ok: true,
    registrations: [
      {
        ...{ username: "101", contact: CONTACT, userAgent: "snomD785/10.1", address: "192.0.2.50" },
        ...{ expiresAt: NOW + 95_000, registeredAt: null },
      },
      expect.objectContaining({ contact: "sip:101@192.0.2.51:5060", userAgent: "<evil>&", address: null }),
    ],
  });
  expect(freeswitch.commands).toEqual(["auth", "api sofia xmlstatus profile internal reg"]);
});

test("registrations of a profile that is not there are no answer", async () => {
  const other = open({ profile: "external" });
  expect(await other.registrations?.()).toEqual({
    ok: false,
    words: "FreeSWITCH does not list the profile external: Invalid Profile!",
  });
  await other.close();
});

test("a NOTIFY goes to one contact of a shared account, without a restart", async () => {
  freeswitch.rows.push(FIRST, SECOND);
  expect(await link.notify?.({ username: "101", contact: CONTACT, event: EVENT })).toEqual({ outcome: "sent" });
  expect(freeswitch.notified).toEqual([{ to: "sip:101@pbx.example.com", target: CONTACT, event: EVENT }]);
  expect(freeswitch.commands).toEqual(["auth", "sendevent NOTIFY"]);
});

test("a NOTIFY to what is no contact is not sent", async () => {
  for (const contact of ["sip:101@x\n\napi shutdown", "sip:101@x>", "sip:101@x y"])
    expect(await link.notify?.({ username: "101", contact, event: EVENT })).toMatchObject({ outcome: "refused" });
  expect(freeswitch.commands).toEqual([]);
});

test("a wrong password, a closed door, silence and a broken connection are told apart, without the password", async () => {
  const wrong = open({}, "wrong-password-Zz9");
  const refused = await wrong.notify?.({ username: "101", contact: CONTACT, event: EVENT });
  expect(refused).toMatchObject({ outcome: "refused", words: expect.stringContaining("-ERR invalid") });
  expect(JSON.stringify(refused)).not.toContain("Zz9");
  await wrong.close();
  await link.registrations?.();
  freeswitch.drop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await link.registrations?.()).toMatchObject({ ok: true });
  freeswitch.silent = true;
  expect(await link.registrations?.()).toMatchObject({ ok: false, words: expect.stringContaining("did not answer") });
  freeswitch.isRude = true;
  expect(await link.registrations?.()).toMatchObject({
    ok: false,
    words: expect.stringContaining("apply-inbound-acl"),
  });
  await freeswitch.close();
  expect(await link.notify?.({ username: "101", contact: CONTACT, event: EVENT })).toMatchObject({
    outcome: "unreachable",
  });
});

test("without an event socket there is nothing to ask", async () => {
  const quiet = createFreeswitchLink({
    ...{ pbxId: "main", domain: "x", realm: "x", revision: 1, createdAt: 0, credentials: {} },
    settings: { kind: "freeswitch" },
  });
  expect(Object.keys(quiet).sort()).toEqual(["apply", "close"]);
  await quiet.close();
});
