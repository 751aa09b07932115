import { describe, expect, test } from "vitest";
import { NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { resolveSettings } from "../../src/provisioning/settings.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { MX, modelOf, NO_CODES, NX, renderFlat, renderText } from "./gigaset-for-test.ts";
import { allPasswords, everyKind } from "./render-for-test.ts";

describe("the address they are told", () => {
  test.each([
    ["nx", "https://prov.example.test/p/%MACD.xml"],
    ["mx", "https://prov.example.test/p/%MACD.xml"],
    ["p", "https://prov.example.test/p/{mac}.xml"],
  ])("family %s gets %s", (family, url) => {
    expect(gigaset.discovery.settingsUrl("https://prov.example.test/p/", family)).toBe(url);
  });

  test("stands in the file of each format", () => {
    expect(renderFlat(NX).get("Provisioning.global.ProvisioningServer")).toBe("https://prov.example.test/p/%MACD.xml");
    expect(renderFlat(MX).get("System.Provision.ProvisioningServer")).toBe("https://prov.example.test/p/%MACD.xml");
    expect(renderFlat("P825").get("setting_server")).toBe("https://prov.example.test/p/{mac}.xml");
  });
});

describe("function keys", () => {
  const context = (name: string) => ({
    model: modelOf(name),
    settings: resolveSettings(),
    lines: [],
    pbxHost: "pbx.example.test",
  });

  test("a line key for a line that is not there is refused", () => {
    expect(gigaset.functionKey({ type: "line", value: "1" }, 0, context(MX))).toBeUndefined();
  });

  test("a speed dial or BLF key without a number is refused", () => {
    expect(gigaset.functionKey({ type: "speed-dial" }, 0, context(MX))).toBeUndefined();
    expect(gigaset.functionKey({ type: "blf" }, 0, context(MX))).toBeUndefined();
  });

  test("a DECT base has no keys", () => {
    expect(gigaset.functionKey({ type: "speed-dial", value: "1" }, 0, context(NX))).toBeUndefined();
  });

  test("the P-series' keys are Snom's", () => {
    expect(gigaset.functionKey({ type: "speed-dial", value: "1" }, 3, context("P810"))).toEqual(
      snom.functionKey({ type: "speed-dial", value: "1" }, 3, context("P810")),
    );
  });
});

describe("files as a whole", () => {
  const FULL = { lineCount: 2, mac: "7C2F80AABBCC" };

  test.each([NX, MX, "P825"])("%s, reviewed line by line", async (name) => {
    const model = modelOf(name);
    const options = { ...FULL, keys: everyKind(Math.min(model.keys, 6)) };
    const folder = `./golden/gigaset/${name.replaceAll(" ", "-")}`;
    const passwords = allPasswords(gigaset, model, 2);
    await expect(renderText(name, { ...options, passwords })).toMatchFileSnapshot(`${folder}/with-passwords.xml`);
    await expect(renderText(name, options)).toMatchFileSnapshot(`${folder}/without-passwords.xml`);
  });

  test.each([NX, MX])("%s never has an empty value, whatever the operator left out", (name) => {
    const bare = { settings: NO_CODES, line: { label: "" } };
    for (const passwords of [NO_PASSWORDS, allPasswords(gigaset, modelOf(name), 2)]) {
      const text = renderText(name, { ...bare, lineCount: 2, keys: everyKind(modelOf(name).keys), passwords });
      expect(text).not.toContain('value=""');
    }
  });
});
