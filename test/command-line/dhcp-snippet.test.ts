import { describe, expect, test } from "vitest";
import { offhook } from "./run.ts";

const URL_OPTION = ["--url", "http://192.0.2.10:8080"];

describe("offhook dhcp-snippet", () => {
  test.each([
    ["kea", /"name": "offhook-snom"/],
    ["isc", /^class "offhook-gigaset" \{/m],
    ["dnsmasq", /^dhcp-option-force=tag:offhook-gigaset,114,"http:\/\/192\.0\.2\.10:8080\/%MACD\.xml"$/m],
    [
      "mikrotik",
      /^\/ip dhcp-server option add name=offhook-yealink-66 code=66 value="s'http:\/\/192\.0\.2\.10:8080\/'" force=yes$/m,
    ],
    ["windows", /^Add-DhcpServerv4Policy -Name "offhook-gigaset" .*"7C2F80\*"/m],
    ["cisco", /^ option 66 ascii "http:\/\/192\.0\.2\.10:8080\/"$/m],
    ["opnsense", /Gigaset: option 114/],
  ])("writes for %s", async (target, line) => {
    const { code, out } = await offhook(["dhcp-snippet", "--for", target, ...URL_OPTION]);
    expect(code).toBe(0);
    expect(out).toMatch(line);
  });

  test.each([
    [["--for", "fritzbox", ...URL_OPTION], /kea/],
    [["--for", "kea", "--url", "192.0.2.10"], /--url is 192\.0\.2\.10; allowed/],
    [["--for", "kea", "--url", 'http://s/"x'], /--url is .* allowed/],
    [["--for", "kea"], /--url/],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await offhook(["dhcp-snippet", ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
