import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEslReader, encodeCommand } from "../../../src/protocols/esl/messages.ts";
import { notifyHeaders, readRegistrations } from "../../../src/protocols/esl/sofia.ts";

const EVENT = "check-sync;reboot=false";
const NOTIFY = {
  profile: "internal",
  user: "101",
  domain: "pbx.example.com",
  contact: "sip:101@192.0.2.50:2048",
  event: EVENT,
};

describe("messages of the event socket", () => {
  test("are read wherever the packets are cut, with bodies in bytes", () => {
    const body = "ü\n\nContent-Type: auth/request\n\n";
    const stream = Buffer.from(
      `Content-Type: auth/request\n\nContent-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}Content-Type: command/reply\nReply-Text: +OK accepted\n\nContent-Ty`,
    );
    for (let size = 1; size < stream.length; size += 1) {
      const read = createEslReader();
      const messages = [];
      for (let at = 0; at < stream.length; at += size) messages.push(...read(stream.subarray(at, at + size)));
      expect(messages.map(({ headers, body }) => [headers.get("content-type"), body])).toEqual([
        ["auth/request", ""],
        ["api/response", body],
        ["command/reply", ""],
      ]);
    }
  });

  test("are refused where another program speaks, or one that never ends", () => {
    expect(() => createEslReader()(Buffer.from("HTTP/1.1 400 Bad Request\nX: y\n\n"))).toThrow(/does not speak/);
    expect(() => createEslReader()(Buffer.alloc(100_000, "x"))).toThrow(/without end/);
    for (const length of ["-1", "1e99", "x"])
      expect(() => createEslReader()(Buffer.from(`Content-Type: a\nContent-Length: ${length}\n\n`))).toThrow(/length/);
  });

  test("are written as the reference shows them", () => {
    expect(encodeCommand("sendevent NOTIFY", notifyHeaders(NOTIFY))).toBe(
      `sendevent NOTIFY\nprofile: internal\nevent-string: ${EVENT}\ncontent-type: application/simple-message-summary\nto-uri: sip:101@pbx.example.com\nfrom-uri: sip:101@pbx.example.com\ncontact-uri: sip:101@192.0.2.50:2048\n\n`,
    );
  });

  test("never gain a line by a value; what would say something else is not written", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 50 }),
      fc.string({ unit: fc.constantFrom("\n", "\r", "\0", ":", " ", "<", ">", '"', "a"), maxLength: 20 }),
      fc.constantFrom("x\n\napi shutdown", "y".repeat(10_000)),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (user, contact, event) => {
        expect(encodeCommand(`auth ${user}`).split("\n")).toHaveLength(3);
        const headers = notifyHeaders({ ...NOTIFY, user, contact, event });
        if (headers === undefined) return;
        const lines = encodeCommand("sendevent NOTIFY", headers).split("\n");
        expect(lines).toHaveLength(9);
        expect(lines[6]).toBe(`contact-uri: ${contact}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the list of registrations", () => {
  const row = (agent: string, more = "") =>
    `    <registration>\n        <call-id>x</call-id>\n        <user>101@pbx.example.com</user>\n        <contact>&quot;Desk&quot; &lt;sip:101@192.0.2.50:2048;a=1&amp;b;fs_nat=yes&gt;</contact>\n        <agent>${agent}</agent>\n        <status>Registered(UDP)(unknown) EXP(2030-01-01 00:00:00) EXPSECS(95)</status>\n${more}        <network-ip>192.0.2.50</network-ip>\n        <sip-auth-realm>pbx.example.com</sip-auth-realm>\n    </registration>\n`;
  const list = (rows: string) =>
    `<?xml version="1.0" encoding="ISO-8859-1"?>\n<profile>\n  <registrations>\n${rows}  </registrations>\n</profile>\n`;
  const KNOWN = {
    ...{ domain: "pbx.example.com", authRealm: "pbx.example.com" },
    user: "101",
    contact: "sip:101@192.0.2.50:2048;a=1&b;fs_nat=yes",
    networkIp: "192.0.2.50",
    expiresInSeconds: 95,
  };

  test("is read, and an empty one is one", () => {
    expect(readRegistrations(list(row("snomD785/10.1")))).toEqual([{ ...KNOWN, agent: "snomD785/10.1" }]);
    expect(readRegistrations(list(""))).toEqual([]);
    expect(readRegistrations("Invalid Profile!\n")).toBeUndefined();
  });

  test("is not written by a phone's User-Agent, which FreeSWITCH does not escape", () => {
    const agent =
      "x</agent></registration><registration><user>102@pbx.example.com</user><contact>sip:102@203.0.113.9</contact><agent>";
    expect(readRegistrations(list(row(agent)))).toEqual([{ ...KNOWN, agent }]);
    expect(readRegistrations(list(row("</agent><network-ip>203.0.113.9</network-ip>&<")))).toMatchObject([
      { networkIp: "192.0.2.50" },
    ]);
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("<", ">", "/", "agent", "registration", "user", "&", '"', " "),
          maxLength: 40,
        }),
        (text) => {
          expect(readRegistrations(list(row(text)))).toMatchObject([KNOWN]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("whatever comes is read or refused in words, at any cut", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const lines = fc
    .string({ unit: fc.constantFrom("\r\n", "\n", ":", " ", "a", "Content-Length: 3", "Event: x"), maxLength: 60 })
    .map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.array(fc.oneof(bytes, lines), { maxLength: 5 }), (chunks) => {
      const read = createEslReader();
      try {
        read(Buffer.from("Content-Type: a\n\n"));
        for (const chunk of chunks) read(chunk);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(?:does not speak|sends )/);
      }
    }),
    { numRuns: 200 },
  );
});
