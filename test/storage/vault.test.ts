import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadMasterKeys } from "../../src/storage/master-key.ts";
import { createVault } from "../../src/storage/vault.ts";

const key = randomBytes(32);
const loadMasterKey = async (dataDir: string, given?: string) => (await loadMasterKeys({ dataDir, given })).current;
const vault = createVault(key);

describe("sealing", () => {
  test("gives back any text under its own identity", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string(),
        (text, identity) => vault.open(vault.seal(text, identity), identity) === text,
      ),
    );
  });

  test("never makes the same bytes twice, and shows nothing of the text", () => {
    const sealed = Array.from({ length: 100 }, () => vault.seal("a secret that stays", "row 1"));
    expect(new Set(sealed.map((bytes) => bytes.toString("hex"))).size).toBe(100);
    expect(sealed.some((bytes) => bytes.includes("secret"))).toBe(false);
  });

  test("does not open under another key, another identity, or after any change of a byte", () => {
    const sealed = vault.seal("secret", "row 1");
    expect(() => createVault(randomBytes(32)).open(sealed, "row 1")).toThrow("row 1 cannot be opened");
    expect(() => vault.open(sealed, "row 2")).toThrow("row 2 cannot be opened");
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => vault.open(changed, "row 1"), `byte ${at}`).toThrow();
      expect(() => vault.open(sealed.subarray(0, at), "row 1"), `${at} bytes`).toThrow();
    }
  });
});

describe("the master key", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "offhook-key-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("is made at the first start, for nobody else, and found again", async () => {
    const made = await loadMasterKey(join(folder, "data"));
    expect(made).toHaveLength(32);
    expect(await loadMasterKey(join(folder, "data"))).toEqual(made);
    expect(statSync(join(folder, "data", "master.key")).mode & 0o777).toBe(0o600);
  });

  test("is one key when several daemons start at once, and leaves no drafts", async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => loadMasterKey(folder)));
    expect(new Set(keys.map((one) => one.toString("hex"))).size).toBe(1);
    expect(readdirSync(folder)).toEqual(["master.key"]);
  });

  test("is taken from the environment as hex or base64, and then no file is made", async () => {
    expect(await loadMasterKey(folder, key.toString("hex"))).toEqual(key);
    expect(await loadMasterKey(folder, ` ${key.toString("base64")}\n`)).toEqual(key);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["", "short", "g".repeat(64), "ab".repeat(31), "ab".repeat(33)])(
    "is refused in the form %j, without being shown",
    async (text) => {
      const error = await loadMasterKey(folder, text).catch(String);
      expect(error).toMatch(/64 hex digits or the base64 of 32 bytes/);
      if (text !== "") expect(error).not.toContain(text);
      writeFileSync(join(folder, "master.key"), text, { mode: 0o600 });
      await expect(loadMasterKey(folder)).rejects.toThrow(/master\.key does not hold 64 hex digits/);
    },
  );
});
