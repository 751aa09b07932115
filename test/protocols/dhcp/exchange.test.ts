import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerQuestion,
  type ExchangeRules,
  readQuestion,
  type Verdict,
} from "../../../src/protocols/dhcp/exchange.ts";
import { parseIpv4, sayIpv4 } from "../../../src/protocols/dhcp/ipv4.ts";
import { createLeases, type LeaseRules } from "../../../src/protocols/dhcp/leases.ts";
import { writeAddresses } from "../../../src/protocols/dhcp/option-values.ts";
import { OPTION } from "../../../src/protocols/dhcp/options.ts";
import { decodePacket, type MESSAGE } from "../../../src/protocols/dhcp/packets.ts";
import { writeAnswer, writeNak } from "../../../src/protocols/dhcp/replies.ts";
import { type Asked, question } from "./sample-packets.ts";

const NOW = Date.UTC(2030, 0, 1);
const LEASE_MS = 3_600_000;
const SERVER = ip("192.0.2.10");

function ip(text: string): number {
  const address = parseIpv4(text);
  if (address === undefined) throw new Error(text);
  return address;
}

function option(code: number, text: string): readonly [number, Buffer] {
  return [code, writeAddresses([ip(text)])];
}
const asks = (text: string) => option(OPTION.requestedAddress, text);
const names = (text: string) => option(OPTION.serverId, text);

type Setup = Partial<LeaseRules> & Partial<Pick<ExchangeRules, "answers" | "isAuthoritative">> & { last?: string };

function setUp({ last = "192.0.2.102", answers = "full", isAuthoritative = true, ...more }: Setup = {}) {
  const leaseRules: LeaseRules = {
    reservations: new Map(),
    isExcluded: () => false,
    offerMs: 60_000,
    leaseMs: LEASE_MS,
    declinedMs: 86_400_000,
    maxOffers: 100,
    maxLeases: 1000,
    ...more,
  };
  const own = { network: ip("192.0.2.0"), bits: 24, pools: [{ from: ip("192.0.2.100"), to: ip(last) }] };
  const far = { network: ip("10.1.0.0"), bits: 24, pools: [{ from: ip("10.1.0.50"), to: ip("10.1.0.59") }] };
  const leases = [own, far].map((scope) => createLeases(scope, leaseRules));
  const rules: ExchangeRules = { serverId: SERVER, leases, answers, isAuthoritative };
  const clock = { now: NOW };
  function ask(type: keyof typeof MESSAGE, asked?: Asked): Verdict {
    const read = readQuestion(question(type, asked), rules);
    if (read === undefined) throw new Error("not a question");
    return answerQuestion(read, rules, clock.now);
  }
  function lease(asked: Asked = {}): string {
    const offer = ask("discover", asked);
    if (offer.kind !== "offer") throw new Error(`no offer but ${JSON.stringify(offer)}`);
    const address = sayIpv4(offer.binding.address);
    const verdict = ask("request", { ...asked, options: [asks(address), names("192.0.2.10")] });
    if (verdict.kind !== "ack") throw new Error(`no ack but ${JSON.stringify(verdict)}`);
    return address;
  }
  return { rules, clock, ask, lease, own: leases[0] as (typeof leases)[0] };
}

/** What happened, in words: the kind with its address or reason. */
function say(verdict: Verdict): string {
  if ("binding" in verdict) return `${verdict.kind} ${sayIpv4(verdict.binding.address)}`;
  return "why" in verdict ? `${verdict.kind}: ${verdict.why}` : verdict.kind;
}

