import { expect, test } from "vitest";
import { findNarrowest, isPrivateNetwork, narrowestFirst, parseNetwork } from "../../src/provisioning/networks.ts";

const textOf = (text: string) => parseNetwork(text)?.text;

test("reads networks of both versions and spells each in one way", () => {
  expect(textOf("10.1.2.3/16")).toBe("10.1.0.0/16");
  expect(textOf("0.0.0.0/0")).toBe("0.0.0.0/0");
  expect(textOf("192.168.1.1/32")).toBe("192.168.1.1/32");
  expect(textOf("FD00:0001:0:0::9/64")).toBe("fd00:1::/64");
  expect(textOf("fe80::/10")).toBe("fe80::/10");
  expect(textOf("::1/128")).toBe("::1/128");
  expect(textOf("fd00::ffff:10.0.0.1/128")).toBe("fd00::ffff:a00:1/128");
});

test.each([
  ...["", "10.1.0.0", "10.1.0.0/", "10.1.0.0/33", "10.1.0/16", "010.1.0.0/16", "10.1.0.256/16", "10.1.0.0./16"],
  ...["fd00::/129", "fd00:::/64", "1:2:3:4:5:6:7:8:9/64", "fe80::1%eth0/64", "::/-1", "10.1.0.0/16/8", "/8", "x/8"],
])("takes %j for no network", (text) => {
  expect(parseNetwork(text)).toBeUndefined();
});

test("tells networks that nobody outside reaches from others, and from those that are wider", () => {
  const isPrivate = (text: string) => {
    const network = parseNetwork(text);
    return network !== undefined && isPrivateNetwork(network);
  };
  const inside = ["10.0.0.0/8", "10.9.0.0/16", "172.16.0.0/12", "172.31.255.0/24", "192.168.0.0/16", "169.254.0.0/16"];
  for (const text of [...inside, "127.0.0.0/8", "fd12:3456::/32", "fe80::/64", "::1/128"])
    expect({ text, isPrivate: isPrivate(text) }).toEqual({ text, isPrivate: true });
  const outside = ["0.0.0.0/0", "10.0.0.0/7", "172.32.0.0/16", "172.0.0.0/8", "192.0.2.0/24", "100.64.0.0/10"];
  for (const text of [...outside, "8.8.8.8/32", "::/0", "2001:db8::/32", "::ffff:10.0.0.0/104"])
    expect({ text, isPrivate: isPrivate(text) }).toEqual({ text, isPrivate: false });
});

test("of several networks finds the narrowest that holds an address", () => {
  const networks = ["10.0.0.0/8", "10.1.2.0/24", "10.1.0.0/16", "fd00::/8", "fd00:1::/32"]
    .flatMap((text) => parseNetwork(text) ?? [])
    .sort(narrowestFirst);
  const find = (address: string) => findNarrowest(address, networks)?.text;
  expect(find("10.1.2.255")).toBe("10.1.2.0/24");
  expect(find("10.1.3.0")).toBe("10.1.0.0/16");
  expect(find("10.2.0.1")).toBe("10.0.0.0/8");
  expect(find("fd00:1:2::3")).toBe("fd00:1::/32");
  expect(find("fd01::1")).toBe("fd00::/8");
  for (const address of ["11.0.0.1", "::1", "unknown", ""]) expect(find(address)).toBeUndefined();
});
