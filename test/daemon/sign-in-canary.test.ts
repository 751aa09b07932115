import { createHmac } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const PASSWORDS = ["canary one Hq3vT8", "canary two Wz5kM1", "canary three Ln7b", "canary four Pd2x"];
const [FIRST = "", SECOND = "", WRONG = "", INVITED = ""] = PASSWORDS;

let daemon: Daemon;
const dataDir = makeDataDir();
/** Everything that must be found nowhere: passwords, cookies, links, secrets and codes. */
const words: string[] = [...PASSWORDS];
/** What the staff door said, but for the answers that are allowed to hold one. */
const said: { path: string; text: string }[] = [];

beforeAll(async () => {
  daemon = await startDaemon(dataDir, { OFFHOOK_LOG_LEVEL: "trace" });
});
afterAll(() => removeFolder(dataDir));

type Answer = { status: number; json: unknown; cookie: string };

/** With a cookie as who signed in, else as admin. `mayHold`: this answer's body is the one place where a word may be. */
async function call(method: string, path: string, body?: unknown, cookie = "", mayHold = false): Promise<Answer> {
  const response = await fetch(`http://${daemon.doors.staff}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(cookie === "" ? { authorization: `Bearer ${ADMIN_KEY}` } : { cookie, "x-offhook-request": "1" }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const [given = "", ...more] = response.headers.getSetCookie();
  const token = /offhook-session=([\w-]{43})/.exec(given)?.[1];
  if (token !== undefined) words.push(token);
  const others = [...response.headers].filter(([name]) => name !== "set-cookie");
  said.push({ path: `${method} ${path}`, text: (mayHold ? "" : text) + JSON.stringify([others, more]) });
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, json: isJson ? JSON.parse(text) : undefined, cookie: given.split(";", 1)[0] ?? "" };
}

function codeAt(secret: string, step: number): string {
  const bits = [...secret].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(step, 4);
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

describe("with unique words wherever people sign in (acceptance 10)", () => {
  test("a whole life of people goes by", async () => {
    const token = /welcome#first=([\w-]{43})/.exec(daemon.stdout())?.[1] ?? "";
    words.push(token);
    const first = await call("POST", "/api/v1/session/first", { token, login: "root", password: FIRST });
    expect(first.status).toBe(201);
    const { cookie } = first;

    // Where a hurried person types it: the wrong field, the wrong request, broken JSON.
    for (const body of [
      { login: "root", password: WRONG },
      { login: WRONG, password: WRONG },
      { login: "root", password: FIRST, pasword: SECOND },
      { login: "root", password: [WRONG] },
      { login: "root", password: FIRST, code: { token: WRONG } },
    ])
      expect((await call("POST", "/api/v1/session", body)).status).toBeGreaterThanOrEqual(401);
    expect((await call("POST", "/api/v1/session", `{"login":"root","password":"${WRONG}`)).status).toBe(400);
    expect((await call("POST", "/api/v1/session/first", { token, login: "x", password: WRONG })).status).toBe(410);
    expect((await call("POST", "/api/v1/session/invitation", { token, password: "short", extra: WRONG })).status).toBe(
      422,
    );

    const change = { password: FIRST, newPassword: SECOND };
    const changed = await call("POST", "/api/v1/session/password", change, cookie);
    expect(changed.status).toBe(200);
    const { cookie: mine } = changed;

    const enrolled = await call("POST", "/api/v1/session/totp", { password: SECOND }, mine, true);
    const { secret } = enrolled.json as { secret: string };
    words.push(secret);
    const code = codeAt(secret, Math.floor(Date.now() / 30_000));
    const confirmed = await call("POST", "/api/v1/session/totp/confirm", { code }, mine, true);
    expect(confirmed.status).toBe(200);
    const { recoveryCodes } = confirmed.json as { recoveryCodes: string[] };
    words.push(...recoveryCodes, ...recoveryCodes.map((one) => one.replaceAll("-", "")));
    const [recovery = ""] = recoveryCodes;
    const withCode = { login: "root", password: SECOND, code: recovery };
    expect((await call("POST", "/api/v1/session", withCode)).status).toBe(201);
    expect((await call("POST", "/api/v1/session", withCode)).status).toBe(401);
    const malformed = await call(
      "POST",
      "/api/v1/session/totp/confirm",
      { code: `${recovery}${"x".repeat(40)}` },
      mine,
    );
    expect(malformed.status).toBe(422);

    const invited = await call("POST", "/api/v1/people", { login: "anna", role: "viewer" }, mine, true);
    expect(invited.status).toBe(201);
    const reset = await call("POST", "/api/v1/people/anna/reset", {}, mine, true);
    for (const { json } of [invited, reset]) words.push((json as { link: string }).link.split("=")[1] ?? "");
    const accept = { token: words.at(-1), password: INVITED };
    expect((await call("POST", "/api/v1/session/invitation", accept)).status).toBe(200);
    expect(words.every((word) => word.length > 8)).toBe(true);
    expect(new Set(words).size).toBeGreaterThan(28);
  });

  test("no answer but the one that may, no event, list or document holds one", async () => {
    for (const path of ["/events?limit=500", "/people", "/people/anna", "/session", "/sessions", "/keys", "/customers"])
      expect((await call("GET", `/api/v1${path}`)).status, path).toBe(200);
    for (const path of ["/openapi.json", "/metrics", "/healthz", "/welcome"]) await call("GET", path);
    for (const word of words) {
      const leaks = said.filter(({ text }) => text.includes(word)).map(({ path }) => path);
      expect(leaks, word).toEqual([]);
    }
  });

  test("no line of the log holds one; standard output has the first link and nothing else", async () => {
    expect(await daemon.stop()).toBe(0);
    const output = daemon.stdout().replace(/^offhook sign-in link, .*$/m, "") + daemon.stderr();
    for (const word of words) expect(output).not.toContain(word);
  });

  test("no file of the data folder holds one: hashed and sealed only", () => {
    const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).map((name) => join(dataDir, name));
    const texts = files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path));
    expect(Buffer.concat(texts).includes("$argon2id$v=19$")).toBe(true);
    for (const word of words) for (const bytes of texts) expect(bytes.includes(word), word).toBe(false);
  });
});
