import { describe, expect, test } from "vitest";
import { loadConfig, SettingError } from "../../src/config/load-config.ts";
import { SETTINGS } from "../../src/config/settings-table.ts";

function load(yaml: string | undefined, env: Record<string, string> = {}) {
  return loadConfig({ yaml, env });
}

describe("settings", () => {
  test("have sensible defaults", () => {
    const config = load(undefined);
    expect(config.http).toEqual({ host: "0.0.0.0", port: 8080 });
    expect(config.staff).toEqual({ host: "127.0.0.1", port: 8081 });
    expect(config.window).toBe(600_000);
    expect(config.armedForRegistered).toBeNull();
    expect(config.transports).toEqual(["https", "http", "tftp"]);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test("come from the file, and the environment wins", () => {
    const yaml = "http: 127.0.0.1:0\nsecrets:\n  window: 30s\n  trustedNetworks: [10.0.0.0/8, fd00::/8]\n";
    expect(load(yaml).window).toBe(30_000);
    expect(load(yaml).trustedNetworks).toEqual(["10.0.0.0/8", "fd00::/8"]);
    expect(load(yaml, { OFFHOOK_SECRETS_WINDOW: "5m", OFFHOOK_HTTP: "off" })).toMatchObject({
      window: 300_000,
      http: undefined,
    });
  });

  test("take an IPv6 address in brackets", () => {
    expect(load(undefined, { OFFHOOK_TFTP: "[::1]:0" }).tftp).toEqual({ host: "::1", port: 0 });
  });

  test("say on which interfaces SIP PnP listens", () => {
    expect(load(undefined)).toMatchObject({ pnp: "auto", pnpPort: 5060, pnpAnswerPort: 5070, pnpNetworks: [] });
    expect(load("pnp: [eth0, 192.0.2.10]\npnpNetworks: 10.1.0.0/16").pnp).toEqual(["eth0", "192.0.2.10"]);
    expect(load("pnp: eth0", { OFFHOOK_PNP: "off" }).pnp).toBeUndefined();
    expect(load(undefined, { OFFHOOK_PNP: "127.0.0.1", OFFHOOK_PNP_PORT: "15060" })).toMatchObject({
      pnp: ["127.0.0.1"],
      pnpPort: 15_060,
    });
  });

  test.each([
    [
      "an interface that none can be called",
      undefined,
      { OFFHOOK_PNP: "eth0,/dev/null" },
      /^OFFHOOK_PNP: .*allowed: auto, off/,
    ],
    ["off beside an interface", undefined, { OFFHOOK_PNP: "eth0,off" }, /^OFFHOOK_PNP: .*allowed: auto, off/],
    ["an empty list of interfaces", undefined, { OFFHOOK_PNP: "" }, /^OFFHOOK_PNP: .*allowed: auto, off/],
    ["an IPv6 network for SIP PnP", "pnpNetworks: fd00::/8", {}, /^pnpNetworks: .*allowed: IPv4 networks/],
    ["a network of 33 bits", "pnpNetworks: 10.0.0.0/33", {}, /^pnpNetworks: /],
    ["an unknown key", "htttp: off", {}, /^htttp: unknown key; the nearest known ones are http/],
    ["an unknown nested key", "secrets:\n  windo: 5m", {}, /^secrets\.windo: unknown key; .*secrets\.window/],
    ["an unknown variable", undefined, { OFFHOOK_HTPP: "off" }, /^OFFHOOK_HTPP: unknown variable; .*OFFHOOK_HTTP/],
    [
      "a bad address",
      undefined,
      { OFFHOOK_HTTP: "8080" },
      /^OFFHOOK_HTTP: "8080" is not allowed; allowed: address:port/,
    ],
    ["a port beyond 65535", "http: 0.0.0.0:65536", {}, /^http: "0\.0\.0\.0:65536" is not allowed/],
    [
      "a bad duration",
      undefined,
      { OFFHOOK_SECRETS_WINDOW: "ten minutes" },
      /^OFFHOOK_SECRETS_WINDOW: "ten minutes" is not allowed; allowed: a number with/,
    ],
    ["a window of more than a day", undefined, { OFFHOOK_SECRETS_WINDOW: "25h" }, /from 1ms to 1d/],
    ["a bad level", "log:\n  level: loud", {}, /^log\.level: "loud" is not allowed; allowed: trace, debug/],
    [
      "a key that is too short, without showing it",
      undefined,
      { OFFHOOK_ADMIN_KEY: "hunter2" },
      /^OFFHOOK_ADMIN_KEY: the value given is not allowed; allowed: at least 32/,
    ],
    ["a file that is no YAML", "http: [", {}, /^offhook\.yaml: /],
    ["a file that is a list", "- http", {}, /^offhook\.yaml: must hold settings/],
    [
      "an advertised URL with a password in it",
      undefined,
      { OFFHOOK_ADVERTISE: "http://a:b@h/" },
      /^OFFHOOK_ADVERTISE: /,
    ],
  ])("refuse %s in one line that names it", (_what, yaml, env, message) => {
    expect(() => load(yaml, env as Record<string, string>)).toThrow(SettingError);
    expect(() => load(yaml, env as Record<string, string>)).toThrow(message);
  });

  test("each have a help text, their own variable and a default that they would take themselves", () => {
    const rows = Object.values(SETTINGS);
    expect(new Set(rows.map((row) => row.env)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.help.length).toBeGreaterThan(10);
      if (row.default !== undefined) expect(() => row.read(String(row.default))).not.toThrow();
    }
  });

  test("never show a secret in a refusal", () => {
    expect(() => load(undefined, { OFFHOOK_MASTER_KEY: "tr0ub4dor" })).toThrow(/^(?!.*tr0ub4dor)/);
  });
});
