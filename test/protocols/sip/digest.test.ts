import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseDigestChallenge, writeDigest } from "../../../src/protocols/sip/digest.ts";

/** discovery.md §7. */
const URI = "sip:101@192.0.2.50:2048";
const HA1 = "4d7379aa5878d491741354fea70bdaa4";

function answer(header: string): string {
  const challenge = parseDigestChallenge(header);
  if (challenge === undefined) throw new Error(`not read: ${header}`);
  return writeDigest(challenge, { user: "101", ha1: HA1, method: "NOTIFY", uri: URI, cnonce: "0a4f113b" });
}

describe("the login that a phone demands for a NOTIFY", () => {
  test("is answered as in the reference's vectors, without and with qop", () => {
    expect(hash("md5", "101:snom:s3cret", "hex")).toBe(HA1);
    const plain = answer('Digest realm="snom", nonce="abc123"');
    expect(plain).toContain('response="ba18ee4deff093b81f149007dd18a07d"');
    expect(plain).not.toContain("qop");
    const withQop = answer('Digest realm="snom",nonce="abc123",qop="auth-int, auth",algorithm=MD5,opaque="o\\"p"');
    expect(withQop).toContain('response="e136ef9e2d26f164c73027c54528ef72"');
    expect(withQop).toContain('qop=auth, nc=00000001, cnonce="0a4f113b"');
    expect(withQop).toContain('opaque="o\\"p"');
  });

  test("is not answered where it cannot be with MD5, or is no challenge", () => {
    for (const header of [
      'Basic realm="snom"',
      'Digest realm="snom", nonce="a", algorithm=SHA-256',
      'Digest realm="snom", nonce="a", qop="auth-int"',
      'Digest realm="snom"',
      `Digest realm="snom", nonce="${"a".repeat(2000)}"`,
      "",
    ])
      expect(parseDigestChallenge(header), header).toBeUndefined();
  });
});
