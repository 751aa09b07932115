import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createMenuKeys } from "../../src/provisioning/menu/menu-keys.ts";
import { readMenuKey } from "../../src/provisioning/menu/menu-path.ts";
import { createVault, type Vault } from "../../src/storage/vault.ts";
import { MAC, OTHER_MAC } from "../storage/sample-rows.ts";

const PHONE = { phoneId: 1, mac: MAC, pbxId: "main" };
const keysOf = (vault: Vault) => createMenuKeys({ deriveKeys: vault.deriveAll });

describe("what opens a phone's menu", () => {
  test("is made of the master key and the phone alone, so every daemon makes the same and no two phones share it", () => {
    const master = randomBytes(32);
    const [one, other] = [keysOf(createVault(master)), keysOf(createVault(master))];
    expect(one.keyOf(PHONE)).toMatch(/^[\w-]{22}$/);
    expect(other.keyOf(PHONE)).toBe(one.keyOf(PHONE));
    const others = [
      one.keyOf({ ...PHONE, phoneId: 2 }),
      one.keyOf({ ...PHONE, mac: OTHER_MAC }),
      one.keyOf({ ...PHONE, pbxId: "main2" }),
      keysOf(createVault(randomBytes(32))).keyOf(PHONE),
    ];
    expect(new Set([one.keyOf(PHONE), ...others]).size).toBe(5);
    for (const foreign of others) expect(one.fits(PHONE, foreign)).toBe(false);
    for (const none of [undefined, "", "A", one.keyOf(PHONE).toLowerCase(), `${one.keyOf(PHONE)}A`])
      expect(one.fits(PHONE, none)).toBe(false);
    expect(other.fits(PHONE, one.keyOf(PHONE))).toBe(true);
  });

  test("is another one from the moment of a new master key, and the one before still opens while both are known", () => {
    const [before, after] = [randomBytes(32), randomBytes(32)];
    const vault = createVault(before);
    const keys = keysOf(vault);
    const old = keys.keyOf(PHONE);
    vault.switchTo(after);
    expect(keys.keyOf(PHONE)).not.toBe(old);
    expect(keys.fits(PHONE, old)).toBe(true);
    expect(keys.fits(PHONE, keys.keyOf(PHONE))).toBe(true);
    // Another daemon, on either side of the exchange, and one that was started after it.
    expect(keysOf(createVault(before, [after])).fits(PHONE, keys.keyOf(PHONE))).toBe(true);
    expect(keysOf(createVault(after, [before])).fits(PHONE, old)).toBe(true);
    expect(keysOf(createVault(after)).fits(PHONE, old)).toBe(false);
  });

  test.each([
    ["/m/abc/menu-0004137447D0.xml", "abc"],
    ["/p/m/abc/menu-0004137447D0.xml?q=/m/other/x", "abc"],
    ["http://h/m/abc/menu-0004137447D0.xml", "abc"],
    ["/m/abc/x/menu-0004137447D0.xml", undefined],
    ["/m/abc", undefined],
    ["/m//menu-0004137447D0.xml", undefined],
    ["/menu-0004137447D0.xml", undefined],
    ["/menu-0004137447D0.xml?x=/m/abc/y", undefined],
  ])("stands in %s before the file's name", (target, key) => {
    expect(readMenuKey(target)).toBe(key);
  });
});
