import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Answer, FileAnswer, PhoneRequest } from "../../src/provisioning/request.ts";
import { type HttpDoor, startHttpDoor } from "../../src/servers/http.ts";

const run = promisify(execFile);
const BODY = Buffer.from("<settings/>\n");

let door: HttpDoor;
let seen: PhoneRequest[] = [];
let confirmed = 0;
let answers: (request: PhoneRequest) => Answer;
let recalls: (request: PhoneRequest) => FileAnswer | undefined;

function file(options: { carriesSecrets?: boolean; etag?: string; body?: Buffer } = {}): FileAnswer {
  return {
    outcome: "file",
    body: options.body ?? BODY,
    contentType: "text/xml; charset=utf-8",
    etag: options.etag,
    carriesSecrets: options.carriesSecrets ?? false,
    confirmDelivery: async () => {
      confirmed++;
    },
  };
}

beforeAll(async () => {
  door = await startHttpDoor({
    host: "127.0.0.1",
    port: 0,
    answer: async (request) => {
      seen.push(request);
      return answers(request);
    },
    recall: (request) => recalls(request),
    baseUrl: (address, port) => `http://${address}:${port}/`,
    log: () => {},
  });
});
afterAll(() => door.close(1000));
beforeEach(() => {
  seen = [];
  recalls = () => undefined;
  confirmed = 0;
  answers = () => file({ etag: '"abc"' });
});

/** curl's whole answer with its head. */
async function curl(path: string, ...options: string[]): Promise<{ status: number; head: string; body: string }> {
  const { stdout } = await run("curl", [
    "-sS",
    "-i",
    "--path-as-is",
    ...options,
    `http://127.0.0.1:${door.port}${path}`,
  ]).catch((error: Error & { code?: unknown }) => {
    throw error.code === "ENOENT" ? new Error("this test needs curl: Debian's package curl") : error;
  });
  const [head = "", ...rest] = stdout.split("\r\n\r\n");
  return { status: Number(head.split(" ", 2)[1]), head: head.toLowerCase(), body: rest.join("\r\n\r\n") };
}

