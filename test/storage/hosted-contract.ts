import { describe, expect, test } from "vitest";
import type { HostedFile } from "../../src/provisioning/hosted-file.ts";
import { admit, newPbx } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const PICTURE: HostedFile = {
  ...{ key: "0123456789abcdef", vendorId: "snom", kind: "picture", name: "logo_1.png", bytes: 5_000_000_000 },
  ...{ sha256: "ab", contentType: "image/png", size: { width: 480, height: 272 }, firmware: null },
  ...{ uploadedAt: 1_700_000_000_000, uploadedBy: "the admin" },
};
const IMAGE: HostedFile = {
  ...{ ...PICTURE, key: "another-key-16-a", kind: "firmware", name: "image.bin", size: null },
  firmware: { version: "10.1.2", models: ["D785"], minimumVersion: "9.0" },
};

export function hostedContract(open: OpenTestStore): void {
  describe("hosted files", () => {
    test("come back as they were, by vendor and name", async () => {
      const { store } = await open();
      for (const file of [PICTURE, IMAGE, { ...PICTURE, key: "yet-another-key1", vendorId: "gigaset" }])
        expect(await store.addHostedFile(file)).toBe("added");
      expect(await store.listHostedFiles()).toEqual([
        { ...PICTURE, key: "yet-another-key1", vendorId: "gigaset" },
        IMAGE,
        PICTURE,
      ]);
    });

    test("have a name once for each vendor, whatever its case, even when they come at once", async () => {
      const { store } = await open();
      const named = (name: string, key: string) => store.addHostedFile({ ...PICTURE, name, key });
      const outcomes = await Promise.all([named("a.png", "1"), named("A.PNG", "2"), named("a.png", "3")]);
      expect(outcomes.sort()).toEqual(["added", "file-exists", "file-exists"]);
    });

    test("stay while a setting names them, and not for a name that is merely alike", async () => {
      const { store } = await open();
      await store.createPbx(newPbx());
      await store.addHostedFile(PICTURE);
      await store.addHostedFile(IMAGE);
      const phone = await admit(store);
      const say = (settings: object) => store.updatePhone(phone.mac, { settings, armedUntil: null });
      await say({ backgroundUrl: "hosted:logo_1.png", firmware: "10.1.2" });
      expect(await store.deleteHostedFile("snom", "logo_1.png")).toBe("file-in-use");
      expect(await store.deleteHostedFile("snom", "image.bin")).toBe("file-in-use");
      const named = [{ layer: "phone", pbxId: "main", name: phone.mac }];
      expect(await store.findHostedUses("snom", "logo_1.png")).toEqual({
        ...{ settings: named, rollouts: [], rolledOut: 0, fitting: 0, running: 0 },
      });
      const visit = { mac: phone.mac, at: 1, address: "192.0.2.1", model: "D785", firmware: "10.1.2" };
      await store.record({ events: [], sightings: [], visits: [visit] });
      expect(await store.findHostedUses("snom", "image.bin")).toMatchObject({
        settings: named,
        fitting: 1,
        running: 1,
      });
      expect(await store.findHostedUses("snom", "none.bin")).toBeUndefined();
      await say({ backgroundUrl: "hosted:logoX1.png", firmware: "10.1.20", label: "hosted:logo_1.png.old" });
      expect(await store.deleteHostedFile("snom", "logo_1.png")).toBe("deleted");
      expect(await store.deleteHostedFile("snom", "logo_1.png")).toBe("not-found");
      await store.updatePbx("main", { vendors: { snom: { families: { snomD785: { firmware: "10.1.2" } } } } });
      expect(await store.deleteHostedFile("snom", "image.bin")).toBe("file-in-use");
      const naming = (await store.findHostedUses("snom", "image.bin"))?.settings;
      expect(naming).toEqual([{ layer: "pbx", pbxId: "main", name: "main" }]);
      await store.updatePbx("main", { vendors: {} });
      expect(await store.deleteHostedFile("snom", "image.bin")).toBe("deleted");
      expect(await store.listHostedFiles()).toEqual([]);
    });
  });
}
