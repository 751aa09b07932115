import { expect, it } from "vitest";
import { findOnLink, isInSubnet } from "../../src/servers/own-networks.ts";

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
