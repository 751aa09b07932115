import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { offhook } from "../command-line/run.ts";
import { addPbx, addPhone, namesOfEvents, start, tokensIn } from "./proof-fixture.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 120_000 });
const run = promisify(execFile);

const MAC = "805EC00000A1";
const dataDir = makeDataDir();
let daemon: Daemon;
/** Every password that a phone was given. */
const passwords = new Set<string>();

beforeAll(async () => {
  daemon = await startDaemon(dataDir, {
    ...{ OFFHOOK_LOG_LEVEL: "trace", OFFHOOK_PROXIES: "127.0.0.9/32" },
    // One network in which passwords may travel in the clear, and one where they may not.
    OFFHOOK_SECRETS_TRUSTED_NETWORKS: "127.0.0.0/24",
  });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

/** curl's status, and what the server asked for. */
async function curl(
  path: string,
  ...options: string[]
): Promise<{ status: number; body: string; challenges: string[] }> {
  const url = `http://${daemon.doors.http}${path}`;
  const { stdout } = await run("curl", ["-sS", "-i", "--interface", "127.0.0.2", ...options, url]);
  const [head = "", ...rest] = stdout.split("\r\n\r\n").slice(-2);
  const challenges = [...head.matchAll(/^www-authenticate: (.*)$/gim)].map((found) => found[1] ?? "");
  return { status: Number(/^HTTP\S+ (\d+)/.exec(head)?.[1]), body: rest.join("\r\n\r\n"), challenges };
}

function settingIn(body: string, name: string): string {
  return new RegExp(`^${name.replaceAll(".", "\\.")} = (.*)$`, "m").exec(body)?.[1] ?? "";
}

test("is asked for from the moment a PBX wants it, until none does", async () => {
  for (const id of ["brief", "brief-again"]) {
    await addPbx(daemon, id, { proof: ["credentials"] });
    expect((await curl("/000000000000.cfg")).status).toBe(401);
    expect((await daemon.api("DELETE", `/api/v1/pbxs/${id}`)).status).toBe(204);
    expect((await curl("/000000000000.cfg")).status).toBe(404);
  }
});

describe("HTTP login", () => {
  let login: { username: string; password: string };
  const path = `/${MAC.toLowerCase()}.cfg`;
  let first: string;

  test("comes with the configuration that the first token opens", async () => {
    await addPbx(daemon, "login", { proof: ["credentials"] });
    const url = await addPhone(daemon, MAC, "login", { model: "T46S" });
    const [token = ""] = tokensIn(url);
    first = token;
    const { status, body } = await curl(`/t/${token}${path}`);
    expect(status).toBe(200);
    const [username, password] = ["username", "password"].map((name) =>
      settingIn(body, `static.auto_provision.server.${name}`),
    );
    login = { username: username ?? "", password: password ?? "" };
    passwords.add(login.password);
    expect(login).toEqual({ username: MAC.toLowerCase(), password: expect.stringMatching(/^[A-Za-z2-9]{20}$/) });
    // From now on it goes by its login.
    expect(settingIn(body, "static.auto_provision.server.url")).toBe(`http://${daemon.doors.http}/`);
    expect((await curl(`/t/${token}${path}`)).status).toBe(200);
    for (const found of (await curl(`/t/${token}${path}`)).body.matchAll(/server\.password = (.*)$/gm))
      passwords.add(found[1] ?? "");
  });

  test("is asked for by 401, with Digest in two ways and never auth-int, and Basic only where passwords may travel", async () => {
    const { status, body, challenges } = await curl(path);
    expect({ status, body }).toEqual({ status: 401, body: "Unauthorized\n" });
    expect(challenges.map((text) => text.replace(/nonce="[\w-]{43}"/, "nonce"))).toEqual([
      'Digest realm="offhook", qop="auth", algorithm=SHA-256, nonce',
      'Digest realm="offhook", qop="auth", algorithm=MD5, nonce',
      'Basic realm="offhook", charset="UTF-8"',
    ]);
    const elsewhere = await curl(path, "--interface", "127.0.1.2");
    expect(elsewhere.challenges.some((text) => text.startsWith("Basic"))).toBe(false);
    expect(
      (await curl(path, "--interface", "127.0.1.2", "--basic", "-u", `${login.username}:${login.password}`)).status,
    ).toBe(401);
  });

  test("asks a phone in the way that its family knows", async () => {
    const schemesFor = async (agent: string) =>
      (await curl("/000413ABCDEF.xml", "-A", agent)).challenges.map((text) =>
        text.replace(/ realm.*(algorithm=[\w-]+).*| realm.*/, " $1").trim(),
      );
    expect(await schemesFor("Gigaset N670 IP PRO/83.V2.11.0+build.a546b91")).toEqual(["Digest algorithm=MD5"]);
    expect((await schemesFor("Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12 000413ABCDEF)"))[0]).toBe(
      "Basic",
    );
  });

  test("a phone that has no login yet cannot be locked out by others who try", async () => {
    for (let tries = 0; tries < 5; tries++) {
      expect((await curl(path, "--basic", "-u", `${login.username}:wrong`)).status).toBe(401);
      expect((await curl(path, "--digest", "-u", `${login.username}:wrong`)).status).toBe(401);
    }
  });

  test("lets curl in by Digest and by Basic; then the first token is dead", async () => {
    for (const scheme of ["--digest", "--basic"]) {
      const answer = await curl(path, scheme, "-u", `${login.username}:${[...passwords].at(-1)}`);
      expect(answer.status, scheme).toBe(200);
      // It is in one file only.
      expect(answer.body).not.toContain("server.password");
    }
    expect((await curl(`/t/${first}${path}`)).status).toBe(401);
    expect((await curl(path, "--digest", "-u", `${login.username}:wrong`)).status).toBe(401);
    await expect
      .poll(() => namesOfEvents(daemon, MAC))
      .toEqual(expect.arrayContaining(["credentials-missing", "credentials-wrong", "proof-replaced"]));
  });

  test("a replayed login is told to try again, and gets nothing", async () => {
    const trace: string[] = [];
    const { stderr } = await run("curl", [
      "-sSv",
      "-o",
      "/dev/null",
      "--digest",
      "-u",
      `${login.username}:${[...passwords].at(-1)}`,
      `http://${daemon.doors.http}${path}`,
    ]);
    for (const found of stderr.matchAll(/^> authorization: (.*)$/gim)) trace.push(found[1]?.trim() ?? "");
    const [authorization = ""] = trace;
    expect(authorization).toMatch(/^Digest /);
    const replayed = await curl(path, "-H", `Authorization: ${authorization}`);
    expect(replayed.status).toBe(401);
    expect(replayed.challenges[0]).toMatch(/, stale=true$/);
  });

  test("is replaced by a rotation, the old one alive until the new one is used", async () => {
    const old = [...passwords].at(-1) ?? "";
    await daemon.api("POST", `/api/v1/phones/${MAC}/token/rotate`, {});
    const { body } = await curl(path, "--digest", "-u", `${login.username}:${old}`);
    const next = settingIn(body, "static.auto_provision.server.password");
    passwords.add(next);
    expect(next).not.toBe(old);
    for (const password of [old, next])
      expect((await curl(path, "--basic", "-u", `${login.username}:${password}`)).status).toBe(200);
    expect((await curl(path, "--basic", "-u", `${login.username}:${old}`)).status).toBe(401);
  });
});

test("simulated phones log in with what they were given, each in its way; those that cannot be told a login keep a token", async () => {
  await addPbx(daemon, "both", { proof: ["token", "credentials"] });
  const phones = [
    ["000413922D24", "snom", "D785", true],
    ["805EC017DE13", "yealink", "T46S", true],
    ["001565AABBCC", "yealink", "T28P", true],
    ["7C2F804DF9A9", "gigaset", "N510 IP PRO", true],
    ["000413E20001", "gigaset", "P825", false],
    ["7C2F80E0D605", "gigaset", "N670", false],
    ["7C2F8030D21E", "gigaset", "Maxwell 3", false],
    ["00087B112233", "snom", "M900", false],
  ] as const;
  for (const [mac, vendor, model, takesLogin] of phones)
    for (const pbx of ["login", "both"]) {
      if (pbx === "both") expect((await daemon.api("DELETE", `/api/v1/phones/${mac}`)).status).toBe(204);
      const url = await addPhone(daemon, mac, pbx, { vendor, model });
      // What the network tells is the folder, as by PnP.
      const base = model.startsWith("N510") ? url.replace(/\/$/, "") : url;
      const first = await start(mac, vendor, model, { base });
      expect(first.password, `${model} ${pbx}`).toEqual(expect.any(String));
      const again = await start(mac, vendor, model, { flash: first.flash });
      const taken = again.report.requests.filter(({ status }) => status === "200");
      expect(taken.length, `${model} ${pbx}`).toBeGreaterThan(0);
      const { json } = await daemon.api("GET", `/api/v1/phones/${mac}/proofs`);
      const used = (json as { items: { kind: string; via: string; usedAt: string | null }[] }).items.filter(
        ({ usedAt }) => usedAt !== null,
      );
      expect(used.map(({ kind }) => kind).sort(), `${model} ${pbx}`).toEqual(
        [...(takesLogin ? ["login"] : []), ...(takesLogin && pbx === "login" ? [] : ["token"])].sort(),
      );
      const third = await start(mac, vendor, model, {
        flash: { ...again.flash, settings: forget(again.flash.settings) },
      });
      const isIn = third.report.requests.some(
        // Index files are the same for everybody.
        ({ status, url: asked }) => status === "200" && !asked.endsWith(".bin"),
      );
      expect(isIn, `${model} ${pbx} without its login`).toBe(!takesLogin);
    }
});

function forget(settings: Record<string, string>): Record<string, string> {
  const logins = /^(?:http_client_pass|(?:static\.)?auto_provision\.server\.password|S_PROV_PASSWORD)$/;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !logins.test(name)));
}

