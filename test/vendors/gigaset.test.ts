import { describe, expect, test } from "vitest";
import { NO_PASSWORDS } from "../../src/provisioning/render-file.ts";
import { BUILT_IN_SETTINGS, type ResolvedSettings } from "../../src/provisioning/settings.ts";
import type { KeyContext } from "../../src/provisioning/vendor.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { DM, MX, modelOf, N510, NO_CODES, NX, renderFlat, renderText } from "./gigaset-for-test.ts";
import { allPasswords, everyKind } from "./render-for-test.ts";

describe("the address they are told", () => {
  test.each([
    ["nx", "https://prov.example.test/p/%MACD.xml"],
    ["mx", "https://prov.example.test/p/%MACD.xml"],
    // To these they append the path of their index files.
    ["n510", "https://prov.example.test/p/"],
    ["n720", "https://prov.example.test/p/"],
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
  const PLACE = { module: 0, index0: 0 };
  const context = (name: string): KeyContext => ({
    modelName: name,
    model: modelOf(name),
    settings: structuredClone(BUILT_IN_SETTINGS) as unknown as ResolvedSettings,
    lines: [],
    pbx: { id: "berlin", host: "pbx.example.test", port: 5060, transport: "udp", isTls: false },
  });

  test("a DECT base has no keys", () => {
    for (const name of [NX, N510, DM])
      expect(gigaset.functionKey({ type: "speed-dial", value: "1" }, PLACE, context(name))).toBeUndefined();
  });

  test("the P-series' keys are Snom's", () => {
    const place = { module: 0, index0: 3 };
    expect(gigaset.functionKey({ type: "speed-dial", value: "1" }, place, context("P810"))).toEqual(
      snom.functionKey({ type: "speed-dial", value: "1" }, place, context("P810")),
    );
  });
});

describe("files as a whole", () => {
  const FULL = { lineCount: 2, mac: "7C2F80AABBCC" };

  test.each([NX, MX, N510, DM, "P825"])("%s, reviewed line by line", async (name) => {
    const model = modelOf(name);
    const handsets = model.handsets === undefined ? [] : [{ ipui: "02B1C3D5E7", name: "Søren Łuk" }];
    const options = { ...FULL, handsets, keys: everyKind(gigaset, name, model.keys) };
    const folder = `./golden/gigaset/${name.replaceAll(" ", "-")}`;
    const passwords = allPasswords(gigaset, model, 2);
    await expect(renderText(name, { ...options, passwords })).toMatchFileSnapshot(`${folder}/with-passwords.xml`);
    await expect(renderText(name, options)).toMatchFileSnapshot(`${folder}/without-passwords.xml`);
  });

  test.each([NX, MX])("%s never has an empty value, whatever the operator left out", (name) => {
    const bare = { settings: NO_CODES, line: { label: "" } };
    for (const passwords of [NO_PASSWORDS, allPasswords(gigaset, modelOf(name), 2)]) {
      const keys = everyKind(gigaset, name, modelOf(name).keys);
      const text = renderText(name, { ...bare, lineCount: 2, keys, passwords });
      expect(text).not.toContain('value=""');
    }
  });
});
