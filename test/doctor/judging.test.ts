import { describe, expect, it } from "vitest";
import { type DhcpFacts, judgeDhcp } from "../../src/provisioning/doctor/judge-dhcp.ts";
import { type InterfaceFacts, judgeNetworks } from "../../src/provisioning/doctor/judge-networks.ts";
import { judgePlace } from "../../src/provisioning/doctor/judge-place.ts";
import { judgePnp, type PnpFacts } from "../../src/provisioning/doctor/judge-pnp.ts";
import { judgePorts } from "../../src/provisioning/doctor/judge-ports.ts";
import { judgeReach, type ReachFacts } from "../../src/provisioning/doctor/judge-reach.ts";

function codesOf(findings: readonly { code: string }[]): string[] {
  return findings.map(({ code }) => code);
}

const ETH0: InterfaceFacts = {
  ...{ name: "eth0", isUp: true, hasCable: true, takesMulticast: true, isLoopback: false, mtu: 1500 },
  ...{ ipv4: [{ address: "192.0.2.10", bits: 24 }], ipv6: [] },
};
const NEEDS = { wanted: [], tftpBlockSize: 1428 };

describe("networks", () => {
  it("an interface that a setting names and that is down, without cable or not there is an error with its state", () => {
    const wanted = ["eth0", "eth1", "eth2"].map((name) => ({ setting: "pnp", interface: name }));
    const down = { ...ETH0, isUp: false, ipv4: [] };
    const unplugged = { ...ETH0, name: "eth1", hasCable: false, ipv4: [] };
    const findings = judgeNetworks([down, unplugged], { ...NEEDS, wanted });
    expect(findings).toMatchObject([
      { code: "no-network" },
      { code: "interface-unusable", params: { interface: "eth0", state: "down" } },
      { code: "interface-unusable", params: { interface: "eth1", state: "no-carrier" } },
      { code: "interface-missing", params: { interface: "eth2" } },
    ]);
  });

  it("what is down and named by nobody is no matter while another network works", () => {
    const down = { ...ETH0, name: "wlan0", isUp: false, ipv4: [] };
    expect(codesOf(judgeNetworks([ETH0, down], NEEDS))).toEqual(["interface-ok"]);
    expect(codesOf(judgeNetworks([down], NEEDS))).toEqual(["no-network", "interface-down"]);
  });

  it("TFTP blocks that do not fit into the packets of an interface are named with the size that fits", () => {
    expect(judgeNetworks([{ ...ETH0, mtu: 1400 }], NEEDS).at(-1)).toMatchObject({
      code: "mtu-small",
      params: { mtu: 1400, fits: 1368 },
    });
    expect(codesOf(judgeNetworks([{ ...ETH0, mtu: 1460 }], NEEDS))).toEqual(["interface-ok"]);
  });

  it("one address twice, and two interfaces in one subnet, are told apart", () => {
    const second = (address: string, bits: number) => ({ ...ETH0, name: "eth1", ipv4: [{ address, bits }] });
    expect(judgeNetworks([ETH0, second("192.0.2.10", 24)], NEEDS).at(-1)?.code).toBe("address-twice");
    expect(judgeNetworks([ETH0, second("192.0.2.200", 25)], NEEDS).at(-1)).toMatchObject({
      code: "networks-overlap",
      params: { network: "192.0.2.0/24" },
    });
    expect(codesOf(judgeNetworks([ETH0, second("198.51.100.1", 24)], NEEDS))).toEqual(["interface-ok", "interface-ok"]);
  });
});

describe("a phone's place", () => {
  const own = (bits: number) => [{ interfaceName: "eth0", address: "192.168.1.35", bits }];

  it("192.168.1.35 and .100 are together in one /24 and apart in two /26, and both networks are named", () => {
    expect(judgePlace("phone", "192.168.1.100", own(24), [])).toMatchObject({
      code: "phone-on-network",
      severity: "ok",
      params: { network: "192.168.1.0/24", interface: "eth0" },
    });
    expect(judgePlace("phone", "192.168.1.100", own(26), [])).toMatchObject({
      code: "phone-on-other-network",
      severity: "error",
      params: { theirs: "192.168.1.64/26", ours: "192.168.1.0/26 (eth0)" },
    });
  });

  it("a network that is listed may be routed, and a phone without an address is nowhere", () => {
    expect(judgePlace("phone", "192.168.1.100", own(26), ["192.168.1.64/26"]).code).toBe("phone-on-listed-network");
    expect(judgePlace("phone", undefined, own(26), []).code).toBe("phone-without-address");
    expect(judgePlace("phone", "127.0.0.1", own(26), []).code).toBe("phone-without-address");
  });
});

