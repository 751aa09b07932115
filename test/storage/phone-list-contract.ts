import { describe, expect, test } from "vitest";
import { PHONE_STATUSES, type PhoneFilter, type Store } from "../../src/provisioning/ports.ts";
import { admitMany } from "./many-phones.ts";
import { admit, claim, macNumber, newLine, newPbx, OTHER_MAC, WINDOW_MS } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

export function phoneListContract(open: OpenTestStore): void {
  describe("the list of phones", () => {
    const listed = async (store: Store, filter: Omit<PhoneFilter, "limit">) =>
      (await store.listPhones({ limit: 100, ...filter })).items.map((phone) => phone.label);

    test("finds by MAC in any notation, label, model, account and last address", async () => {
      const { store, clock } = await open();
      await admit(store, { label: "Küche", lines: [newLine("anna.20", { displayName: "Anna Grün" })] });
      await admit(store, {
        mac: OTHER_MAC,
        label: "100%_\\",
        model: "T54W",
        vendorId: "yealink",
        lines: [newLine("30")],
      });
      const visit = { mac: OTHER_MAC, at: clock.now, address: "2001:db8::7", model: null, firmware: null };
      await store.record({ events: [], visits: [visit], sightings: [] });
      const first = [
        "0004137447D0",
        "00:04:13:74",
        "0413.7447",
        "00-04-13",
        "447d",
        "küche",
        "KÜCHE",
        "d785",
        "Anna.2",
        "ANNA GRÜN",
      ];
      for (const search of first) expect(await listed(store, { search }), search).toEqual(["Küche"]);
      for (const search of ["%", "_", "\\", "100%_\\", "t54", "2001:DB8::7"])
        expect(await listed(store, { search }), search).toEqual(["100%_\\"]);
      expect(await listed(store, { search: "nothing like it" })).toEqual([]);
      expect(await listed(store, { search: "" })).toHaveLength(2);
    });

    test("says how long a list is and where each of its pages begins", async () => {
      const opened = await open();
      const { store } = opened;
      expect(await store.outlinePhones({ limit: 10 })).toEqual({ total: 0, cursors: [] });
      await admitMany(opened, 43);
      for (const limit of [1, 10, 43, 50]) {
        const { total, cursors } = await store.outlinePhones({ limit });
        expect(total).toBe(43);
        const walked: string[] = [];
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const { next }: { next: string | null } = await store.listPhones({ limit, cursor });
          if (next !== null) walked.push(next);
          cursor = next;
        }
        expect(cursors).toEqual(walked);
      }
      expect(await store.outlinePhones({ limit: 2, search: "u1" })).toMatchObject({ total: 11 });
      expect(await store.outlinePhones({ limit: 2, pbxIds: [] })).toEqual({ total: 0, cursors: [] });
      expect(await store.outlinePhones({ limit: 50, status: "provisioned" })).toMatchObject({ total: 42 });
    });

    test("finds by what a phone and its accounts are called now, however short or odd it is", async () => {
      const { store, clock } = await open();
      const { mac } = await admit(store, { label: 'Say "OR" *', model: null, lines: [newLine("anna")] });
      await admit(store, { mac: OTHER_MAC, label: "Weiß 😀😀", lines: [newLine("20")] });
      for (const search of ["ay", 'y "OR', '"', "OR", " *", "An", "nna", "74", "4:7", "447d0"])
        expect(await listed(store, { search }), search).toEqual(['Say "OR" *']);
      for (const search of ["ß", "WEIß", "😀😀", "ß 😀", "of 20", "80:5e"])
        expect(await listed(store, { search }), search).toEqual(["Weiß 😀😀"]);
      await store.updatePhone(mac, { label: "Lobby", lines: [newLine("20", { displayName: null })], armedUntil: null });
      expect(await listed(store, { search: "Say" })).toEqual([]);
      expect(await listed(store, { search: "anna" })).toEqual([]);
      expect(await listed(store, { search: "of 20" })).toEqual(["Lobby", "Weiß 😀😀"]);
      await store.updateAccount("main", "20", { displayName: "Carla", armedUntil: null });
      expect(await listed(store, { search: "of 20" })).toEqual([]);
      const learned = { mac, at: clock.now, address: "192.0.2.44", model: "D735", firmware: null };
      await store.record({ events: [], visits: [learned], sightings: [] });
      for (const search of ["d735", "2.0.2.4", "lob", "lobby"])
        expect(await listed(store, { search })).toEqual(["Lobby"]);
      await store.deletePhone(mac);
      expect(await listed(store, { search: "lobby" })).toEqual([]);
      expect(await listed(store, { search: "carla" })).toEqual(["Weiß 😀😀"]);
    });

    test("finds among very many what all, some or one of them have", async () => {
      const test = await open();
      await admitMany(test, 4100);
      const { store, query } = test;
      await query(`update phones set label = 'Last', label_folded = 'last' where mac = '${macNumber(4099)}'`);
      const macs = async (filter: Omit<PhoneFilter, "limit">) =>
        (await store.listPhones({ limit: 2, ...filter })).items.map((phone) => phone.mac);
      const [first, last] = [[macNumber(0), macNumber(1)], [macNumber(4099)]];
      for (const search of ["000413", "rec", "D785", "u", "name of u0"])
        expect(await macs({ search }), search).toEqual(first);
      for (const search of ["last", "st", macNumber(4099), "u4099"])
        expect(await macs({ search }), search).toEqual(last);
      expect(await macs({ search: "000413", cursor: macNumber(4098) })).toEqual(last);
      expect(await macs({ search: "000413", vendorId: "yealink" })).toEqual([]);
      expect(await macs({ search: "last", pbxIds: ["other"] })).toEqual([]);
      expect(await macs({ registration: "unknown", search: "last" })).toEqual(last);
      expect(await macs({ registration: "unknown", cursor: macNumber(4098) })).toEqual(last);
      expect(await macs({ registration: "never" })).toEqual([]);
      expect(await macs({ status: "provisioned", cursor: macNumber(4097) })).toEqual([
        macNumber(4098),
        macNumber(4099),
      ]);
    });

    test("filters by PBX and vendor", async () => {
      const { store } = await open();
      await store.createPbx(newPbx("second"));
      await admit(store, { label: "a" });
      await admit(store, { label: "b", mac: OTHER_MAC, pbxId: "second", vendorId: "yealink" });
      expect(await listed(store, { pbxId: "second" })).toEqual(["b"]);
      expect(await listed(store, { vendorId: "snom" })).toEqual(["a"]);
      expect(await listed(store, { vendorId: "snom", pbxId: "second" })).toEqual([]);
    });

    test("shows and filters by status as time goes on", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      const status = async () => {
        const found = [];
        for (const one of PHONE_STATUSES)
          if ((await store.listPhones({ limit: 5, status: one })).items.length > 0) found.push(one);
        const shown = (await store.listPhones({ limit: 5 })).items[0]?.status;
        expect(found).toEqual([shown]);
        return shown;
      };
      expect(await status()).toBe("waiting");
      const grants = await claim(store, phone);
      expect(await status()).toBe("delivering");
      await store.confirmDelivery(grants);
      expect(await status()).toBe("delivering");
      // Nobody has written `closed` yet.
      clock.now += WINDOW_MS;
      expect(await status()).toBe("provisioned");
      await store.armGrants({ phoneId: phone.phoneId, kinds: ["web"], armedUntil: clock.now + 1 });
      expect(await status()).toBe("waiting");
      clock.now += 1;
      expect(await status()).toBe("provisioned");
    });

    test("pages through all phones once, though some come and go meanwhile", async () => {
      const { store } = await open();
      for (let number = 2; number <= 20; number += 2) {
        await admit(store, {
          mac: macNumber(number),
          label: String(number),
          lines: [newLine(`u${number}`), newLine("shared")],
        });
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listPhones({ limit: 3, cursor });
        expect(page.items.every((phone) => phone.lines.length === 2 && phone.lines[1]?.username === "shared")).toBe(
          true,
        );
        seen.push(...page.items.map((phone) => phone.label));
        cursor = page.next ?? undefined;
        await store.deletePhone(macNumber(2));
        await admit(store, { mac: macNumber(1), label: "1", lines: [] }).catch(() => undefined);
      } while (cursor !== undefined);
      expect(seen).toEqual(["2", "4", "6", "8", "10", "12", "14", "16", "18", "20"]);
    });
  });
}