test("networks are allowed and denied for each PBX, by API and command line; what is none is refused on entry", async () => {
  const mac = "0004130000D1";
  await addPbx(daemon, "near", { allow: ["127.0.0.2/32", "127.0.0.3/32"], deny: ["127.0.0.3/32"] });
  await addPhone(daemon, mac, "near", { model: "D785" });
  const from = async (address: string, headers?: Record<string, string>) =>
    (await daemon.fetch(`/${mac}.xml`, { from: address, ...(headers ? { headers } : {}) })).status;
  expect([await from("127.0.0.2"), await from("127.0.0.3"), await from("127.0.0.4")]).toEqual([200, 401, 401]);
  // Whom a listed proxy speaks for counts everywhere; anybody else may write what he likes.
  expect(await from("127.0.0.9", { "x-forwarded-for": "127.0.0.2" })).toBe(200);
  expect(await from("127.0.0.9", { "x-forwarded-for": "127.0.0.4" })).toBe(401);
  expect(await from("127.0.0.4", { "x-forwarded-for": "127.0.0.2" })).toBe(401);
  const grants = await daemon.api("GET", `/api/v1/phones/${mac}/passwords`);
  expect(grants.json).toMatchObject({ items: [{ openedBy: "127.0.0.2" }, {}, {}] });
  await expect.poll(() => namesOfEvents(daemon, mac)).toContain("network-closed");

  for (const allow of [["127.0.0.2"], ["127.0.0.2/33"], ["::ffff:127.0.0.2/128"], ["127.0.0.2/32", ""]]) {
    const refused = await daemon.api("PATCH", "/api/v1/pbxs/near", { access: { allow } });
    expect(refused).toMatchObject({
      status: 422,
      json: { code: "invalid-body", errors: [{ pointer: expect.stringMatching(/^\/access\/allow\/[01]$/) }] },
    });
  }
  const env = { OFFHOOK_KEY: ADMIN_KEY, OFFHOOK_URL: `http://${daemon.doors.staff}` };
  const set = await offhook(["pbx", "set", "near", "--proof", "token,credentials", "--allow", "any", "--json"], env);
  expect(set).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(set.out)).toMatchObject({
    access: { proof: ["token", "credentials"], mode: "require", allow: [], deny: ["127.0.0.3/32"] },
  });
  const wrong = await offhook(["pbx", "set", "near", "--proof", "password"], env);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("/access/proof/0") });
  const rotated = await offhook(["phone", "rotate-token", mac, "--now", "--reveal"], env);
  expect(rotated).toMatchObject({ code: 0, err: "" });
  expect(tokensIn(rotated.out)).toHaveLength(1);
  const proofs = await offhook(["phone", "proofs", mac], env);
  expect(proofs.out).toMatch(/^KIND\s+VIA.*\ntoken\s+staff/);
  expect(tokensIn(proofs.out)).toEqual([]);
});

test("no password that a phone was given is in a staff answer, a log line or a file of the data folder", async () => {
  expect(passwords.size).toBeGreaterThan(2);
  for (const path of [
    "/api/v1/events?limit=500",
    `/api/v1/phones/${MAC}`,
    `/api/v1/phones/${MAC}/preview?file=${MAC.toLowerCase()}.cfg`,
  ]) {
    const { status, text } = await daemon.api("GET", path);
    expect(status).toBe(200);
    for (const password of passwords) expect(text.includes(password), path).toBe(false);
  }
  expect(await daemon.stop()).toBe(0);
  const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).map((name) => join(dataDir, name));
  for (const password of passwords) {
    expect((daemon.stdout() + daemon.stderr()).includes(password)).toBe(false);
    for (const file of files)
      if (statSync(file).isFile()) expect(readFileSync(file).includes(password), file).toBe(false);
  }
});
