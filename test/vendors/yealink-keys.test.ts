import { describe, expect, it } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { keyTypesOf } from "../../src/provisioning/key-fit.ts";
import { FUNCTION_KEY_TYPES, sampleKey } from "../../src/provisioning/key-types.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { everyKind } from "./render-for-test.ts";
import { modelOf, render } from "./yealink-for-test.ts";

const CLEARED = ["0", "%NULL%", "%NULL%", "%NULL%", "%NULL%"];
const partsOf = (file: ReadonlyMap<string, string>, name: string) =>
  ["type", "line", "value", "label", "extension"].map((part) => file.get(`${name}.${part}`));

describe("Yealink's function keys", () => {
  const keysOf = (file: ReadonlyMap<string, string>, index: number) => [
    ...partsOf(file, `linekey.${index}`),
    file.get(`linekey.${index}.pickup_value`),
  ];

  it("are line, speed dial, BLF with its pick-up code, and cleared ones up to the model's last", () => {
    const file = render({
      lineCount: 2,
      keys: [
        { type: "line", value: "2" },
        { type: "speed-dial", value: "0301234567", label: "Doctor" },
        { type: "blf", value: "202", label: "Second desk" },
      ],
    });
    expect(keysOf(file, 1)).toEqual(["15", "2", "%NULL%", "%NULL%", "%NULL%", "%NULL%"]);
    expect(keysOf(file, 2)).toEqual(["13", "1", "0301234567", "Doctor", "%NULL%", "%NULL%"]);
    expect(keysOf(file, 3)).toEqual(["16", "1", "202", "Second desk", "*8", "*8"]);
    for (let index = 4; index <= 27; index++) {
      expect(keysOf(file, index)).toEqual(["0", "%NULL%", "%NULL%", "%NULL%", "%NULL%", "%NULL%"]);
    }
    expect(file.has("linekey.28.type")).toBe(false);
  });

  it("are cleared where they name a line that the phone does not use, or no number", () => {
    const file = render({
      lineCount: 1,
      keys: [{ type: "line", value: "2" }, { type: "blf" }, { type: "speed-dial" }],
    });
    for (const index of [1, 2, 3]) expect(file.get(`linekey.${index}.type`)).toBe("0");
  });

  it("do not exist on phones without line keys", () => {
    expect(
      [...render({ keys: everyKind(yealink, "T30P", 3) }, "T30P").keys()].filter((name) => name.startsWith("linekey.")),
    ).toEqual([]);
  });

  it.each<{ key: FunctionKey; type: string; value: string }>([
    { key: { type: "park", value: "701" }, type: "10", value: "701" },
    { key: { type: "park" }, type: "10", value: "*70" },
    { key: { type: "intercom", value: "202" }, type: "13", value: "*80202" },
    { key: { type: "dnd" }, type: "5", value: "%NULL%" },
    { key: { type: "forward", value: "202" }, type: "2", value: "202" },
    { key: { type: "forward" }, type: "2", value: "%NULL%" },
    { key: { type: "voicemail" }, type: "12", value: "*97" },
    { key: { type: "directory" }, type: "61", value: "%NULL%" },
    { key: { type: "group-login", value: "600" }, type: "13", value: "*61600" },
    { key: { type: "record" }, type: "11", value: "*3" },
    { key: { type: "ldap" }, type: "38", value: "%NULL%" },
    { key: { type: "menu", value: "http://h/m.xml" }, type: "27", value: "http://h/m.xml" },
    { key: { type: "url", value: "http://h/x" }, type: "17", value: "http://h/x" },
    { key: { type: "dtmf", value: "12#" }, type: "11", value: "12#" },
    { key: { type: "paging", value: "224.0.1.116:5001" }, type: "24", value: "224.0.1.116:5001" },
    { key: { type: "transfer", value: "202" }, type: "3", value: "202" },
    { key: { type: "conference" }, type: "1", value: "%NULL%" },
  ])("write $key.type $key.value as type $type", ({ key, type, value }) => {
    const file = render({ keys: [key] });
    expect(file.get("linekey.1.type")).toBe(type);
    expect(file.get("linekey.1.value")).toBe(value);
  });

  it("do without the PBX's codes where the phone has a type of its own, and are refused where it has none", () => {
    const bare = { leavesSettingsOut: true };
    expect(render({ ...bare, keys: [{ type: "intercom", value: "202" }] }).get("linekey.1.type")).toBe("14");
    expect(render({ ...bare, keys: [{ type: "record" }] }).get("linekey.1.type")).toBe("25");
    for (const type of ["park", "voicemail", "group-login"] as const)
      expect(render({ ...bare, keys: [{ type }] }).get("linekey.1.type")).toBe("0");
    expect(render({ keys: [{ type: "dtmf", value: "1,2" }] }).get("linekey.1.type")).toBe("0");
  });

  it("know every neutral type, but for the directory on phones of V73 and older", () => {
    const all = FUNCTION_KEY_TYPES;
    expect(keyTypesOf(yealink, "T46S", modelOf("T46S"))).toEqual(all);
    expect(keyTypesOf(yealink, "T28P", modelOf("T28P"))).toEqual(all.filter((type) => type !== "directory"));
    expect(keyTypesOf(yealink, "CP920", modelOf("CP920"))).toEqual([]);
  });

  it("act on the line that they name", () => {
    const file = render({ lineCount: 3, keys: [{ ...sampleKey("blf"), line: 3 }] });
    expect(file.get("linekey.1.line")).toBe("3");
  });

  it("count the line of a BLF key from 0 on the T32G and T38G, and on no other phone", () => {
    const keys: FunctionKey[] = [sampleKey("blf"), sampleKey("speed-dial"), { type: "line", value: "2" }];
    const lines = (modelName: string) =>
      [1, 2, 3].map((key) => render({ lineCount: 3, keys }, modelName).get(`linekey.${key}.line`));
    expect(lines("T32G")).toEqual(["0", "1", "2"]);
    expect(lines("T38G")).toEqual(["0", "1", "2"]);
    expect(lines("T28P")).toEqual(["1", "1", "2"]);
  });

  it.each([
    { modelName: "T26P", lineKeys: 3 },
    { modelName: "T28P", lineKeys: 6 },
    { modelName: "T38G", lineKeys: 6 },
  ])("go on as ten memory keys after the $lineKeys line keys of a $modelName", ({ modelName, lineKeys }) => {
    const keys = Array.from(
      { length: lineKeys + 10 },
      (_, index): FunctionKey => ({ type: "speed-dial", value: `${100 + index}` }),
    );
    const file = render({ keys }, modelName);
    const values = (stem: string, count: number) =>
      Array.from({ length: count }, (_, index) => file.get(`${stem}.${index + 1}.value`));
    expect([...values("linekey", lineKeys), ...values("memorykey", 10)]).toEqual(keys.map(({ value }) => value));
    expect(file.has(`linekey.${lineKeys + 1}.type`)).toBe(false);
    expect(file.has("memorykey.11.type")).toBe(false);
  });
});

