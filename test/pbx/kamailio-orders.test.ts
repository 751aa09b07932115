import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeskPhone, type Site, startSite } from "./site.ts";
import { ADDRESS_GROUP, type Kamailio, startKamailio } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

const MAC = "000413922D24";

describe("which half learns of a new password first", () => {
  let kamailio: Kamailio;
  let site: Site;
  let phone: DeskPhone;
  beforeAll(async () => {
    kamailio = await startKamailio("sqlite");
    site = await startSite(kamailio);
    await site.setLink("pbx-first", { addressGroup: ADDRESS_GROUP });
    await site.admit(MAC, "20");
    phone = site.deskPhone(MAC, "127.0.0.5");
    await site.told();
    await phone.boot();
    await waitUntil(
      "it may register",
      () => phone.register(),
      (status) => status === 200,
    );
  });
  afterAll(async () => {
    await site?.close();
    await kamailio?.close();
  });

  test("pbx-first: while the PBX cannot be told, a phone that asks keeps the password that works", async () => {
    const old = phone.password();
    const unlock = await kamailio.database.lock();
    await site.reset(MAC);
    await phone.boot();
    expect(phone.password()).toBe(old);
    expect(await phone.register()).toBe(200);
    await unlock();
    await site.told();
    expect(await phone.register()).toBe(401);
    await phone.boot();
    expect(phone.password()).not.toBe(old);
    expect(await phone.register()).toBe(200);
  });

  test("phone-first: the PBX keeps the old password until the phone has fetched the new one", async () => {
    await site.setLink("phone-first", { addressGroup: ADDRESS_GROUP });
    await site.told();
    const old = phone.password();
    await site.reset(MAC);
    await waitUntil(
      "nothing is told",
      () => phone.register(),
      (status) => status === 200,
    );
    const link = (await site.daemon().api("GET", "/api/v1/pbxs/main/link")).json as { pending: number };
    expect(link.pending).toBe(1);
    await phone.boot();
    expect(phone.password()).not.toBe(old);
    await site.told();
    expect(await phone.register({ password: old })).toBe(401);
    expect(await phone.register()).toBe(200);
  });

  test("overlap: both open until the new one was used, then the old one is refused", async () => {
    await site.setLink("overlap", { addressGroup: ADDRESS_GROUP, registrationsEverySeconds: 5 });
    await site.told();
    const old = phone.password();
    await site.reset(MAC);
    await site.told();
    expect(await phone.register()).toBe(200);
    await phone.boot();
    expect(phone.password()).not.toBe(old);
    expect(await phone.register({ password: old })).toBe(200);
    expect(await phone.register()).toBe(200);
    // Kamailio also refuses while its SQLite is being written to, so being refused is not the sign.
    await waitUntil(
      "the PBX has the new one only",
      () => kamailio.database.run("select username from subscriber_previous"),
      (rows) => rows.length === 0,
    );
    expect(await phone.register({ password: old })).toBe(401);
    expect(await phone.register()).toBe(200);
  });
});
