import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  encodeAck,
  encodeError,
  encodeRequest,
  type TransferMode,
  type TransferOption,
  writeData,
} from "../../src/protocols/tftp/packets.ts";
import { connect, type RawClient } from "./tftp-client.ts";
import { makeBytes, serve } from "./tftp-fixture.ts";
import { sendWithAtftp, sendWithBusybox, sendWithCurl, sendWithTftpHpa } from "./tftp-tools.ts";
import { createReceived } from "./upload-fixture.ts";

type Address = { host: string; port: number };
const NAME = "001565aabbcc-local.cfg";

function writeRequest(options: readonly TransferOption[] = [], mode: TransferMode = "octet"): Buffer {
  return encodeRequest({ type: "write-request", fileName: NAME, mode, options });
}

function data(block: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload as string);
  const packet = Buffer.alloc(4 + bytes.length);
  writeData(packet, block, bytes, 0, bytes.length);
  return packet;
}

/** Asks to send a file, and returns the first packet of the answer. */
async function ask(client: RawClient, server: Address, options: readonly TransferOption[] = []) {
  await client.send(writeRequest(options), server.port);
  const { packet, from } = await client.receive();
  return { packet, tid: from.port };
}

const clients: [name: string, send: (server: Address, name: string, content: Buffer) => Promise<string>][] = [
  ["tftp-hpa", (server, name, content) => sendWithTftpHpa(server, name, content)],
  ["atftp", (server, name, content) => sendWithAtftp(server, name, content)],
  [
    "atftp with options",
    (server, name, content) => sendWithAtftp(server, name, content, ["blksize 1024", "tsize 0", "timeout 2"]),
  ],
  ["curl", (server, name, content) => sendWithCurl(server, name, content)],
  [
    "curl with --tftp-blksize 1400",
    (server, name, content) => sendWithCurl(server, name, content, ["--tftp-blksize", "1400"]),
  ],
  ["curl without options", (server, name, content) => sendWithCurl(server, name, content, ["--tftp-no-options"])],
  ["busybox with -b 1400", (server, name, content) => sendWithBusybox(server, name, content, ["-b", "1400"])],
];

describe.each(clients)("%s", (_name, send) => {
  it("sends files of every awkward length", async () => {
    const received = createReceived();
    const server = await serve({}, { receive: received.receive });
    const files = [1, 511, 512, 14_000, 51_200].map(makeBytes);
    for (const file of files) await send(server, NAME, file);
    await expect.poll(() => received.kept.length).toBe(files.length);
    expect(received.kept.map((body, index) => body.equals(files[index] ?? body))).not.toContain(false);
    expect(received.requests[0]).toMatchObject({ door: "tftp", target: `/${NAME}`, remoteAddress: "127.0.0.1" });
    expect(server.counters()).toMatchObject({ completed: files.length, failed: 0, active: 0 });
  });

  it("is told when it may not, and when the file is too large or not what it must be", async () => {
    const tell = async (rules: Parameters<typeof createReceived>[0], file: Buffer) => {
      const received = createReceived(rules);
      const server = await serve({}, { receive: received.receive });
      // Each says it in its own way, or by its exit code.
      const said = await send(server, NAME, file).catch(
        (error: Error & { stderr?: string }) => `failed ${error.stderr}`,
      );
      await expect.poll(() => server.counters().active).toBe(0);
      return { said, received, counters: server.counters() };
    };
    const refused = await tell({ answer: () => ({ outcome: "refused", reason: "not-admitted" }) }, makeBytes(100));
    expect(refused.said).toMatch(/access violation|failed/i);
    expect(refused.counters).toMatchObject({ refused: 1, completed: 0 });
    const large = await tell({ maxBytes: 1000 }, makeBytes(5000));
    expect(large.said).toMatch(/too large|disk full|allocation|failed/i);
    expect(large.received).toMatchObject({ kept: [], broken: ["too-large"] });
    const wrong = await tell({ end: { outcome: "refused", fault: "is no text" } }, makeBytes(100));
    expect(wrong.said).toMatch(/refused|failed/i);
    expect(wrong.counters).toMatchObject({ completed: 0, failed: 1 });
  });
});

