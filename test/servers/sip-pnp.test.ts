import { describe, expect, it } from "vitest";
import { parseMac } from "../../src/provisioning/mac.ts";
import type { NewPhone } from "../../src/provisioning/ports.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { admit } from "../storage/sample-rows.ts";
import {
  bodyOf,
  headerOf,
  lines,
  okTo,
  serveAnotherPhone,
  startPhone,
  startPnp,
  type TestPhone,
  type TestPnp,
  yealinkAsks,
} from "./pnp-fixture.ts";

const SNOM = "0004137447D0";
const YEALINK = "001565AABBCC";
const MAXWELL = "7C2F8030D21E";
const OTHER = "805EC017DE13";

async function admitted(pnp: TestPnp, mac: string, more: Partial<NewPhone> = {}): Promise<void> {
  const parsed = parseMac(mac);
  if (parsed === undefined) throw new Error(`${mac} is no MAC`);
  await admit(pnp.store, { mac: parsed, lines: [], keys: [], ...more });
}
const asYealink = { vendorId: "yealink", model: "T46S" } as const;
const asMaxwell = { vendorId: "gigaset", model: "Maxwell 3" } as const;

function snomAsks({ address, port }: Pick<TestPhone, "address" | "port">, more: readonly string[] = []): string {
  return lines(
    `SUBSCRIBE sip:MAC%3a${SNOM}@phones.example SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:5060;rport`,
    `From: <sip:MAC%3a${SNOM}@phones.example>;tag=1871204412`,
    `To: <sip:MAC%3a${SNOM}@phones.example>`,
    `Call-ID: 981150287@${address}`,
    "CSeq: 1 SUBSCRIBE",
    'Event: ua-profile;profile-type="device";vendor="snom";model="snomD735";version="10.1.184.15"',
    "Expires: 0",
    ...(more.length === 0 ? ["Accept: application/url"] : more),
    `Contact: <sip:${address}:${port}>`,
    "User-Agent: snomD735/10.1.184.15",
    "Content-Length: 0",
  );
}

