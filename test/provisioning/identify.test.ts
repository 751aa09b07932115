import { describe, expect, test } from "vitest";
import { fileNameOf } from "../../src/provisioning/identify.ts";
import { parseMac } from "../../src/provisioning/mac.ts";

describe("a MAC", () => {
  test.each([
    "0004137447d0",
    "00:04:13:74:47:d0",
    "00-04-13-74-47-D0",
    "0004.1374.47d0",
    "00.04.13.74.47.d0",
    "00 04 13 74 47 d0",
  ])("is read from %s", (text) => expect(parseMac(text)).toBe("0004137447D0"));

  test.each([
    "805EC00418F",
    "805EC00418F0F",
    "",
    "0004137447dg",
    "00:04-13:74:47:d0",
    "0004:1374:47d0",
    "00:04:13:74:47:d0 ",
    "000000000000",
    "ffffffffffff",
    "01005e0001ff",
    "00:04:13:74:47",
    "0x0004137447d0",
  ])("is not read from %s", (text) => expect(parseMac(text)).toBeUndefined());
});

describe("a request's file name", () => {
  test.each([
    ["/0004137447D0.xml", "0004137447D0.xml"],
    ["/any/folder/0004137447D0.xml?x=1", "0004137447D0.xml"],
    ["/42/2/../../sifs/sifsroot.bin", "sifsroot.bin"],
    ["/../../../../etc/passwd", "passwd"],
    ["//a//b.cfg", "b.cfg"],
    ["http://phones.example.org/p/b.cfg", "b.cfg"],
    ["/00%3A04%3a13:74:47:d0.xml", "00:04:13:74:47:d0.xml"],
    ["/a\\b.cfg", "b.cfg"],
    ["/./b.cfg", "b.cfg"],
    ["b.cfg", "b.cfg"],
  ])("of %s is %s", (target, name) => expect(fileNameOf(target)).toBe(name));

  test.each(["/", "", "/a/", "/..", "/a/..", "/.", "/%", "/%00.xml", "/a%0d%0ab", "/%ff.xml", `/${"a".repeat(3000)}`])(
    "of %s is none",
    (target) => expect(fileNameOf(target)).toBeUndefined(),
  );

  test("is decoded once only", () => expect(fileNameOf("/%2500.xml")).toBe("%00.xml"));
});
