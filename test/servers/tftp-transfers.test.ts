import { describe, expect, it } from "vitest";
import { encodeAck } from "../../src/protocols/tftp/packets.ts";
import { connect, download, readRequest, request, STOP } from "./tftp-client.ts";
import { makeBytes, serve } from "./tftp-fixture.ts";

describe("a transfer", () => {
  it("agrees on options", async () => {
    const body = makeBytes(100_000);
    const server = await serve({ "/phone.cfg": body });
    const { bytes, accepted } = await download(server, "phone.cfg", [
      ["TSIZE", "0"],
      ["blksize", "65464"],
      ["windowsize", "16"],
      ["timeout", "3"],
      ["unknown", "1"],
    ]);
    expect(bytes.equals(body)).toBe(true);
    expect(accepted).toEqual([
      ["TSIZE", "100000"],
      ["blksize", "1428"],
      ["windowsize", "16"],
      ["timeout", "3"],
    ]);
  });

  it("goes on past block 65535", async () => {
    const body = makeBytes(8 * 66_000);
    const server = await serve({ "/firmware.bin": body });
    const options = [["blksize", "8"] as const, ["windowsize", "64"] as const];
    const { bytes } = await download(server, "firmware.bin", options);
    expect(bytes.equals(body)).toBe(true);
  });

  it("has a port of its own", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const [one, other] = [await connect(server), await connect(server)];
    const ports = [(await request(one, server, "phone.cfg")).tid, (await request(other, server, "phone.cfg")).tid];
    expect(new Set([...ports, server.port]).size).toBe(3);
  });

  it("answers a stranger with ERROR 5 and goes on", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const [client, stranger, elsewhere] = [
      await connect(server),
      await connect(server),
      await connect(server, "127.0.0.3"),
    ];
    const { tid } = await request(client, server, "phone.cfg");
    for (const other of [stranger, elsewhere]) {
      other.send(encodeAck(1), tid);
      expect((await other.receive()).packet).toMatchObject({ type: "error", code: 5 });
      // An ERROR is never answered, and ends nobody else's transfer.
      other.send(STOP, tid);
      other.send(Buffer.from("garbage"), tid);
    }
    client.send(encodeAck(1), tid);
    expect((await client.receive()).packet).toMatchObject({ type: "data", block: 2 });
    client.send(encodeAck(2), tid);
    await expect.poll(() => server.counters()).toMatchObject({ completed: 1, failed: 0, malformed: 2 });
    expect(stranger.waiting() + elsewhere.waiting()).toBe(0);
  });

  it("sends nothing twice for an ACK that comes twice", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(512 * 20) });
    const client = await connect(server);
    const { tid } = await request(client, server, "phone.cfg");
    const blocks: number[] = [];
    for (let block = 1; block < 21; block += 1) {
      for (let i = 0; i < 4; i += 1) client.send(encodeAck(block), tid);
      const { packet } = await client.receive();
      if (packet.type === "data") blocks.push(packet.block);
    }
    client.send(encodeAck(21), tid);
    await expect.poll(() => server.counters().completed).toBe(1);
    expect(blocks).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect(client.waiting()).toBe(0);
  });

  it("is begun once for each request of a silent client, and then given up", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const client = await connect(server);
    await request(client, server, "phone.cfg");
    await client.send(readRequest("phone.cfg"), server.port);
    await expect.poll(() => client.waiting()).toBe(1);
    await expect.poll(() => server.counters(), { timeout: 12_000 }).toMatchObject({ failed: 1, active: 0 });
    expect(client.waiting()).toBe(1);
    expect(server.confirmed).toEqual([]);
  }, 20_000);

  it("is confirmed after its last ACK only", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const client = await connect(server);
    const { tid } = await request(client, server, "phone.cfg");
    client.send(encodeAck(1), tid);
    await client.receive();
    expect(server.confirmed).toEqual([]);
    client.send(encodeAck(2), tid);
    await expect.poll(() => server.confirmed).toEqual(["/phone.cfg"]);
    client.send(encodeAck(2), tid);
    await download(server, "phone.cfg");
    await expect.poll(() => server.confirmed).toEqual(["/phone.cfg", "/phone.cfg"]);
  });

  it("is not confirmed when the client breaks it off", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const client = await connect(server);
    const { tid } = await request(client, server, "phone.cfg");
    client.send(encodeAck(1), tid);
    await client.receive();
    client.send(STOP, tid);
    await expect.poll(() => server.counters()).toMatchObject({ failed: 1, completed: 0, active: 0 });
    expect(server.confirmed).toEqual([]);
  });

  it("is over even if its confirmation fails", async () => {
    const server = await serve(
      {},
      {
        answer: async () => ({
          outcome: "file",
          body: makeBytes(10),
          contentType: "text/plain",
          etag: undefined,
          carriesSecrets: false,
          confirmDelivery: () => Promise.reject(new Error("database is gone")),
        }),
      },
    );
    await download(server, "phone.cfg");
    await expect.poll(() => server.log.join()).toContain("database is gone");
    expect(server.counters()).toMatchObject({ completed: 1, active: 0 });
  });
});

describe("close", () => {
  it("lets a running transfer finish and takes no other", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const client = await connect(server);
    const { tid } = await request(client, server, "phone.cfg");
    let isClosed = false;
    const closing = server.close(20_000).then(() => {
      isClosed = true;
    });
    const late = await connect(server);
    late.send(readRequest("phone.cfg"), server.port);
    client.send(encodeAck(1), tid);
    expect((await client.receive()).packet).toMatchObject({ type: "data", block: 2 });
    expect(isClosed).toBe(false);
    client.send(encodeAck(2), tid);
    await closing;
    expect(server.confirmed).toEqual(["/phone.cfg"]);
    expect(server.requests).toHaveLength(1);
    expect(late.waiting()).toBe(0);
    expect(server.counters()).toMatchObject({ completed: 1, active: 0 });
  });

  it("waits for the confirmation of what was delivered", async () => {
    let confirm = () => {};
    let isConfirming = false;
    const server = await serve(
      {},
      {
        answer: async () => ({
          outcome: "file",
          body: makeBytes(10),
          contentType: "text/plain",
          etag: undefined,
          carriesSecrets: false,
          confirmDelivery: () =>
            new Promise<void>((resolve) => {
              isConfirming = true;
              confirm = resolve;
            }),
        }),
      },
    );
    await download(server, "phone.cfg");
    await expect.poll(() => isConfirming).toBe(true);
    let isClosed = false;
    const closing = server.close(20_000).then(() => {
      isClosed = true;
    });
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    confirm();
    await closing;
  });

  it("breaks off what is not finished in time, and tells the client", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(600) });
    const client = await connect(server);
    await request(client, server, "phone.cfg");
    await server.close(0);
    expect((await client.receive()).packet).toEqual({ type: "error", code: 0, text: "Server stops" });
    expect(server.confirmed).toEqual([]);
    expect(server.counters()).toMatchObject({ failed: 1, active: 0 });
  });
});