describe("SIP PnP", () => {
  const echo = { interfaceName: "eth0", address: "192.0.2.10", answeredBy: [] };
  const facts: PnpFacts = {
    ...{ isOn: true, hasDoor: true, port: 5060, isListening: true, owners: [], deaf: [] },
    ...{ members: new Set(["eth0"]), echoes: [{ ...echo, outcome: "lost" }] },
  };

  it("a lost question has its nearest reason: no multicast, no membership, else a firewall", () => {
    expect(codesOf(judgePnp({ ...facts, deaf: ["eth0"] }))).toEqual(["pnp-no-multicast"]);
    expect(codesOf(judgePnp({ ...facts, members: new Set() }))).toEqual(["pnp-not-joined"]);
    expect(codesOf(judgePnp(facts))).toEqual(["pnp-not-heard"]);
    expect(codesOf(judgePnp({ ...facts, echoes: [{ ...echo, outcome: { notSent: "EPERM" } }] }))).toEqual([
      "pnp-not-sent",
    ]);
  });

  it("a port of a program whose name cannot be read is of another program", () => {
    expect(judgePnp({ ...facts, isListening: false })).toMatchObject([
      { code: "pnp-port-taken", params: { program: "?" } },
    ]);
  });
});

describe("ports", () => {
  const tftp = { door: "tftp", protocol: "udp", host: "0.0.0.0", port: 6969 } as const;
  const facts = { doors: [tftp], isAdvertised: false, sockets: [], ownPid: 1, firstPort: 1 };

  it("a door on loopback is no door for phones, unless a proxy stands before it; the staff's may be there", () => {
    const doors = [
      { door: "http", protocol: "tcp", host: "127.0.0.1", port: 8080 },
      { door: "staff", protocol: "tcp", host: "127.0.0.1", port: 8081 },
    ] as const;
    expect(codesOf(judgePorts({ ...facts, doors }))).toEqual(["door-loopback", "door-open"]);
    expect(codesOf(judgePorts({ ...facts, doors, isAdvertised: true }))).toEqual(["door-open", "door-open"]);
  });

  it("port 69 is offered with the right to open it, and with what gives the right", () => {
    expect(codesOf(judgePorts(facts))).toEqual(["door-open", "tftp-port-unusual"]);
    expect(codesOf(judgePorts({ ...facts, firstPort: 1024 }))).toEqual(["door-open", "tftp-port-needs-privilege"]);
  });
});

describe("the URL for phones", () => {
  const facts: ReachFacts = {
    ...{ url: "http://prov.example.org/", host: "prov.example.org", lookupError: undefined },
    ...{ ipv4: ["192.0.2.10"], ipv6: [], fetched: { outcome: "ours" } },
  };
  const other = { outcome: "other", server: "nginx", location: undefined } as const;

  it.each([
    [{ ipv4: [], ipv6: ["2001:db8::1"], fetched: undefined }, ["url-without-ipv4"]],
    [{ ipv4: ["127.0.1.1"] }, ["url-loopback", "url-works"]],
    [{ host: "prov.local" }, ["url-name-mdns", "url-works"]],
    [{ ipv6: ["2001:db8::1"] }, ["url-ipv6-too", "url-works"]],
    [{ fetched: { ...other, status: "502" } }, ["url-gateway"]],
    [{ fetched: { ...other, status: "404" } }, ["url-other-server"]],
    [{ fetched: { ...other, status: "301", location: "https://prov.example.org/" } }, ["url-redirects"]],
    [{ fetched: { outcome: "silent" } }, ["url-silent"]],
  ] as const)("%j is %j", (changes, codes) => {
    expect(codesOf(judgeReach({ ...facts, ...changes }))).toEqual(codes);
  });
});

describe("DHCP", () => {
  const ourHosts = new Set(["192.0.2.10", "prov.example.org"]);
  const offer = (server: string, options: Record<number, string>, vendorClass?: string) => ({
    server,
    options,
    vendorClass,
  });
  const judge = (offers: ReturnType<typeof offer>[], own?: DhcpFacts["own"]) =>
    judgeDhcp({ own, ourHosts, probes: [{ interface: "eth0", offers }] });

  it.each(["http://192.0.2.10:8080/", "192.0.2.10", "tftp://PROV.example.org/", "prov.example.org"])(
    "%s leads here",
    (value) => {
      expect(judge([offer("192.0.2.1", { 66: value })])).toMatchObject([{ code: "dhcp-leads-here" }]);
    },
  );

  it("one class of phones that is sent elsewhere is enough, and is named", () => {
    const offers = [offer("192.0.2.1", {}), offer("192.0.2.1", { 66: "http://192.0.2.99/" }, "snom")];
    expect(judge(offers)).toMatchObject([
      { code: "dhcp-leads-elsewhere", params: { options: "66 = http://192.0.2.99/ [snom]" } },
    ]);
  });

  it("two servers, and one beside ours, are named", () => {
    const own = { mode: "serve", interface: "eth0", isListening: true, owners: [] } as const;
    const two = [offer("192.0.2.1", {}), offer("192.0.2.2", {})];
    expect(codesOf(judge(two))).toContain("dhcp-two-servers");
    expect(codesOf(judge(two.slice(1), own))).toEqual(["dhcp-without-url", "dhcp-conflict"]);
    expect(codesOf(judge([], own))).toEqual(["dhcp-nobody", "dhcp-serves"]);
    expect(codesOf(judge(two.slice(1), { ...own, isListening: false })).at(-1)).toBe("dhcp-stands-back");
    expect(codesOf(judge([], { ...own, isListening: false })).at(-1)).toBe("dhcp-not-listening");
  });
});
