import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileNameOf } from "../../src/provisioning/identify.ts";
import { isUploadTarget } from "../../src/provisioning/receive-upload.ts";
import { createUploadRoom } from "../../src/provisioning/upload-room.ts";
import { vendors } from "../../src/vendors/index.ts";

describe("the name of a file that a phone saves", () => {
  test.each([
    "/805ec0112233-local.cfg",
    "/805EC0112233-contact.xml",
    "/a/b/80-5e-c0-11-22-33-calllog.xml",
    "//805ec0112233-boot.log",
    "/805ec0112233-sys-2030.01.log?x=1",
  ])("is one that phones use: %s", (target) => {
    expect(isUploadTarget(target, vendors)).toBe(true);
  });

  test("leads nowhere but down, whatever it is made of", () => {
    const odd = fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2E.",
      "a",
      "",
      "..%2f",
      "..%5c",
      "\\",
      "%00",
      "%252e",
      "~",
      "t",
      " ",
      "é",
      "%zz",
    );
    const name = fc.constantFrom(
      "805ec0112233-local.cfg",
      "805ec0112233-sys.log",
      "805ec0112233-sys%2f..%2fx.log",
      "x.cfg",
    );
    const ending = fc.constantFrom("", "/", "/..", "%00", ".exe", "?a=../..", "#x", "%0d%0a");
    let taken = 0;
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 5 }), name, ending, (segments, file, end) => {
        const target = `/${[...segments, file].join("/")}${end}`;
        if (!isUploadTarget(target, vendors)) return;
        taken += 1;
        const path = decodeURIComponent(target.split(/[?#]/, 1)[0] ?? "");
        expect(path.split(/[/\\]/)).not.toContain("..");
        expect(fileNameOf(target)).toMatch(/^805ec0112233-(?:local\.cfg|sys\.log)$/);
        expect(path.endsWith(fileNameOf(target) ?? "-")).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  test("is none of any string", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !isUploadTarget(text, vendors)));
  });
});

describe("the room for files that are on their way", () => {
  test("is given by what is really held, each address its part, and back when one leaves", () => {
    const room = createUploadRoom(100, 60);
    const [first, second, third] = [room.enter("a"), room.enter("a"), room.enter("b")];
    expect([first.hold(40), second.hold(20), second.hold(21), third.hold(40), third.hold(41)]).toEqual([
      ...[true, true, false, true, false],
    ]);
    expect(room.heldBytes()).toBe(100);
    first.leave();
    first.leave();
    expect([room.heldBytes(), second.hold(60), third.hold(41)]).toEqual([60, true, false]);
    second.leave();
    expect([third.hold(60), third.hold(10), room.heldBytes()]).toEqual([true, true, 10]);
    third.leave();
    expect(room.heldBytes()).toBe(0);
  });
});
