import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { type HttpDoor, startHttpDoor } from "../../src/servers/http.ts";
import { makeBytes } from "./tftp-fixture.ts";
import { createReceived, type Received } from "./upload-fixture.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "offhook-http-uploads-"));
afterAll(() => rmSync(folder, { recursive: true }));
const NAME = "/001565aabbcc-local.cfg";

async function open(received: Received | undefined): Promise<HttpDoor> {
  const door = await startHttpDoor({
    ...{ host: "127.0.0.1", port: 0, recall: () => undefined, log: () => {} },
    answer: async () => ({ outcome: "refused", reason: "unknown-file" }),
    receive: received?.receive,
    baseUrl: (address, port) => `http://${address}:${port}/`,
  });
  onTestFinished(() => door.close(0));
  return door;
}

/** curl's last answer. */
async function send(door: HttpDoor, content: Buffer | string, ...options: string[]) {
  const path = join(folder, "file");
  writeFileSync(path, content);
  const url = `http://127.0.0.1:${door.port}${NAME}`;
  const { stdout } = await run("curl", ["-sS", "-i", ...options.map((one) => one.replace("FILE", path)), url]);
  const heads = [...stdout.matchAll(/^HTTP\/1\.[01] (\d+).*?\r\n\r\n/gms)];
  const [head = "", status] = heads.at(-1) ?? [];
  return { status: Number(status), head: head.toLowerCase(), whole: stdout };
}

