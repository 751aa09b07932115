import { describe, expect, it } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { keyTypesOf } from "../../src/provisioning/key-fit.ts";
import { FUNCTION_KEY_TYPES } from "../../src/provisioning/key-types.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { contentOf, keyOf, modelOf, render } from "./snom-for-test.ts";

describe("Snom's function keys", () => {
  it("are all written, counted from 0, those without a function as neutral line keys", () => {
    const flat = render({
      lineCount: 2,
      keys: [
        { type: "line" },
        { type: "line", value: "2", label: "Second" },
        { type: "speed-dial", value: "0301234567", label: "Doctor" },
        { type: "blf", value: "202", label: "Desk & chair" },
        { type: "none" },
      ],
    });
    expect([0, 1, 2, 3, 4, 23].map((idx) => keyOf(flat, idx))).toEqual([
      ["line", "1", "Line 201"],
      ["line", "2", "Second"],
      ["speed 0301234567", "active", "Doctor"],
      ["blf 202|*8", "1", "Desk & chair"],
      ["line", "active", ""],
      ["line", "active", ""],
    ]);
    // Four modules of 18 keys, none of which is there.
    expect([24, 95].map((idx) => keyOf(flat, idx))).toEqual(Array(2).fill(["line", "active", ""]));
    expect(flat.has("fkey[96]")).toBe(false);
  });

  it.each<[FunctionKey, string]>([
    [{ type: "park", value: "701" }, "orbit 701"],
    [{ type: "park" }, "orbit *70"],
    [{ type: "intercom", value: "20" }, "icom *8020"],
    [{ type: "dnd" }, "keyevent F_DND"],
    [{ type: "forward" }, "keyevent F_REDIRECT"],
    [{ type: "forward", value: "99" }, "redirect 99"],
    [{ type: "voicemail" }, "keyevent F_RETRIEVE"],
    [{ type: "directory" }, "keyevent F_ADR_BOOK"],
    [{ type: "group-login", value: "7" }, "speed *617"],
    [{ type: "record" }, "dtmf *3"],
    [{ type: "ldap" }, "keyevent F_DIRECTORY_SEARCH"],
    [{ type: "menu", value: "http://h/m.xml?a=1&b=2" }, "url http://h/m.xml?a=1&b=2"],
    [{ type: "url", value: "http://h/x" }, "url http://h/x"],
    [{ type: "dtmf", value: "12#" }, "dtmf 12#"],
    [{ type: "paging", value: "239.255.255.230:5555" }, "multicast 239.255.255.230:5555"],
    [{ type: "transfer", value: "20" }, "transfer 20"],
    [{ type: "conference" }, "keyevent F_CONFERENCE"],
    [{ type: "conference", value: "800" }, "speed 800"],
  ])("say %j as %s", (key, content) => {
    expect(contentOf(key)).toBe(content);
  });

  it("do without codes where the PBX has none", () => {
    const none = { leavesSettingsOut: true };
    expect(contentOf({ type: "blf", value: "202" }, none)).toBe("blf 202");
    expect(contentOf({ type: "intercom", value: "20" }, none)).toBe("icom 20");
    expect(contentOf({ type: "record" }, none)).toBe("keyevent F_REC");
    expect(contentOf({ type: "group-login", value: "7" }, none)).toBe("line");
    expect(contentOf({ type: "park" }, none)).toBe("line");
  });

  it("open the hosted phone book where there is one", () => {
    const phoneBook = { name: "Company", url: "http://h/book.xml" };
    expect(contentOf({ type: "directory" }, { settings: { phoneBook } })).toBe("url http://h/book.xml");
  });

  it("act on the line that they name", () => {
    const flat = render({
      lineCount: 3,
      keys: [
        { type: "blf", value: "202", line: 3 },
        { type: "speed-dial", value: "5", line: 2 },
      ],
    });
    expect([0, 1].map((idx) => keyOf(flat, idx)[1])).toEqual(["3", "2"]);
  });

  it("are cleared for a line that the phone does not have, and for digits with a pause", () => {
    expect(keyOf(render({ keys: [{ type: "line", value: "3", label: "Third" }] }), 0)).toEqual(["line", "active", ""]);
    expect(contentOf({ type: "dtmf", value: "1,2" })).toBe("line");
  });

  it("are of every type on a phone that has keys", () => {
    expect(keyTypesOf(snom, "D785", modelOf("D785"))).toEqual(FUNCTION_KEY_TYPES);
    expect(keyTypesOf(snom, "PA1", modelOf("PA1"))).toEqual([]);
    expect(keyTypesOf(snom, "M900", modelOf("M900"))).toEqual([]);
  });

  it.each([
    ["D785", 24, 42],
    ["D315", 5, 23],
    ["D865", 40, 100],
    ["D385", 174, 192],
  ])("of expansion modules on a %s begin at %i and %i", (modelName, first, second) => {
    const modules = [[{ type: "speed-dial" as const, value: "1" }], [{ type: "speed-dial" as const, value: "2" }]];
    const flat = render({ keys: [{ type: "speed-dial", value: "0" }], modules }, modelName);
    expect([0, first, second].map((idx) => flat.get(`fkey[${idx}]`))).toEqual(["speed 0", "speed 1", "speed 2"]);
    expect(flat.get(`fkey[${first + 1}]`)).toBe("line");
  });
});
