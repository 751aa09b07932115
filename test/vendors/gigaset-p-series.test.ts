import { describe, expect, it } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { keyTypesOf } from "../../src/provisioning/key-fit.ts";
import { FUNCTION_KEY_TYPES } from "../../src/provisioning/key-types.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { readFlat } from "./file-formats.ts";
import { allPasswords, type RenderOptions, renderForTest, supportedModels, templateRules } from "./render-for-test.ts";

const P_SERIES = supportedModels(gigaset).filter(([, { family }]) => family === "p");

function renderP(modelName: string, options: RenderOptions = {}): Buffer {
  const model = gigaset.models[modelName];
  const rule = model && templateRules(gigaset, model).find(({ path }) => path.test("589EC691AABB.xml"));
  if (rule === undefined) throw new Error(`no file for ${modelName}`);
  return renderForTest(gigaset, modelName, rule, options);
}
const flat = (modelName: string, options: RenderOptions = {}) => readFlat("snom/settings", renderP(modelName, options));

describe.each(P_SERIES)("a Gigaset %s", (modelName, model) => {
  it("has every type of key, in Snom's notation", () => {
    expect(keyTypesOf(gigaset, modelName, model)).toEqual(FUNCTION_KEY_TYPES);
    const keys: FunctionKey[] = [
      { type: "park", value: "701" },
      { type: "paging", value: "239.255.255.230:5555" },
    ];
    const file = flat(modelName, { keys });
    expect([file.get("fkey[0]"), file.get("fkey[1]"), file.get(`fkey[${model.keys - 1}]`)]).toEqual([
      "orbit 701",
      "multicast 239.255.255.230:5555",
      "line",
    ]);
    expect(file.has(`fkey[${model.keys}]`)).toBe(false);
  });

  it("says neutral settings as a current Snom does, a background picture among them", () => {
    const file = flat(modelName, {
      settings: { language: "es", backgroundUrl: "http://h/b.png", provisioningIntervalMinutes: 60 },
    });
    expect(
      ["language", "custom_bg_image_url", "prov_polling_mode", "fwd_all_on_code[1]"].map((name) => file.get(name)),
    ).toEqual(["Español", "http://h/b.png", "rel", ""]);
  });

  it("takes raw settings under Snom's names", () => {
    const settings = { raw: { gigaset: { "user_ringer[2]": "Silent", backlight: "9" } } };
    const file = flat(modelName, { lineCount: 2, settings });
    expect([file.get("user_ringer[2]"), file.get("backlight")]).toEqual(["Silent", "9"]);
    expect(gigaset.raw.findFault("ldap_password", "x")).toContain("password");
  });
});

it("the P-series keeps its passwords in the settings that Snom's phones have", () => {
  expect(gigaset.families.p?.secrets).toEqual(snom.families.desk?.secrets);
});

it("a P855's file is as reviewed", async () => {
  const model = gigaset.models.P855;
  if (model === undefined) throw new Error("no P855");
  const options: RenderOptions = { lineCount: 2, mac: "589EC6920000", keys: [{ type: "line" }, { type: "dnd" }] };
  const passwords = allPasswords(gigaset, model, 2);
  await expect(renderP("P855", { ...options, passwords }).toString()).toMatchFileSnapshot(
    "golden/gigaset/P855/with-passwords.xml",
  );
  await expect(renderP("P855", options).toString()).toMatchFileSnapshot("golden/gigaset/P855/without-passwords.xml");
});
