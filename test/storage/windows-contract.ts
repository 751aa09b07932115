import { describe, expect, test } from "vitest";
import { newPbx } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const settings = { intervals: [{ from: "22:00", to: "05:00" }] };

export function windowsContract(open: OpenTestStore): void {
  describe("maintenance windows", () => {
    test("are kept by PBX and name, change by revision and go with their PBX", async () => {
      const { store, query } = await open();
      await store.createPbx(newPbx());
      const window = { pbxId: "main", name: "nights", settings };
      expect(await store.putWindow({ ...window, pbxId: "nowhere" })).toBe("unknown-pbx");
      expect(await store.putWindow({ ...window, expectedRevision: 1 })).toBe("stale");
      expect(await store.putWindow(window)).toMatchObject({ isNew: true, window: { ...window, revision: 1 } });
      expect(await store.putWindow({ ...window, expectedRevision: 1 })).toMatchObject({ window: { revision: 2 } });
      await store.putWindow({ ...window, name: "days" });
      expect((await store.listWindows("main")).map(({ name }) => name)).toEqual(["days", "nights"]);
      expect(await store.deleteWindow("main", "nights", 1)).toBe("stale");
      expect(await store.deleteWindow("main", "nights", 2)).toBe("deleted");
      expect(await store.deleteWindow("main", "nights")).toBe("not-found");
      await store.deletePbx("main");
      expect(await query("select * from maintenance_windows")).toEqual([]);
    });
  });

  describe("versions of templates", () => {
    test("count up by template, the last one is in use, and a hundred are kept", async () => {
      const { store } = await open();
      const add = (text: string | null, template = "snom/settings") =>
        store.addTemplateVersion({ template, text, author: "me" });
      for (let index = 1; index <= 101; index++) expect((await add(`text ${index}`)).version).toBe(index);
      await add("other", "yealink/desk");
      expect(await add(null)).toMatchObject({ version: 102, text: null, author: "me" });
      const versions = await store.listTemplateVersions("snom/settings");
      expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, index) => 102 - index));
      expect(await store.listTemplatesInUse()).toMatchObject([
        { template: "snom/settings", version: 102, text: null },
        { template: "yealink/desk", version: 1, text: "other" },
      ]);
    });
  });
}
