import { describe, expect, it } from "vitest";
import { findOnLink, isInSubnet, placeOf } from "../../src/provisioning/same-network.ts";

it.each([
  ["192.168.1.100", "192.168.1.35", 24, true],
  ["192.168.1.100", "192.168.1.35", 26, false],
  ["192.168.1.62", "192.168.1.35", 26, true],
  ["223.255.255.255", "128.0.0.1", 1, true],
  ["10.0.0.1", "192.0.2.1", 0, true],
  ["192.0.2.1", "192.0.2.1", 32, true],
  ["192.0.2.2", "192.0.2.1", 32, false],
])("%s lies in the subnet of %s/%d: %s", (address, network, bits, isInside) => {
  expect(isInSubnet(address, network, bits)).toBe(isInside);
});

it("the narrowest subnet that holds an address is its own", () => {
  const own = [
    { address: "10.0.0.1", bits: 8 },
    { address: "10.1.2.1", bits: 24 },
    { address: "10.1.0.1", bits: 16 },
  ];
  expect(findOnLink("10.1.2.9", own)?.address).toBe("10.1.2.1");
  expect(findOnLink("10.1.3.9", own)?.address).toBe("10.1.0.1");
  expect(findOnLink("192.0.2.9", own)).toBeUndefined();
});

describe("where a device is, seen from our networks", () => {
  const wired = { interfaceName: "eth0", address: "192.168.1.35", bits: 26 };
  const voice = { interfaceName: "eth1", address: "10.20.0.1", bits: 16 };

  it("192.168.1.35 and .100 are in one /24", () => {
    const own = [{ ...wired, bits: 24 }, voice];
    expect(placeOf("192.168.1.100", own)).toEqual({
      outcome: "same",
      network: "192.168.1.0/24",
      interfaceName: "eth0",
    });
  });

  it("192.168.1.35 and .100 are in two /26, and both are named", () => {
    expect(placeOf("192.168.1.100", [voice, wired])).toEqual({
      outcome: "other",
      theirs: "192.168.1.64/26",
      ours: ["10.20.0.0/16 (eth1)", "192.168.1.0/26 (eth0)"],
    });
  });

  it.each([
    ["10.20.255.1", "same"],
    ["10.21.0.1", "other"],
    ["203.0.113.1", "other"],
    ["127.0.0.1", "unknown"],
    ["fe80::1", "unknown"],
    ["", "unknown"],
    ["192.168.1.256", "unknown"],
    ["192.168.1", "unknown"],
    ["192.168.1.1.1", "unknown"],
  ])("%s is %s", (address, outcome) => {
    expect(placeOf(address, [voice, wired]).outcome).toBe(outcome);
  });

  it("nothing is said without a network of our own, and a mask of 0 holds all", () => {
    expect(placeOf("192.0.2.1", []).outcome).toBe("unknown");
    expect(placeOf("192.0.2.1", [{ ...wired, bits: 0 }])).toMatchObject({ outcome: "same", network: "0.0.0.0/0" });
  });
});
