import { expect, test } from "vitest";
import { parseAuthorization, writeChallenge } from "../../../src/protocols/http-auth/authorization.ts";

const DIGEST =
  'Digest username="a", realm="r \\"q\\"", nonce="n", uri="/x,y", response="00", qop=auth, nc=00000001, cnonce="c"';

test("reads Basic with colons, blanks and umlauts in the password", () => {
  const header = `basic ${Buffer.from("anna:ge heim:ü").toString("base64")}`;
  expect(parseAuthorization(header)).toEqual({ scheme: "basic", username: "anna", password: "ge heim:ü" });
});

test("reads Digest with quoted commas and escapes, names in any case", () => {
  expect(parseAuthorization(DIGEST.replace("nonce", "NONCE"))).toEqual({
    ...{ scheme: "digest", username: "a", realm: 'r "q"', nonce: "n", uri: "/x,y", response: "00" },
    ...{ qop: "auth", nc: "00000001", cnonce: "c", algorithm: undefined },
  });
  expect(parseAuthorization(`${DIGEST},algorithm=SHA-256`)).toMatchObject({ algorithm: "SHA-256" });
});

test("takes nothing that is malformed", () => {
  const wrong = [
    "",
    "Basic",
    "Basic %%%",
    `Basic ${Buffer.from("no colon").toString("base64")}`,
    "Bearer abc",
    "Digest username",
    `${DIGEST}, nonce="again"`,
    `${DIGEST}, "x"`,
    DIGEST.replace(', cnonce="c"', ""),
    DIGEST.replace('"c"', '"c'),
    `${DIGEST}, extra="${"x".repeat(5000)}"`,
  ];
  for (const header of wrong) expect(parseAuthorization(header), header.slice(0, 80)).toBeUndefined();
});

test("offers auth, and never auth-int", () => {
  const about = { realm: "offhook", nonce: "n", isStale: true };
  expect(writeChallenge({ ...about, scheme: "digest-sha256" })).toBe(
    'Digest realm="offhook", qop="auth", algorithm=SHA-256, nonce="n", stale=true',
  );
  expect(writeChallenge({ ...about, isStale: false, scheme: "digest-md5" })).toBe(
    'Digest realm="offhook", qop="auth", algorithm=MD5, nonce="n"',
  );
  expect(writeChallenge({ ...about, scheme: "basic" })).toBe('Basic realm="offhook", charset="UTF-8"');
});
