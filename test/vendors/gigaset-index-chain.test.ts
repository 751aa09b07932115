import { describe, expect, test } from "vitest";
import { answerStatic } from "../../src/provisioning/answer-static.ts";
import { identify } from "../../src/provisioning/identify.ts";
import { parseGigasetIndex } from "../../src/simulation/gigaset-index.ts";
import { vendors } from "../../src/vendors/index.ts";

/** gigaset.md §1.7, byte for byte: lengths as they are printed there, texts as they are. */
const entry = (tag: number, outer: number, inner: number, text: string) =>
  Buffer.concat([Buffer.from([tag, outer, 0x03, inner]), Buffer.from(`${text}\0`, "ascii")]);
const MASTER = Buffer.concat([
  entry(0x03, 0x1a, 0x18, "../../sifs/sifsroot.bin"),
  entry(0x05, 0x0a, 0x08, "webuil/"),
  entry(0x05, 0x07, 0x05, "sht/"),
]);
const ROOT = entry(0x04, 0x19, 0x17, "../../sifs/sih_4xx.bin");
const SIH = entry(0x04, 0x19, 0x17, "../../sifs/sit_44x.bin");
const SIT = entry(0x04, 0x19, 0x17, "../../sifs/siu_444.bin");
const SIU = entry(0x00, 0x19, 0x17, "http://%DURL/%MACD.xml");

function fetch(target: string) {
  const evidence = identify(target, undefined, vendors);
  return "refused" in evidence ? undefined : answerStatic(evidence);
}

describe("the index files of N510 and N720", () => {
  test.each([
    ["/42/2/master.bin", MASTER],
    ["/70/1/master.bin", MASTER],
    ["/70/222/master.bin", MASTER],
    ["/63/master.bin", MASTER],
    ["//42/2/MASTER.BIN", MASTER],
    ["/sifs/sifsroot.bin", ROOT],
    ["/42/2/../../sifs/sifsroot.bin", ROOT],
    ["/p/42/2/../../sifs/sifsroot.bin", ROOT],
    ["/../../../../sifs/sifsroot.bin", ROOT],
    ["/sifs/sih_4xx.bin", SIH],
    ["/sifs/sih_1xx.bin", SIH],
    ["/sih.bin", SIH],
    ["/sifs/sit_44x.bin", SIT],
    ["/sifs/sit_12x.bin", SIT],
    ["/sifs/siu_444.bin", SIU],
    ["/sifs/siu_123.bin", SIU],
    ["/siu.bin", SIU],
  ])("%s is what the reference prints, for anybody", (target, bytes) => {
    const answer = fetch(target);
    expect(answer?.body.toString("hex")).toBe(bytes.toString("hex"));
    expect(answer).toMatchObject({ contentType: "application/octet-stream", carriesSecrets: false });
  });

  test.each(["/sifs/six_444.bin", "/sifs/siu_444.bin.bak", "/42/2/masterbin", "/sifs/siu_4-4.bin"])(
    "%s is none of them",
    (target) => expect(fetch(target)).toBeUndefined(),
  );

  test("are read back by the strict parser, which takes no byte more or less", () => {
    expect(parseGigasetIndex(MASTER)).toEqual([
      { tag: 3, text: "../../sifs/sifsroot.bin" },
      { tag: 5, text: "webuil/" },
      { tag: 5, text: "sht/" },
    ]);
    for (const broken of [
      Buffer.alloc(0),
      MASTER.subarray(0, -1),
      Buffer.concat([MASTER, Buffer.from([0])]),
      entry(0x04, 0x19, 0x16, "../../sifs/sit_44x.bin"),
      entry(0x04, 0x18, 0x17, "../../sifs/sit_44x.bin"),
      Buffer.from([0x04, 0x05, 0x04, 0x03, 0x61, 0x62, 0x00]),
    ])
      expect(() => parseGigasetIndex(broken)).toThrow(/^line 1, column \d+: /);
  });
});
