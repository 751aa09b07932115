import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { ProofVia } from "../../src/provisioning/phone-proof.ts";
import { hashesOfLogin, hashToken, newToken } from "../../src/provisioning/phone-proof.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { admit, MAC, newPbx, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const ASKING = {
  proof: ["token", "credentials"] as ("token" | "credentials")[],
  mode: "require" as const,
  allow: [],
  deny: [],
};

async function addToken(store: Store, phoneId: number, via: ProofVia): Promise<{ text: string; hash: string }> {
  const text = newToken().reveal();
  const hash = hashToken(text);
  await store.addProof(phoneId, { kind: "token", via, hash });
  return { text, hash };
}

export function proofsContract(open: OpenTestStore): void {
  /** A phone on a PBX that asks for proof. */
  async function openAsking() {
    const opened = await open();
    await opened.store.createPbx(newPbx("main", { access: ASKING }));
    const phone = await admit(opened.store);
    const alive = async () => (await opened.store.findAdmission(MAC))?.proofs.map(({ hash }) => hash) ?? [];
    const idOf = async (hash: string) =>
      (await opened.store.findAdmission(MAC))?.proofs.find((proof) => proof.hash === hash)?.id ?? 0;
    return { ...opened, phone, alive, idOf };
  }

  describe("what phones prove themselves by", () => {
    test("comes with their admission, oldest first, where their PBX asks for it", async () => {
      const { store, phone } = await openAsking();
      const token = await addToken(store, phone.phoneId, "pnp");
      const login = hashesOfLogin("0004137447d0", new Password("secret-of-login"));
      await store.addProof(phone.phoneId, { kind: "login", via: "config", ...login });
      const { proofs, access } = (await store.findAdmission(MAC)) ?? {};
      expect(access).toEqual(ASKING);
      expect(proofs).toEqual([
        { id: expect.any(Number), kind: "token", via: "pnp", hash: token.hash, isToBeReplaced: false, isUsed: false },
        { id: expect.any(Number), kind: "login", via: "config", hash: "", isToBeReplaced: false, isUsed: false },
      ]);
      expect(await store.findLogins(phone.phoneId)).toEqual([
        { id: proofs?.[1]?.id, isToBeReplaced: false, isUsed: false, ...login },
      ]);
      expect(await store.findLogins(0)).toEqual([]);
      await store.updatePbx("main", { access: { ...ASKING, proof: [] } });
      const open = await store.findAdmission(MAC);
      expect(open).toMatchObject({ access: { proof: [] }, proofs: [] });
      expect(open?.revision).not.toBe(phone.revision);
    });

    test("the first token dies when the second was used, and not before", async () => {
      const { store, phone, alive, idOf } = await openAsking();
      const first = await addToken(store, phone.phoneId, "staff");
      const second = await addToken(store, phone.phoneId, "config");
      expect(await alive()).toEqual([first.hash, second.hash]);
      const id = await idOf(second.hash);
      expect(await store.useProof(phone.phoneId, id)).toBe(true);
      expect(await store.useProof(phone.phoneId, id)).toBe(false);
      expect(await alive()).toEqual([second.hash]);
    });

    test("a login that was used ends first tokens and older logins, and leaves the phone's own token", async () => {
      const { store, phone, alive } = await openAsking();
      await addToken(store, phone.phoneId, "staff");
      const own = await addToken(store, phone.phoneId, "config");
      for (const password of ["one", "two"])
        await store.addProof(phone.phoneId, {
          ...{ kind: "login", via: "config" },
          ...hashesOfLogin("name", new Password(password)),
        });
      const [, login] = await store.findLogins(phone.phoneId);
      expect(await store.useProof(phone.phoneId, login?.id ?? 0)).toBe(true);
      expect(await alive()).toEqual([own.hash, ""]);
      expect((await store.findLogins(phone.phoneId)).map(({ isUsed }) => isUsed)).toEqual([true]);
    });

    test("of those that nobody used, two stay for each way they came", async () => {
      const { store, phone, alive } = await openAsking();
      const made: { hash: string }[] = [];
      for (const via of ["pnp", "pnp", "pnp", "staff", "config", "config", "config"] as const)
        made.push(await addToken(store, phone.phoneId, via));
      expect(await alive()).toEqual([1, 2, 3, 5, 6].map((index) => made[index]?.hash));
    });

    test("are replaced by a rotation, or over at once", async () => {
      const { store, phone, alive } = await openAsking();
      await addToken(store, phone.phoneId, "config");
      await store.rotateProofs(phone.phoneId, false);
      expect(await store.listProofs(phone.phoneId)).toMatchObject([
        { kind: "token", isToBeReplaced: true, usedAt: null },
      ]);
      await store.rotateProofs(phone.phoneId, true);
      expect(await alive()).toEqual([]);
    });

    test("belong to one phone: nobody else's use or rotation touches them, and they go with it", async () => {
      const { store, phone, alive, idOf, query } = await openAsking();
      const other = await admit(store, { mac: OTHER_MAC, lines: [] });
      const token = await addToken(store, phone.phoneId, "config");
      expect(await store.useProof(other.phoneId, await idOf(token.hash))).toBe(false);
      await store.rotateProofs(other.phoneId, true);
      expect(await alive()).toEqual([token.hash]);
      await store.deletePhone(MAC);
      expect(await query("select id from phone_proofs")).toEqual([]);
      await store.addProof(phone.phoneId, { kind: "token", via: "pnp", hash: token.hash });
    });

    test("neither a token nor a login is in the database", async () => {
      const { store, phone, dump } = await openAsking();
      const { text } = await addToken(store, phone.phoneId, "config");
      const login = hashesOfLogin("0004137447d0", new Password("secret-of-login"));
      await store.addProof(phone.phoneId, { kind: "login", via: "config", ...login });
      const bytes = await dump();
      for (const word of [text, "secret-of-login", login.md5, login.sha256]) expect(bytes.includes(word)).toBe(false);
      expect(bytes.includes(hashToken(text))).toBe(true);
    });

    test("a nonce is good once for each count that is higher than all before", async () => {
      const { store, openAgain, clock } = await openAsking();
      const other = await openAgain();
      const until = clock.now + 1000;
      expect(await store.takeNonce("n", 2, until)).toBe(true);
      expect(await other.takeNonce("n", 2, until)).toBe(false);
      expect(await other.takeNonce("n", 1, until)).toBe(false);
      expect(await other.takeNonce("n", 3, until)).toBe(true);
      expect(await store.takeNonce("other", 1, until)).toBe(true);
      const together = await Promise.all(Array.from({ length: 20 }, () => store.takeNonce("once", 1, until)));
      expect(together.filter(Boolean)).toHaveLength(1);
      clock.now = until;
      await store.prune(0);
      expect(await store.takeNonce("n", 1, until + 1000)).toBe(true);
    });

    test("whether anybody asks for credentials is known to every daemon, and keys are derived alike", async () => {
      const { store, openAgain } = await openAsking();
      const other = await openAgain();
      expect(await other.asksForCredentials()).toBe(true);
      await store.updatePbx("main", { access: { ...ASKING, mode: "prepare" } });
      expect(await other.asksForCredentials()).toBe(false);
      await store.updatePbx("main", { access: { ...ASKING, proof: ["token"] } });
      expect(await other.asksForCredentials()).toBe(false);
      expect(other.deriveKey("a")).toEqual(store.deriveKey("a"));
      expect(other.deriveKey("b")).not.toEqual(store.deriveKey("a"));
      expect(other.deriveKeys("a").map((key) => key.export())).toEqual([store.deriveKey("a")]);
    });
  });
}
