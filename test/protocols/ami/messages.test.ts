import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAmiReader, encodeAction } from "../../../src/protocols/ami/messages.ts";
import { isBusyEndpoint, isEmptyList, notifyAction, readContact } from "../../../src/protocols/ami/pjsip.ts";

const BANNER = "Asterisk Call Manager/9.0.0\r\n";
const bytes = (text: string) => Buffer.from(text);
const fieldsOf = (message: ReadonlyMap<string, string> | undefined) => Object.fromEntries(message ?? []);

describe("messages of the manager interface", () => {
  test("are written as the reference shows them", () => {
    const action = notifyAction("sip:101@192.0.2.50:2048", "check-sync;reboot=false") ?? [];
    expect(encodeAction([...action, ["ActionID", "7"]])).toBe(
      "Action: PJSIPNotify\r\nURI: sip:101@192.0.2.50:2048\r\nVariable: Event=check-sync;reboot=false\r\nActionID: 7\r\n\r\n",
    );
  });

  test("are read wherever the packets are cut", () => {
    const stream = bytes(
      `${BANNER}Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\nEvent: FullyBooted\r\nUri: sip:a@b:5060;x=1\r\n\r\nEvent: Ha`,
    );
    for (let size = 1; size < stream.length; size += 1) {
      const read = createAmiReader();
      const messages = [];
      for (let at = 0; at < stream.length; at += size) messages.push(...read(stream.subarray(at, at + size)));
      expect(messages.map(fieldsOf)).toEqual([
        { response: "Success", actionid: "1", message: "Authentication accepted" },
        { event: "FullyBooted", uri: "sip:a@b:5060;x=1" },
      ]);
    }
  });

  test("are refused where another program speaks, or one that never ends", () => {
    expect(() => createAmiReader()(bytes("SSH-2.0-OpenSSH_9.2\r\n"))).toThrow(/does not speak/);
    expect(() => createAmiReader()(bytes("x".repeat(1000)))).toThrow(/does not speak/);
    const read = createAmiReader();
    read(bytes(BANNER));
    expect(() => read(Buffer.alloc(1_100_000, "x"))).toThrow(/without end/);
  });

  test("never gain a field or an end by a value", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.string({ unit: fc.constantFrom("\r", "\n", "\0", ":", " ", "a", ";"), maxLength: 40 }),
      fc.constant("x\r\n\r\nAction: Originate\r\n"),
      fc.constant("y".repeat(10_000)),
    );
    fc.assert(
      fc.property(hostile, hostile, (secret, uri) => {
        const read = createAmiReader();
        read(bytes(BANNER));
        const messages = read(
          bytes(
            encodeAction([
              ["Action", "Login"],
              ["Secret", secret],
              ["URI", uri],
              ["ActionID", "1"],
            ]),
          ),
        );
        expect(messages).toHaveLength(1);
        expect([...(messages[0]?.keys() ?? [])]).toEqual(["action", "secret", "uri", "actionid"]);
        expect(messages[0]?.get("actionid")).toBe("1");
      }),
      { numRuns: 100 },
    );
  });
});

describe("a contact", () => {
  const event = {
    ...{ event: "ContactList", objecttype: "contact", objectname: "101;@a88df67525", endpoint: "101" },
    ...{ uri: "sip:101@192.0.2.50:2048;line=x", useragent: "snomD785/10.1", expirationtime: "1900000000" },
  };
  const read = (more: object = {}) => readContact(new Map(Object.entries<string>({ ...event, ...more })));

  test("is read with its expiry", () => {
    const contact = { endpoint: "101", uri: "sip:101@192.0.2.50:2048;line=x", userAgent: "snomD785/10.1" };
    expect(read()).toEqual({ ...contact, expiresAt: 1_900_000_000_000 });
    expect(read({ endpoint: "", useragent: "" })).toEqual({
      ...contact,
      userAgent: null,
      expiresAt: 1_900_000_000_000,
    });
    expect(read({ endpoint: "", objectname: "102@@0f" })?.endpoint).toBe("102");
  });

  test("of the configuration, or without a URI, is no registration", () => {
    expect(read({ expirationtime: "0" })).toBeUndefined();
    expect(read({ expirationtime: "soon" })).toBeUndefined();
    expect(read({ uri: "" })).toBeUndefined();
  });
});

test("an empty list is told from a refusal", () => {
  const said = (message: string) =>
    isEmptyList(
      new Map([
        ["response", "Error"],
        ["message", message],
      ]),
    );
  expect([said("No Contacts found"), said("Permission denied")]).toEqual([true, false]);
});

test.each([
  ["In use", "PJSIP/101-00000001", true],
  ["Ringing", "", true],
  ["Not in use", "", false],
  ["Unavailable", "0", false],
  ["Not in use", "1", undefined],
  ["Unknown", "", undefined],
  ["something new", "", undefined],
])("an endpoint that is %j with channels %j is busy: %s", (state, channels, busy) => {
  expect(
    isBusyEndpoint(
      new Map([
        ["devicestate", state],
        ["activechannels", channels],
      ]),
    ),
  ).toBe(busy);
});

test("a NOTIFY that would be another one is not written", () => {
  expect(notifyAction("sip:101@192.0.2.50", "check-sync,Content=x")).toBeUndefined();
  expect(notifyAction("sip:101@192.0.2.50>,<sip:102@x", "check-sync")).toBeUndefined();
});

test("whatever comes is read or refused in words, at any cut", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const lines = fc
    .string({ unit: fc.constantFrom("\r\n", "\n", ":", " ", "a", "Content-Length: 3", "Event: x"), maxLength: 60 })
    .map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.array(fc.oneof(bytes, lines), { maxLength: 5 }), (chunks) => {
      const read = createAmiReader();
      try {
        read(Buffer.from("Asterisk Call Manager/9.0.0\r\n"));
        for (const chunk of chunks) read(chunk);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(?:does not speak|sends )/);
      }
    }),
    { numRuns: 200 },
  );
});
