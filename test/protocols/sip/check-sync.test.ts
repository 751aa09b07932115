import { expect, test } from "vitest";
import { readCheckSyncAnswer, uriOf, writeCheckSync } from "../../../src/protocols/sip/check-sync.ts";
import { parseMessage } from "../../../src/protocols/sip/message.ts";

const REQUEST = {
  uri: "sip:101@192.0.2.50:2048;line=x",
  user: "101",
  target: { address: "192.0.2.50", port: 2048 },
  ours: { address: "192.0.2.20", port: 5070 },
  event: "check-sync;reboot=false",
  id: "abc",
  sequence: 1,
};

test("a NOTIFY is the one that the reference shows", () => {
  expect(writeCheckSync(REQUEST).split("\r\n")).toEqual([
    "NOTIFY sip:101@192.0.2.50:2048;line=x SIP/2.0",
    "Via: SIP/2.0/UDP 192.0.2.20:5070;branch=z9hG4bKabc1;rport",
    "Max-Forwards: 70",
    "From: <sip:offhook@192.0.2.20:5070>;tag=abc",
    "To: <sip:101@192.0.2.50>",
    "Call-ID: abc@192.0.2.20:5070",
    "CSeq: 1 NOTIFY",
    "Contact: <sip:offhook@192.0.2.20:5070>",
    "Event: check-sync;reboot=false",
    "Subscription-State: terminated",
    "Content-Length: 0",
    "",
    "",
  ]);
  const again = writeCheckSync({
    ...REQUEST,
    sequence: 2,
    authorization: { header: "Authorization", value: "Digest x" },
  });
  expect(parseMessage(Buffer.from(again))).toMatchObject({ type: "request", method: "NOTIFY" });
  expect(again).toContain("\r\nAuthorization: Digest x\r\n");
});

test("only an answer to this very try is one", () => {
  const answer = (via: string, cseq: string) =>
    Buffer.from(`SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.20:5070;branch=${via}\r\nCSeq: ${cseq}\r\n\r\n`);
  expect(readCheckSyncAnswer(answer("z9hG4bKabc1", "1 NOTIFY"), REQUEST)).toMatchObject({ status: 200, reason: "OK" });
  for (const other of [
    answer("z9hG4bKabc2", "1 NOTIFY"),
    answer("z9hG4bKabc1", "2 NOTIFY"),
    answer("z9hG4bKabc1", "1 OPTIONS"),
    Buffer.from("NOTIFY sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bKabc1\r\nCSeq: 1 NOTIFY\r\n\r\n"),
  ])
    expect(readCheckSyncAnswer(other, REQUEST)).toBeUndefined();
});

test("a phone's URI is made of its address where it registered none", () => {
  expect(uriOf("101", { address: "192.0.2.50", port: 5060 })).toBe("sip:101@192.0.2.50");
  expect(uriOf(undefined, { address: "2001:db8::5", port: 5062 })).toBe("sip:[2001:db8::5]:5062");
});
