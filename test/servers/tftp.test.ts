import { describe, expect, it } from "vitest";
import { encodeAck, encodeRequest } from "../../src/protocols/tftp/packets.ts";
import { connect, download, readRequest, request, STOP } from "./tftp-client.ts";
import { makeBytes, serve } from "./tftp-fixture.ts";

describe("a request", () => {
  it("becomes a neutral one", async () => {
    const server = await serve({ "/a/b.cfg": makeBytes(10) });
    await download(server, "a/b.cfg");
    expect(server.requests).toEqual([
      {
        door: "tftp",
        intent: "fetch",
        target: "/a/b.cfg",
        userAgent: undefined,
        remoteAddress: "127.0.0.1",
        baseUrl: "tftp://127.0.0.1/",
      },
    ]);
  });

  it.each([
    ["phone.cfg", "/phone.cfg"],
    ["/phone.cfg", "/phone.cfg"],
    ["", "/"],
    ["..\\..\\phone.cfg", "/..\\..\\phone.cfg"],
    ["../../etc/passwd", "/../../etc/passwd"],
    ["größe.cfg", "/größe.cfg"],
    ["x".repeat(255), `/${"x".repeat(255)}`],
  ])("for %j asks for the target %j", async (fileName, target) => {
    const server = await serve({});
    await expect(download(server, fileName)).rejects.toThrow("1 File not found");
    expect(server.requests.map((made) => made.target)).toEqual([target]);
  });

  it("with a name of more than 255 characters is not even asked about", async () => {
    const server = await serve({});
    await expect(download(server, "x".repeat(256))).rejects.toThrow("1 File not found");
    expect(server.requests).toEqual([]);
  });

  it("is refused with the same words whatever the reason is", async () => {
    const reasons = ["unknown-file", "not-admitted", "mac-mismatch", "no-such-file", "model-not-supported"] as const;
    for (const reason of reasons) {
      const server = await serve({}, { answer: async () => ({ outcome: "refused", reason }) });
      const client = await connect(server);
      const { packet } = await request(client, server, "phone.cfg");
      expect(packet).toEqual({ type: "error", code: 1, text: "File not found" });
    }
  });

  it("gets ERROR 0 when the answer fails, and the reason stays here", async () => {
    const server = await serve({}, { answer: () => Promise.reject(new Error("database is gone")) });
    await expect(download(server, "phone.cfg")).rejects.toThrow("0 Server error");
    expect(server.log.join()).toContain("database is gone");
    expect(server.counters()).toMatchObject({ refused: 1, active: 0 });
  });

  it("gets ERROR 2 when it wants to write", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(10) });
    const client = await connect(server);
    const write = encodeRequest({ type: "write-request", fileName: "phone.cfg", mode: "octet", options: [] });
    client.send(write, server.port);
    expect((await client.receive()).packet).toMatchObject({ type: "error", code: 2 });
    expect(server.requests).toEqual([]);
  });

  it("gets ERROR 4 for mail", async () => {
    const server = await serve({});
    const client = await connect(server);
    client.send(readRequest("phone.cfg", [], "mail"), server.port);
    expect((await client.receive()).packet).toMatchObject({ type: "error", code: 4 });
  });

  it("that is repeated does not start a second transfer", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    const body = makeBytes(700);
    const server = await serve(
      {},
      {
        async answer() {
          asked += 1;
          await released;
          return {
            outcome: "file",
            body,
            contentType: "text/plain",
            etag: undefined,
            carriesSecrets: false,
            confirmDelivery: async () => {},
          };
        },
      },
    );
    const client = await connect(server);
    for (let i = 0; i < 5; i += 1) client.send(readRequest("phone.cfg"), server.port);
    await expect.poll(() => asked).toBe(1);
    release();
    const { packet, from } = await client.receive();
    expect(packet).toMatchObject({ type: "data", block: 1 });
    client.send(encodeAck(1), from.port);
    const second = await client.receive();
    expect(second.packet).toMatchObject({ type: "data", block: 2 });
    expect(second.from.port).toBe(from.port);
    for (let i = 0; i < 5; i += 1) await client.send(readRequest("phone.cfg"), server.port);
    client.send(encodeAck(2), from.port);
    await expect.poll(() => server.counters()).toMatchObject({ completed: 1, active: 0 });
    expect(asked).toBe(1);
    expect(client.waiting()).toBe(0);
  });
});

describe("limits", () => {
  it("hold for each source and for all together", async () => {
    const server = await serve(
      { "/phone.cfg": makeBytes(600) },
      { limits: { maxTransfers: 3, maxTransfersPerSource: 2 } },
    );
    const open = [];
    for (const source of ["127.0.0.1", "127.0.0.1", "127.0.0.2"]) {
      const client = await connect(server, source);
      const { packet, tid } = await request(client, server, "phone.cfg");
      expect(packet.type).toBe("data");
      open.push({ client, tid });
    }
    const sameSource = await connect(server, "127.0.0.1");
    const otherSource = await connect(server, "127.0.0.3");
    const tooMany = { type: "error", code: 0, text: "Too many transfers from your address" };
    expect((await request(sameSource, server, "phone.cfg")).packet).toEqual(tooMany);
    const busy = { type: "error", code: 0, text: "Server busy" };
    expect((await request(otherSource, server, "phone.cfg")).packet).toEqual(busy);
    expect(server.counters()).toMatchObject({ refused: 2, active: 3 });
    for (const { client, tid } of open) client.send(STOP, tid);
    await expect.poll(() => server.counters().active).toBe(0);
    expect((await request(sameSource, server, "phone.cfg")).packet.type).toBe("data");
  });
});

describe("addresses", () => {
  it("serves IPv6", async () => {
    const body = makeBytes(3000);
    const server = await serve({ "/phone.cfg": body }, { host: "::1" });
    const { bytes, from } = await download(server, "phone.cfg");
    expect(bytes.equals(body)).toBe(true);
    expect(from.address).toBe("::1");
  });

  it.each(["0.0.0.0", "::"])("answers from the address that was asked when it listens on %s", async (host) => {
    const body = makeBytes(3000);
    const server = await serve({ "/phone.cfg": body }, { host });
    for (const asked of host === "::" ? ["127.0.0.1", "::1"] : ["127.0.0.1"]) {
      const { bytes, from } = await download({ host: asked, port: server.port }, "phone.cfg");
      expect(bytes.equals(body)).toBe(true);
      expect(from.address).toBe(asked);
      expect(server.requests.at(-1)).toMatchObject({ remoteAddress: asked, baseUrl: `tftp://${asked}/` });
    }
  });

  it("answers from a second address of the machine when that was asked", async () => {
    const server = await serve({ "/phone.cfg": makeBytes(3000) }, { host: "127.0.0.5" });
    const { from } = await download(server, "phone.cfg");
    expect(from.address).toBe("127.0.0.5");
  });

  it.each(["127.0.0.1", "0.0.0.0"])("says so when its port on %s is taken", async (host) => {
    const { port } = await serve({});
    await expect(serve({}, { host, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
