import { describe, expect, test } from "vitest";
import { newRecoveryCodes, newTotpSecret, readRecoveryCode, stepOfCode, totpUri } from "../../src/staff/totp.ts";

/** RFC 6238, appendix B: the secret "12345678901234567890" in base32, and codes of eight digits. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const VECTORS: [seconds: number, code: string][] = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
];

describe("a code of the second factor (RFC 6238)", () => {
  test.each(VECTORS)("of second %i ends with the digits of %s", (seconds, code) => {
    // Six digits are the last six of eight: the same number, taken modulo less.
    expect(stepOfCode(code.slice(-6), SECRET, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  test("is taken one step early or late, and no further", () => {
    const step = Math.floor(1_111_111_109 / 30);
    for (const [secondsAfter, isTaken] of [
      [-31, false],
      [-30, true],
      [0, true],
      [59, true],
      [60, false],
    ] as const)
      expect(stepOfCode("081804", SECRET, (step * 30 + secondsAfter) * 1000), `${secondsAfter} s after its begin`).toBe(
        isTaken ? step : undefined,
      );
  });

  test.each(["", "28708", "2870822", "94287082", "28708x", "２８７０８２", " 287082"])("is no code: %j", (code) => {
    expect(stepOfCode(code, SECRET, 59_000)).toBeUndefined();
  });

  test("has a secret of 160 bits of its own, told in the form that apps read", () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, "anna@example.com"));
    expect(uri.href).toMatch(/^otpauth:\/\/totp\/Offhook:anna%40example\.com\?/);
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      ...{ secret, issuer: "Offhook", algorithm: "SHA1" },
      ...{ digits: "6", period: "30" },
    });
  });
});

test("recovery codes are ten, all different, and read however they are typed", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    expect(readRecoveryCode(` ${code.toLowerCase().replaceAll("-", " ")}`)).toBe(code.replaceAll("-", ""));
  }
  for (const text of ["", "287082", "AAAA-AAAA-AAAA-AAA1", "AAAA-AAAA-AAAA"])
    expect(readRecoveryCode(text)).toBeUndefined();
});