describe("The keys of Yealink's expansion modules", () => {
  it.each([
    { modelName: "T46S", name: "EXP40", modules: 6, keys: 40 },
    { modelName: "T48G", name: "EXP40", modules: 6, keys: 40 },
    { modelName: "T43U", name: "EXP43", modules: 3, keys: 60 },
    { modelName: "T54W", name: "EXP50", modules: 3, keys: 60 },
    { modelName: "T58A", name: "EXP50", modules: 3, keys: 60 },
    { modelName: "T87W", name: "EXP55", modules: 3, keys: 78 },
  ])("are numbered from 1 in each of $modules $name of a $modelName", ({ modelName, name, modules, keys }) => {
    expect(modelOf(modelName).expansion).toEqual({ name, modules, keys });
    const dial = (value: string): FunctionKey => ({ type: "speed-dial", value });
    const full = Array.from({ length: keys }, (_, index) => dial(`1${index + 1}`));
    const file = render({ modules: [full, [dial("2")]] }, modelName);
    for (let key = 1; key <= keys; key++) expect(file.get(`expansion_module.1.key.${key}.value`)).toBe(`1${key}`);
    expect(file.has(`expansion_module.1.key.${keys + 1}.type`)).toBe(false);
    expect(partsOf(file, "expansion_module.2.key.1")).toEqual(["13", "1", "2", "%NULL%", "%NULL%"]);
    expect(partsOf(file, "expansion_module.2.key.2")).toEqual(CLEARED);
    expect([...file.keys()].some((setting) => setting.startsWith("expansion_module.3."))).toBe(false);
  });

  it.each(["T27P", "T27G", "T29G"])("leave keys 1 and 21 of an EXP20 at a %s to turn pages", (modelName) => {
    expect(modelOf(modelName).expansion).toEqual({ name: "EXP20", modules: 3, keys: 38 });
    const keys = Array.from({ length: 38 }, (_, index): FunctionKey => ({ type: "speed-dial", value: `${index + 1}` }));
    const file = render({ modules: [keys] }, modelName);
    const of = (key: number, part: string) => file.get(`expansion_module.1.key.${key}.${part}`);
    for (const page of [1, 21]) {
      expect(of(page, "type")).toBe("37");
      expect(of(page, "value")).toBeUndefined();
    }
    expect([2, 20, 22, 40].map((key) => of(key, "value"))).toEqual(["1", "19", "20", "38"]);
    expect(of(41, "type")).toBeUndefined();
  });

  it("are not written where no module is attached", () => {
    expect([...render().keys()].filter((name) => name.startsWith("expansion_module."))).toEqual([]);
  });
});
