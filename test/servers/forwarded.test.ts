import { expect, test } from "vitest";
import { forwardedAddress, forwardedScheme } from "../../src/servers/forwarded.ts";

const isProxy = (address: string) => address.startsWith("10.");

test("believes a chain of listed proxies as far as it goes, and no further", () => {
  const from = (header: string | undefined, peer = "10.0.0.1") => forwardedAddress(peer, header, isProxy);
  expect(from("192.0.2.7")).toBe("192.0.2.7");
  expect(from("203.0.113.9, 192.0.2.7")).toBe("192.0.2.7");
  expect(from("192.0.2.7, 10.0.0.2")).toBe("192.0.2.7");
  expect(from("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(from("2001:db8::7")).toBe("2001:db8::7");
  for (const header of [undefined, "", "unknown", "192.0.2.7:80", "192.0.2.7, x"])
    expect(from(header)).toBe("10.0.0.1");
  expect(from("192.0.2.7", "198.51.100.1")).toBe("198.51.100.1");
});

test("takes over what the phone came from the last proxy only", () => {
  expect(forwardedScheme("http, HTTPS")).toBe("https");
  expect(forwardedScheme("ftp")).toBeUndefined();
  expect(forwardedScheme(undefined)).toBeUndefined();
});
