import { describe, expect, test } from "vitest";
import { doubtsOfRedirectUrl, redirectUrlOf } from "../../src/provisioning/redirect-url.ts";
import { vendors } from "../../src/vendors/index.ts";

const BASE = "https://prov.example.com/";

describe("the address that a redirect service is given", () => {
  test.each([
    ["snom", "000413AABBCC", "D785", "https://prov.example.com/{mac}.xml"],
    ["yealink", "805EC0AABBCC", "T46S", "https://prov.example.com/"],
    // gigaset.md §9.1
    ["gigaset", "7C2F80AABBCC", "N670 IP PRO", "https://prov.example.com/7c2f80aabbcc.xml"],
    ["gigaset", "7C2F80AABBCC", "Maxwell 3", "https://prov.example.com/%MACD.xml"],
    ["gigaset", "7C2F80AABBCC", "N510 IP PRO", "https://prov.example.com/%MACD.xml"],
    ["gigaset", "7C2F80AABBCC", null, "https://prov.example.com/7c2f80aabbcc.xml"],
  ])("is, for %s %s %s, %s", (vendorId, mac, model, url) => {
    expect(redirectUrlOf({ mac, vendorId, model }, BASE, vendors)).toBe(url);
  });

  test.each([
    "",
    "tftp://192.0.2.1/",
    "http://127.0.0.1:8080/",
    "http://localhost/",
    "http://[::1]/",
    "http://0.0.0.0/",
  ])("is none when %j is advertised", (base) => {
    const phone = { mac: "000413AABBCC", vendorId: "snom", model: "D785" };
    expect(redirectUrlOf(phone, base, vendors)).toMatchObject({ ok: false, code: "url-invalid" });
  });

  test.each([
    ["https://prov.example.com/", []],
    ["https://203.0.113.7/", []],
    ["https://172.32.0.1/", []],
    ["http://prov.example.com/", [/not https/]],
    ["https://10.0.0.1/", [/private/]],
    ["https://172.16.0.1/", [/private/]],
    ["https://192.168.1.1/", [/private/]],
    ["https://100.64.0.1/", [/private/]],
    ["https://169.254.1.1/", [/private/]],
    ["https://[fd00::1]/", [/private/]],
    ["https://[fe80::1]/", [/private/]],
    ["https://[2001:db8::1]/", []],
    ["https://pbx/", [/private/]],
    ["https://pbx.local/", [/private/]],
    ["http://192.168.1.1:8080/", [/not https/, /private/]],
    ["http://127.0.0.1/", [/itself/]],
    ["", [/redirect\.url/]],
  ])("%s raises the right doubts", (base, expected) => {
    const doubts = doubtsOfRedirectUrl(base);
    expect(doubts).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(doubts[index]).toMatch(pattern);
  });
});

test("every redirect service belongs to one vendor", () => {
  const services = vendors.flatMap(({ discovery }) => discovery.redirects ?? []);
  expect([...services].sort()).toEqual(
    ["gigaset-grape", "gigaset-redirect", "snom-rds", "snom-sraps", "yealink-rps", "yealink-ymcs"].sort(),
  );
});
