import { describe, expect, it } from "vitest";
import { answerVia, parseVia, tagOfAddress, uriOfAddress } from "../../../src/protocols/sip/addresses.ts";
import { parseEvent, writeEvent } from "../../../src/protocols/sip/event-header.ts";
import { parseMessage } from "../../../src/protocols/sip/message.ts";
import { readNotifyAnswer } from "../../../src/protocols/sip/profile-answer.ts";
import { readProfileRequest } from "../../../src/protocols/sip/profile-request.ts";

const bytes = (...lines: readonly string[]) => Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");

describe("a SIP message", () => {
  it("is read with compact names, folded lines and repeated headers", () => {
    const message = parseMessage(bytes("SUBSCRIBE sip:a SIP/2.0", "v: one", "VIA : two", "o: ua-profile", "\t;a=b"));
    expect(message).toMatchObject({ type: "request", method: "SUBSCRIBE", uri: "sip:a" });
    expect(message?.headers).toEqual(
      new Map([
        ["via", ["one", "two"]],
        ["event", ["ua-profile ;a=b"]],
      ]),
    );
  });

  it.each([
    ["nothing", ""],
    ["another protocol", "GET / HTTP/1.1\r\n\r\n"],
    ["a header without a colon", "SUBSCRIBE sip:a SIP/2.0\r\nVia\r\n\r\n"],
    ["a header without a name", "SUBSCRIBE sip:a SIP/2.0\r\n: x\r\n\r\n"],
    ["a folded line after none", "SUBSCRIBE sip:a SIP/2.0\r\n x\r\n\r\n"],
    ["a blank in the address", "SUBSCRIBE sip:a b SIP/2.0\r\n\r\n"],
    ["a lone LF", "SUBSCRIBE sip:a SIP/2.0\r\nVia: a\nb\r\n\r\n"],
    ["a lone CR", "SUBSCRIBE sip:a SIP/2.0\r\nVia: a\rb\r\n\r\n"],
    ["more than 64 headers", `SUBSCRIBE sip:a SIP/2.0\r\n${"A: b\r\n".repeat(65)}\r\n`],
    ["more than 4 kB", `SUBSCRIBE sip:a SIP/2.0\r\nA: ${"b".repeat(4100)}\r\n\r\n`],
  ])("is none with %s", (_, text) => {
    expect(parseMessage(Buffer.from(text, "latin1"))).toBeUndefined();
  });
});

describe("an address", () => {
  it.each([
    ["<sip:MAC%3a1@host>;tag=1", { text: "sip:MAC%3a1@host", user: "MAC%3a1", host: "host", port: 5060 }],
    ['"A <b>" <sip:a@1.2.3.4:5059;x=y>', { text: "sip:a@1.2.3.4:5059;x=y", user: "a", host: "1.2.3.4", port: 5059 }],
    ["sip:host:70;expires=0", { text: "sip:host:70", user: "", host: "host", port: 70 }],
    ["*", undefined],
    ["<sip:a@host:0>", undefined],
    ["<sip:a@host:99999>", undefined],
    ["<sip:a b@host>", undefined],
    ["<tel:123>", undefined],
  ])("%s", (header, uri) => {
    expect(uriOfAddress(header)).toEqual(uri);
  });

  it("has its tag outside of the brackets", () => {
    expect(tagOfAddress("<sip:a;tag=no>;x=1; tag = yes")).toBe("yes");
    expect(tagOfAddress("<sip:a;tag=no>")).toBeUndefined();
  });
});