describe("a DHCP exchange", () => {
  test("gives an address, the same one to who asks again, and another one to others", () => {
    const { lease } = setUp();
    expect(lease()).toBe("192.0.2.100");
    expect(lease()).toBe("192.0.2.100");
    expect(lease({ mac: "000413000001" })).toBe("192.0.2.101");
  });

  test.each<[string, keyof typeof MESSAGE, Asked, string, string]>([
    [
      "SELECTING, ours",
      "request",
      { options: [asks("192.0.2.100"), names("192.0.2.10")] },
      "ack 192.0.2.100",
      "ack 192.0.2.100",
    ],
    [
      "SELECTING, an address that is not free",
      "request",
      { mac: "000413000002", options: [asks("192.0.2.100"), names("192.0.2.10")] },
      "nak: address not available",
      "nak: address not available",
    ],
    [
      "SELECTING, another server",
      "request",
      { options: [asks("192.0.2.7"), names("192.0.2.9")] },
      "other-server",
      "other-server",
    ],
    ["INIT-REBOOT, known", "request", { options: [asks("192.0.2.100")] }, "ack 192.0.2.100", "ack 192.0.2.100"],
    [
      "INIT-REBOOT, known, another address",
      "request",
      { options: [asks("192.0.2.102")] },
      "nak: address not available",
      "nak: address not available",
    ],
    [
      "INIT-REBOOT, known, another network",
      "request",
      { options: [asks("10.9.9.9")] },
      "nak: wrong network",
      "nak: wrong network",
    ],
    [
      "INIT-REBOOT, unknown",
      "request",
      { mac: "000413000002", options: [asks("192.0.2.102")] },
      "nak: address not available",
      "silence: not-ours",
    ],
    ["RENEWING, known", "request", { ciaddr: ip("192.0.2.100") }, "ack 192.0.2.100", "ack 192.0.2.100"],
    [
      "RENEWING, known, another address",
      "request",
      { ciaddr: ip("192.0.2.102") },
      "nak: address not available",
      "nak: address not available",
    ],
    [
      "REBINDING, unknown",
      "request",
      { mac: "000413000002", ciaddr: ip("192.0.2.50") },
      "nak: address not available",
      "silence: not-ours",
    ],
    ["a REQUEST that names nothing, known", "request", {}, "ack 192.0.2.100", "ack 192.0.2.100"],
    ["RELEASE", "release", { ciaddr: ip("192.0.2.100"), options: [names("192.0.2.10")] }, "released", "released"],
    ["RELEASE without a server", "release", { ciaddr: ip("192.0.2.100") }, "released", "released"],
    [
      "RELEASE of somebody else's",
      "release",
      { mac: "000413000002", ciaddr: ip("192.0.2.100") },
      "silence: not-ours",
      "silence: not-ours",
    ],
    [
      "RELEASE to another server",
      "release",
      { ciaddr: ip("192.0.2.100"), options: [names("192.0.2.9")] },
      "silence: not-ours",
      "silence: not-ours",
    ],
    ["DECLINE", "decline", { options: [asks("192.0.2.100"), names("192.0.2.10")] }, "declined", "declined"],
    [
      "DECLINE of somebody else's",
      "decline",
      { mac: "000413000002", options: [asks("192.0.2.100")] },
      "silence: not-ours",
      "silence: not-ours",
    ],
    ["INFORM", "inform", { ciaddr: ip("192.0.2.33") }, "inform", "inform"],
    ["INFORM without an address", "inform", {}, "silence: not-ours", "silence: not-ours"],
    ["an answer of a server", "offer", {}, "silence: not-ours", "silence: not-ours"],
    [
      "DISCOVER from an unknown subnet",
      "discover",
      { giaddr: ip("10.2.0.1") },
      "silence: no-subnet",
      "silence: no-subnet",
    ],
  ])("%s", (_, type, asked, alone, beside) => {
    for (const [isAuthoritative, expected] of [
      [true, alone],
      [false, beside],
    ] as const) {
      const { ask, lease } = setUp({ isAuthoritative });
      lease();
      expect(say(ask(type, asked))).toBe(expected);
    }
  });

  test("with inform alone every other message gets silence", () => {
    const { ask } = setUp({ answers: "inform" });
    for (const type of ["discover", "request", "release", "decline"] as const)
      expect(say(ask(type))).toBe("silence: not-ours");
    expect(say(ask("inform", { ciaddr: ip("192.0.2.33") }))).toBe("inform");
  });

  test("an expired address waits for its client until nothing else is left, the longest expired first", () => {
    const { lease, clock } = setUp();
    for (const mac of ["000413000001", "000413000002"]) lease({ mac });
    clock.now += LEASE_MS + 1;
    expect(lease({ mac: "000413000003" })).toBe("192.0.2.102");
    expect(lease({ mac: "000413000002" })).toBe("192.0.2.101");
    expect(lease({ mac: "000413000004" })).toBe("192.0.2.100");
  });

  test("an empty pool gives silence, and a released address is free at once", () => {
    const { ask, lease } = setUp();
    for (const mac of ["000413000001", "000413000002", "000413000003"]) lease({ mac });
    expect(say(ask("discover"))).toBe("silence: no-address");
    ask("release", { mac: "000413000002", ciaddr: ip("192.0.2.101") });
    expect(lease()).toBe("192.0.2.101");
  });

  test("a declined address stays away for a day, and decliners empty half of the pool at most", () => {
    const { ask, lease, clock } = setUp({ last: "192.0.2.103" });
    for (let times = 0; times < 5; times++) ask("decline", { options: [asks(lease())] });
    // Two are away, the decliner has the third.
    lease({ mac: "000413000001" });
    expect(say(ask("discover", { mac: "000413000002" }))).toBe("silence: no-address");
    clock.now += 86_400_001;
    expect(lease({ mac: "000413000009" })).toMatch(/^192\.0\.2\.10[0-3]$/);
  });

  test("what a client asks for is given where it is free", () => {
    const { ask } = setUp();
    expect(say(ask("discover", { options: [asks("192.0.2.102")] }))).toBe("offer 192.0.2.102");
    expect(say(ask("discover", { mac: "000413000001", options: [asks("192.0.2.102")] }))).toBe("offer 192.0.2.100");
  });

  test("a reservation is its client's alone, inside and outside the pools", () => {
    const reservations = new Map([
      ["000413000001", ip("192.0.2.100")],
      ["000413000002", ip("192.0.2.20")],
    ]);
    const { ask, lease } = setUp({ reservations });
    expect(lease()).toBe("192.0.2.101");
    expect(say(ask("discover", { mac: "000413000003", options: [asks("192.0.2.100")] }))).toBe("offer 192.0.2.102");
    expect(lease({ mac: "000413000001" })).toBe("192.0.2.100");
    expect(lease({ mac: "000413000002" })).toBe("192.0.2.20");
  });

  test("excluded addresses are never given", () => {
    const { ask, lease } = setUp({ isExcluded: (address) => address === ip("192.0.2.100") });
    expect(lease()).toBe("192.0.2.101");
    expect(say(ask("request", { options: [asks("192.0.2.100"), names("192.0.2.10")] }))).toBe(
      "nak: address not available",
    );
  });

  test("a client with another identifier but the same MAC keeps its address", () => {
    const { lease } = setUp();
    expect(lease({ clientId: "01000413aabbcc" })).toBe("192.0.2.100");
    expect(lease({ clientId: "ff00112233" })).toBe("192.0.2.100");
    expect(lease({ clientId: "ff00112233", mac: "000413000001" })).toBe("192.0.2.100");
  });

  test("offers that nobody takes up are limited and end after a minute", () => {
    const { ask, clock } = setUp({ maxOffers: 2 });
    const discover = (mac: string) => say(ask("discover", { mac }));
    expect(["000413000001", "000413000002", "000413000003"].map(discover)).toEqual([
      "offer 192.0.2.100",
      "offer 192.0.2.101",
      "silence: too-many-offers",
    ]);
    expect(discover("000413000001")).toBe("offer 192.0.2.100");
    clock.now += 60_001;
    expect(discover("000413000003")).toBe("offer 192.0.2.102");
  });

  test("leases that are restored are honoured, and those that the settings no longer allow are not", () => {
    const { own, ask } = setUp({ isExcluded: (address) => address === ip("192.0.2.102") });
    const stored = { hostName: null, vendorClass: null, state: "bound" as const, expiresAt: NOW + LEASE_MS };
    own.restore([
      { ...stored, key: "1:000413000001", mac: "000413000001", address: ip("192.0.2.101") },
      { ...stored, key: "1:000413000002", mac: "000413000002", address: ip("192.0.2.102") },
    ]);
    expect(say(ask("request", { mac: "000413000001", ciaddr: ip("192.0.2.101") }))).toBe("ack 192.0.2.101");
    expect(say(ask("request", { mac: "000413000002", ciaddr: ip("192.0.2.102") }))).toBe("nak: address not available");
    expect(say(ask("discover", { mac: "000413000003", options: [asks("192.0.2.101")] }))).toBe("offer 192.0.2.100");
  });

  test("relays choose the subnet by their address, and by option 82 before it", () => {
    const { ask } = setUp();
    const linkSelection = [OPTION.relayAgent, Buffer.from("0504c0000201", "hex")] as const;
    expect(say(ask("discover", { giaddr: ip("10.1.0.1") }))).toBe("offer 10.1.0.50");
    expect(say(ask("discover", { mac: "000413000001", giaddr: ip("10.1.0.1"), options: [linkSelection] }))).toBe(
      "offer 192.0.2.100",
    );
    // Without a relay nobody may say where he is.
    expect(
      say(ask("discover", { mac: "000413000002", options: [[OPTION.relayAgent, Buffer.from("05040a010001", "hex")]] })),
    ).toBe("offer 192.0.2.101");
  });

  test.each([
    ["an answer", { ...question("discover"), op: 2 }],
    ["no Ethernet", { ...question("discover"), htype: 6 }],
    ["another length of address", { ...question("discover"), hlen: 16 }],
    ["too many relays", question("discover", { hops: 17 })],
    ["BOOTP", { ...question("discover"), options: new Map() }],
  ])("is no question: %s", (_, packet) => {
    expect(readQuestion(packet, setUp().rules)).toBeUndefined();
  });

  test("no address has two holders, whatever clients do", () => {
    const step = fc.record({
      type: fc.constantFrom("discover", "request", "release", "decline") as fc.Arbitrary<keyof typeof MESSAGE>,
      mac: fc.integer({ min: 1, max: 8 }).map((each) => `00041300000${each}`),
      requested: fc.option(fc.integer({ min: 99, max: 104 })),
      ciaddr: fc.option(fc.integer({ min: 99, max: 104 })),
      isNamed: fc.boolean(),
      passedMs: fc.integer({ min: 0, max: 2_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { ask, clock } = setUp({ last: "192.0.2.103" });
        const held = new Map<string, { mac: string; until: number }>();
        for (const { type, mac, requested, ciaddr, isNamed, passedMs } of steps) {
          clock.now += passedMs;
          const options = [
            ...(requested === null ? [] : [asks(`192.0.2.${requested}`)]),
            ...(isNamed ? [names("192.0.2.10")] : []),
          ];
          const verdict = ask(type, { mac, options, ciaddr: ciaddr === null ? 0 : ip(`192.0.2.${ciaddr}`) });
          if (verdict.kind === "released") held.delete(sayIpv4(verdict.store.address));
          if (verdict.kind === "declined")
            held.set(sayIpv4(verdict.store.address), { mac: "", until: clock.now + 86_400_000 });
          if (verdict.kind !== "ack" && verdict.kind !== "offer") continue;
          const address = sayIpv4(verdict.binding.address);
          const holder = held.get(address);
          if (holder !== undefined && holder.until > clock.now) expect(holder.mac).toBe(mac);
          expect(verdict.binding.address).toBeGreaterThanOrEqual(ip("192.0.2.100"));
          expect(verdict.binding.address).toBeLessThanOrEqual(ip("192.0.2.103"));
          if (verdict.kind === "ack") held.set(address, { mac, until: clock.now + LEASE_MS });
        }
      }),
    );
  });
});

describe("answers", () => {
  const { rules } = setUp();
  function answer(asked: Asked, type: "offer" | "ack" = "offer") {
    const read = readQuestion(question("discover", asked), rules);
    if (read === undefined) throw new Error("not a question");
    const lease = { address: ip("192.0.2.50"), seconds: 3600 };
    const { bytes, to } = writeAnswer(
      read,
      type,
      lease,
      new Map([[OPTION.routers, writeAddresses([ip("192.0.2.1")])]]),
    );
    return { to, packet: decodePacket(bytes), read };
  }

  test("carry type, server, times and what the client sent of itself (RFC 6842)", () => {
    const { packet } = answer({ clientId: "01000413aabbcc" });
    expect(packet).toMatchObject({ op: 2, xid: 0x123456, yiaddr: ip("192.0.2.50"), ciaddr: 0 });
    const values = [...(packet?.options ?? [])].map(([code, value]) => [code, value.toString("hex")]);
    expect(values).toEqual([
      [53, "02"],
      [54, "c000020a"],
      [51, "00000e10"],
      [58, "00000708"],
      [59, "00000c4e"],
      [61, "01000413aabbcc"],
      [3, "c0000201"],
    ]);
  });

  test("go to the relay with its option 82, by broadcast to who has no address, by unicast to who has one", () => {
    const relayed = answer({
      giaddr: ip("10.1.0.1"),
      options: [[OPTION.relayAgent, Buffer.from("0103abcdef", "hex")]],
    });
    expect(relayed.to).toEqual({ address: ip("10.1.0.1"), port: 67 });
    expect([...(relayed.packet?.options ?? [])].at(-1)).toEqual([82, Buffer.from("0103abcdef", "hex")]);
    expect(answer({ options: [[OPTION.relayAgent, Buffer.from("0101aa", "hex")]] }).packet?.options.has(82)).toBe(
      false,
    );
    expect(answer({}).to).toBe("broadcast");
    expect(answer({ ciaddr: ip("192.0.2.50") }, "ack").to).toEqual({ address: ip("192.0.2.50"), port: 68 });
  });

  test("a relay's name for the server is used (RFC 5107)", () => {
    const options = [[OPTION.relayAgent, Buffer.from("0b040a010001", "hex")]] as const;
    expect(
      answer({ giaddr: ip("10.1.0.1"), options })
        .packet?.options.get(OPTION.serverId)
        ?.toString("hex"),
    ).toBe("0a010001");
  });

  test("a NAK says no more than that, by broadcast", () => {
    const { read } = answer({ ciaddr: ip("192.0.2.50"), clientId: "01000413aabbcc" });
    const { bytes, to } = writeNak(read, "wrong network");
    expect(to).toBe("broadcast");
    expect([...(decodePacket(bytes)?.options.keys() ?? [])]).toEqual([53, 54, 56, 61]);
    expect(decodePacket(bytes)).toMatchObject({ ciaddr: 0, yiaddr: 0 });
  });
});
