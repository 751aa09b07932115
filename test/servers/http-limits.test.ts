import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpDoor, startHttpDoor } from "../../src/servers/http.ts";

const PATIENCE = { headersMs: 300, requestMs: 600, idleMs: 900, checkEveryMs: 50 };
const BODY = Buffer.alloc(8 << 20, "x");
let door: HttpDoor;

beforeAll(async () => {
  door = await startHttpDoor({
    host: "127.0.0.1",
    port: 0,
    patience: PATIENCE,
    answer: async () => ({
      outcome: "file",
      body: BODY,
      contentType: "text/plain",
      etag: undefined,
      carriesSecrets: false,
      confirmDelivery: async () => {},
    }),
    recall: () => undefined,
    baseUrl: () => "",
    log: () => {},
  });
});
afterAll(() => door.close(0));

async function open(): Promise<Socket> {
  const socket = connect({ host: door.host, port: door.port });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Whatever the door sent until it ended the connection. */
async function readToEnd(socket: Socket): Promise<string> {
  let received = "";
  socket.setEncoding("latin1").on("data", (text) => {
    received += String(text);
  });
  await once(socket, "close");
  return received;
}

test("ends a connection whose headers trickle in", async () => {
  const socket = await open();
  const trickle = setInterval(() => socket.write("X-A: b\r\n"), 50);
  socket.write("GET /a HTTP/1.1\r\nHost: phones\r\n");
  expect(await readToEnd(socket)).toMatch(/^(?:HTTP\/1\.1 408 .*)?$/s);
  clearInterval(trickle);
});

test("ends a connection whose body never ends", async () => {
  const socket = await open();
  const trickle = setInterval(() => socket.write("x"), 50);
  socket.write("POST /a HTTP/1.1\r\nHost: phones\r\nContent-Length: 100000\r\n\r\n");
  expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 405 /);
  clearInterval(trickle);
});

test("ends a connection that says nothing", async () => {
  expect(await readToEnd(await open())).toMatch(/^(?:HTTP\/1\.1 408 .*)?$/s);
});

test("ends a connection whose client does not read its answer", async () => {
  const socket = await open();
  socket.pause();
  socket.write("GET /a HTTP/1.1\r\nHost: phones\r\nConnection: close\r\n\r\n");
  const ended = once(socket, "close");
  await new Promise((resolve) => setTimeout(resolve, 4 * PATIENCE.idleMs));
  let received = 0;
  socket.on("data", (bytes) => {
    received += bytes.length;
  });
  socket.resume();
  await ended;
  expect(received).toBeLessThan(BODY.length);
});

test("refuses headers of more than 8 kB", async () => {
  const socket = await open();
  socket.write(`GET /a HTTP/1.1\r\nHost: phones\r\nX-A: ${"b".repeat(9000)}\r\n\r\n`);
  expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 431 /);
});