describe("a Via", () => {
  it("is read", () => {
    expect(parseVia("SIP/2.0/UDP host:5059 ; branch=z9hG4bKa ;rport")).toEqual({
      sentBy: "host:5059",
      port: 5059,
      branch: "z9hG4bKa",
      asksForSourcePort: true,
    });
    expect(parseVia("SIP / 2.0 / UDP 10.0.0.1;rport=1")).toMatchObject({ port: 5060, asksForSourcePort: false });
    expect(parseVia("SIP/2.0/UDP")).toBeUndefined();
  });

  it("is answered with where the packet came from", () => {
    const source = { address: "192.0.2.50", port: 40_000 };
    expect(answerVia("SIP/2.0/UDP h;rport;branch=b", source)).toBe(
      "SIP/2.0/UDP h;rport=40000;branch=b;received=192.0.2.50",
    );
    expect(answerVia("SIP/2.0/UDP h", source)).toBe("SIP/2.0/UDP h;received=192.0.2.50");
  });
});

describe("an Event", () => {
  it.each([
    'ua-profile;profile-type="device";vendor="a;b";model=x',
    'ua-profile;version="say \\"hi\\"";flag',
    "ua-profile",
  ])("%s is written as it was read", (header) => {
    expect(writeEvent(parseEvent(header) ?? expect.fail())).toBe(header);
  });

  it("leaves out what makes no sense", () => {
    expect(writeEvent(parseEvent('ua-profile;a="b;c="d" e;f=g') ?? expect.fail())).toBe('ua-profile;a="b;c="');
    expect(parseEvent(";a=b")).toBeUndefined();
    expect(parseEvent("ua profile")).toBeUndefined();
  });
});

describe("a question for a URL", () => {
  const question = (more: Record<string, string | undefined>) =>
    bytes(
      "SUBSCRIBE sip:a@b SIP/2.0",
      ...Object.entries({
        Via: "SIP/2.0/UDP 10.0.0.1",
        From: "<sip:a>;tag=1",
        To: "<sip:a>",
        "Call-ID": "1",
        CSeq: "1 SUBSCRIBE",
        Event: "ua-profile",
        ...more,
      }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])),
    );

  it.each([
    [{}, undefined],
    [{ To: "<sip:MAC%3a0004137447D0@x>" }, "0004137447D0"],
    [{ From: "<sip:mac%3D00-04-13-74-47-D0@x>" }, "0004137447D0"],
    [{ Contact: "<sip:00:04:13:74:47:d0@x>" }, "0004137447d0"],
    [{ "User-Agent": "x (MAC=0004137447D0; SER=0)" }, "0004137447D0"],
    [{ "User-Agent": "x 00:04:13:74:47:d0" }, "0004137447d0"],
    [{ "User-Agent": "x 0004137447d0" }, undefined],
    [{ To: "<sip:MAC0004137447D01@x>" }, undefined],
    [{ To: "<sip:MAC0004137447D0@x>", From: "<sip:MAC001565000000@x>" }, "0004137447D0"],
  ])("with %j says the MAC %s", (more, mac) => {
    expect(readProfileRequest(question(more))).toMatchObject({ mac });
  });

  it.each(["Via", "From", "To", "Call-ID", "CSeq"])("cannot be answered without %s", (name) => {
    expect(readProfileRequest(question({ [name]: undefined }))).toBe("malformed");
  });

  it.each([{ CSeq: "1 NOTIFY" }, { Via: "x" }, { Contact: "<sip:a@h:0>" }])("cannot be answered with %j", (more) => {
    expect(readProfileRequest(question(more))).toBe("malformed");
  });
});

describe("an answer to a NOTIFY", () => {
  it("is known by its branch, in whatever case and form it comes", () => {
    expect(
      readNotifyAnswer(bytes("SIP/2.0 200 OK", "v: SIP/2.0/UDP h;rport=1;branch=z9hG4bKpnp-1-a", "cseq: 1 NOTIFY")),
    ).toEqual({
      branch: "pnp-1-a",
      status: 200,
    });
    expect(
      readNotifyAnswer(bytes("SIP/2.0 200 OK", "Via: SIP/2.0/UDP h;branch=z9hG4bKa", "CSeq: 1 SUBSCRIBE")),
    ).toBeUndefined();
    expect(readNotifyAnswer(bytes("SIP/2.0 200 OK", "CSeq: 1 NOTIFY"))).toBeUndefined();
  });
});
