import { crc32, deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findImageFault, findNameFault, readContent } from "../../src/provisioning/check-hosted.ts";
import { chooseFirmware, compareVersions } from "../../src/provisioning/choose-firmware.ts";
import type { HostedFile } from "../../src/provisioning/hosted-file.ts";
import type { Vendor } from "../../src/provisioning/vendor.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function png(width: number, height: number, extra: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const pixels = deflateSync(Buffer.alloc((3 * width + 1) * height));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    ...[chunk("IHDR", header), extra, chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))],
  ]);
}

/** A grey pixel: marker by marker, as ITU-T T.81, annex B, says. */
const JPEG = Buffer.from(
  [
    "ffd8",
    "ffe000104a46494600010101004800480000",
    `ffdb004300${"01".repeat(64)}`,
    "ffc0000b080001000101011100",
    `ffc400140001${"00".repeat(15)}03`,
    `ffc400141001${"00".repeat(15)}00`,
    "ffda0008010100003f00",
    "37ff0037ffd03f",
    "ffd9",
  ].join(""),
  "hex",
);

function wave({
  format = 1,
  channels = 1,
  hertz = 8000,
  bits = 16,
  extra = Buffer.alloc(0) as Buffer,
  tail = "",
} = {}): Buffer {
  const head = Buffer.alloc(44);
  const sound = Buffer.alloc(1600, 1);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + extra.length + sound.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(hertz, 24);
  head.writeUInt32LE((hertz * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(sound.length, 40);
  return Buffer.concat([head.subarray(0, 36), extra, head.subarray(36), sound, Buffer.from(tail, "latin1")]);
}

function bmp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(54 + Math.ceil((3 * width) / 4) * 4 * height);
  bytes.write("BM", 0, "latin1");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

const readPicture = (vendor: Vendor, name: string, bytes: Buffer, modelName?: string) =>
  readContent(vendor, "picture", { name, modelName }, bytes);
const FAULT = { fault: expect.any(String) };
const ZIP = Buffer.from("504b0304140000000800", "hex");

describe("pictures", () => {
  test("are what their bytes say, with their size", () => {
    expect(readPicture(snom, "a.png", png(480, 272))).toEqual({
      contentType: "image/png",
      size: { width: 480, height: 272 },
    });
    expect(readPicture(yealink, "a.jpg", JPEG)).toEqual({ contentType: "image/jpeg", size: { width: 1, height: 1 } });
    expect(readPicture(yealink, "a.bmp", bmp(7, 5))).toEqual({
      contentType: "image/bmp",
      size: { width: 7, height: 5 },
    });
  });

  test("must fit the display of the model that they are for", () => {
    expect(readPicture(snom, "a.png", png(480, 272), "D785")).not.toHaveProperty("fault");
    expect(readPicture(snom, "a.png", png(481, 272), "D785")).toEqual({
      fault: "has 481x272 pixels; the D785 shows 480x272",
    });
  });

  test.each([
    ["a PNG under another name", "a.jpg", png(2, 2)],
    ["a PNG with an archive behind it", "a.png", Buffer.concat([png(2, 2), ZIP])],
    ["a PNG with text inside", "a.png", png(2, 2, chunk("tEXt", Buffer.from("x\0<script>alert(1)</script>")))],
    ["a PNG that breaks off", "a.png", png(2, 2).subarray(0, -8)],
    ["a JPEG with an archive behind it", "a.jpg", Buffer.concat([JPEG, ZIP])],
    [
      "a JPEG with a comment",
      "a.jpg",
      Buffer.concat([JPEG.subarray(0, 2), Buffer.from("fffe00063c3f3e3c", "hex"), JPEG.subarray(2)]),
    ],
    ["a JPEG that breaks off", "a.jpg", JPEG.subarray(0, -2)],
    ["a BMP that is longer than its size", "a.bmp", Buffer.concat([bmp(2, 2), ZIP])],
    ["an archive", "a.png", ZIP],
    ["a page", "a.png", Buffer.from("<svg onload=alert(1)>")],
    ["nothing but a signature", "a.png", png(2, 2).subarray(0, 8)],
  ])("are refused: %s", (_, name, bytes) => {
    expect(readPicture(yealink, name, bytes)).toEqual(FAULT);
  });
});

describe("ring tones", () => {
  test("are PCM, mono, 8000 Hz; of G.711 where the maker's phones play it", () => {
    expect(readContent(snom, "ring-tone", { name: "a.wav", modelName: undefined }, wave())).toEqual({
      contentType: "audio/wav",
      size: null,
    });
    const g711 = wave({ format: 6, bits: 8 });
    expect(readContent(yealink, "ring-tone", { name: "a.wav", modelName: undefined }, g711)).not.toHaveProperty(
      "fault",
    );
    expect(readContent(snom, "ring-tone", { name: "a.wav", modelName: undefined }, g711)).toEqual(FAULT);
  });

  test.each([
    ["stereo", wave({ channels: 2 })],
    ["44,100 Hz", wave({ hertz: 44_100 })],
    ["MP3 in a WAV", wave({ format: 0x55 })],
    ["an archive behind it", wave({ tail: ZIP.toString("latin1") })],
    ["another chunk", wave({ extra: Buffer.from("LIST\x04\0\0\0INFO", "latin1") })],
    ["a file that breaks off", wave().subarray(0, -10)],
    ["an MP3", Buffer.from("ID3\x03rest")],
  ])("are refused: %s", (_, bytes) => {
    expect(readContent(yealink, "ring-tone", { name: "a.wav", modelName: undefined }, bytes)).toEqual(FAULT);
  });
});

describe("languages", () => {
  const read = (vendor: Vendor, text: string) =>
    readContent(vendor, "language", { name: "x", modelName: undefined }, Buffer.from(text, "latin1"));
  test("are well-formed XML for Snom, text for Yealink", () => {
    expect(read(snom, '<?xml version="1.0"?><gui-lang><t id="1">Ja</t></gui-lang>')).not.toHaveProperty("fault");
    expect(read(yealink, '[ Lang ]\n"Menu" = "Menue"\n')).not.toHaveProperty("fault");
  });
  test.each(["<a><b></a>", "no XML", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>\xff</a>", "<a>\0</a>"])(
    "are refused for Snom: %j",
    (text) => expect(read(snom, text)).toEqual(FAULT),
  );
  // Gone through to its end, this would keep everybody else waiting for longer than a test may take.
  test("are refused at their first mistake", () => expect(read(snom, "<".repeat(4_000_000))).toEqual(FAULT));
  test("are refused for Yealink when they are no text", () => expect(read(yealink, "a\0b")).toEqual(FAULT));
});

test.each([
  "../a.png",
  "a/b.png",
  "..\\a.png",
  ".a.png",
  "a..png",
  "a.png.",
  "a b.png",
  "ä.png",
  "a%2fb.png",
  "",
  "-a.png",
  `${"a".repeat(126)}.png`,
])("a file cannot be called %j", (name) => expect(findNameFault(snom, "picture", name)).toMatch(/^must be/));

test("a page that says why there is no image is no image", () => {
  expect(findImageFault(Buffer.from("\n <!DOCTYPE html>"))).toBeDefined();
  expect(findImageFault(Buffer.from("\u00ef\u00bb\u00bf<html>", "latin1"))).toBeDefined();
  expect(findImageFault(Buffer.from([0x7f, 0x45]))).toBeUndefined();
});

describe("real names of images say version and models", () => {
  test.each([
    [snom, "snomD785-10.1.215.13-SIP-r.bin", "10.1.215.13", ["D785"]],
    [snom, "snom715-10.1.215.13-SIP-r.bin", "10.1.215.13", ["D715"]],
    [snom, "snomD862-10.1.215.13-SIP-r.swu", "10.1.215.13", ["D862"]],
    [snom, "snom720-8.9.3.80-SIP-r.bin", "8.9.3.80", ["720"]],
    [snom, "snom300-8.7.5.35-SIP-f.bin", "8.7.5.35", ["300"]],
    [yealink, "T46S(T48S,T42S,T41S)-66.86.0.15.rom", "66.86.0.15", ["T41S", "T42S", "T46S", "T48S"]],
    [yealink, "T58W-OS12-150.87.0.15.rom", "150.87.0.15", ["T58W"]],
    [yealink, "W73H-116.87.0.5.rom", "116.87.0.5", ["W73H"]],
    [yealink, "T54W-ddphone-96.85.0.65.rom", "96.85.0.65", ["T54W-ddphone"]],
    [
      gigaset,
      "Gigaset-Nx70-V2.65.0-build.8504c90.bin",
      "2.65.0",
      expect.arrayContaining(["N610 IP PRO", "N870E IP PRO"]),
    ],
    [gigaset, "GC_MAX_2.14.5-release.bin", "2.14.5", undefined],
    [gigaset, "merkur262_42.bin", "262", ["N510 IP PRO"]],
  ] as const)("$1", (vendor, name, version, models) => {
    expect(findNameFault(vendor, "firmware", name)).toBeUndefined();
    expect(vendor.firmware.read(name)).toEqual(models === undefined ? { version } : { version, models });
  });
  test.each([
    [snom, "snomM900-5.20.bin"],
    [snom, "snomUXM-2.1.1.bin"],
    [snom, "snomD785-ramdisk-chained-update-r.bin"],
    [yealink, "T46S-999.86.0.15.rom"],
    [yealink, "firmware.zip"],
    [gigaset, "fw262.bin"],
  ])("%# not: $1", (vendor, name) => expect(findNameFault(vendor, "firmware", name)).toMatch(/such names look like/));

  test("every model that an image can be for has a firmware family of the catalogue", () => {
    for (const vendor of [snom, yealink, gigaset])
      for (const name of Object.keys(vendor.models)) {
        const family = vendor.firmware.familyOf(name);
        if (family !== undefined) expect(family).toMatch(/^[0-9A-Za-z_-]{1,40}$/);
      }
  });
});

describe("the image that a phone takes next", () => {
  const image = (version: string, minimumVersion: string | null = null): HostedFile => ({
    ...{ key: version, vendorId: "snom", kind: "firmware", name: version, bytes: 1, sha256: "", contentType: "" },
    ...{ size: null, firmware: { version, models: ["D785"], minimumVersion }, uploadedAt: 0, uploadedBy: "" },
  });
  const files = [image("10.1.215.13", "10.1.50.0"), image("8.9.3.80"), image("10.1.54.13", "8.9.3.80")];
  const next = (target: string, running: string | undefined, modelName = "D785", mayGoBack = true) =>
    chooseFirmware({ vendorId: "snom", modelName, target, running, catalogue: { files }, mayGoBack });

  test("is the target's, or the oldest to step through", () => {
    expect(next("10.1.215.13", "10.1.54.13")?.file.name).toBe("10.1.215.13");
    expect(next("10.1.215.13", "8.9.3.80")?.file.name).toBe("10.1.54.13");
    expect(next("10.1.215.13", "8.7.5.17")?.file.name).toBe("8.9.3.80");
    expect(next("10.1.215.13", undefined)).toBeUndefined();
    expect(next("8.9.3.80", undefined)?.file.name).toBe("8.9.3.80");
  });
  test("is none where the catalogue has none", () => {
    expect(next("10.2.0.0", "10.1.54.13")).toBeUndefined();
    expect(next("10.1.215.13", "10.1.54.13", "D765")).toBeUndefined();
  });
  test("is no older one than its own where that does harm", () => {
    expect(next("10.1.54.13", "10.1.215.13")?.file.name).toBe("10.1.54.13");
    expect(next("10.1.54.13", "10.1.215.13", "D785", false)).toBeUndefined();
    expect(next("10.1.54.13", "10.1.54.13", "D785", false)).toMatchObject({ isReached: true });
    expect(next("10.1.54.13", "8.9.3.80", "D785", false)?.file.name).toBe("10.1.54.13");
  });
  test("is known to be reached", () => {
    expect(next("10.1.215.13", "10.1.215.13")).toMatchObject({ isReached: true });
    expect(next("10.1.215.13", "10.1.54.13")).toMatchObject({ isReached: false });
    expect(compareVersions("66.86.0.15", "66.86.0.150")).toBe(-1);
    expect(compareVersions("10.1.215.13", "10.1.54.13")).toBe(1);
  });
});
