import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PbxLink } from "../../src/provisioning/pbx-link.ts";
import { account, ha1, linkTo, MAC, OTHER_MAC, phone, sipPhoneAt } from "./kamailio-fixture.ts";
import type { SipPhone, SipPhoneOptions } from "./sip-phone.ts";
import { type Kamailio, startKamailio } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

describe("a link to Kamailio", () => {
  let kamailio: Kamailio;
  let link: PbxLink;
  const phones: SipPhone[] = [];
  beforeAll(async () => {
    kamailio = await startKamailio("sqlite");
    link = linkTo(kamailio);
    await link.apply([
      ...["20", "21", "22"].map((user) => account(user, `secret-of-${user}`)),
      phone(MAC, "127.0.0.1"),
    ]);
  });
  afterAll(async () => {
    for (const open of phones) open.close();
    await link.close();
    await kamailio.close();
  });
  async function phoneOf(user: string, more: Partial<SipPhoneOptions> = {}): Promise<SipPhone> {
    const made = await sipPhoneAt(kamailio, user, more);
    phones.push(made);
    return made;
  }

  test("phones register with the password, and are listed with contact, address, User-Agent and times", async () => {
    const mine = await phoneOf("20");
    expect((await mine.register("secret-of-20")).status).toBe(200);
    expect((await (await phoneOf("20")).register("not-the-secret")).status).toBe(401);
    const answer = await link.registrations?.();
    if (!answer?.ok) throw new Error("no answer");
    const [found] = answer.registrations;
    expect(answer.registrations).toHaveLength(1);
    expect(found).toMatchObject({
      ...{ username: "20", contact: mine.contact, userAgent: "snomD785/10.1.64.14", address: "127.0.0.1" },
    });
    const inSeconds = ((found?.expiresAt ?? 0) - Date.now()) / 1000;
    expect(inSeconds).toBeGreaterThan(590);
    expect(inSeconds).toBeLessThan(602);
    expect(Math.abs(Date.now() - (found?.registeredAt ?? 0))).toBeLessThan(10_000);
  });

  test("NOTIFY reaches the one contact that it is for, and the phone's own answer comes back", async () => {
    const [first, second] = [await phoneOf("21"), await phoneOf("21")];
    await first.register("secret-of-21");
    await second.register("secret-of-21");
    const notify = (contact: string) => link.notify?.({ username: "21", contact, event: "check-sync;reboot=false" });
    expect(await notify(second.contact)).toEqual({ outcome: "accepted" });
    expect([first.notified().length, second.notified().length]).toEqual([0, 1]);
    expect(second.notified()[0]).toMatch(
      /^NOTIFY sip:21@127\.0\.0\.1:\d+ SIP\/2\.0\r\n(?:.*\r\n)*Event: check-sync;reboot=false\r\n/,
    );
    second.answerNotify(489);
    expect(await notify(second.contact)).toEqual({ outcome: "refused", words: "The phone answered 489 Refused" });
    second.answerNotify(undefined);
    const started = performance.now();
    expect(await notify(second.contact)).toMatchObject({ outcome: "unreachable" });
    expect(performance.now() - started).toBeLessThan(6000);
    expect(await notify("sip:21@127.0.0.1:9")).toMatchObject({
      outcome: "unreachable",
      words: expect.stringContaining("no longer"),
    });
    expect(first.notified()).toEqual([]);
  }, 15_000);

  test("an account is busy while its call is up, at both ends", async () => {
    const [caller, callee] = [await phoneOf("20"), await phoneOf("21")];
    await callee.register("secret-of-21", 600);
    await caller.register("secret-of-20", 600);
    const busy = async () => [await link.isBusy?.("20"), await link.isBusy?.("21"), await link.isBusy?.("22")];
    expect(await busy()).toEqual([false, false, false]);
    // Of both phones of the account whoever answers first.
    expect((await caller.call("21", "secret-of-20")).status).toBe(200);
    expect(await busy()).toEqual([true, true, false]);
    expect((await caller.hangUp()).status).toBe(200);
    await waitUntil("the call is over", busy, (answers) => !answers.includes(true));
  });

  test("both passwords open while they overlap, and it is seen who has used the new one: of this change, not of an older", async () => {
    const mine = await phoneOf("20");
    const change = (now: string, before?: string) =>
      account("20", now, { previousHa1: before === undefined ? undefined : ha1("20", before) });
    await link.apply([change("second-secret", "secret-of-20")]);
    expect((await mine.register("secret-of-20")).status).toBe(200);
    expect(await link.registeredAnew?.(["20"])).toEqual([]);
    expect((await mine.register("second-secret")).status).toBe(200);
    expect(await link.registeredAnew?.(["20"])).toEqual(["20"]);
    await link.apply([change("third-secret", "second-secret")]);
    expect(await link.registeredAnew?.(["20"])).toEqual([]);
    expect((await mine.register("second-secret")).status).toBe(200);
    expect((await mine.register("third-secret")).status).toBe(200);
    await link.apply([change("third-secret")]);
    expect((await mine.register("second-secret")).status).toBe(401);
    expect(await kamailio.database.run("select username from subscriber_previous")).toEqual([]);
  });

  test("a phone's address is let in within 5 s of the last reload, and a phone that is gone is let in no more", async () => {
    const there = await phoneOf("22", { localAddress: "127.0.0.7" });
    expect((await there.register("secret-of-22")).status).toBe(403);
    const [first, second] = [link.apply([phone(OTHER_MAC, "127.0.0.7")]), link.apply([phone(MAC, "127.0.0.8")])];
    expect([await first, await second]).toEqual([[{ outcome: "done" }], [{ outcome: "done" }]]);
    const dump = async () => JSON.stringify((await kamailio.rpc("permissions.addressDump")).result);
    expect(await dump()).toContain("127.0.0.8");
    expect((await there.register("secret-of-22")).status).toBe(200);
    expect(await link.apply([{ wanted: "no-phone", generation: 2, mac: OTHER_MAC }, phone(MAC, "127.0.0.1")])).toEqual([
      ...[{ outcome: "done" }, { outcome: "done" }],
    ]);
    expect((await there.register("secret-of-22")).status).toBe(403);
    await link.apply([{ wanted: "no-account", generation: 2, username: "22" }]);
    expect(await kamailio.database.run("select username from subscriber where username = '22'")).toEqual([]);
  }, 30_000);
});