describe("the phones' HTTP door", () => {
  test("gives what is remembered exactly as it gives what is looked up", async () => {
    const lookedUp = await curl("/a/0004137447D0.xml");
    const asked: PhoneRequest[] = [];
    recalls = (request) => {
      asked.push(request);
      return file({ etag: '"abc"' });
    };
    const remembered = await curl("/a/0004137447D0.xml");
    const withoutDate = ({ status, head, body }: typeof lookedUp) => ({
      ...{ status, body },
      head: head
        .split("\r\n")
        .filter((line) => !line.startsWith("date:"))
        .sort(),
    });
    expect(withoutDate(remembered)).toEqual(withoutDate(lookedUp));
    // The same question, and asked once only.
    expect(asked).toEqual(seen);
  });

  test("remembers nothing for HEAD, If-None-Match, Range and other methods", async () => {
    const asked: PhoneRequest[] = [];
    recalls = (request) => {
      asked.push(request);
      return file();
    };
    await curl("/x.xml", "-I");
    await curl("/x.xml", "-H", 'If-None-Match: "abc"');
    await curl("/x.xml", "-H", "Range: bytes=0-3");
    expect((await curl("/x.xml", "-X", "POST")).status).toBe(405);
    expect(asked).toEqual([]);
    expect(seen.map(({ intent }) => intent)).toEqual(["peek", "peek", "peek"]);
  });

  test("answers with exact type, length and ETag, never chunked", async () => {
    const { status, head, body } = await curl("/a/0004137447D0.xml");
    expect(status).toBe(200);
    expect(head).toContain("content-type: text/xml; charset=utf-8");
    expect(head).toContain(`content-length: ${BODY.length}`);
    expect(head).toContain('etag: "abc"');
    expect(head).not.toContain("transfer-encoding");
    expect(body).toBe(BODY.toString());
    expect(seen[0]).toMatchObject({
      door: "http",
      intent: "fetch",
      target: "/a/0004137447D0.xml",
      remoteAddress: "127.0.0.1",
      baseUrl: `http://127.0.0.1:${door.port}/`,
    });
  });

  test("passes the target on as it came, dot segments, double slashes and broken escapes included", async () => {
    for (const target of ["/42/2/../../sifs/x.bin", "//x", "/%zz", "/a?mac=1", "/%2e%2e/x"]) {
      expect((await curl(target)).status).toBe(200);
      expect(seen.at(-1)?.target).toBe(target);
    }
  });

  test("calls HEAD, If-None-Match and Range a peek", async () => {
    await curl("/x.xml", "-I");
    await curl("/x.xml", "-H", 'If-None-Match: "old"');
    await curl("/x.xml", "-r", "0-3");
    expect(seen.map((request) => request.intent)).toEqual(["peek", "peek", "peek"]);
  });

  test("answers HEAD with the length and no body", async () => {
    const { status, head, body } = await curl("/x.xml", "-I");
    expect([status, body]).toEqual([200, ""]);
    expect(head).toContain(`content-length: ${BODY.length}`);
  });

  test("answers 304 when the validator still holds, and the whole file when not", async () => {
    expect(await curl("/x.xml", "-H", 'If-None-Match: W/"abc", "z"')).toMatchObject({ status: 304, body: "" });
    expect(await curl("/x.xml", "-H", "If-None-Match: *")).toMatchObject({ status: 304 });
    expect(await curl("/x.xml", "-H", 'If-None-Match: "old"')).toMatchObject({ status: 200, body: BODY.toString() });
  });

  test("never sends part of a file", async () => {
    expect(await curl("/x.xml", "-r", "0-3")).toMatchObject({ status: 200, body: BODY.toString() });
  });

  test("marks what carries passwords no-store, without ETag, and confirms it once when the last byte went out", async () => {
    answers = () => file({ carriesSecrets: true });
    const { head } = await curl("/x.xml");
    expect(head).toContain("cache-control: no-store");
    expect(head).not.toContain("etag");
    await expect.poll(() => confirmed).toBe(1);
  });

  test("confirms nothing when the phone hangs up in the middle", async () => {
    answers = () => file({ carriesSecrets: true, body: Buffer.alloc(64 * 1024 * 1024, 65) });
    await new Promise<void>((resolve) => {
      const socket = connect(door.port, "127.0.0.1", () => socket.write("GET /x.xml HTTP/1.1\r\nHost: h\r\n\r\n"));
      socket.once("data", () => socket.destroy());
      socket.once("close", () => resolve());
    });
    answers = () => file();
    await curl("/x.xml");
    expect(confirmed).toBe(0);
  });

  test("is closed only when what went out is confirmed", async () => {
    const steps: string[] = [];
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const own = await startHttpDoor({
      ...{ host: "127.0.0.1", port: 0, recall: () => undefined, baseUrl: () => "", log: () => {} },
      answer: async () => ({
        ...file({ carriesSecrets: true }),
        async confirmDelivery() {
          steps.push("confirming");
          await slow;
          steps.push("confirmed");
        },
      }),
    });
    await (await fetch(`http://127.0.0.1:${own.port}/0004137447D0.xml`)).text();
    await expect.poll(() => steps).toEqual(["confirming"]);
    const closed = own.close(1000).then(() => steps.push("closed"));
    setTimeout(finish, 50);
    await closed;
    expect(steps).toEqual(["confirming", "confirmed", "closed"]);
  });

  test("answers every refusal with the same bytes", async () => {
    const reasons = ["unknown-file", "mac-mismatch", "not-admitted", "no-such-file", "model-not-supported"] as const;
    const heads = [];
    for (const reason of reasons) {
      answers = () => ({ outcome: "refused", reason });
      const { status, head, body } = await curl("/x.xml");
      expect(status).toBe(404);
      heads.push(`${head.replace(/date: [^\r]*/, "")}${body}`);
    }
    expect(new Set(heads).size).toBe(1);
  });

  test("answers other methods 405 and names the allowed ones", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const { status, head } = await curl("/x.xml", "-X", method, "--data", "{}");
      expect(status).toBe(405);
      expect(head).toContain("allow: get, head");
    }
    expect(seen).toEqual([]);
  });

  test("answers a fault with 500 and no detail", async () => {
    answers = () => {
      throw new Error("hunter2");
    };
    const { status, body } = await curl("/x.xml");
    expect([status, body]).toEqual([500, "Internal error\n"]);
  });

  test("speaks HTTP/1.0 with phones that know no better", async () => {
    const { status, head } = await curl("/x.xml", "--http1.0");
    expect(status).toBe(200);
    expect(head).toContain(`content-length: ${BODY.length}`);
  });
});
