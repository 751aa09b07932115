import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HoldingProxy, startHoldingProxy } from "./holding-proxy.ts";
import { type DeskPhone, type Site, startSite } from "./site.ts";
import { ADDRESS_GROUP, type Kamailio, startKamailio } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

/** Where the daemon is when it dies: what it has sent to the PBX's PostgreSQL, and whether that had its effect. */
const STEPS = [
  { step: "after the claim, before the PBX is reached", seen: /begin/, when: "before", isWritten: false },
  {
    step: "inside the PBX's transaction",
    seen: /(?:insert into|update|delete from) "subscriber/,
    when: "after",
    isWritten: false,
  },
  { step: "before the PBX's commit", seen: /commit/, when: "before", isWritten: false },
  { step: "after the PBX's commit, before it is noted as told", seen: /commit/, when: "after", isWritten: true },
] as const;

describe("kill -9 of the daemon while it tells Kamailio", () => {
  let kamailio: Kamailio;
  let proxy: HoldingProxy;
  let site: Site;
  let viaProxy: string;
  beforeAll(async () => {
    kamailio = await startKamailio("postgres");
    const { hostname, port } = new URL(kamailio.database.url);
    proxy = await startHoldingProxy({ host: hostname, port: Number(port) });
    const through = new URL(kamailio.database.url);
    through.hostname = "127.0.0.1";
    through.port = String(proxy.port);
    viaProxy = through.href;
    site = await startSite(kamailio);
    await site.setLink("pbx-first", {}, viaProxy);
    // Every phone may knock: what this is about are accounts.
    await kamailio.database.run(
      `insert into address (grp, ip_addr, mask, tag) values (${ADDRESS_GROUP}, '127.0.0.0', 8, 'everybody')`,
    );
    await kamailio.rpc("permissions.addressReload");
  });
  afterAll(async () => {
    await site?.close();
    await proxy?.close();
    await kamailio?.close();
  });

  const writesOf = async (user: string) =>
    (await kamailio.database.writes()).filter(({ who }) => who === user).map(({ what }) => what);

  /** Has something changed, kills the daemon at a step of telling it, and starts it again. */
  async function breakOff(user: string, change: () => Promise<unknown>, step: (typeof STEPS)[number]): Promise<void> {
    const before = await writesOf(user);
    const reached = proxy.hold(step.seen, step.when);
    await change();
    await reached;
    // What is held stays held; the next daemon gets through.
    proxy.release();
    await site.restart("SIGKILL", async () => {
      const written = (await writesOf(user)).length - before.length;
      expect(written, "written before the daemon died").toBe(Number(step.isWritten));
    });
    await site.told();
  }

  test.for(STEPS.map((step, at) => [step.step, step, at] as const))("%s", async ([, step, at]) => {
    const [mac, user] = [`00041300010${at}`, `30${at}`];
    const phone: DeskPhone = site.deskPhone(mac, "127.0.0.5");

    await breakOff(user, () => site.admit(mac, user), step);
    await phone.boot();
    expect(await phone.register()).toBe(200);
    expect(await writesOf(user)).toEqual(["insert subscriber"]);

    const old = phone.password();
    await breakOff(user, () => site.reset(mac), step);
    expect(await phone.register()).toBe(401);
    await phone.boot();
    expect(phone.password()).not.toBe(old);
    expect(await phone.register()).toBe(200);
    expect(await writesOf(user)).toEqual(["insert subscriber", "update subscriber"]);

    await breakOff(user, () => site.daemon().api("DELETE", `/api/v1/phones/${mac}`), step);
    expect(await phone.register()).toBe(401);
    expect(await writesOf(user)).toEqual(["insert subscriber", "update subscriber", "delete subscriber"]);
  });

  test("before the claim, while the PBX is told of something else", async () => {
    const [mac, user] = ["000413000110", "310"];
    const phone = site.deskPhone(mac, "127.0.0.5");
    const reached = proxy.hold(/begin/, "before");
    await site.admit("000413000111", "311");
    await reached;
    await site.admit(mac, user);
    proxy.release();
    await site.restart("SIGKILL");
    await site.told();
    await phone.boot();
    expect(await phone.register()).toBe(200);
    expect([await writesOf(user), await writesOf("311")]).toEqual([["insert subscriber"], ["insert subscriber"]]);
  });

  test("after a phone's address was written, before Kamailio was asked to read it again", async () => {
    const [mac, user] = ["000413000120", "320"];
    const rpc = new URL(kamailio.rpcUrl);
    const rpcProxy = await startHoldingProxy({ host: rpc.hostname, port: Number(rpc.port) });
    await kamailio.database.run("delete from address");
    await kamailio.rpc("permissions.addressReload");
    rpc.port = String(rpcProxy.port);
    await site.setLink("pbx-first", { addressGroup: ADDRESS_GROUP, rpcUrl: rpc.href }, viaProxy);
    await site.told();
    await site.admit(mac, user);
    await site.told();
    const phone = site.deskPhone(mac, "127.0.0.5");
    const reached = rpcProxy.hold(/addressReload/, "before");
    await phone.boot();
    await reached;
    expect(await writesOf(mac)).toEqual(["insert address"]);
    rpcProxy.release();
    await site.restart("SIGKILL");
    await waitUntil(
      "it may register",
      () => phone.register(),
      (status) => status === 200,
    );
    await site.told();
    expect(await writesOf(mac)).toEqual(["insert address"]);
    await rpcProxy.close();
  });
});