describe("a file that a phone sends by TFTP", () => {
  it("is text with the line ends of this system when it comes in netascii", async () => {
    const received = createReceived();
    const server = await serve({}, { receive: received.receive });
    await sendWithTftpHpa(server, NAME, Buffer.from("a = 1\nb = 2\n"), "netascii");
    await expect.poll(() => received.kept.map(String)).toEqual(["a = 1\nb = 2\n"]);
  });

  it("gets error 2 where nobody may send anything, as ever", async () => {
    const server = await serve({});
    const client = await connect(server);
    expect((await ask(client, server)).packet).toMatchObject({ type: "error", code: 2 });
    await client.send(writeRequest([], "mail"), server.port);
    expect((await client.receive()).packet).toMatchObject({ type: "error", code: 2 });
  });

  it("is refused at once when its size is said to be too large, and taken at exactly the largest", async () => {
    const received = createReceived({ maxBytes: 1000 });
    const server = await serve({}, { receive: received.receive });
    const client = await connect(server);
    expect((await ask(client, server, [["tsize", "1001"]])).packet).toMatchObject({ type: "error", code: 3 });
    const other = await connect(server);
    const { packet, tid } = await ask(other, server, [
      ["tsize", "1000"],
      ["blksize", "1400"],
    ]);
    expect(packet).toEqual({
      type: "oack",
      options: [
        ["tsize", "1000"],
        ["blksize", "1400"],
      ],
    });
    await other.send(data(1, makeBytes(1000)), tid);
    expect((await other.receive()).packet).toEqual({ type: "ack", block: 1 });
    expect([received.kept.length, received.broken]).toEqual([1, ["too-large"]]);
  });

  it("has its last block acknowledged when it is kept, not before, and again when that was lost", async () => {
    let release = () => {};
    const wait = () => new Promise<void>((resolve) => (release = resolve));
    const received = createReceived({ wait });
    const server = await serve({}, { receive: received.receive });
    const client = await connect(server);
    const { packet, tid } = await ask(client, server);
    expect(packet).toEqual({ type: "ack", block: 0 });
    await client.send(data(1, "x = 1\n"), tid);
    await client.send(data(1, "x = 1\n"), tid);
    await pause(100);
    expect(client.waiting()).toBe(0);
    release();
    expect((await client.receive()).packet).toEqual({ type: "ack", block: 1 });
    await client.send(data(1, "x = 1\n"), tid);
    expect((await client.receive()).packet).toEqual({ type: "ack", block: 1 });
    expect(received.kept.map(String)).toEqual(["x = 1\n"]);
    expect(server.counters()).toMatchObject({ completed: 1, active: 0 });
  });

  it("is gone when the client gives up, or says one size and sends another", async () => {
    const received = createReceived();
    const server = await serve({}, { receive: received.receive });
    const client = await connect(server);
    const { tid } = await ask(client, server);
    await client.send(data(1, makeBytes(512)), tid);
    expect((await client.receive()).packet).toEqual({ type: "ack", block: 1 });
    await client.send(encodeError(0, "changed my mind"), tid);
    await expect.poll(() => received.broken).toEqual(["broke-off"]);
    const other = await connect(server);
    const second = await ask(other, server, [["tsize", "600"]]);
    await other.send(data(1, makeBytes(100)), second.tid);
    expect((await other.receive()).packet).toMatchObject({ type: "error" });
    expect(received).toMatchObject({ kept: [], broken: ["broke-off", "broke-off"] });
    expect(server.counters()).toMatchObject({ failed: 2, completed: 0, active: 0 });
  });

  it("takes nothing from another port or another address", async () => {
    const received = createReceived();
    const server = await serve({}, { receive: received.receive });
    const [client, stranger] = [await connect(server), await connect(server)];
    const { tid } = await ask(client, server);
    await stranger.send(data(1, "evil = 1\n"), tid);
    expect((await stranger.receive()).packet).toMatchObject({ type: "error", code: 5 });
    await client.send(encodeAck(1), tid);
    await client.send(data(1, "good = 1\n"), tid);
    expect((await client.receive()).packet).toEqual({ type: "ack", block: 1 });
    expect(received.kept.map(String)).toEqual(["good = 1\n"]);
  });

  it("is broken off where there is no room left for it", async () => {
    const received = createReceived({ room: 5000 });
    const server = await serve({}, { receive: received.receive });
    const client = await connect(server);
    const { tid } = await ask(client, server);
    for (let block = 1; ; block++) {
      await client.send(data(block, makeBytes(512)), tid);
      const { packet } = await client.receive();
      if (packet.type === "ack") continue;
      expect(packet).toMatchObject({ type: "error", text: "Server busy" });
      break;
    }
    expect(received).toMatchObject({ kept: [], broken: ["no-room"] });
  });

  it("is one of so many from an address as may be, and all of them hold what came and no more", async () => {
    const received = createReceived();
    const server = await serve(
      {},
      { receive: received.receive, limits: { maxTransfersPerSource: 20, maxBlockSize: 1428 } },
    );
    const open = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const client = await connect(server);
        return { client, ...(await ask(client, server, [["blksize", "8"]])) };
      }),
    );
    expect(open.filter(({ packet }) => packet.type === "oack")).toHaveLength(20);
    for (const { client, tid, packet } of open.filter((one) => one.packet.type === "oack")) {
      expect(packet.type).toBe("oack");
      for (let block = 1; block <= 100; block++) {
        await client.send(data(block, "12345678"), tid);
        await client.receive();
      }
    }
    // 800 bytes in 100 pieces each.
    expect(received.mostHeld).toBeLessThanOrEqual(4096);
    await server.close(0);
    expect(received.broken).toEqual(Array.from({ length: 20 }, () => "broke-off"));
    expect(received.kept).toEqual([]);
    for (const { client, packet } of open.filter((one) => one.packet.type === "oack")) {
      expect(packet.type).toBe("oack");
      let { packet: last } = await client.receive();
      // The clients were silent for a while, so an ACK may have come again.
      while (last.type === "ack") ({ packet: last } = await client.receive());
      expect(last).toMatchObject({ type: "error", text: "Server stops" });
    }
  });
});
