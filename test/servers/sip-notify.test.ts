import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { headerOf } from "../../src/protocols/sip/message.ts";
import type { FindLogin } from "../../src/provisioning/notify-phone.ts";
import { Password } from "../../src/provisioning/password.ts";
import { createSipNotify } from "../../src/servers/sip-notify.ts";
import { type HeardNotify, startNotifyPhone } from "./notify-phone.ts";

/** Everything 64 times faster: silence is known after half a second. */
const T1_MS = 8;
const SIPP = fileURLToPath(new URL("sip-notify-sipp.xml", import.meta.url));
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const notify = createSipNotify({ signal: new AbortController().signal, t1Ms: T1_MS });
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const login: FindLogin = async (realm) => ({ user: "101", ha1: new Password(md5(`101:${realm}:s3cret`)) });

async function phone(...args: Parameters<typeof startNotifyPhone>) {
  const started = await startNotifyPhone(...args);
  cleanUps.push(started.close);
  return started;
}

/** Messages that are not one and the same sent again. */
const tries = (heard: readonly HeardNotify[]) => new Set(heard.map(({ headers }) => headerOf(headers, "via"))).size;

async function tell(
  port: number,
  { findLogin = undefined as FindLogin | undefined, uri = undefined as string | undefined } = {},
) {
  let sent = 0;
  const outcome = await notify(
    { address: "127.0.0.1", port, uri, user: "101", event: "check-sync;reboot=false" },
    { findLogin, onSent: () => sent++ },
  );
  return { ...outcome, sent };
}

describe("a NOTIFY straight to a phone", () => {
  test("is heard and accepted, at the contact that it registered", async () => {
    const { port, heard } = await phone("127.0.0.1", () => ({ status: "200 OK" }));
    const uri = `sip:101@127.0.0.1:${port};line=abc`;
    expect(await tell(port, { uri })).toEqual({ outcome: "accepted", sent: 1 });
    // On a busy machine it is sent again before the answer is read.
    expect(tries(heard)).toBe(1);
    expect(heard[0]).toMatchObject({ uri, event: "check-sync;reboot=false" });
    expect(headerOf(heard[0]?.headers ?? new Map(), "subscription-state")).toBe("terminated");
  });

  test("that gets lost is sent again, and a provisional answer is none", async () => {
    const { port, heard } = await phone("127.0.0.1", (_, count) => (count === 1 ? undefined : { status: "200 OK" }));
    expect(await tell(port)).toMatchObject({ outcome: "accepted" });
    expect(heard.length).toBeGreaterThan(1);
    expect(tries(heard)).toBe(1);
    const trying = await phone("127.0.0.1", () => ({ status: "100 Trying" }));
    expect(await tell(trying.port)).toMatchObject({ outcome: "unanswered" });
  });

  test("that nobody answers is sent eleven times and then given up", async () => {
    const { port, heard } = await phone("127.0.0.1", () => undefined);
    expect(await tell(port)).toMatchObject({ outcome: "unanswered", words: expect.stringMatching(/Nobody answered/) });
    expect(heard).toHaveLength(11);
  });

  test.each(["403 Forbidden", "481 Call/Transaction Does Not Exist", "489 Bad Event", "302 Moved"])(
    "is refused with %s",
    async (status) => {
      const { port, heard } = await phone("127.0.0.1", () => ({ status, headers: ["Contact: <sip:x@127.0.0.9>"] }));
      expect(await tell(port)).toMatchObject({ outcome: "refused", words: `The phone answered ${status}` });
      expect(tries(heard)).toBe(1);
    },
  );

  test.each([
    ["401 Unauthorized", "WWW-Authenticate", "authorization"],
    ["407 Proxy Authentication Required", "Proxy-Authenticate", "proxy-authorization"],
  ])("that is challenged with %s is sent again with the login, once", async (status, asks, answers) => {
    const challenge = { status, headers: [`${asks}: Digest realm="snom", nonce="n1", qop="auth"`] };
    const { port, heard } = await phone("127.0.0.1", ({ headers }) =>
      headerOf(headers, answers) === undefined ? challenge : { status: "200 OK" },
    );
    expect(await tell(port, { findLogin: login })).toEqual({ outcome: "accepted", sent: 1 });
    const value = headerOf(heard.at(-1)?.headers ?? new Map(), answers) ?? "";
    const [, cnonce = ""] = /cnonce="(\w+)"/.exec(value) ?? [];
    const ha2 = md5(`NOTIFY:sip:101@127.0.0.1:${port}`);
    expect(value).toContain(`response="${md5(`${md5("101:snom:s3cret")}:n1:00000001:${cnonce}:auth:${ha2}`)}"`);
    expect(value).not.toContain("s3cret");
    const stubborn = await phone("127.0.0.1", () => challenge);
    expect(await tell(stubborn.port, { findLogin: login })).toMatchObject({ outcome: "refused" });
    expect(tries(stubborn.heard)).toBe(2);
  });

  test("is not followed by a login where there is none, or phones of its kind are given none", async () => {
    const { port, heard } = await phone("127.0.0.1", () => ({
      status: "401 Unauthorized",
      headers: ['WWW-Authenticate: Digest realm="snom", nonce="n1"'],
    }));
    expect(await tell(port)).toMatchObject({ outcome: "refused", words: expect.stringMatching(/are not given/) });
    expect(await tell(port, { findLogin: async () => undefined })).toMatchObject({
      words: expect.stringMatching(/not here any more/),
    });
    expect(tries(heard)).toBe(2);
  });

  test("is not answered by somebody at another address", async () => {
    const forger = createSocket("udp4");
    forger.bind(0, "127.0.0.2");
    await once(forger, "listening");
    cleanUps.push(() => forger.close());
    const { port } = await phone("127.0.0.1", ({ headers }) => {
      const [, ourPort] = /:(\d+);/.exec(headerOf(headers, "via") ?? "") ?? [];
      const copied = ["via", "from", "to", "call-id", "cseq"].map((name) => `${name}: ${headerOf(headers, name)}`);
      forger.send(["SIP/2.0 200 OK", ...copied, "\r\n"].join("\r\n"), Number(ourPort), "127.0.0.1");
      return undefined;
    });
    expect(await tell(port)).toMatchObject({ outcome: "unanswered" });
  });

  test("is understood by sipp, which checks the login", async () => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    socket.close();
    await once(socket, "close");
    const args = ["-sf", SIPP, "-i", "127.0.0.1", "-p", String(port), "-m", "1", "-nostdin", "-timeout", "20s"];
    const ended = promisify(execFile)("sipp", args, { timeout: 30_000 });
    // Judged below; a failure before that is told by the test itself.
    ended.catch(() => undefined);
    const slow = createSipNotify({ signal: new AbortController().signal, t1Ms: 100 });
    const about = { address: "127.0.0.1", port, uri: undefined, user: "101", event: "check-sync;reboot=true" };
    expect(await slow(about, { findLogin: login, onSent: () => {} })).toEqual({ outcome: "accepted" });
    await ended;
  });
});
