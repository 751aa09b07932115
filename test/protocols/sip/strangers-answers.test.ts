import fc from "fast-check";
import { expect, test } from "vitest";
import { readFrontPage } from "../../../src/protocols/http/front-page.ts";
import { readOptionsAnswer, writeOptions } from "../../../src/protocols/sip/options-probe.ts";
import { readTestAnswer, writeTestQuestion } from "../../../src/protocols/sip/test-question.ts";

// What devices and servers answer that we asked without knowing them.

const OURS = { address: "192.0.2.10", port: 40000 };

function answerTo(question: string, more = ""): string {
  const copied = question.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return ["SIP/2.0 200 OK", ...copied, `${more}Content-Length: 0`, "\r\n"].join("\r\n");
}

test("an OPTIONS is as the reference has it, and its answer is told from others by its branch", () => {
  const question = writeOptions({ address: "192.0.2.50", port: 5060 }, OURS, "a1-7");
  expect(question).toMatch(
    /^OPTIONS sip:192\.0\.2\.50 SIP\/2\.0\r\nVia: SIP\/2\.0\/UDP 192\.0\.2\.10:40000;branch=z9hG4bKa1-7;rport\r\n/,
  );
  expect(question.endsWith("Content-Length: 0\r\n\r\n")).toBe(true);
  const read = (text: string) => readOptionsAnswer(Buffer.from(text, "latin1"));
  expect(read(answerTo(question, "Server: phone\t1\r\n"))).toEqual({ id: "a1-7", agent: "phone 1" });
  expect(read(answerTo(question))).toEqual({ id: "a1-7", agent: undefined });
  expect(read(question)).toBeUndefined();
  expect(read(answerTo(question).replace("1 OPTIONS", "1 NOTIFY"))).toBeUndefined();
});

test("random and broken answers are read without a fault, and what is read of them is one short line", () => {
  const options = answerTo(writeOptions({ address: "192.0.2.50", port: 5059 }, OURS, "a1-7"), "User-Agent: x\r\n");
  const test = writeTestQuestion({ round: 1, ours: OURS, callId: "c" });
  const notify = `${answerTo(test).replace("SIP/2.0 200 OK", "NOTIFY sip:x SIP/2.0")}http://h/`;
  const broken = fc
    .tuple(fc.constantFrom(options, answerTo(test), notify), fc.nat(600), fc.nat(40), fc.string({ unit: "binary" }))
    .map(([text, at, length, put]) => Buffer.from(text.slice(0, at) + put + text.slice(at + length), "latin1"));
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 5000 }).map(Buffer.from)), (bytes) => {
      const agents = [
        readOptionsAnswer(bytes)?.agent,
        readTestAnswer(bytes, OURS)?.agent,
        readTestAnswer(bytes, OURS)?.offers,
        readFrontPage({ server: bytes.toString("latin1") }, bytes.toString("utf8")).title,
      ];
      for (const agent of agents) expect(agent ?? "").not.toMatch(/[\p{Cc}\u2028]|^.{202,}$/u);
    }),
    { numRuns: 2000 },
  );
});

test("a front page says its title, its login and its server", () => {
  const page = (body: string, headers = {}) => readFrontPage(headers, body);
  expect(page("<html>\n<TITLE>\n snom\t320 </TITLE>").title).toBe("snom 320");
  expect(page('<title lang="en">N510</title>').title).toBe("N510");
  expect(page("<title>cut off in the midd").title).toBe("cut off in the midd");
  expect(page("<title></title>").title).toBeUndefined();
  expect(page("", { wwwAuthenticate: 'Digest nonce="x", realm="IP Phone SIP-T46G"' }).realm).toBe("IP Phone SIP-T46G");
  expect(page("", { wwwAuthenticate: "Basic realm=snom" }).realm).toBe("snom");
  expect(page("", { server: "snom embedded" }).server).toBe("snom embedded");
});

test("a URL that another server offers is told without user, password and path", () => {
  const offer = (body: string) => {
    const question = writeTestQuestion({ round: 2, ours: OURS, callId: "c" });
    const notify = answerTo(question).replace("SIP/2.0 200 OK", "NOTIFY sip:x SIP/2.0");
    return readTestAnswer(Buffer.from(notify + body, "latin1"), OURS)?.offers;
  };
  expect(offer("https://admin:pw@prov.example.org:8443/t/secret/x.cfg?k=secret#f")).toBe(
    "https://prov.example.org:8443",
  );
  expect(offer("tftp://admin:pw@192.0.2.66/secret")).toBe("tftp://192.0.2.66");
  expect(offer("admin:pw@192.0.2.66/secret")).toBeNull();
  expect(offer("")).toBeNull();
});
