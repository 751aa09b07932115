import { expect, test } from "vitest";
import { createPasswordHasher, TooBusyError } from "../../src/staff/password-hash.ts";

/** A test vector of argon2's reference implementation: "password", salt "somesalt", 64 MiB, 2 passes. */
const REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

test("takes what the reference implementation made, and calls it outdated", async () => {
  const hasher = createPasswordHasher();
  expect(await hasher.verify("password", REFERENCE)).toBe(true);
  expect(await hasher.verify("Password", REFERENCE)).toBe(false);
  expect(hasher.isOutdated(REFERENCE)).toBe(true);
});

test("makes a PHC string with OWASP's costs and a salt of its own", async () => {
  const hasher = createPasswordHasher();
  const [first = "", second = ""] = await Promise.all(["same word", "same word"].map((word) => hasher.hash(word)));
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(second).not.toBe(first);
  expect(hasher.isOutdated(first)).toBe(false);
  expect([await hasher.verify("same word", first), await hasher.verify("other word", first)]).toEqual([true, false]);
});

test("does not mind how a keyboard composes a letter", async () => {
  const hasher = createPasswordHasher();
  expect(await hasher.verify("Mu\u0308ller says hello", await hasher.hash("M\u00fcller says hello"))).toBe(true);
});

test("checks against nothing all the same, and nothing fits", async () => {
  expect(await createPasswordHasher().verify("password", null)).toBe(false);
});

test("refuses more than may wait, and works on after a crowd", async () => {
  const hasher = createPasswordHasher();
  const crowd = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.verify("password", null)));
  const refused = crowd.filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(40 - 2 - 32);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(TooBusyError);
  expect(await hasher.verify("password", null)).toBe(false);
});