describe("the test matrix of the reference", () => {
  it("(a) answers a Snom desk phone: no branch, rport, MAC%3a and upper case", async () => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM, { model: "D735" });
    const phone = await startPhone();
    phone.ask(pnp, snomAsks(phone));
    const [ok, notify] = await phone.waitFor(2);
    // To the port it came from, as it asked, though its Via says 5060.
    expect(ok?.text.replace(/;tag=\w+\r\nCall-ID/, ";tag=OURS\r\nCall-ID")).toBe(
      lines(
        "SIP/2.0 200 OK",
        `Via: SIP/2.0/UDP 127.0.0.1:5060;rport=${phone.port};received=127.0.0.1`,
        `From: <sip:MAC%3a${SNOM}@phones.example>;tag=1871204412`,
        `To: <sip:MAC%3a${SNOM}@phones.example>;tag=OURS`,
        "Call-ID: 981150287@127.0.0.1",
        "CSeq: 1 SUBSCRIBE",
        `Contact: <sip:127.0.0.1:${ok?.from.port}>`,
        "Expires: 0",
        "Content-Length: 0",
      ),
    );
    const url = `http://127.0.0.1:8080/${SNOM}.xml`;
    const text = notify?.text ?? "";
    expect(text.split("\r\n")[0]).toBe(`NOTIFY sip:127.0.0.1:${phone.port} SIP/2.0`);
    expect(headerOf(text, "Via")).toMatch(
      new RegExp(`^SIP/2\\.0/UDP 127\\.0\\.0\\.1:${ok?.from.port};branch=z9hG4bK[\\w-]+;rport$`),
    );
    expect(headerOf(text, "From")).toBe(headerOf(ok?.text ?? "", "To"));
    expect(headerOf(text, "To")).toBe(`<sip:MAC%3a${SNOM}@phones.example>;tag=1871204412`);
    expect(headerOf(text, "Call-ID")).toBe("981150287@127.0.0.1");
    expect(headerOf(text, "CSeq")).toBe("1 NOTIFY");
    expect(headerOf(text, "Event")).toBe(
      'ua-profile;profile-type="device";vendor="snom";model="snomD735";version="10.1.184.15"',
    );
    expect(headerOf(text, "Subscription-State")).toBe("terminated;reason=timeout");
    expect(headerOf(text, "Content-Type")).toBe("application/url");
    expect(headerOf(text, "Content-Length")).toBe(String(url.length));
    expect(bodyOf(text)).toBe(url);
    await expect.poll(() => pnp.server.counters()).toMatchObject({ answered: 1, delivered: 1, active: 0 });
    expect(await pnp.events()).toMatchObject([
      {
        name: "pnp-answered",
        mac: SNOM,
        pbx: "main",
        address: "127.0.0.1",
        door: "pnp",
        detail: { vendor: "snom", model: "D735", firmware: "10.1.184.15", server: "http://127.0.0.1:8080" },
      },
    ]);
  });

  it("(b) answers a Snom DECT base, whose From is an account, at the port in its Via", async () => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM);
    const phone = await startPhone();
    const ask = lines(
      `SUBSCRIBE sip:MAC%3a${SNOM}@224.0.1.75 SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${phone.port};branch=z9hG4bK7c1e0a42`,
      "Max-Forwards: 70",
      "From: <sip:512@127.0.0.1>;tag=5a30d1f7",
      `To: <sip:MAC%3a${SNOM}@224.0.1.75>`,
      "Call-ID: 9c37b1f04be2",
      "CSeq: 20264 SUBSCRIBE",
      `Contact: <sip:512@127.0.0.1:${phone.port}>`,
      'Event: ua-profile;profile-type="device";vendor="snom";model="snomM700";version="03.23.0005"',
      "Expires: 0",
      "Accept: application/url",
      `User-Agent: snomM700/03.23.0005 (MAC=${SNOM}; SER= 00000; HW=255)`,
      "Content-Length: 0",
    );
    // From another port than the one in its Via, where it wants its answer.
    const sender = await startPhone();
    sender.ask(pnp, ask);
    const [ok, notify] = await phone.waitFor(2);
    expect(headerOf(ok?.text ?? "", "Via")).toBe(
      `SIP/2.0/UDP 127.0.0.1:${phone.port};branch=z9hG4bK7c1e0a42;received=127.0.0.1`,
    );
    expect(headerOf(ok?.text ?? "", "CSeq")).toBe("20264 SUBSCRIBE");
    expect(headerOf(notify?.text ?? "", "To")).toBe("<sip:512@127.0.0.1>;tag=5a30d1f7");
    expect(notify?.text.split("\r\n")[0]).toBe(`NOTIFY sip:512@127.0.0.1:${phone.port} SIP/2.0`);
    expect(bodyOf(notify?.text ?? "")).toBe(`http://127.0.0.1:8080/${SNOM}.xml`);
    expect(sender.received).toEqual([]);
  });

  it("(c) answers a Yealink: MAC and lower case, from port 5059, no rport", async () => {
    const pnp = await startPnp();
    await admitted(pnp, YEALINK, asYealink);
    const phone = await startPhone({ address: "127.0.0.59", port: 5059 });
    phone.ask(pnp, yealinkAsks(phone, YEALINK));
    const [ok, notify] = await phone.waitFor(2);
    expect(headerOf(ok?.text ?? "", "Via")).not.toContain("rport");
    expect(notify?.text.split("\r\n")[0]).toBe(`NOTIFY sip:MAC001565aabbcc@127.0.0.59:5059 SIP/2.0`);
    // A folder: the phone adds the names of its files.
    expect(bodyOf(notify?.text ?? "")).toBe("http://127.0.0.1:8080/");
  });

  it("(d) answers a Maxwell, whose host is `local`, with a complete URL", async () => {
    const pnp = await startPnp();
    await admitted(pnp, MAXWELL, asMaxwell);
    const phone = await startPhone();
    const form = yealinkAsks(phone, MAXWELL).replaceAll(
      `MAC${MAXWELL.toLowerCase()}@224.0.1.75`,
      `MAC%3A${MAXWELL}@local`,
    );
    phone.ask(pnp, form.replace("Yealink SIP-T46S 66.86.0.15", "Maxwell 3/2.11.6").replace(/Event: .*/, EVENT_OEM));
    const [, notify] = await phone.waitFor(2);
    expect(headerOf(notify?.text ?? "", "Event")).toBe(EVENT_OEM.slice("Event: ".length));
    expect(bodyOf(notify?.text ?? "")).toBe(`http://127.0.0.1:8080/${MAXWELL}.xml`);
  });

  it.each(["MAC=", "mac:", "MAC%3D", "MAC"])("(e) reads the MAC after %s, also in pairs", async (mark) => {
    const pnp = await startPnp();
    await admitted(pnp, YEALINK, asYealink);
    const phone = await startPhone();
    for (const [call, mac] of Object.entries({
      plain: YEALINK,
      colons: "00:15:65:aa:bb:cc",
      dashes: "00-15-65-AA-BB-CC",
    })) {
      const ask = yealinkAsks(phone, YEALINK, call).replaceAll("MAC001565aabbcc", `${mark}${mac}`);
      expect(ask).toContain(`${mark}${mac}@`);
      phone.ask(pnp, ask);
    }
    const all = await phone.waitFor(4);
    // Three questions of one phone: three 200s, and a NOTIFY for the last at least.
    await expect.poll(() => all.filter(({ text }) => text.startsWith("SIP/2.0 200")).length).toBe(3);
    expect(pnp.server.counters()).toMatchObject({ answered: 3 });
  });

  it("(f) finds a phone that says no MAC at all by its neighbour's entry, and is silent where that is nobody's", async () => {
    const pnp = await startPnp({ neighbours: { "127.0.0.5": "00:15:65:aa:bb:cc", "127.0.0.6": "00:90:8f:11:22:33" } });
    await admitted(pnp, YEALINK, asYealink);
    await admitted(pnp, OTHER, asYealink);
    const ask = ({ address, port }: TestPhone) =>
      lines(
        "SUBSCRIBE sip:224.0.1.75:5060 SIP/2.0",
        `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK1${address}`,
        `From: <sip:${address}>;tag=1`,
        "To: <sip:224.0.1.75>",
        "Call-ID: 1",
        "CSeq: 1 SUBSCRIBE",
        `Contact: <sip:${address}:${port}>`,
        'Event: ua-profile;profile-type="application"',
        "Expires: 0",
      );
    const strangers = [await startPhone({ address: "127.0.0.6" }), await startPhone({ address: "127.0.0.7" })];
    for (const stranger of strangers) stranger.ask(pnp, ask(stranger));
    const phone = await startPhone({ address: "127.0.0.5" });
    phone.ask(pnp, ask(phone));
    const [, notify] = await phone.waitFor(2);
    expect(headerOf(notify?.text ?? "", "Event")).toBe('ua-profile;profile-type="application"');
    await expect.poll(() => pnp.server.counters().foreign).toBe(2);
    await serveAnotherPhone(pnp, OTHER);
    for (const stranger of strangers) expect(stranger.received).toEqual([]);
  });

  it("(g) sends the same 200 to a question that comes again, and no second NOTIFY", async () => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM);
    await admitted(pnp, YEALINK, asYealink);
    for (const ask of [snomAsks, (phone: TestPhone) => yealinkAsks(phone, YEALINK)]) {
      const phone = await startPhone();
      phone.ask(pnp, ask(phone));
      await phone.waitFor(2);
      phone.ask(pnp, ask(phone));
      phone.ask(pnp, ask(phone));
      const all = (await phone.waitFor(4)).map(({ text }) => text);
      expect(all.filter((text) => text === all[0])).toHaveLength(3);
      expect(all.filter((text) => text.startsWith("NOTIFY"))).toHaveLength(1);
    }
    expect(pnp.server.counters()).toMatchObject({ answered: 2, repeated: 4 });
  });

  it("(h) sends a NOTIFY that is never answered eleven times, then gives up and says so", async () => {
    const pnp = await startPnp({ t1Ms: 20 });
    await admitted(pnp, YEALINK, asYealink);
    const phone = await startPhone({ isDeaf: true });
    phone.ask(pnp, yealinkAsks(phone, YEALINK));
    await expect.poll(() => pnp.server.counters().unanswered, { timeout: 20_000 }).toBe(1);
    const notifies = (await phone.waitFor(12)).slice(1).map(({ text }) => text);
    expect(notifies).toHaveLength(11);
    expect(new Set(notifies).size).toBe(1);
    expect(await pnp.events()).toMatchObject([{ name: "pnp-unanswered", mac: YEALINK, detail: { why: /no answer/ } }]);
  });

  it("(i) follows no Contact to another host", async () => {
    const pnp = await startPnp();
    await admitted(pnp, YEALINK, asYealink);
    const phone = await startPhone();
    const victim = await startPhone({ address: "127.0.0.66", port: phone.port });
    phone.ask(pnp, yealinkAsks(phone, YEALINK).replace(/Contact: .*/, `Contact: <sip:me@127.0.0.66:${phone.port}>`));
    const [, notify] = await phone.waitFor(2);
    expect(notify?.text.split("\r\n")[0]).toBe(`NOTIFY sip:me@127.0.0.66:${phone.port} SIP/2.0`);
    await expect.poll(() => pnp.server.counters().delivered).toBe(1);
    expect(victim.received).toEqual([]);
  });

  it.each([
    ["application/url;q=0.7", "application/url"],
    ["text/plain, application/url", "application/url"],
    ["*/*", "application/url"],
    ["application/x-gs-ucm-url;v=1, text/plain", "application/x-gs-ucm-url"],
    ["text/plain\r\n X-Evil: 1", "application/url"],
    ["text/plain;a=b\r\n\tX-Evil: 1", "text/plain"],
    ["no type at all", "application/url"],
  ])("(j) announces the URL as what Accept %j allows, and lets nothing else through", async (accept, type) => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM);
    const phone = await startPhone();
    phone.ask(pnp, snomAsks(phone, [`Accept: ${accept}`]));
    const [, notify] = await phone.waitFor(2);
    expect(headerOf(notify?.text ?? "", "Content-Type")).toBe(type);
    expect(notify?.text).not.toContain("X-Evil");
  });

  it("(j) is silent where a header holds a CR or LF of its own", async () => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM);
    await admitted(pnp, OTHER, asYealink);
    const phone = await startPhone();
    for (const accept of ["text/plain\rX-Evil: 1", "text/plain\nX-Evil: 1", "text/\0plain"])
      phone.ask(pnp, snomAsks(phone, [`Accept: ${accept}`]));
    await serveAnotherPhone(pnp, OTHER);
    expect(phone.received).toEqual([]);
    expect(pnp.server.counters().malformed).toBe(3);
  });

  it("(k) is silent to REGISTER, OPTIONS, other events and a Grandstream", async () => {
    const pnp = await startPnp();
    await admitted(pnp, YEALINK, asYealink);
    await admitted(pnp, OTHER, asYealink);
    const phone = await startPhone();
    const ask = yealinkAsks(phone, YEALINK);
    for (const method of ["REGISTER", "OPTIONS", "INVITE", "NOTIFY"])
      phone.ask(pnp, ask.replaceAll("SUBSCRIBE", method));
    phone.ask(pnp, ask.replace("ua-profile", "message-summary"));
    phone.ask(pnp, ask.replace(/Event: .*\r\n/, ""));
    phone.ask(
      pnp,
      yealinkAsks(phone, "C074ADAABBCC")
        .replaceAll("MACc074adaabbcc", "MAC%3AC074ADAABBCC")
        .replace(/User-Agent: .*/, "User-Agent: Grandstream GRP2612W 1.0.5.67")
        .replace(
          /Event: .*/,
          'Event: ua-profile;profile-type="device";vendor="Grandstream";model="GRP2612W";version="1.0.5.67"',
        ),
    );
    await serveAnotherPhone(pnp, OTHER);
    expect(phone.received).toEqual([]);
    expect(pnp.server.counters()).toMatchObject({ foreign: 7, malformed: 0, answered: 1 });
    // It is nobody's business that such a phone stands here.
    expect(await pnp.sightings()).toEqual([]);
    expect((await pnp.events()).map(({ mac }) => mac)).toEqual([OTHER]);
  });

  it("(l) is silent to a phone of a known maker that is not admitted, and leaves an event and a sighting", async () => {
    const pnp = await startPnp();
    await admitted(pnp, OTHER, asYealink);
    const phone = await startPhone();
    phone.ask(pnp, snomAsks(phone));
    phone.ask(pnp, snomAsks(phone));
    await serveAnotherPhone(pnp, OTHER);
    expect(phone.received).toEqual([]);
    expect(await pnp.sightings()).toMatchObject([
      {
        mac: SNOM,
        vendorId: "snom",
        model: "D735",
        firmware: "10.1.184.15",
        address: "127.0.0.1",
        via: "pnp",
        reason: "not-admitted",
        count: 1,
      },
    ]);
    expect((await pnp.events()).filter(({ mac }) => mac === SNOM)).toMatchObject([
      { name: "pnp-asked", pbx: undefined },
    ]);
  });
});

