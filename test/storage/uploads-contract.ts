import { describe, expect, test } from "vitest";
import {
  MAX_UPLOAD_BYTES_PER_PHONE,
  MAX_UPLOADS_PER_KIND,
  type NewUpload,
} from "../../src/provisioning/phone-upload.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { admit, MAC, newPbx, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const CANARY = "account.1.password = UploadCanary81";

function newUpload(phoneId: number, content: string, more: Partial<NewUpload> = {}): NewUpload {
  const about = { kind: "settings", name: "0004137447d0-local.cfg", address: "192.0.2.1", door: "https" } as const;
  return { phoneId, ...about, isProven: true, content: Buffer.from(content), ...more };
}

async function contentsOf(store: Store, phoneId: number): Promise<(string | undefined)[]> {
  const uploads = await store.listUploads(phoneId);
  return Promise.all(uploads.map(async ({ id }) => (await store.readUpload(phoneId, id))?.content.toString()));
}

export function uploadsContract(open: OpenTestStore): void {
  describe("files that phones save", () => {
    test("come back as they were, the newest first, and are nowhere to be read in the database", async () => {
      const { store, clock, dump } = await open();
      const { phoneId } = await admit(store);
      expect(await store.addUpload(newUpload(phoneId, `${CANARY} ä`))).toBe("first");
      clock.now += 1000;
      const log = { kind: "log", name: "0004137447d0-sys.log", door: "tftp", isProven: false } as const;
      expect(await store.addUpload(newUpload(phoneId, "UploadCanary log", log))).toBe("first");
      const uploads = await store.listUploads(phoneId);
      expect(uploads).toMatchObject([
        { ...log, bytes: 16, address: "192.0.2.1" },
        { kind: "settings", name: "0004137447d0-local.cfg", bytes: 38, door: "https", isProven: true },
      ]);
      expect(await contentsOf(store, phoneId)).toEqual(["UploadCanary log", `${CANARY} ä`]);
      expect((await dump()).includes("UploadCanary")).toBe(false);
    });

    test("are of one phone: another one's id opens nothing and deletes nothing", async () => {
      const { store } = await open();
      const [mine, other] = [await admit(store), await admit(store, { mac: OTHER_MAC, lines: [] })];
      await store.addUpload(newUpload(mine.phoneId, CANARY));
      const id = (await store.listUploads(mine.phoneId))[0]?.id ?? "";
      expect(await store.readUpload(other.phoneId, id)).toBeUndefined();
      expect(await store.deleteUpload(other.phoneId, id)).toBe(false);
      expect(await store.deleteUpload(mine.phoneId, id)).toBe(true);
      expect(await store.deleteUpload(mine.phoneId, id)).toBe(false);
      expect(await store.listUploads(mine.phoneId)).toEqual([]);
    });

    test("leave no second copy of the same bytes, also when they come at once", async () => {
      const { store } = await open();
      const { phoneId } = await admit(store);
      const outcomes = await Promise.all([1, 2, 3].map(() => store.addUpload(newUpload(phoneId, CANARY))));
      expect(outcomes.sort()).toEqual(["first", "unchanged", "unchanged"]);
      expect(await store.addUpload(newUpload(phoneId, "b = 2"))).toBe("added");
      expect(await store.addUpload(newUpload(phoneId, CANARY))).toBe("added");
      expect(await contentsOf(store, phoneId)).toEqual([CANARY, "b = 2", CANARY]);
    });

    test("are the newest few of each kind, in their order although the clock stands still", async () => {
      const { store } = await open();
      const { phoneId } = await admit(store);
      const log = { kind: "log", name: "a.log" } as const;
      await store.addUpload(newUpload(phoneId, "the log", log));
      const written = Array.from({ length: MAX_UPLOADS_PER_KIND + 3 }, (_, index) => `n = ${index}`);
      for (const content of written) await store.addUpload(newUpload(phoneId, content));
      expect(await contentsOf(store, phoneId)).toEqual([
        ...written.toReversed().slice(0, MAX_UPLOADS_PER_KIND),
        "the log",
      ]);
    });

    test("are no more bytes of a phone than it may have: the oldest go, whatever kind they are", async () => {
      const { store } = await open();
      const { phoneId } = await admit(store);
      await store.addUpload(newUpload(phoneId, "old = 1"));
      const size = MAX_UPLOAD_BYTES_PER_PHONE / 4;
      for (const letter of ["a", "b", "c", "d"])
        await store.addUpload(newUpload(phoneId, letter.repeat(size), { kind: "log", name: "a.log" }));
      const uploads = await store.listUploads(phoneId);
      expect(uploads.map(({ kind }) => kind)).toEqual(["log", "log", "log", "log"]);
      expect(uploads.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(MAX_UPLOAD_BYTES_PER_PHONE);
    });

    test("go with their phone, and do not follow it to another PBX", async () => {
      const { store, query } = await open();
      const phone = await admit(store);
      await store.createPbx(newPbx("other"));
      await store.addUpload(newUpload(phone.phoneId, CANARY));
      await store.updatePhone(MAC, { label: "moved desk", armedUntil: null });
      expect(await store.listUploads(phone.phoneId)).toHaveLength(1);
      await store.updatePhone(MAC, { pbxId: "other", lines: [], armedUntil: null });
      expect(await store.listUploads(phone.phoneId)).toEqual([]);
      await store.addUpload(newUpload(phone.phoneId, CANARY));
      await store.deletePhone(MAC);
      expect(await query("select id from phone_uploads")).toEqual([]);
      expect(await store.addUpload(newUpload(phone.phoneId, CANARY))).toBe("no-phone");
    });
  });
}
