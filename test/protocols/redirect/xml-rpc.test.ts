import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMethodResponse, encodeMethodCall } from "../../../src/protocols/redirect/xml-rpc.ts";
import { parseXml } from "../../../src/simulation/xml.ts";

function response(value: string): string {
  return `<?xml version="1.0"?>\r\n<methodResponse>\n <params>\n<param><value>${value}</value></param></params></methodResponse>`;
}

describe("XML-RPC (discovery.md §6.1)", () => {
  test("a call is what the reference shows", () => {
    expect(encodeMethodCall("redirect.registerPhone", ["000413AABBCC", "https://prov.example.com/p/?a=1&b=2"])).toBe(
      '<?xml version="1.0"?>\n<methodCall><methodName>redirect.registerPhone</methodName><params>' +
        "<param><value><string>000413AABBCC</string></value></param>" +
        "<param><value><string>https://prov.example.com/p/?a=1&amp;b=2</string></value></param></params></methodCall>\n",
    );
  });

  test("any text that XML can carry comes back out of a parser", () => {
    const chars = fc.string({ unit: fc.constantFrom(..."a<>&\"']]>ü€😀 -{}") });
    fc.assert(
      fc.property(fc.array(chars, { maxLength: 5 }), (parameters) => {
        const root = parseXml(Buffer.from(encodeMethodCall("x.y", parameters)));
        const params = root.children.find(({ name }) => name === "params")?.children ?? [];
        expect(params.map((param) => param.children[0]?.children[0]?.text)).toEqual(parameters);
      }),
    );
  });

  test.each([
    [
      "typed texts",
      "<array><data><value><boolean>1</boolean></value><value><string>Ok</string></value></data></array>",
    ],
    ["bare texts", "<array><data>\n<value><boolean>1</boolean></value>\n<value>Ok</value>\n</data></array>"],
    ["CDATA", "<array><data><value><boolean>1</boolean></value><value><![CDATA[Ok]]></value></data></array>"],
  ])("reads a list with %s", (_, value) => {
    expect(decodeMethodResponse(response(value))).toEqual({ fault: false, value: [true, "Ok"] });
  });

  test("reads structs, numbers as text, and an empty value as an empty text", () => {
    const struct =
      "<struct><member><name>a</name><value><i4>7</i4></value></member><member><name>b</name><value/></member></struct>";
    expect(decodeMethodResponse(response(struct))).toEqual({ fault: false, value: { a: "7", b: "" } });
  });

  test("reads a fault", () => {
    const text =
      "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>4</int></value></member>" +
      "<member><name>faultString</name><value><string>Too many parameters.</string></value></member></struct></value></fault></methodResponse>";
    expect(decodeMethodResponse(text)).toEqual({ fault: true, words: "fault 4: Too many parameters." });
  });

  test.each([
    ["nothing", ""],
    ["half a document", response("<string>x").slice(0, 60)],
    ["HTML", "<html><body>busy</body></html>"],
    ["no value", "<methodResponse><params/></methodResponse>"],
    ["a DTD", `<!DOCTYPE x [<!ENTITY e "x">]>${response("Ok").replace(/^.*\n/, "")}`],
    ["an entity of its own", response("&e;")],
    ["elements nested without end", response("<array><data><value>".repeat(1000))],
  ])("refuses %s with an Error", (_, text) => {
    expect(() => decodeMethodResponse(text)).toThrow(Error);
  });

  test("ends with a value or an Error whatever comes", () => {
    const pieces = fc.constantFrom(
      ..."<methodResponse>|<params>|<param>|<value>|</value>|<array>|<data>|<struct>|<member>|<name>|x|</name>|<boolean>1</boolean>|&lt;|&|<!--|]]>|</params>".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          expect(decodeMethodResponse(parts.join(""))).toHaveProperty("fault");
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
