import { afterAll, beforeAll, expect, test } from "vitest";
import type { DatabaseKind } from "./kamailio-tables.ts";
import { type DeskPhone, type Site, startSite } from "./site.ts";
import { ADDRESS_GROUP, type Kamailio, startKamailio } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

const MAC = "000413922D24";
const SECOND = "000413922D25";

/** From the admission to a registered phone and back, on either database. */
export function describeFlow(kind: DatabaseKind): void {
  let kamailio: Kamailio;
  let site: Site;
  let phone: DeskPhone;
  beforeAll(async () => {
    kamailio = await startKamailio(kind);
    site = await startSite(kamailio);
    await site.setLink("pbx-first", { addressGroup: ADDRESS_GROUP });
    phone = site.deskPhone(MAC, "127.0.0.5");
  });
  afterAll(async () => {
    await site?.close();
    await kamailio?.close();
  });

  const registersWith = (password: string) => () => phone.register({ password });

  test("an admitted phone boots, parses its file, and registers with the password in it", async () => {
    await site.admit(MAC, "20");
    await site.admit(SECOND, "21");
    await site.told();
    await phone.boot();
    expect(JSON.stringify(phone.simulated.holds().settings)).toContain(String(kamailio.registrar.port));
    // Where it asked from is told within seconds; until then its address is a stranger's.
    const started = performance.now();
    await waitUntil(
      "it may register",
      () => phone.register(),
      (status) => status === 200,
    );
    expect(performance.now() - started).toBeLessThan(12_000);
    const listed = JSON.stringify(await kamailio.rpc("ul.dump"));
    expect(listed).toContain("sip:20@127.0.0.5:");
  });

  test("from an unknown address, as an unknown user, with a stranger's User-Agent, or with a wrong password nobody does", async () => {
    expect(await phone.register({ from: "127.0.0.66" })).toBe(403);
    expect(await phone.register({ userAgent: "friendly-scanner" })).toBe(403);
    expect(await phone.register({ userAgent: `Yealink SIP-T46S 66.86.0.160 ${SECOND}` })).toBe(403);
    expect(await phone.register({ user: "77" })).toBe(401);
    expect(await phone.register({ user: "21" })).toBe(401);
    expect(await phone.register({ password: "guessed-password" })).toBe(401);
    expect(await phone.register()).toBe(200);
  });

  test("after a reset the old password is refused, and the phone registers with the new one once it has fetched", async () => {
    const old = phone.password();
    await site.reset(MAC);
    await site.told();
    expect(await registersWith(old)()).toBe(401);
    await phone.boot();
    expect(phone.password()).not.toBe(old);
    expect(await phone.register()).toBe(200);
  });

  test("a phone that is deleted is refused", async () => {
    const answer = await site.daemon().api("DELETE", `/api/v1/phones/${MAC}`);
    expect(answer.status).toBe(204);
    await waitUntil(
      "it is refused",
      () => phone.register(),
      (status) => status === 403,
    );
    await site.told();
    expect(await kamailio.database.run("select username from subscriber")).toEqual([{ username: "21" }]);
    expect(await kamailio.database.run("select tag from address")).toEqual([]);
  });
}
