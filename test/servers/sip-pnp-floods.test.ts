import { createSocket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { seedDataDir, seededMac } from "../../bench/seed.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { makeDataDir, removeFolder } from "../daemon/start-daemon.ts";
import { admit } from "../storage/sample-rows.ts";
import { headerOf, lines, okTo, startPhone, startPnp, yealinkAsks } from "./pnp-fixture.ts";
import { makeRandom } from "./tftp-fixture.ts";

const MAC = "001565AABBCC";
const ADMITTED = { vendorId: "yealink", model: "T46S", lines: [], keys: [] } as const;

describe("SIP PnP under load", () => {
  it("answers 2,000 phones that ask at once, each exactly once, and each again with the same 200", async () => {
    const folder = makeDataDir();
    onTestFinished(() => removeFolder(folder));
    const dataDir = join(folder, "data");
    await seedDataDir(dataDir, 2000, "closed");
    // Slow timers: on a busy machine a NOTIFY would rightly be sent again before this process has read its answer.
    const pnp = await startPnp({ dataDir, t1Ms: 10_000 });
    const phones = await Promise.all(
      Array.from({ length: 20 }, (_, index) => startPhone({ address: `127.0.1.${index + 1}` })),
    );
    // Unicast, at the server's own address.
    const askAll = async () => {
      for (let index = 0; index < 2000; index++) {
        const phone = phones[index % phones.length];
        phone?.send(yealinkAsks(phone, seededMac(index)), pnp.port, "127.0.0.1");
        // The server shares this process: a kernel with small buffers must not lose what it cannot read meanwhile.
        if (index % 50 === 0) await new Promise(setImmediate);
      }
    };
    await askAll();
    await expect.poll(() => pnp.server.counters().delivered, { timeout: 20_000 }).toBe(2000);
    await askAll();
    await expect.poll(() => pnp.server.counters().repeated, { timeout: 20_000 }).toBe(2000);
    await expect.poll(() => phones.flatMap(({ received }) => received).length, { timeout: 20_000 }).toBe(6000);

    const oks = new Map<string, string[]>();
    const notifies = new Map<string, number>();
    for (const { text } of phones.flatMap(({ received }) => received)) {
      const call = headerOf(text, "Call-ID") ?? "";
      if (text.startsWith("NOTIFY")) notifies.set(call, (notifies.get(call) ?? 0) + 1);
      else oks.set(call, [...(oks.get(call) ?? []), text]);
    }
    expect(oks.size).toBe(2000);
    expect([...oks.values()].every((texts) => texts.length === 2 && texts[0] === texts[1])).toBe(true);
    expect(notifies.size).toBe(2000);
    expect([...notifies.values()].every((count) => count === 1)).toBe(true);
    expect(pnp.server.counters()).toMatchObject({ answered: 2000, dropped: 0, active: 0 });
    expect(pnp.log).toEqual([]);
  }, 90_000);

  it("serves on after 20,000 random and mutated packets", async () => {
    const pnp = await startPnp();
    await admit(pnp.store, { ...ADMITTED, mac: parseMac(MAC) ?? expect.fail() });
    const attacker = createSocket({ type: "udp4" });
    onTestFinished(() => void attacker.close());
    attacker.bind(0, "127.0.0.66");
    await once(attacker, "listening");
    const random = makeRandom(11);
    const pick = (limit: number) => Math.floor(random() * limit);
    const me = { address: "127.0.0.66", port: attacker.address().port };
    const notify = lines(
      "NOTIFY sip:a SIP/2.0",
      "Via: a;branch=z9hG4bKpnp-a-0",
      "From: a",
      "To: b",
      "Call-ID: 1",
      "CSeq: 1 NOTIFY",
    );
    const samples = [yealinkAsks(me, MAC), yealinkAsks(me, MAC, "2"), okTo(notify), notify, "\r\n\r\n", ""].map(
      (text) => Buffer.from(text, "latin1"),
    );
    for (let sent = 0; sent < 20_000; sent++) {
      const isRandom = sent % 4 === 0;
      const packet = isRandom
        ? Buffer.from(Uint8Array.from({ length: pick(600) }, () => random() * 256))
        : Buffer.from(samples[pick(samples.length)] ?? "");
      for (let flips = isRandom ? 0 : 1 + pick(4); flips > 0 && packet.length > 0; flips--)
        packet[pick(packet.length)] = pick(256);
      attacker.send(packet.subarray(0, pick(3) === 0 ? pick(packet.length + 1) : packet.length), pnp.port, "127.0.0.1");
      if (sent % 50 === 0) await new Promise(setImmediate);
    }
    const phone = await startPhone({ address: "127.0.0.67" });
    phone.send(yealinkAsks(phone, MAC, "after"), pnp.port, "127.0.0.1");
    const [ok, next] = await phone.waitFor(2);
    expect([ok?.text.slice(0, 14), next?.text.slice(0, 6)]).toEqual(["SIP/2.0 200 OK", "NOTIFY"]);
    const { malformed, answered, active } = pnp.server.counters();
    expect(malformed).toBeGreaterThan(5000);
    expect(answered).toBeGreaterThan(1);
    // One phone, so one NOTIFY under way at most.
    expect(active).toBeLessThan(2);
    expect(pnp.log.filter((line) => !line.startsWith("SIP PnP cannot send"))).toEqual([]);
  }, 60_000);

  it("looks up no more than a handful of made-up MACs a second for one source, and keeps nothing of them", async () => {
    const pnp = await startPnp();
    await admit(pnp.store, { ...ADMITTED, mac: parseMac(MAC) ?? expect.fail() });
    const guesser = await startPhone({ address: "127.0.0.66" });
    for (let index = 0; index < 5000; index++) {
      guesser.send(yealinkAsks(guesser, `001565${index.toString(16).padStart(6, "0")}`), pnp.port, "127.0.0.1");
      if (index % 50 === 0) await new Promise(setImmediate);
    }
    const phone = await startPhone({ address: "127.0.0.67" });
    phone.send(yealinkAsks(phone, MAC), pnp.port, "127.0.0.1");
    await phone.waitFor(2);
    const { strangers, dropped } = pnp.server.counters();
    expect(dropped).toBeGreaterThan(4000);
    expect(strangers).toBeLessThan(1000);
    expect(guesser.received).toEqual([]);
  }, 60_000);
});
