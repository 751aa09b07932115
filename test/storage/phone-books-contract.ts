import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { type EntryContent, MAX_ENTRIES } from "../../src/provisioning/phone-book/phone-book.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { admit, MAC, newPbx } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const BOOK = { pbxId: "main", id: "company", label: "Company", includesAccounts: false };

function entry(lastName: string, more: Partial<EntryContent> = {}): EntryContent {
  return { lastName, firstName: "", company: "", group: "", numbers: [{ kind: "work", number: "201" }], ...more };
}

async function makeBook(store: Store): Promise<number> {
  await store.createPbx(newPbx());
  const book = await store.createPhoneBook(BOOK);
  if (typeof book === "string") throw new Error(book);
  return book.key;
}

async function namesIn(store: Store, key: number): Promise<string[]> {
  return (await store.readBookEntries(key, { limit: 500 })).items.map(({ lastName }) => lastName);
}

export function phoneBooksContract(open: OpenTestStore): void {
  describe("phone books", () => {
    test("are made once per PBX, listed, changed by revision, and go with their entries", async () => {
      const { store, query, clock } = await open();
      expect(await store.createPhoneBook(BOOK)).toBe("unknown-pbx");
      const key = await makeBook(store);
      expect(await store.createPhoneBook(BOOK)).toBe("phone-book-exists");
      await store.createPbx(newPbx("other"));
      expect(await store.createPhoneBook({ ...BOOK, pbxId: "other" })).toMatchObject({ pbxId: "other", entryCount: 0 });
      await store.createPhoneBook({ ...BOOK, id: "branch" });
      await store.createBookEntry(key, entry("Byron"));
      expect((await store.listPhoneBooks("main")).map(({ id, entryCount }) => [id, entryCount])).toEqual([
        ["branch", 0],
        ["company", 1],
      ]);
      clock.now += 5;
      expect(await store.updatePhoneBook("main", "company", { includesAccounts: true }, 1)).toMatchObject({
        ...{ label: "Company", includesAccounts: true, entryCount: 1, revision: 2, updatedAt: clock.now },
      });
      expect(await store.updatePhoneBook("main", "company", {}, 1)).toBe("stale");
      expect(await store.updatePhoneBook("main", "none", {})).toBe("not-found");
      expect(await store.deletePhoneBook("main", "company", 1)).toBe("stale");
      expect(await store.deletePhoneBook("main", "company", 2)).toBe("deleted");
      expect(await store.deletePhoneBook("main", "company")).toBe("not-found");
      expect(await query("select * from phone_book_entries")).toEqual([]);
      expect(await store.createBookEntry(key, entry("Late"))).toBe("not-found");
      expect(await store.findPhoneBook("other", "company")).toMatchObject({ pbxId: "other" });
    });

    test("make other configurations of the phones when they come, are called otherwise and go", async () => {
      const { store } = await open();
      await admit(store);
      const revisions = [(await store.findAdmission(MAC))?.revision];
      const note = async () => revisions.push((await store.findAdmission(MAC))?.revision);
      const book = await store.createPhoneBook(BOOK);
      await note();
      await store.updatePhoneBook("main", "company", { label: "All of us" });
      await note();
      await store.deletePhoneBook("main", "company");
      await note();
      expect(new Set(revisions).size).toBe(4);
      expect(book).toMatchObject({ id: "company" });
    });

    test("keep entries as they were given, change them by revision, and page through them", async () => {
      const { store, clock } = await open();
      const key = await makeBook(store);
      const numbers = [
        { kind: "work" as const, number: "+4930123" },
        { kind: "mobile" as const, number: "0170" },
      ];
      const hostile = entry('=1+1 "x",;\n<b>', { firstName: "Łódź ☎️", company: "'", group: "a\tb", numbers });
      const made = await store.createBookEntry(key, hostile);
      if (typeof made === "string") throw new Error(made);
      expect(made).toEqual({ ...hostile, id: made.id, revision: 1, createdAt: clock.now, updatedAt: clock.now });
      expect(await store.findBookEntry(key, made.id)).toEqual(made);
      expect(await store.findBookEntry(key + 1, made.id)).toBeUndefined();
      expect(await store.updateBookEntry(key, made.id, entry("Byron"), 2)).toBe("stale");
      expect(await store.updateBookEntry(key, made.id, entry("Byron"), 1)).toMatchObject({
        ...entry("Byron"),
        revision: 2,
      });
      expect(await store.updateBookEntry(key + 1, made.id, entry("x"))).toBe("not-found");
      for (const name of ["A", "B"]) await store.createBookEntry(key, entry(name));
      const first = await store.readBookEntries(key, { limit: 2 });
      expect(first.items.map(({ lastName }) => lastName)).toEqual(["Byron", "A"]);
      const second = await store.readBookEntries(key, { limit: 2, cursor: first.next ?? "" });
      expect([second.items.map(({ lastName }) => lastName), second.next]).toEqual([["B"], null]);
      expect(await store.deleteBookEntry(key, made.id, 1)).toBe("stale");
      expect(await store.deleteBookEntry(key + 1, made.id)).toBe("not-found");
      expect(await store.deleteBookEntry(key, made.id)).toBe("deleted");
      expect(await store.deleteBookEntry(key, made.id)).toBe("not-found");
    });

    test("import by merging: the same name gets new numbers, other names are added, nothing goes", async () => {
      const { store } = await open();
      const key = await makeBook(store);
      for (const name of ["Same", "Old", "Old", "Stays"]) await store.createBookEntry(key, entry(name));
      const wanted = [entry("Same"), entry("Old", { group: "new" }), entry("Fresh"), entry("Fresh")];
      const counts = { added: 2, changed: 1, unchanged: 1, removed: 0 };
      const before = await store.bookVersion("main", "company");
      expect(await store.importBookEntries(key, wanted, { mode: "merge", isDry: true })).toEqual(counts);
      expect(await store.bookVersion("main", "company")).toEqual(before);
      expect(await namesIn(store, key)).toEqual(["Same", "Old", "Old", "Stays"]);
      expect(await store.importBookEntries(key, wanted, { mode: "merge", isDry: false })).toEqual(counts);
      const { items } = await store.readBookEntries(key, { limit: 10 });
      expect(items.map(({ lastName, group }) => lastName + group)).toEqual([
        "Same",
        "Oldnew",
        "Old",
        "Stays",
        "Fresh",
        "Fresh",
      ]);
      expect(await store.importBookEntries(key + 1, wanted, { mode: "merge", isDry: false })).toBe("not-found");
    });

    test("import by replacing: what is the same stays, everything else goes", async () => {
      const { store } = await open();
      const key = await makeBook(store);
      for (const name of ["Same", "Same", "Old"]) await store.createBookEntry(key, entry(name));
      const [kept] = (await store.readBookEntries(key, { limit: 1 })).items;
      expect(
        await store.importBookEntries(key, [entry("Same"), entry("New")], { mode: "replace", isDry: false }),
      ).toEqual({ added: 1, changed: 0, unchanged: 1, removed: 2 });
      expect(await namesIn(store, key)).toEqual(["Same", "New"]);
      expect((await store.readBookEntries(key, { limit: 1 })).items).toEqual([kept]);
    });

    test("take no more entries than they can, and then none of an import", async () => {
      const { store } = await open();
      const key = await makeBook(store);
      await store.createBookEntry(key, entry("There"));
      const many = Array.from({ length: MAX_ENTRIES }, (_, index) => entry(String(index)));
      expect(await store.importBookEntries(key, many, { mode: "merge", isDry: false })).toBe("phone-book-full");
      expect(await namesIn(store, key)).toEqual(["There"]);
    });

    test("have another version whenever something in them changes, accounts only where they are in it", async () => {
      const { store } = await open();
      const key = await makeBook(store);
      const seen: unknown[] = [];
      const look = async () => {
        const found = await store.bookVersion("main", "company");
        seen.push(found?.version);
        return found;
      };
      const account = {
        username: "30",
        authName: "30",
        displayName: "Anna",
        number: "030",
        password: new Password("long-enough"),
      };
      await look();
      await store.createAccount("main", account);
      expect((await look())?.version).toBe(seen[0]);
      await store.updatePhoneBook("main", "company", { includesAccounts: true });
      seen.length = 0;
      const changes = [
        () => store.createAccount("main", { ...account, username: "31" }),
        () => store.updateAccount("main", "31", { displayName: "Bert", armedUntil: null }),
        () => store.deleteAccount("main", "31"),
        () => store.createAccount("main", { ...account, username: "32", displayName: "" }),
        () => store.createBookEntry(key, entry("A")),
      ];
      await look();
      for (const change of changes) {
        await change();
        await look();
      }
      // Made and deleted again, the account has left nothing.
      expect(seen[3]).toBe(seen[0]);
      expect(new Set(seen).size).toBe(changes.length);
      expect((await store.readBookAccounts("main", { limit: 1 })).items).toEqual([
        { username: "30", displayName: "Anna", number: "030" },
      ]);
      expect(await store.bookVersion("main", "none")).toBeUndefined();
    });
  });
}
