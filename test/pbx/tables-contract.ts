import { afterAll, beforeAll, expect, test } from "vitest";
import type { PbxLink } from "../../src/provisioning/pbx-link.ts";
import { account, linkTo, MAC, md5, OTHER_MAC, phone, sipPhoneAt } from "./kamailio-fixture.ts";
import type { DatabaseKind } from "./kamailio-tables.ts";
import { ADDRESS_GROUP, type Kamailio, REALM, startKamailio } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

/** What holds for Kamailio's tables on either database. */
export function describeTables(kind: DatabaseKind): void {
  let kamailio: Kamailio;
  let link: PbxLink;
  beforeAll(async () => {
    kamailio = await startKamailio(kind);
    link = linkTo(kamailio);
  });
  afterAll(async () => {
    await link.close();
    await kamailio.close();
  });
  const writes = async () => (await kamailio.database.writes()).map(({ what, who }) => `${what} ${who}`);

  test("writes HA1 and no plain password, in one transaction, and nothing when it is said again", async () => {
    const changes = [account("20", "secret-of-20"), account("21", "secret-of-21"), phone(MAC, "127.0.0.1")];
    expect(await link.apply(changes)).toEqual(changes.map(() => ({ outcome: "done" })));
    expect(
      await kamailio.database.run("select username, domain, password, ha1, ha1b from subscriber order by 1"),
    ).toEqual(
      ["20", "21"].map((user) => ({
        ...{ username: user, domain: REALM, password: "" },
        ha1: md5(`${user}:${REALM}:secret-of-${user}`),
        ha1b: md5(`${user}@127.0.0.1:${REALM}:secret-of-${user}`),
      })),
    );
    expect(await kamailio.database.run("select grp, ip_addr, mask, port, tag from address")).toEqual([
      { grp: ADDRESS_GROUP, ip_addr: "127.0.0.1", mask: 32, port: 0, tag: MAC },
    ]);
    const before = await writes();
    expect(before).toEqual(["insert subscriber 20", "insert subscriber 21", `insert address ${MAC}`]);
    await link.apply(changes);
    // As after a crash: a process that knows nothing of the one before, and has the addresses read again once.
    const next = linkTo(kamailio, {});
    await next.apply(changes);
    await next.close();
    expect(await writes()).toEqual(before);
  });

  test("what cannot be is said in words, and keeps nothing else from being done", async () => {
    const [failed, done] = await link.apply([
      account("23", "secret-of-23", { authName: "login23" }),
      account("24", "secret-of-24"),
    ]);
    expect(failed).toEqual({ outcome: "failed", words: expect.stringContaining("login23") });
    expect(done).toEqual({ outcome: "done" });
    await kamailio.database.run("update version set table_version = 6 where table_name = 'subscriber'");
    expect(await link.apply([account("25", "secret-of-25")])).toEqual([
      {
        outcome: "failed",
        words: "The table subscriber of the PBX's database has version 6; expected: 7 (Kamailio 5.6)",
      },
    ]);
    await kamailio.database.run("update version set table_version = 7 where table_name = 'subscriber'");
    await kamailio.database.run("delete from version where table_name = 'address'");
    expect(await link.apply([phone(OTHER_MAC, "127.0.0.9")])).toEqual([
      { outcome: "failed", words: expect.stringMatching(/no table address.*expected: Kamailio's schema/) },
    ]);
    expect(await kamailio.database.run("select username from subscriber where username > '22' order by 1")).toEqual([
      { username: "24" },
    ]);
  });

  test("a Kamailio that is away is said so soon, without secrets", async () => {
    const away = linkTo(kamailio, { rpcUrl: "http://127.0.0.1:9/RPC" });
    const answers = [await away.registrations?.(), await away.isBusy?.("20"), await away.registeredAnew?.(["20"])];
    expect(answers).toEqual([{ ok: false, words: "rpcUrl cannot be reached: ECONNREFUSED" }, undefined, []]);
    await away.close();
    const gone = kind === "sqlite" ? "sqlite:/nowhere/kamailio.sqlite" : "postgres://u:top-secret@127.0.0.1:9/kamailio";
    const broken = linkTo(kamailio, { databaseUrl: gone });
    const [outcome] = await broken.apply([account("20", "secret-of-20")]);
    expect(outcome).toEqual(
      kind === "sqlite"
        ? { outcome: "failed", words: expect.stringContaining("no such file") }
        : { outcome: "later", words: "The PBX's database cannot be reached: ECONNREFUSED" },
    );
    await broken.close();
    const misspelt = linkTo(kamailio, { databaseUrl: "postgres://u:top-secret@127.0.0.1:port/kamailio" });
    const [refused] = await misspelt.apply([account("20", "secret-of-20")]);
    expect(refused).toEqual({
      outcome: "failed",
      words: "The PBX's database has an address (databaseUrl) that is no URL",
    });
    await misspelt.close();
  });

  test("what one Kamailio of the package has from these tables lets a phone register", async () => {
    const mine = await sipPhoneAt(kamailio, "20");
    expect((await mine.register("secret-of-20")).status).toBe(200);
    expect((await mine.register("another-secret")).status).toBe(401);
    mine.close();
  });

  test("a table that somebody else has locked is waited for, while everything else goes on", async () => {
    const unlock = await kamailio.database.lock();
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 20);
    const applying = link.apply([account("26", "secret-of-26")]);
    await waitUntil(
      "time passes",
      () => ticks,
      (count) => count > 15,
    );
    expect(await writes()).not.toContain("insert subscriber 26");
    await unlock();
    expect(await applying).toEqual([{ outcome: "done" }]);
    const forEver = await kamailio.database.lock();
    expect(await link.apply([account("27", "secret-of-27")])).toEqual([
      {
        outcome: "later",
        words: expect.stringMatching(/^The PBX's database (?:was busy for|did not end a statement within) 5 s$/),
      },
    ]);
    await forEver();
    clearInterval(ticking);
    expect(await link.apply([account("27", "secret-of-27")])).toEqual([{ outcome: "done" }]);
  });
}
