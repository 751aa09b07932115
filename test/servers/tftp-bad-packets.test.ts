import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { encodeAck, encodeError } from "../../src/protocols/tftp/packets.ts";
import { connect, download, readRequest, request, STOP } from "./tftp-client.ts";
import { makeBytes, makeRandom, serve } from "./tftp-fixture.ts";

describe("bad packets", () => {
  it("20,000 of them, random and mutated, leave the server serving", async () => {
    const body = makeBytes(5000);
    const server = await serve({ "/phone.cfg": body });
    const holder = await connect(server);
    const { tid } = await request(holder, server, "phone.cfg");
    const attacker = createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
    onTestFinished(() => void attacker.close());
    attacker.bind(0, server.host);
    await once(attacker, "listening");
    // Whatever transfer it happened to start is ended, so that none is left open.
    attacker.on("message", (bytes, from) => {
      if (bytes[1] !== 5) attacker.send(STOP, from.port, from.address);
    });
    const random = makeRandom(7);
    const pick = (limit: number) => Math.floor(random() * limit);
    const samples = [
      readRequest("phone.cfg", [
        ["blksize", "1428"],
        ["windowsize", "8"],
        ["tsize", "0"],
      ]),
      readRequest("phone.cfg"),
      readRequest("other.cfg", [], "netascii"),
      encodeAck(1),
      encodeError(1, "No"),
      Buffer.from("\0\x03\0\x01data"),
      Buffer.from("\0\x06blksize\x292\0"),
    ];
    for (let sent = 0; sent < 20_000; sent += 1) {
      const packet =
        sent % 2 === 0
          ? Buffer.from(Uint8Array.from({ length: pick(80) }, () => random() * 256))
          : Buffer.from(samples[pick(samples.length)] ?? STOP);
      for (let flips = sent % 2 === 0 ? 0 : 1 + pick(3); flips > 0; flips -= 1) packet[pick(packet.length)] = pick(256);
      attacker.send(packet.subarray(0, 1 + pick(packet.length)), pick(4) === 0 ? tid : server.port, server.host);
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    expect((await download(server, "phone.cfg")).bytes.equals(body)).toBe(true);
    holder.send(STOP, tid);
    await expect.poll(() => server.counters().active, { timeout: 10_000 }).toBe(0);
    expect(server.counters().malformed).toBeGreaterThan(5000);
    expect(server.log).toEqual([]);
  }, 20_000);

  it("on the port of a transfer from its own client are counted and do not end it", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const client = await connect(server);
    const { tid } = await request(client, server, "phone.cfg");
    const bad = [Buffer.from([0]), Buffer.from([0, 4, 0]), Buffer.from([9, 9, 9, 9]), readRequest("phone.cfg")];
    for (const bytes of [Buffer.alloc(0), ...bad]) client.send(bytes, tid);
    client.send(encodeAck(1), tid);
    expect((await client.receive()).packet).toMatchObject({ type: "data", block: 2 });
    expect(server.counters().malformed).toBe(5);
    client.send(encodeAck(2), tid);
    await expect.poll(() => server.counters().completed).toBe(1);
  });
});
