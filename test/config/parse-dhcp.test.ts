import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";

function load(yaml: string) {
  return loadConfig({ yaml, env: {} });
}

describe("DHCP settings", () => {
  test("are off, and read from the file", () => {
    expect(load("").dhcp).toBeUndefined();
    const config = load(`
dhcp:
  mode: phones-only:eth0.7
  pools: [192.0.2.100-192.0.2.199, 10.1.0.10-10.1.0.99/24]
  exclude: [192.0.2.150]
  reservations: ["00:04:13:aa:bb:cc=192.0.2.50"]
  timeOffset: "-07:00"
  phones: [prefix]
`);
    expect(config).toMatchObject({
      dhcp: { mode: "phones-only", interfaceName: "eth0.7" },
      dhcpPools: [
        { from: "192.0.2.100", to: "192.0.2.199", bits: undefined },
        { from: "10.1.0.10", to: "10.1.0.99", bits: 24 },
      ],
      dhcpExclude: [{ from: "192.0.2.150", to: "192.0.2.150" }],
      dhcpReservations: [{ mac: "000413AABBCC", address: "192.0.2.50" }],
      dhcpTimeOffset: -25_200,
      dhcpSigns: ["prefix"],
    });
  });

  test.each([
    ["mode: on", /^dhcp\.mode: "on" is not allowed; allowed: off, or serve/],
    ["mode: serve", /serve:eth0/],
    ["mode: 'serve:'", /serve:eth0/],
    ["mode: serve:a-name-that-is-too-long", /serve:eth0/],
    ["pools: [192.0.2.199-192.0.2.100]", /^dhcp\.pools: .* allowed: ranges such as/],
    ["pools: [10.1.0.10-10.1.1.10/24]", /both addresses in one subnet/],
    ["pools: [10.1.0.10-10.1.0.20/31]", /8 to 30/],
    ["pools: [10.1.0.10-10.1.0.256]", /^dhcp\.pools/],
    ["exclude: [192.0.2]", /^dhcp\.exclude: .* the lower address first/],
    ["reservations: ['192.0.2.50=00:04:13:aa:bb:cc']", /^dhcp\.reservations: .* MAC=address/],
    ["routers: [router]", /^dhcp\.routers: .* IPv4 addresses/],
    ["sipServers: ['-x']", /^dhcp\.sipServers: .* names such as/],
    ["timeOffset: '1'", /^dhcp\.timeOffset: .* \+01:00/],
    ["leaseTime: 10s", /^dhcp\.leaseTime: .* from 1m to 365d/],
    ["vlan: 4095", /^dhcp\.vlan: "4095" is not allowed; allowed: a whole number from 1 to 4094/],
    ["phones: [brand]", /^dhcp\.phones: .* class, prefix, allow-list/],
  ])("what is wrong is named with what is allowed: %s", (yaml, message) => {
    expect(() => load(`dhcp:\n  ${yaml}`)).toThrow(message);
  });
});
