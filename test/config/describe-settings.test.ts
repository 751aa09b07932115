import { expect, test } from "vitest";
import { describeSettings } from "../../src/config/describe-settings.ts";
import { SETTINGS } from "../../src/config/settings-table.ts";

function describe(yaml: string | undefined, env: Record<string, string> = {}) {
  return Object.fromEntries(describeSettings({ yaml, env }).map((setting) => [setting.name, setting]));
}

test("each setting says its value and whether the environment, the file or the default gave it", () => {
  const found = describe("http: 127.0.0.1:0\nsecrets:\n  window: 30s\n", { OFFHOOK_HTTP: "off" });
  expect(found.http).toMatchObject({ value: "off", origin: "environment", default: "0.0.0.0:8080" });
  expect(found.window).toMatchObject({ key: "secrets.window", value: "30s", origin: "file", default: "10m" });
  expect(found.tftp).toMatchObject({ variable: "OFFHOOK_TFTP", value: "0.0.0.0:6969", origin: "default" });
  expect(found.advertise).toMatchObject({ value: null, origin: "default", default: null });
});

test("nothing of a secret is said but whether there is one", () => {
  const secrets = Object.entries(SETTINGS).filter(([, row]) => "isSecret" in row);
  expect(secrets.length).toBeGreaterThan(3);
  const env = Object.fromEntries(secrets.map(([name, { env }]) => [env, `hush-${name}`]));
  const found = describeSettings({ yaml: undefined, env });
  expect(JSON.stringify(found)).not.toContain("hush-");
  for (const [name] of secrets)
    expect(found.find((one) => one.name === name)).toMatchObject({ value: "********", isSecret: true });
  expect(describe(undefined).adminKey).toMatchObject({ value: null, isSecret: true });
});

test("each setting says what it may be, as its reader does when it refuses", () => {
  const found = describeSettings({ yaml: undefined, env: {} });
  expect(found.length).toBe(Object.keys(SETTINGS).length);
  expect(found.filter(({ allowed }) => allowed === "").map(({ name }) => name)).toEqual([]);
  expect(found.find(({ name }) => name === "guardGuesses")?.allowed).toBe("a whole number from 4 to 1000000");
});
