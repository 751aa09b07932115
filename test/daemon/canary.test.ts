import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

/** Words that must appear nowhere but in the answers that are allowed to carry them. */
const CANARIES = { sip: "canary-sip-Zq7xW2", menu: "40302718", web: "canary-web-Pk4vT9" };
const AGAIN = "canary-again-Rr5nB6";
const WORDS = [...Object.values(CANARIES), AGAIN, ADMIN_KEY];
const MAC = "000413CACACA";

let daemon: Daemon;
const dataDir = makeDataDir();
/** Everything the staff door said, except the answers that may reveal. */
const staffAnswers: { path: string; text: string }[] = [];

beforeAll(async () => {
  daemon = await startDaemon(dataDir, { OFFHOOK_LOG_LEVEL: "trace" });
});
afterAll(() => removeFolder(dataDir));

async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<number> {
  const answer = await daemon.api(method, path, body, headers);
  staffAnswers.push({ path: `${method} ${path}`, text: answer.text + JSON.stringify(answer.headers) });
  return answer.status;
}

describe("with unique words as passwords (What must hold, 7: nothing in logs; 8: at rest)", () => {
  test("a whole life of a phone goes by", async () => {
    expect(await call("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" })).toBe(201);
    expect(
      await call(
        "POST",
        "/api/v1/pbxs/main/accounts",
        { username: "20", password: CANARIES.sip },
        { "idempotency-key": "k1" },
      ),
    ).toBe(201);
    const phone = {
      mac: MAC,
      pbx: "main",
      model: "D785",
      lines: [{ account: "20" }],
      passwords: { menu: CANARIES.menu, web: CANARIES.web },
    };
    expect(await call("POST", "/api/v1/phones", phone)).toBe(201);
    expect(await call("POST", "/api/v1/phones", phone)).toBe(409);
    expect(
      await call("POST", "/api/v1/phones", {
        ...phone,
        mac: "000413CACACB",
        passwords: { web: `${CANARIES.web} with a blank` },
      }),
    ).toBe(422);
    const first = await daemon.fetch(`/${MAC}.xml`, { from: "127.0.0.2" });
    for (const word of Object.values(CANARIES)) expect(first.body).toContain(word);
    for (const from of ["127.0.0.2", "127.0.0.3"]) await daemon.fetch(`/${MAC}.xml`, { from });
    await daemon.fetch(`/unknown-${CANARIES.web}/x`);
    await daemon.fetch(`/${MAC}.xml`, {
      headers: { authorization: `Basic ${Buffer.from(`admin:${CANARIES.web}`).toString("base64")}` },
    });
    await call("GET", "/api/v1/pbxs", undefined, { authorization: `Bearer ${CANARIES.web}` });
    expect(await call("PATCH", "/api/v1/pbxs/main/accounts/20", { password: AGAIN })).toBe(200);
    expect(await call("POST", `/api/v1/phones/${MAC}/passwords/release`, { reason: "canary" })).toBe(200);
    expect((await daemon.fetch(`/${MAC}.xml`, { from: "127.0.0.4" })).body).toContain(AGAIN);
    expect(await call("POST", `/api/v1/phones/${MAC}/passwords/reset`, { kinds: ["web"] })).toBe(200);
    expect(await call("POST", `/api/v1/phones/${MAC}/passwords/close`, {})).toBe(200);
  });

  test("no staff answer, preview, event, list or document holds one", async () => {
    const paths = [
      "/api/v1/phones",
      `/api/v1/phones/${MAC}`,
      `/api/v1/phones/${MAC}/passwords`,
      `/api/v1/phones/${MAC}/files`,
      `/api/v1/phones/${MAC}/preview?file=${MAC}.xml`,
      `/api/v1/phones/${MAC}/events`,
      "/api/v1/events?limit=500",
      "/api/v1/pbxs/main",
      "/api/v1/pbxs/main/accounts",
      "/api/v1/pbxs/main/accounts/20",
      "/api/v1/allow-list?format=csv",
      "/api/v1/sightings",
      "/api/v1/keys",
      "/openapi.json",
      "/healthz",
      "/metrics",
    ];
    for (const path of paths) expect(await call("GET", path), path).toBe(200);
    for (const word of WORDS) {
      const leaks = staffAnswers.filter(({ text }) => text.includes(word)).map(({ path }) => path);
      expect(leaks, word).toEqual([]);
    }
  });

  test("no log line holds one", async () => {
    expect(await daemon.stop()).toBe(0);
    for (const word of WORDS) expect(`${daemon.stdout()}${daemon.stderr()}`).not.toContain(word);
  });

  test("no file of the data folder holds one, and nobody else may read any", () => {
    const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" });
    expect(files.length).toBeGreaterThan(1);
    for (const name of files) {
      const path = join(dataDir, name);
      const stat = statSync(path);
      expect(stat.mode & 0o077, name).toBe(0);
      if (!stat.isFile()) continue;
      const bytes = readFileSync(path);
      for (const word of WORDS) expect(bytes.includes(word), `${word} in ${name}`).toBe(false);
    }
  });
});
