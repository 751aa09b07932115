import { describe, expect, test } from "vitest";
import { decodePacket } from "../../src/protocols/dhcp/packets.ts";
import { createDhcpPointer } from "../../src/provisioning/point-dhcp-client.ts";
import { createOptionWriter, type DhcpNetwork } from "../../src/servers/dhcp-options.ts";
import { vendors } from "../../src/vendors/index.ts";
import { discoverOfSnom } from "../protocols/dhcp/sample-packets.ts";

const SCOPE = { network: 0xc0000200, bits: 24, pools: [] };
const ROUTER = 0xc0000201;
const EVERYTHING: DhcpNetwork = {
  routers: [0x0a000001, ROUTER],
  dns: [ROUTER],
  ntp: [ROUTER],
  domain: "example.org",
  timeOffset: -25_200,
  sipServers: ["192.0.2.20"],
  vlan: 114,
  vlanPriority: 5,
  tftpServers: [0xc000020a],
  alwaysSendUrl: true,
};

type Client = { mac: string; vendorClass?: string; asks?: readonly number[]; baseUrl?: string; isComputer?: boolean };

/** What a client that nobody has admitted is told, as code → hex, or text where it is printable. */
async function told(client: Client, network: Partial<DhcpNetwork> = {}): Promise<Record<number, string>> {
  const nothing = () => {};
  const point = createDhcpPointer({
    store: { findAdmission: async () => undefined },
    vendors,
    signs: ["class", "prefix", "allow-list"],
    firstTokens: { baseFor: async (_, baseUrl) => baseUrl },
    recorder: { event: nothing, visit: nothing, sighting: nothing, flush: async () => {}, close: async () => {} },
    clock: Date.now,
  });
  const { mac, vendorClass = null, asks, baseUrl = "http://s/p/", isComputer = false } = client;
  const phone = await point({ mac, vendorClass, isComputer, baseUrl });
  const packet = decodePacket(discoverOfSnom());
  if (packet === undefined) throw new Error("the sample cannot be read");
  if (asks === undefined) packet.options.delete(55);
  else packet.options.set(55, Buffer.from(asks));
  const options = createOptionWriter({ ...EVERYTHING, ...network })(packet, SCOPE, phone);
  return Object.fromEntries(
    [...options].map(([code, value]) => {
      const text = value.toString("latin1");
      return [code, /^[\x20-\x7e]+$/.test(text) ? text : value.toString("hex")];
    }),
  );
}

const BASICS = { 1: "ffffff00", 3: "c0000201", 6: "c0000201", 15: "example.org", 28: "c00002ff" };

describe("what a DHCP client is told", () => {
  test("a PC gets its network's options, and no URL", async () => {
    expect(await told({ mac: "020000000001" })).toEqual(BASICS);
    expect(await told({ mac: "020000000001", asks: [1, 66, 114, 43, 132] })).toEqual({ 1: "ffffff00" });
  });

  test("a PC with a phone maker's MAC or class that starts from the network gets no URL either", async () => {
    expect(await told({ mac: "000413AABBCC", isComputer: true })).toEqual(BASICS);
    expect(await told({ mac: "000413AABBCC", vendorClass: "PXEClient:Arch:00000" })).toEqual(BASICS);
  });

  test("a Snom gets 66, and 43 with sub-options whose NUL counts, though it asks for neither", async () => {
    const inside = Buffer.concat([Buffer.from("421d", "hex"), Buffer.from("http://s/p/000413AABBCC.xml\0", "latin1")]);
    inside[1] = inside.length - 2;
    const answer = await told(
      { mac: "020000000001", vendorClass: "snomD785", asks: [1] },
      { vlan: undefined, vlanPriority: undefined },
    );
    expect(answer).toEqual({ 1: "ffffff00", 66: "http://s/p/020000000001.xml", 43: expect.any(String) });
    expect((await told({ mac: "000413AABBCC", asks: [43] }, { vlan: undefined, vlanPriority: undefined }))[43]).toBe(
      inside.toString("hex"),
    );
  });

  test("a Snom's VLAN is text, direct and inside 43", async () => {
    const answer = await told({ mac: "000413AABBCC", asks: [43, 132, 133] });
    expect(answer).toMatchObject({ 132: "114", 133: "5" });
    expect(answer[43]).toContain("840431313400");
    expect(answer[43]?.endsWith("85023500")).toBe(true);
  });

  test("a Yealink gets 66 alone, and what it asks for besides", async () => {
    expect(await told({ mac: "805EC017DE13", asks: [2, 42, 43, 66, 120, 150, 160] })).toEqual({
      1: "ffffff00",
      2: "ffff9d90",
      42: "c0000201",
      66: "http://s/p/",
      120: "01c0000214",
      150: "c000020a",
      160: "http://s/p/",
    });
  });

  test("a Gigaset gets 114 alone, and 66 where its URL is too long for that", async () => {
    expect(await told({ mac: "7C2F80E0D605", asks: [66, 114] })).toEqual({
      1: "ffffff00",
      114: "http://s/p/7C2F80E0D605.xml",
    });
    const baseUrl = `http://${"s".repeat(60)}/`;
    expect(await told({ mac: "7C2F80E0D605", asks: [66, 114], baseUrl })).toEqual({
      1: "ffffff00",
      66: `${baseUrl}7C2F80E0D605.xml`,
    });
  });

  test("with alwaysSendUrl off only what was asked for", async () => {
    const network = { alwaysSendUrl: false };
    expect(await told({ mac: "000413AABBCC", asks: [1] }, network)).toEqual({ 1: "ffffff00" });
    expect(await told({ mac: "7C2F80E0D605", asks: [114] }, network)).toHaveProperty("114");
  });
});
