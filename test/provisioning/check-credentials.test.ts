import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkCredentials } from "../../src/provisioning/check-credentials.ts";
import { createNonces, NONCE_LIFE_MS } from "../../src/provisioning/nonces.ts";
import { Password } from "../../src/provisioning/password.ts";
import { hashesOfLogin } from "../../src/provisioning/phone-proof.ts";
import type { Authorization } from "../../src/provisioning/request.ts";
import { sqliteDatabases, type TestStore } from "../storage/test-stores.ts";

const MAC = "0004137447D0";
const NAME = "0004137447d0";
const PASSWORD = "kept-by-the-phone";
const TARGET = "/p/t/not-looked-at-here/0004137447D0.xml";
const NOW = Date.UTC(2030, 0, 1);
const nonces = createNonces(randomBytes(32));
const { open, cleanUp } = sqliteDatabases();
let database: TestStore;
beforeAll(async () => {
  database = await open();
});
afterAll(cleanUp);

type Digest = Extract<Authorization, { scheme: "digest" }>;

/** RFC 7616, section 3.4.1, written down once more. */
function digest(more: Partial<Omit<Digest, "scheme" | "response">> = {}, password = PASSWORD): Digest {
  const given = {
    ...{ username: NAME, realm: "offhook", nonce: nonces.make(NOW), uri: TARGET, qop: "auth", nc: "00000001" },
    ...{ cnonce: "0a4f113b", algorithm: "SHA-256", method: "GET" },
    ...more,
  };
  const hash = (text: string) =>
    createHash(given.algorithm === "SHA-256" ? "sha256" : "md5")
      .update(text)
      .digest("hex");
  const { username, realm, nonce, nc, cnonce, qop, method, uri } = given;
  const response = hash(
    `${hash(`${username}:${realm}:${password}`)}:${nonce}:${nc}:${cnonce}:${qop}:${hash(`${method}:${uri}`)}`,
  );
  return { scheme: "digest", ...given, response };
}

async function stateOf(authorization: Authorization | undefined, more: { now?: number; mayCarry?: boolean } = {}) {
  const { state } = await checkCredentials(authorization, {
    ...{ nonces, now: more.now ?? NOW, target: TARGET, mac: MAC, mayCarryPasswords: more.mayCarry ?? true },
    logins: [
      { id: 1, isToBeReplaced: true, isUsed: true, ...hashesOfLogin(NAME, new Password("the one before")) },
      { id: 2, isToBeReplaced: false, isUsed: false, ...hashesOfLogin(NAME, new Password(PASSWORD)) },
    ],
    takeNonce: database.store.takeNonce,
  });
  return state;
}

describe("Digest", () => {
  test("takes SHA-256, MD5, and MD5 that does not say its name", async () => {
    for (const algorithm of ["SHA-256", "MD5", undefined]) expect(await stateOf(digest({ algorithm }))).toBe("valid");
    expect(await stateOf(digest({ algorithm: "SHA-512-256" }))).toBe("wrong");
    expect(await stateOf(digest({}, "the one before"))).toBe("valid");
    expect(await stateOf(digest({}, "another"))).toBe("wrong");
  });

  test("refuses a replayed request, and a count that stays or goes back, as stale", async () => {
    const nonce = nonces.make(NOW);
    const first = digest({ nonce, nc: "00000002" });
    expect(await stateOf(first)).toBe("valid");
    expect(await stateOf(first)).toBe("stale");
    expect(await stateOf(digest({ nonce, nc: "00000001" }))).toBe("stale");
    expect(await stateOf(digest({ nonce, nc: "00000002", cnonce: "other" }))).toBe("stale");
    expect(await stateOf(digest({ nonce, nc: "00000003" }))).toBe("valid");
    expect(await stateOf(digest({ nonce, nc: "ffffffff" }))).toBe("valid");
    expect(await stateOf(digest({ nonce, nc: "00000000" }))).toBe("stale");
  });

  test("calls an old nonce stale only where everything else is right", async () => {
    const nonce = nonces.make(NOW - NONCE_LIFE_MS);
    expect(await stateOf(digest({ nonce }))).toBe("stale");
    expect(await stateOf(digest({ nonce }, "another"))).toBe("wrong");
    expect(await stateOf(digest({ nonce: nonces.make(NOW - NONCE_LIFE_MS + 1) }))).toBe("valid");
  });

  test("refuses nonces that are none of ours, whole or in part", async () => {
    const ours = nonces.make(NOW);
    const other = ours.startsWith("A") ? "B" : "A";
    const made = [
      createNonces(randomBytes(32)).make(NOW),
      "",
      "dcd98b7102dd2f0e",
      other + ours.slice(1),
      `${ours}=`,
      ours + ours,
    ];
    for (const nonce of made) expect(await stateOf(digest({ nonce })), nonce).toBe("wrong");
  });

  test("refuses another realm, auth-int, no qop, another name, another file and a count that is none", async () => {
    const wrong: Partial<Digest>[] = [
      { realm: "elsewhere" },
      { qop: "auth-int" },
      { qop: "" },
      { username: "0004137447d1" },
      { uri: "/0004137447D1.xml" },
      { uri: `${TARGET}x` },
      { nc: "1" },
      { nc: "0000000g" },
    ];
    for (const more of wrong) expect(await stateOf(digest(more)), JSON.stringify(more)).toBe("wrong");
    expect(await stateOf({ ...digest(), method: "HEAD" })).toBe("wrong");
    // A proxy took a folder away, and a phone wrote the host before the path.
    for (const uri of [`/outside${TARGET}`, `http://prov.example${TARGET}`])
      expect(await stateOf(digest({ uri })), uri).toBe("valid");
  });
});

test("Basic is taken only where passwords may travel", async () => {
  const basic = (password: string, username = NAME): Authorization => ({
    scheme: "basic",
    username,
    password: new Password(password),
  });
  expect(await stateOf(basic(PASSWORD))).toBe("valid");
  expect(await stateOf(basic(PASSWORD), { mayCarry: false })).toBe("wrong");
  for (const password of ["", PASSWORD.slice(1), `${PASSWORD} `]) expect(await stateOf(basic(password))).toBe("wrong");
  expect(await stateOf(basic(PASSWORD, "0004137447d1"))).toBe("wrong");
  expect(await stateOf({ scheme: "malformed" })).toBe("wrong");
  expect(await stateOf(undefined)).toBe("none");
});