const EVENT_OEM = 'Event: ua-profile;profile-type="device";vendor="OEM";model="OEM";version="7.1.19"';

describe("SIP PnP", () => {
  it("stops at a final answer of the phone, whatever it is, and goes on after a provisional one", async () => {
    const pnp = await startPnp({ t1Ms: 50 });
    await admitted(pnp, YEALINK, asYealink);
    await admitted(pnp, OTHER, asYealink);
    const phone = await startPhone({ isDeaf: true });
    phone.ask(pnp, yealinkAsks(phone, YEALINK));
    const [ok, notify] = await phone.waitFor(2);
    const answer = (status: string) => phone.send(okTo(notify?.text ?? "", status), ok?.from.port ?? 0, "127.0.0.1");
    answer("100 Trying");
    await phone.waitFor(4);
    answer("481 Subscription does not exist");
    await expect.poll(() => pnp.server.counters().refused).toBe(1);
    expect(await pnp.events()).toMatchObject([{ name: "pnp-unanswered", detail: { why: "answered 481" } }]);
    // Nobody else's answer counts.
    const second = await startPhone({ isDeaf: true });
    second.ask(pnp, yealinkAsks(second, OTHER));
    const [, next] = await second.waitFor(2);
    const stranger = await startPhone({ address: "127.0.0.9" });
    stranger.send(okTo(next?.text ?? ""), next?.from.port ?? 0, "127.0.0.1");
    await second.waitFor(4);
    expect(pnp.server.counters()).toMatchObject({ delivered: 0, active: 1 });
  });

  it("has one NOTIFY under way to a phone: a new question ends the one before", async () => {
    const pnp = await startPnp({ t1Ms: 50 });
    await admitted(pnp, YEALINK, asYealink);
    const phone = await startPhone({ isDeaf: true });
    phone.ask(pnp, yealinkAsks(phone, YEALINK, "first"));
    await phone.waitFor(2);
    phone.ask(pnp, yealinkAsks(phone, YEALINK, "second"));
    await expect.poll(() => pnp.server.counters().unanswered, { timeout: 20_000 }).toBe(1);
    const isSecond = phone.received
      .filter(({ text }) => text.startsWith("NOTIFY"))
      .map(({ text }) => headerOf(text, "Call-ID")?.includes("second"));
    // Once the second has begun, the first is never heard of again.
    expect(isSecond.slice(isSecond.indexOf(true))).toEqual(Array.from({ length: 11 }, () => true));
  });

  it("takes compact header names, folded lines, odd case and order, and answers two Vias as they were", async () => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM);
    const phone = await startPhone();
    phone.ask(
      pnp,
      lines(
        `SUBSCRIBE sip:224.0.1.75 SIP/2.0`,
        "o: UA-Profile",
        ' ; version = "1;2" ;model=bare',
        `m: "a <b>" <sip:x@127.0.0.1:${phone.port}>;expires=0`,
        `V : SIP/2.0/UDP 127.0.0.1:${phone.port};branch=z9hG4bK1;received=10.9.9.9, SIP/2.0/UDP 10.0.0.9`,
        "via: SIP/2.0/UDP 10.0.0.8",
        `t: sip:MAC:${SNOM}@here;tag=mine`,
        "f: <sip:512@here>",
        "i: a b c",
        "CSeq: 7   SUBSCRIBE",
      ).slice(0, -2),
    );
    const [ok, notify] = await phone.waitFor(2);
    expect(ok?.text).toContain(
      `Via: SIP/2.0/UDP 127.0.0.1:${phone.port};branch=z9hG4bK1;received=127.0.0.1, SIP/2.0/UDP 10.0.0.9\r\nVia: SIP/2.0/UDP 10.0.0.8\r\n`,
    );
    expect(headerOf(ok?.text ?? "", "CSeq")).toBe("7   SUBSCRIBE");
    expect(headerOf(notify?.text ?? "", "From")).toBe(`sip:MAC:${SNOM}@here;tag=mine`);
    expect(headerOf(notify?.text ?? "", "Event")).toBe('UA-Profile;version="1;2";model=bare');
    expect(headerOf(notify?.text ?? "", "Content-Type")).toBe("application/url");
  });

  it("answers from a free port where the one to answer from is in use", async () => {
    const other = await startPhone();
    const pnp = await startPnp({ port: other.port });
    await admitted(pnp, YEALINK, asYealink);
    const phone = await startPhone();
    phone.ask(pnp, yealinkAsks(phone, YEALINK));
    const [ok] = await phone.waitFor(2);
    expect(ok?.from.port).not.toBe(other.port);
    expect(headerOf(ok?.text ?? "", "Contact")).toBe(`<sip:127.0.0.1:${ok?.from.port}>`);
    expect(pnp.log).toEqual([expect.stringContaining("answers from a free port")]);
  });

  it("suspects a factory reset when a phone asks whose configuration had switched PnP off", async () => {
    const pnp = await startPnp();
    const closed = async (mac: string, settings: NewPhone["settings"]) => {
      await admitted(pnp, mac, { ...asYealink, settings });
      const phone = await pnp.store.findPhone(parseMac(mac) ?? expect.fail());
      if (phone === undefined) throw new Error("not admitted");
      const visit = { mac: phone.mac, at: Date.now(), address: "127.0.0.1", model: null, firmware: null };
      await pnp.store.record({ events: [], sightings: [], visits: [visit] });
      await pnp.store.closeGrants({ phoneId: phone.phoneId, kinds: ["sip", "menu", "web"] });
    };
    await closed(YEALINK, {});
    await closed(OTHER, { pnpAfterProvisioning: true });
    const phone = await startPhone();
    for (const mac of [YEALINK, OTHER]) phone.ask(pnp, yealinkAsks(phone, mac));
    await phone.waitFor(4);
    await expect
      .poll(async () => (await pnp.events()).filter(({ name }) => name === "factory-reset-suspected"))
      .toMatchObject([{ mac: YEALINK, pbx: "main", address: "127.0.0.1" }]);
  });

  it("does not send a model that has no configuration anywhere, and says so", async () => {
    const pnp = await startPnp();
    await admitted(pnp, SNOM, { model: null, modelSource: null });
    await admitted(pnp, OTHER, asYealink);
    const phone = await startPhone();
    const [model = "", { aliases: [type = ""] = [] } = {}] =
      Object.entries(snom.models).find(([, { unsupported }]) => unsupported !== undefined) ?? [];
    phone.ask(pnp, snomAsks(phone).replaceAll("snomD735", type));
    await serveAnotherPhone(pnp, OTHER);
    expect(phone.received).toEqual([]);
    expect((await pnp.events()).filter(({ mac }) => mac === SNOM)).toMatchObject([
      { name: "model-not-supported", door: "pnp", detail: { model } },
    ]);
  });
});
