import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { NewProfile, Store } from "../../src/provisioning/ports.ts";
import { admit, MAC, macNumber, newLine, newPbx, newPhone, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const WATCHES_30 = { keys: [{ type: "blf" as const, value: "30" }] };

function newProfile(more: Partial<NewProfile> = {}): NewProfile {
  return { id: "desk", pbxId: "main", label: "Desks", settings: { language: "fr" }, layouts: {}, ...more };
}

function newAccount(username: string, displayName: string) {
  return { username, authName: username, displayName, number: `0${username}`, password: new Password("long-enough") };
}

async function revisionOf(store: Store, mac = MAC): Promise<string | undefined> {
  return (await store.findAdmission(mac))?.revision;
}

/** Profiles, and whose display names keys show. */
export function profilesContract(open: OpenTestStore): void {
  describe("profiles", () => {
    test("are made once per PBX, found, listed, changed by revision and deleted", async () => {
      const { store, clock } = await open();
      expect(await store.createProfile(newProfile())).toBe("unknown-pbx");
      for (const id of ["main", "other"]) await store.createPbx(newPbx(id));
      const made = await store.createProfile(newProfile());
      expect(made).toEqual({ ...newProfile(), revision: 1, createdAt: clock.now, updatedAt: clock.now });
      expect(await store.createProfile(newProfile())).toBe("profile-exists");
      expect(await store.createProfile(newProfile({ pbxId: "other" }))).toMatchObject({ pbxId: "other" });
      await store.createProfile(newProfile({ id: "hall", label: "Halls" }));
      expect((await store.listProfiles("main", { limit: 1 })).next).toBe("desk");
      expect((await store.listProfiles("main", { limit: 5, search: "hall" })).items.map(({ id }) => id)).toEqual([
        "hall",
      ]);
      clock.now += 5;
      const layouts = { D785: WATCHES_30 };
      expect(await store.updateProfile("main", "desk", { layouts }, 1)).toMatchObject({
        layouts,
        settings: { language: "fr" },
        revision: 2,
        updatedAt: clock.now,
      });
      expect(await store.updateProfile("main", "desk", {}, 1)).toBe("stale");
      expect(await store.updateProfile("main", "nothing", {})).toBe("not-found");
      expect(await store.deleteProfile("main", "desk", 1)).toBe("stale");
      expect(await store.deleteProfile("main", "desk")).toBe("deleted");
      expect(await store.findProfile("main", "desk")).toBeUndefined();
      expect(await store.findProfile("other", "desk")).toMatchObject({ pbxId: "other" });
    });

    test("are given to phones of their PBX, stay while phones have them, and change those phones' revision", async () => {
      const { store } = await open();
      await store.createPbx(newPbx());
      expect(await store.createPhone(newPhone({ profileId: "desk" }))).toBe("unknown-profile");
      expect(await store.findAdmission(MAC)).toBeUndefined();
      await store.createProfile(newProfile());
      const phone = await admit(store, {
        profileId: "desk",
        modules: [[{ type: "dnd" }], []],
        handsets: [{ name: "A" }],
      });
      expect(phone).toMatchObject({ profileId: "desk", modules: [[{ type: "dnd" }], []], handsets: [{ name: "A" }] });
      await admit(store, { mac: OTHER_MAC, lines: [] });
      expect(await store.updatePhone(OTHER_MAC, { profileId: "hall", armedUntil: null })).toBe("unknown-profile");

      const [before, others] = [await revisionOf(store), await revisionOf(store, OTHER_MAC)];
      await store.updateProfile("main", "desk", { settings: {} });
      expect(await revisionOf(store)).not.toBe(before);
      expect(await revisionOf(store, OTHER_MAC)).toBe(others);

      expect(await store.deleteProfile("main", "desk")).toBe("profile-in-use");
      await store.updatePhone(MAC, { profileId: null, armedUntil: null });
      expect(await store.deleteProfile("main", "desk")).toBe("deleted");
    });

    test("do not follow a phone to another PBX", async () => {
      const { store } = await open();
      for (const id of ["main", "other"]) await store.createPbx(newPbx(id));
      await store.createProfile(newProfile());
      await admit(store, { profileId: "desk", lines: [] });
      expect(await store.updatePhone(MAC, { pbxId: "other", armedUntil: null })).toBe("unknown-profile");
      expect(await store.findPhone(MAC)).toMatchObject({ pbxId: "main", profileId: "desk" });
      expect(await store.updatePhone(MAC, { pbxId: "other", profileId: null, armedUntil: null })).toMatchObject({
        pbxId: "other",
        profileId: null,
      });
    });
  });

  describe("watched names", () => {
    test("are found by username and by number, the username first", async () => {
      const { store } = await open();
      await store.createPbx(newPbx());
      await store.createAccount("main", newAccount("30", "Anna"));
      await store.createAccount("main", { ...newAccount("31", "Bert"), number: "30" });
      await store.createAccount("main", newAccount("32", ""));
      const names = await store.findDisplayNames("main", ["30", "31", "032", "99"]);
      expect(["30", "31", "032", "99"].map((number) => names.get(number))).toEqual([
        "Anna",
        "Bert",
        undefined,
        undefined,
      ]);
      expect(await store.findDisplayNames("other", ["30"])).toEqual(new Map());
    });

    test("change the revision of the phones whose keys show them, their own or their profile's, and of no other", async () => {
      const { store } = await open();
      await store.createPbx(newPbx());
      await store.createProfile(newProfile({ layouts: { D785: WATCHES_30 } }));
      const [own, module, byProfile, labelled] = [1, 2, 3, 4].map(macNumber) as [never, never, never, never];
      await admit(store, { mac: own, lines: [], ...WATCHES_30 });
      await admit(store, { mac: module, lines: [], keys: [], modules: [[{ type: "blf", value: "030" }]] });
      await admit(store, { mac: byProfile, lines: [], keys: [], profileId: "desk" });
      await admit(store, { mac: labelled, lines: [], keys: [{ type: "blf", value: "30", label: "Mine" }] });

      const all = async () => Promise.all([own, module, byProfile, labelled].map((mac) => revisionOf(store, mac)));
      const changes = [
        () => store.createAccount("main", newAccount("30", "Anna")),
        () => store.updateAccount("main", "30", { displayName: "Ann", armedUntil: null }),
        () => store.deleteAccount("main", "30"),
      ];
      for (const change of changes) {
        const before = await all();
        await change();
        const after = await all();
        expect(after.map((revision, index) => revision === before[index])).toEqual([false, false, false, true]);
      }
      const before = await all();
      await store.createAccount("main", newAccount("40", "Zoe"));
      expect(await all()).toEqual(before);
    });

    test("are forgotten with the keys that show them", async () => {
      const { store, query } = await open();
      await admit(store, { ...WATCHES_30, lines: [newLine("20")] });
      await store.updatePhone(MAC, { keys: [], armedUntil: null });
      expect(await query("select * from watched_names")).toEqual([]);
      await store.updatePhone(MAC, { ...WATCHES_30, armedUntil: null });
      await store.deletePhone(MAC);
      await store.createProfile(newProfile({ layouts: { D785: WATCHES_30 } }));
      await store.deleteProfile("main", "desk");
      expect(await query("select * from watched_names")).toEqual([]);
    });
  });
}
