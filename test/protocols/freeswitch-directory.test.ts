import { createHash } from "node:crypto";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { fitsHa1, readDirectoryRequest, writeUser } from "../../src/protocols/freeswitch/directory.ts";

test("a digest with and without qop is checked against HA1 (vectors of the reference, section 7)", () => {
  const [nonce, uri, method] = ["abc123", "sip:101@192.0.2.50:2048", "NOTIFY"];
  const fields = { sip_auth_nonce: nonce, sip_auth_uri: uri, sip_auth_method: method };
  const ha1 = createHash("md5").update("101:snom:s3cret").digest("hex");
  const plain = readDirectoryRequest({ ...fields, sip_auth_response: "ba18ee4deff093b81f149007dd18a07d" });
  expect([fitsHa1(plain, ha1), fitsHa1(plain, "0".repeat(32))]).toEqual([true, false]);
  const qop = { sip_auth_qop: "auth", sip_auth_nc: "00000001", sip_auth_cnonce: "0a4f113b" };
  const counted = readDirectoryRequest({ ...fields, ...qop, sip_auth_response: "e136ef9e2d26f164c73027c54528ef72" });
  expect(fitsHa1(counted, ha1)).toBe(true);
  expect(fitsHa1(readDirectoryRequest(fields), ha1)).toBeUndefined();
});

test("values never open an element or a variable of FreeSWITCH's, and come back as they are", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom("<", ">", "&", '"', "'", "$", "{", "}", "]", "-", "!", "/", "a"),
      maxLength: 30,
    }),
    fc.constantFrom("$${hold_music}", '"/><user id="x', "<!--#exec -->", "z".repeat(10_000)),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (domain, id, name, value) => {
      const xml = writeUser({ domain, id, params: [[name, value]], variables: [] });
      const found: [string, Record<string, string>][] = [];
      const parser = new SaxesParser();
      parser.on("error", (error) => {
        throw error;
      });
      parser.on("opentag", (tag) => found.push([tag.name, tag.attributes as Record<string, string>]));
      parser.write(xml).close();
      const clean = (text: string) =>
        text.replace(/[^\t\n\r\x20-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "").replace(/[\t\n\r]/g, " ");
      expect(found).toEqual([
        ["document", { type: "freeswitch/xml" }],
        ["section", { name: "directory" }],
        ["domain", { name: clean(domain) }],
        ["user", { id: clean(id) }],
        ["params", {}],
        ["param", { name: clean(name), value: clean(value) }],
        ["variables", {}],
      ]);
      expect(xml).not.toContain("$");
    }),
    { numRuns: 150 },
  );
});
