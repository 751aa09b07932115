import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashKey, newToken } from "../../src/staff/api-keys.ts";
import { addMainPbx, SESSION, startStaff, type TestStaff } from "./start-staff.ts";

const PASSWORD = "correct horse battery";
const OTHER_PASSWORD = "staple of another kind";
/** Somebody at another address each time, so that tests do not slow each other. */
let addresses = 0;

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

type Call = { cookie?: string; headers?: Record<string, string>; body?: unknown };

/** As a page of this server calls it. */
function browse(method: string, path: string, { cookie, headers, body }: Call = {}) {
  return staff.call(method, path, {
    key: "",
    headers: { "sec-fetch-site": "same-origin", ...(cookie === undefined ? {} : { cookie }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

function cookieOf(answer: { headers: Record<string, unknown> }): string {
  return String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";
}

async function invite(login: string, more: object = {}): Promise<{ id: string; token: string }> {
  const { status, json } = await staff.post("/people", { login, role: "admin", ...more });
  expect(status).toBe(201);
  return { id: String(json.id), token: tokenIn(json.link) };
}

function tokenIn(link: unknown): string {
  return /^http:\/\/[^/]+\/welcome#(?:invitation|first)=([\w-]{43})$/.exec(String(link))?.[1] ?? "";
}

/** Somebody who has chosen PASSWORD, and their session. */
async function addPerson(login: string, more: object = {}): Promise<{ id: string; cookie: string }> {
  const { id, token } = await invite(login, more);
  const accepted = await browse("POST", "/session/invitation", { body: { token, password: PASSWORD } });
  expect(accepted).toMatchObject({ status: 200, json: { login, signedIn: true } });
  return { id, cookie: cookieOf(accepted) };
}

function signIn(login: string, password = PASSWORD, more: Call & { code?: string } = {}) {
  const { code, ...call } = more;
  return browse("POST", "/session", { ...call, body: { login, password, ...(code === undefined ? {} : { code }) } });
}

describe("a session", () => {
  test("begins with login and password, says who it is, and ends with signing out", async () => {
    const { id } = await addPerson("anna", { name: "Anna A.", role: "technician" });
    const answer = await signIn("ANNA");
    expect(answer).toMatchObject({
      status: 201,
      json: {
        kind: "person",
        id,
        login: "anna",
        name: "Anna A.",
        role: "technician",
        scope: null,
        secondFactor: false,
      },
    });
    expect(answer.headers["set-cookie"]).toMatch(
      /^offhook-session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(answer);
    expect((await browse("GET", "/session", { cookie })).json).toEqual(answer.json);
    expect(await browse("GET", "/phones", { cookie })).toMatchObject({ status: 200 });
    expect(await browse("POST", "/pbxs", { cookie, body: { id: "x", host: "x.example" } })).toMatchObject({
      status: 403,
    });
    const out = await browse("DELETE", "/session", { cookie });
    expect(out.status).toBe(204);
    expect(out.headers["set-cookie"]).toMatch(/^offhook-session=; Path=\/; Max-Age=0; /);
    expect(await browse("GET", "/session", { cookie })).toMatchObject({ status: 401, json: { code: "unauthorized" } });
  });

  test("is stored as a hash only, as is the password", async () => {
    await addPerson("hashed");
    const token = cookieOf(await signIn("hashed")).split("=")[1] ?? "";
    const dump = await staff.dump();
    expect(dump.includes(token)).toBe(false);
    expect(dump.includes(hashKey(token))).toBe(true);
    expect(dump.includes(PASSWORD)).toBe(false);
    expect(dump.includes("$argon2id$v=19$m=19456,t=2,p=1$")).toBe(true);
  });

  test("never takes over the one that a browser brought: nobody signs in to somebody else's", async () => {
    await addPerson("fixed");
    const planted = newToken().token;
    const answer = await signIn("fixed", PASSWORD, { cookie: `offhook-session=${planted}` });
    expect(cookieOf(answer)).not.toContain(planted);
    expect((await browse("GET", "/session", { cookie: `offhook-session=${planted}` })).status).toBe(401);

    const { cookie: attackers } = await addPerson("attacker");
    const again = await signIn("fixed", PASSWORD, { cookie: attackers });
    expect((await browse("GET", "/session", { cookie: cookieOf(again) })).json.login).toBe("fixed");
    expect((await browse("GET", "/session", { cookie: attackers })).status).toBe(401);
  });

  test("ends when it is idle, and at its end however busy", async () => {
    await addPerson("idle");
    const idle = cookieOf(await signIn("idle"));
    staff.clock.now += SESSION.idleMs - 1;
    expect((await browse("GET", "/session", { cookie: idle })).status).toBe(200);
    staff.clock.now += SESSION.idleMs;
    expect((await browse("GET", "/session", { cookie: idle })).status).toBe(401);

    const busy = cookieOf(await signIn("idle"));
    const end = staff.clock.now + SESSION.lifetimeMs;
    while (staff.clock.now + SESSION.idleMs / 2 < end) {
      staff.clock.now += SESSION.idleMs / 2;
      expect((await browse("GET", "/session", { cookie: busy })).status).toBe(200);
    }
    staff.clock.now = end - 1;
    expect((await browse("GET", "/session", { cookie: busy })).status).toBe(200);
    staff.clock.now = end;
    expect((await browse("GET", "/session", { cookie: busy })).status).toBe(401);
  });

  test("is listed with the others of its owner, who ends them; nobody else's", async () => {
    const { cookie: first } = await addPerson("lister");
    const { cookie: foreign } = await addPerson("neighbour");
    staff.clock.now += 1;
    const here = cookieOf(await signIn("lister", PASSWORD, { headers: { "user-agent": "A browser" } }));
    const { items } = (await browse("GET", "/sessions", { cookie: here })).json;
    expect(items).toMatchObject([{ current: true, userAgent: "A browser", address: "127.0.0.1" }, { current: false }]);
    const [{ id } = {}] = (await browse("GET", "/sessions", { cookie: foreign })).json.items;
    expect((await browse("DELETE", `/sessions/${id}`, { cookie: here })).status).toBe(404);
    expect((await browse("DELETE", `/sessions/${items[1]?.id}`, { cookie: here })).status).toBe(204);
    expect((await browse("GET", "/session", { cookie: first })).status).toBe(401);
    expect((await browse("GET", "/session", { cookie: foreign })).status).toBe(200);
  });

  test("ends with the person's being disabled, reset or deleted", async () => {
    for (const end of [
      (id: string) => staff.patch(`/people/${id}`, { disabled: true }),
      (id: string) => staff.post(`/people/${id}/reset`, {}),
      (id: string) => staff.remove(`/people/${id}`),
    ]) {
      const { id, cookie } = await addPerson(`ended${addresses++}`);
      expect((await browse("GET", "/session", { cookie })).status).toBe(200);
      expect((await end(id)).status).toBeLessThan(300);
      expect((await browse("GET", "/session", { cookie })).status).toBe(401);
    }
  });

  test("is not what an API key has", async () => {
    expect((await staff.get("/session")).json).toMatchObject({ kind: "key", login: null, role: "admin", scope: null });
    expect((await staff.get("/sessions")).json.items).toEqual([]);
    expect((await staff.remove("/session")).status).toBe(404);
    const change = { password: PASSWORD, newPassword: OTHER_PASSWORD };
    expect((await staff.post("/session/password", change)).status).toBe(404);
  });
});

describe("a call in a signed-in person's name", () => {
  let cookie: string;
  const body = { id: "acme" };
  const own = { host: "staff.example:8081" };
  beforeAll(async () => {
    ({ cookie } = await addPerson("browser"));
  });

  const foreign: [string, Record<string, string>][] = [
    ["a form of another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
    ["a fetch of another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    ["a page of a sibling host, with which browsers share SameSite cookies", { "sec-fetch-site": "same-site" }],
    ["an address that was typed", { "sec-fetch-site": "none" }],
    ["an older browser at another site", { origin: "https://evil.example" }],
    ["an older browser at another port", { origin: "http://staff.example:9999" }],
    ["a frame without an origin", { origin: "null" }],
    ["what says nothing of itself", {}],
    ["a browser that says both", { "sec-fetch-site": "cross-site", origin: "http://staff.example:8081" }],
    ["another site that guessed the header", { "sec-fetch-site": "cross-site", "x-offhook-request": "1" }],
  ];
  test.each(foreign)("is refused from %s", async (_, headers) => {
    const from = { cookie, ...own, ...headers };
    for (const [method, path] of [
      ["POST", "/customers"],
      ["DELETE", "/session"],
      ["PATCH", "/customers/acme"],
    ] as const) {
      const answer = await staff.call(method, path, {
        key: "",
        headers: from,
        ...(method === "DELETE" ? {} : { body }),
      });
      expect(answer, `${method} ${path}`).toMatchObject({ status: 403, json: { code: "cross-site" } });
    }
    expect((await staff.get("/customers/acme")).status).toBe(404);
    expect((await staff.call("GET", "/session", { key: "", headers: from })).status).toBe(200);
  });

  test("is taken from a page of this server, from an older browser there, and from a program that says so", async () => {
    for (const headers of [
      { "sec-fetch-site": "same-origin" },
      { origin: "http://staff.example:8081" },
      { "x-offhook-request": "1" },
    ]) {
      const from = { cookie, ...own, ...headers };
      expect((await staff.call("POST", "/customers", { key: "", headers: from, body })).status).toBe(201);
      expect((await staff.call("DELETE", "/customers/acme", { key: "", headers: from })).status).toBe(204);
    }
  });

  test("is judged by its key alone where it carries one", async () => {
    const headers = { cookie, "sec-fetch-site": "cross-site" };
    expect((await staff.call("GET", "/session", { headers })).json.kind).toBe("key");
    expect((await staff.call("GET", "/session", { key: "wrong", headers })).status).toBe(401);
  });

  test("cannot be a form: only JSON is read", async () => {
    const headers = { cookie, "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" };
    expect(await staff.call("POST", "/customers", { key: "", headers, body: "id=acme" })).toMatchObject({
      status: 415,
    });
  });

  test("cannot be a sign-in that another site makes: nobody is signed in to a stranger's login", async () => {
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
      const attempt = { key: "", headers, body: { login: "browser", password: PASSWORD } };
      expect(await staff.call("POST", "/session", attempt)).toMatchObject({
        status: 403,
        json: { code: "cross-site" },
      });
    }
  });
});

describe("guessing", () => {
  const fail = (login: string, password = "not the password") => signIn(login, password);

  test("gets one and the same answer for a wrong password, an unknown, a disabled and an invited login", async () => {
    await addPerson("known");
    const { id } = await addPerson("disabled");
    await staff.patch(`/people/${id}`, { disabled: true });
    await invite("invited");
    const answers = [
      await fail("known"),
      await fail("nobody"),
      await signIn("disabled"),
      await fail("invited"),
      await fail(""),
      await fail("no' or 1=1 --"),
    ];
    for (const { status, text, headers } of answers) {
      expect(status).toBe(401);
      expect(text).toBe(answers[0]?.text);
      expect(Object.keys(headers)).toEqual(Object.keys(answers[0]?.headers ?? {}));
    }
    expect(answers[0]?.json.code).toBe("sign-in-failed");
  });

  test("is slowed more and more for one login, known or not, and the right password is never locked out", async () => {
    await addPerson("victim");
    const spent: Record<string, number[]> = { victim: [], phantom: [] };
    for (const [login, delays] of Object.entries(spent)) {
      for (let attempt = 0; attempt < 9; attempt++) {
        const before = staff.clock.now;
        expect((await fail(login)).status).toBe(401);
        delays.push(staff.clock.now - before);
      }
    }
    const slowest = [0, 0, 0, 0, 0, 500, 1000, 2000, 4000];
    // The address of these tests has failed before, and waits a little for that as well.
    for (const delays of Object.values(spent))
      for (const [attempt, delay] of slowest.entries()) expect(delays[attempt]).toBeGreaterThanOrEqual(delay);
    expect((await signIn("victim")).status).toBe(201);
    const before = staff.clock.now;
    expect((await fail("victim")).status).toBe(401);
    expect(staff.clock.now - before).toBeLessThanOrEqual(10_000);
  });

  test("leaves one event for each address and minute, with no word that was typed", async () => {
    staff.clock.now += 3_600_000 * 2;
    for (let attempt = 0; attempt < 3; attempt++) await fail("typed-my-password-here");
    const { items } = (await staff.get("/events?name=sign-in-refused&limit=500")).json;
    expect(items.filter(({ at }) => at === new Date(staff.clock.now).toISOString())).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain("typed-my-password-here");
  });
});

describe("a password", () => {
  test("is changed by its owner, who says the old one; other sessions end and this one gets a new cookie", async () => {
    const { cookie: other } = await addPerson("changer");
    const cookie = cookieOf(await signIn("changer"));
    const change = (password: string, newPassword: string) =>
      browse("POST", "/session/password", { cookie, body: { password, newPassword } });
    expect(await change("wrong", OTHER_PASSWORD)).toMatchObject({ status: 401, json: { code: "sign-in-failed" } });
    const changed = await change(PASSWORD, OTHER_PASSWORD);
    expect(changed.status).toBe(200);
    for (const old of [other, cookie]) expect((await browse("GET", "/session", { cookie: old })).status).toBe(401);
    expect((await browse("GET", "/session", { cookie: cookieOf(changed) })).status).toBe(200);
    expect((await signIn("changer")).status).toBe(401);
    expect((await signIn("changer", OTHER_PASSWORD)).status).toBe(201);
  });

  test.each([
    ["too short", "elevenchars"],
    ["one letter", "a".repeat(20)],
    ["the login", "I am weakling!"],
    ["two lines", "first line\nsecond line"],
  ])("is refused, and not shown again, when it is %s", async (_, password) => {
    const login = `weakling${addresses++}`;
    const { token } = await invite(login);
    const bad = password.replace("weakling", login);
    const answer = await browse("POST", "/session/invitation", { body: { token, password: bad } });
    expect(answer).toMatchObject({ status: 422, json: { code: "invalid-body", errors: [{ pointer: "/password" }] } });
    expect(answer.text).not.toContain(bad);
    expect((await browse("POST", "/session/invitation", { body: { token, password: PASSWORD } })).status).toBe(200);
  });
});

describe("a link", () => {
  test("of an invitation is good once, until it is too old, and the newest only", async () => {
    const { id, token } = await invite("invitee");
    const accept = (given: string) =>
      browse("POST", "/session/invitation", { body: { token: given, password: PASSWORD } });
    const renewed = tokenIn((await staff.post(`/people/${id}/reset`, {})).json.link);
    expect(await accept(token)).toMatchObject({ status: 410, json: { code: "link-invalid" } });
    expect((await accept(renewed)).status).toBe(200);
    expect((await accept(renewed)).status).toBe(410);
    const late = tokenIn((await staff.post(`/people/${id}/reset`, {})).json.link);
    staff.clock.now += SESSION.invitationMs;
    expect((await accept(late)).status).toBe(410);
    expect((await accept("")).status).toBe(410);
  });

  test("of the first start makes the first admin, once, and nobody when there is somebody", async () => {
    const fresh = await startStaff();
    const { token, hash } = newToken();
    await fresh.store.createInvitation({ hash, personId: null, lifetimeMs: 1000 });
    const first = (given: string, login = "Root") =>
      fresh.call("POST", "/session/first", { key: "", body: { token: given, login, password: PASSWORD } });
    expect((await first(newToken().token)).status).toBe(410);
    const [one, two] = await Promise.all([first(token), first(token, "other")]);
    expect([one?.status, two?.status].sort()).toEqual([201, 410]);
    expect((await fresh.get("/people")).json.items).toMatchObject([{ role: "admin", scope: null }]);
    const later = newToken();
    await fresh.store.createInvitation({ hash: later.hash, personId: null, lifetimeMs: 1000 });
    expect((await first(later.token, "third")).status).toBe(410);
    await fresh.close();
  });

  test("of one kind is none of the other", async () => {
    const { token } = await invite("no-first");
    const body = { token, login: "sneaky", password: PASSWORD };
    expect((await browse("POST", "/session/first", { body })).status).toBe(410);
  });

  test("leads to a page that keeps its token in the browser", async () => {
    const page = await staff.app.inject({ url: "/welcome" });
    expect([page.statusCode, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers["content-security-policy"]).toContain("script-src 'self'");
    expect((await staff.app.inject({ url: "/welcome/form.js" })).statusCode).toBe(200);
  });
});

describe("the second factor", () => {
  /** An authenticator app of the test's own (RFC 6238), for the time as the server has it. */
  function codeAt(secret: string, now = staff.clock.now): string {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeUInt32BE(Math.floor(now / 30_000), 4);
    const mac = createHmac("sha1", key).update(counter).digest();
    const offset = (mac.at(-1) ?? 0) & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }

  async function enrol(login: string) {
    const { id, cookie } = await addPerson(login);
    const begun = await browse("POST", "/session/totp", { cookie, body: { password: PASSWORD } });
    expect(begun.status).toBe(200);
    const secret = String(begun.json.secret);
    expect((await signIn(login)).status).toBe(201);
    const confirmed = await browse("POST", "/session/totp/confirm", { cookie, body: { code: codeAt(secret) } });
    expect(confirmed.status).toBe(200);
    staff.clock.now += 30_000;
    return { id, cookie, secret, recoveryCodes: confirmed.json.recoveryCodes as string[] };
  }

  test("is asked for once it is confirmed, and takes each code once", async () => {
    const { secret } = await enrol("totp");
    expect(await signIn("totp")).toMatchObject({ status: 401, json: { code: "code-required" } });
    expect(await signIn("totp", "wrong", { code: codeAt(secret) })).toMatchObject({ json: { code: "sign-in-failed" } });
    expect(await signIn("totp", PASSWORD, { code: "000000" })).toMatchObject({ json: { code: "sign-in-failed" } });
    const code = codeAt(secret);
    expect((await signIn("totp", PASSWORD, { code })).status).toBe(201);
    expect(await signIn("totp", PASSWORD, { code })).toMatchObject({ status: 401, json: { code: "sign-in-failed" } });
    expect((await signIn("totp", PASSWORD, { code: codeAt(secret, staff.clock.now - 30_000) })).status).toBe(401);
    expect((await signIn("totp", PASSWORD, { code: codeAt(secret, staff.clock.now + 30_000) })).status).toBe(201);
  });

  test("takes a code once, however many use it at the same moment", async () => {
    const { secret } = await enrol("racer");
    const code = codeAt(secret);
    const tries = await Promise.all([1, 2, 3, 4].map(() => signIn("racer", PASSWORD, { code })));
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401]);
  });

  test("has recovery codes, each good once, stored as hashes; the secret is sealed", async () => {
    const { secret, recoveryCodes } = await enrol("lost-app");
    const [code = ""] = recoveryCodes;
    const dump = await staff.dump();
    for (const word of [secret, ...recoveryCodes, code.replaceAll("-", "")]) expect(dump.includes(word)).toBe(false);
    expect((await signIn("lost-app", PASSWORD, { code: code.toLowerCase() })).status).toBe(201);
    expect((await signIn("lost-app", PASSWORD, { code })).status).toBe(401);
    expect((await staff.get("/events?name=recovery-code-used")).json.items).toMatchObject([{ actor: "lost-app" }]);
  });

  test("is not begun by who took over a session and does not know the password", async () => {
    const { cookie } = await addPerson("stolen");
    const begun = await browse("POST", "/session/totp", { cookie, body: { password: "guess" } });
    expect(begun).toMatchObject({ status: 401, json: { code: "sign-in-failed" } });
    expect((await browse("POST", "/session/totp/confirm", { cookie, body: { code: "123456" } })).status).toBe(404);
  });

  test("is confirmed with a right code only, begun once, and switched off with password and code", async () => {
    const { cookie, secret } = await enrol("switcher");
    const post = (path: string, body: object) => browse("POST", path, { cookie, body });
    expect((await post("/session/totp", { password: PASSWORD })).json.code).toBe("second-factor-active");
    expect((await post("/session/totp/confirm", { code: codeAt(secret) })).json.code).toBe("second-factor-active");
    expect((await post("/session/totp/disable", { password: PASSWORD, code: "000000" })).status).toBe(401);
    expect((await post("/session/totp/disable", { password: PASSWORD, code: codeAt(secret) })).status).toBe(204);
    expect((await signIn("switcher")).status).toBe(201);
    await post("/session/totp", { password: PASSWORD });
    const wrong = await post("/session/totp/confirm", { code: "000000" });
    expect(wrong).toMatchObject({ status: 422, json: { code: "code-wrong" } });
    expect((await signIn("switcher")).status).toBe(201);
  });

  test("stays when a password is reset, unless an admin takes it away too", async () => {
    const { id, secret } = await enrol("forgetful");
    const link = (await staff.post(`/people/${id}/reset`, {})).json.link;
    const body = { token: tokenIn(link), password: OTHER_PASSWORD };
    const accepted = await browse("POST", "/session/invitation", { body });
    expect(accepted).toMatchObject({ status: 200, json: { signedIn: false } });
    expect(accepted.headers["set-cookie"]).toBeUndefined();
    expect((await signIn("forgetful", OTHER_PASSWORD, { code: codeAt(secret) })).status).toBe(201);
    const cleared = await staff.post(`/people/${id}/reset`, { secondFactor: true });
    expect(cleared.json).toMatchObject({ secondFactor: false, hasPassword: false });
    const again = { token: tokenIn(cleared.json.link), password: PASSWORD };
    expect((await browse("POST", "/session/invitation", { body: again })).json.signedIn).toBe(true);
  });

  test("asks guessers of codes to come again after minutes", async () => {
    const { secret } = await enrol("guessed");
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 14; attempt++)
      statuses.push((await signIn("guessed", PASSWORD, { code: "000000" })).status);
    expect(statuses).toContain(429);
    const refused = await signIn("guessed", PASSWORD, { code: codeAt(secret) });
    expect(refused).toMatchObject({ status: 429, json: { code: "too-many-attempts" } });
    const seconds = Number(refused.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(10);
    staff.clock.now += seconds * 1000;
    expect((await signIn("guessed", PASSWORD, { code: codeAt(secret) })).status).toBe(201);
  });
});