/** Bytes as they are, on a connection that is then closed, or left open for the answer. */
function raw(door: HttpDoor, bytes: string, isCutOff: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(door.port, "127.0.0.1", () => {
      socket.write(bytes, () => {
        if (isCutOff) setTimeout(() => socket.destroy(), 50);
      });
    });
    let answer = "";
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

describe("a file that a phone sends by HTTP", () => {
  test.each([
    ["PUT", ["-T", "FILE"]],
    ["PUT that waits to be let in", ["-T", "FILE", "-H", "Expect: 100-continue"]],
    ["PUT without a length", ["-T", "FILE", "-H", "Transfer-Encoding: chunked"]],
    ["POST", ["--data-binary", "@FILE"]],
    ["POST without a type", ["--data-binary", "@FILE", "-H", "Content-Type:"]],
    ["HTTP/1.0", ["-T", "FILE", "--http1.0"]],
  ])("comes whole: %s", async (_name, options) => {
    const received = createReceived();
    const door = await open(received);
    for (const content of [makeBytes(99_000), makeBytes(1)]) {
      const { status } = await send(door, content, ...options);
      expect(status).toBe(received.kept.length === 1 ? 201 : 204);
      expect(received.kept.at(-1)?.equals(content)).toBe(true);
    }
    expect(received.requests[0]).toMatchObject({
      door: "http",
      intent: "fetch",
      target: NAME,
      remoteAddress: "127.0.0.1",
    });
    expect(received.broken).toEqual([]);
  });

  test("is not asked to be sent before it may be", async () => {
    const received = createReceived({ answer: () => ({ outcome: "refused", reason: "upload-not-allowed" }) });
    const door = await open(received);
    const { status, whole } = await send(door, makeBytes(90_000), "-T", "FILE", "-H", "Expect: 100-continue");
    expect(status).toBe(405);
    expect(whole).not.toContain("100 Continue");
  });

  test("is refused as a method would be, or asked to log in, whoever asks", async () => {
    const challenge = { realm: "offhook", nonce: "n", isStale: false, schemes: ["digest-md5"] as const };
    const received = createReceived({
      answer: ({ authorization }) =>
        authorization === undefined
          ? { outcome: "refused", reason: "not-admitted", challenge }
          : { outcome: "refused", reason: "not-admitted" },
    });
    const door = await open(received);
    const asked = await send(door, "x = 1\n", "-T", "FILE");
    expect(asked.status).toBe(401);
    expect(asked.head).toContain('www-authenticate: digest realm="offhook"');
    const refused = await send(door, makeBytes(90_000), "-T", "FILE", "-u", "a:b");
    expect(refused).toMatchObject({ status: 405, head: expect.stringContaining("allow: get, head") });
    expect(received.requests[1]?.authorization).toMatchObject({ scheme: "basic", username: "a" });
    expect(received.kept).toEqual([]);
    const closed = await open(undefined);
    expect(await send(closed, "x", "-T", "FILE")).toMatchObject({ status: 405 });
  });

  test("is signed for its own method, so that a login by digest holds", async () => {
    const received = createReceived({
      answer: ({ authorization }) =>
        authorization === undefined
          ? {
              ...{ outcome: "refused", reason: "credentials-missing" },
              challenge: { realm: "offhook", nonce: "n", isStale: false, schemes: ["digest-md5"] },
            }
          : undefined,
    });
    const door = await open(received);
    expect(await send(door, "x = 1\n", "-T", "FILE", "--digest", "-u", "a:b")).toMatchObject({ status: 201 });
    expect(received.requests.at(-1)?.authorization).toMatchObject({ scheme: "digest", method: "PUT" });
    expect(received.kept.map(String)).toEqual(["x = 1\n"]);
  });

  test.each([
    ["with its length", ["-T", "FILE"]],
    ["that waits to be let in", ["-T", "FILE", "-H", "Expect: 100-continue"]],
    ["without a length", ["-T", "FILE", "-H", "Transfer-Encoding: chunked", "-H", "Expect:"]],
  ])("is refused when it is too large: %s", async (_name, options) => {
    const received = createReceived({ maxBytes: 50_000 });
    const door = await open(received);
    expect(await send(door, makeBytes(1_000_000), ...options)).toMatchObject({ status: 413 });
    expect([received.kept, received.broken]).toEqual([[], ["too-large"]]);
    expect(received.mostHeld).toBeLessThanOrEqual(50_000);
    expect(await send(door, makeBytes(50_000), ...options)).toMatchObject({ status: 201 });
  });

  test("is refused compressed, when it is not what it must be, and when there is no room", async () => {
    const received = createReceived({ end: { outcome: "refused", fault: "is no text" }, room: 60_000 });
    const door = await open(received);
    expect(await send(door, "x", "-T", "FILE", "-H", "Content-Encoding: gzip")).toMatchObject({ status: 415 });
    const busy = await send(door, makeBytes(90_000), "-T", "FILE");
    expect(busy).toMatchObject({ status: 503, head: expect.stringContaining("retry-after: 60") });
    expect(received.broken).toEqual(["encoded", "no-room"]);
    const refused = await send(door, "x", "-T", "FILE");
    expect(refused).toMatchObject({ status: 415 });
    expect(refused.whole).not.toContain("is no text");
  });

  test("leaves nothing when it breaks off in the middle", async () => {
    const received = createReceived();
    const door = await open(received);
    const head = `PUT ${NAME} HTTP/1.1\r\nHost: x\r\n`;
    await raw(door, `${head}Content-Length: 100\r\n\r\n${"x".repeat(99)}`, true);
    await raw(door, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n`, true);
    await raw(door, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nnonsense\r\n`, false);
    await expect.poll(() => received.broken).toEqual(["broke-off", "broke-off", "broke-off"]);
    expect(received.kept).toEqual([]);
  });

  test("may come in thousands of pieces without taking more memory than it has bytes", async () => {
    const received = createReceived();
    const door = await open(received);
    const pieces = "1\r\nx\r\n".repeat(20_000);
    const head = `PUT ${NAME} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await raw(door, `${head}${pieces}0\r\n\r\n`, false)).toMatch(/^HTTP\/1\.1 201 /);
    expect(received.kept[0]?.toString()).toBe("x".repeat(20_000));
    expect(received.mostHeld).toBeLessThanOrEqual(40_000);
  });

  test("leaves the connection fit for the next request, and what goes wrong here is a fault", async () => {
    const received = createReceived({
      wait: () => (received.kept.length < 2 ? Promise.resolve() : Promise.reject(new Error("disk"))),
    });
    const door = await open(received);
    const put = (more = "") => `PUT ${NAME} HTTP/1.1\r\nHost: x\r\n${more}Content-Length: 2\r\n\r\nab`;
    const answers = await raw(door, `${put()}${put()}${put("Connection: close\r\n")}`, false);
    expect([...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status)).toEqual(["201", "204", "500"]);
  });
});
