import { describe, expect, test } from "vitest";
import { PHONE_STATUSES, type PhoneFilter, type Store } from "../../src/provisioning/ports.ts";
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
