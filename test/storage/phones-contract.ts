import { describe, expect, test } from "vitest";
import {
  ALL_KINDS,
  admit,
  claim,
  expectPhone,
  MAC,
  newLine,
  newPbx,
  newPhone,
  OTHER_MAC,
  passwordsIn,
  statesOf,
} from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

export function phonesContract(open: OpenTestStore): void {
  describe("admitting a phone", () => {
    test("stores it whole, makes its accounts and arms its grants", async () => {
      const { store, clock } = await open();
      const phone = await admit(store, {
        macId: "AB12",
        lines: [newLine("20", { label: "Front" }), newLine("21")],
        armedUntil: clock.now + 5,
      });
      expect(phone).toEqual({
        phoneId: expect.any(Number),
        mac: MAC,
        macId: "AB12",
        pbxId: "main",
        vendorId: "snom",
        vendorSource: "prefix",
        model: "D785",
        modelSource: "operator",
        revision: expect.any(String),
        hasLiveGrants: true,
        certificatePolicy: "off",
        knownAuthorities: [],
        access: { proof: [], mode: "require", allow: [], deny: [] },
        pausedAt: null,
        proofs: [],
        ...{ seatWaits: false, sharing: "never", seat: null },
        label: "Reception",
        keys: [{ type: "blf", value: "21", label: "Bert" }],
        modules: [],
        handsets: [],
        profileId: null,
        settings: { language: "de" },
        rolloutFirmware: null,
        lines: [
          { accountId: expect.any(Number), username: "20", authName: "20", displayName: "Name of 20", label: "Front" },
          {
            accountId: expect.any(Number),
            username: "21",
            authName: "21",
            displayName: "Name of 21",
            label: "Name of 21",
          },
        ],
        createdAt: clock.now,
        updatedAt: clock.now,
        lastSeenAt: null,
        lastAddress: null,
        firmware: null,
      });
      expect(await store.findPhone(MAC)).toEqual(phone);
      const {
        macId,
        label,
        keys,
        modules,
        handsets,
        profileId,
        settings,
        lines,
        createdAt,
        updatedAt,
        lastSeenAt,
        lastAddress,
        firmware,
        rolloutFirmware,
        knownAuthorities: _knownAuthorities,
        sharing,
        seat,
        ...admission
      } = phone;
      expect(await store.findAdmission(MAC)).toEqual(admission);
      expect(await store.listGrants(phone.phoneId)).toMatchObject([
        { kind: "sip", account: "20", accountId: lines[0]?.accountId, state: "armed", armedUntil: clock.now + 5 },
        { kind: "sip", account: "21", accountId: lines[1]?.accountId, state: "armed" },
        { kind: "menu", account: null, accountId: null, state: "armed" },
        { kind: "web", account: null, accountId: null, state: "armed" },
      ]);
    });

    test("uses an account that exists with its password, and the line's own name", async () => {
      const { store } = await open();
      await admit(store);
      const second = await admit(store, { mac: OTHER_MAC, lines: [newLine("20", { displayName: "Back door" })] });
      expect(second.lines[0]).toMatchObject({ displayName: "Back door", label: "Back door" });
      expect(passwordsIn(await claim(store, second, "x", ["sip"]))).toEqual({ "sip 20": "sip-secret-20" });
      expect((await store.findAccount("main", "20"))?.displayName).toBe("Name of 20");
    });

    test("gives an account on two lines one grant", async () => {
      const { store } = await open();
      const phone = await admit(store, { lines: [newLine("20"), newLine("20")] });
      expect(phone.lines).toHaveLength(2);
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "armed", menu: "armed", web: "armed" });
    });

    test("refuses a MAC in use, an unknown PBX and an unknown account, and leaves nothing behind", async () => {
      const { store } = await open();
      expect(await store.createPhone(newPhone())).toBe("unknown-pbx");
      await admit(store);
      expect(await store.createPhone(newPhone({ lines: [newLine("99")] }))).toBe("mac-in-use");
      const lines = [newLine("30"), newLine("31", { displayName: null })];
      expect(await store.createPhone(newPhone({ mac: OTHER_MAC, lines }))).toEqual({
        problem: "unknown-account",
        lineIndex: 1,
      });
      expect(await store.findPhone(OTHER_MAC)).toBeUndefined();
      expect((await store.listAccounts("main", { limit: 10 })).items.map((account) => account.username)).toEqual([
        "20",
      ]);
    });

    test("takes the phone out of the sightings", async () => {
      const { store, clock } = await open();
      const seen = {
        mac: MAC,
        vendorId: "snom",
        model: null,
        firmware: null,
        address: "192.0.2.9",
        via: "http" as const,
        reason: "not-admitted",
        at: clock.now,
      };
      await store.record({ events: [], visits: [], sightings: [seen] });
      await admit(store);
      await store.record({ events: [], visits: [], sightings: [seen] });
      expect(await store.findSighting(MAC)).toBeUndefined();
      expect((await store.listSightings({ limit: 10 })).items).toEqual([]);
    });
  });

  describe("changing a phone", () => {
    test("changes what is given, keeps the rest, and changes the revision", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      clock.now += 1000;
      const changed = await store.updatePhone(
        MAC,
        { label: "Lobby", model: null, modelSource: null, settings: {}, armedUntil: null },
        phone.revision,
      );
      expect(changed).toEqual({
        ...phone,
        label: "Lobby",
        model: null,
        modelSource: null,
        settings: {},
        updatedAt: clock.now,
        revision: expect.any(String),
      });
      expect(expectPhone(changed).revision).not.toBe(phone.revision);
      expect(await store.updatePhone(MAC, { label: "x", armedUntil: null }, phone.revision)).toBe("stale");
      expect(await store.deletePhone(MAC, phone.revision)).toBe("stale");
      expect(await store.updatePhone(OTHER_MAC, { label: "x", armedUntil: null })).toBe("not-found");
      expect(await store.updatePhone(MAC, { pbxId: "nowhere", armedUntil: null })).toBe("unknown-pbx");
    });

    test("arms accounts that are new or moved, drops those that are gone, leaves the others", async () => {
      const { store, clock } = await open();
      const phone = await admit(store, { lines: ["20", "21", "22", "23"].map((name) => newLine(name)) });
      await store.closeGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS });
      const lines = ["20", "22", "24"].map((name) => newLine(name));
      const changed = expectPhone(await store.updatePhone(MAC, { lines, armedUntil: clock.now + 7 }));
      expect(changed.lines.map((line) => line.username)).toEqual(["20", "22", "24"]);
      expect(await statesOf(store, phone)).toEqual({
        "sip 20": "closed",
        "sip 22": "armed",
        "sip 24": "armed",
        menu: "closed",
        web: "closed",
      });
      expect((await store.listGrants(phone.phoneId))[1]?.armedUntil).toBe(clock.now + 7);
      const problem = await store.updatePhone(MAC, { lines: [newLine("99", { displayName: null })], armedUntil: null });
      expect(problem).toEqual({ problem: "unknown-account", lineIndex: 0 });
      expect(await store.findPhone(MAC)).toEqual(changed);
    });

    test("moves its lines to the accounts of the same names on another PBX", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await store.createPbx(newPbx("second"));
      expect(await store.updatePhone(MAC, { pbxId: "second", armedUntil: null })).toEqual({
        problem: "unknown-account",
        lineIndex: 0,
      });
      const { newPassword: password } = newLine("20-second");
      await store.createAccount("second", {
        username: "20",
        authName: "20",
        displayName: "Other",
        number: "20",
        password,
      });
      const moved = expectPhone(await store.updatePhone(MAC, { pbxId: "second", armedUntil: null }));
      expect(moved.pbxId).toBe("second");
      expect(moved.lines[0]?.displayName).toBe("Other");
      expect(passwordsIn(await claim(store, phone, "x", ["sip"]))).toEqual({ "sip 20": "sip-secret-20-second" });
    });

    test("changes the revision when one of its accounts or its PBX changes, of no other phone", async () => {
      const { store } = await open();
      await admit(store);
      await store.createPbx(newPbx("second"));
      await admit(store, { mac: OTHER_MAC, pbxId: "second", lines: [newLine("30")] });
      const revisions = async () =>
        Promise.all([MAC, OTHER_MAC].map(async (one) => (await store.findAdmission(one))?.revision));
      const before = await revisions();
      await store.updateAccount("main", "20", { displayName: "New name", armedUntil: null });
      const renamed = await revisions();
      expect(renamed[0]).not.toBe(before[0]);
      await store.updatePbx("main", { port: 5070 });
      const moved = await revisions();
      expect(moved[0]).not.toBe(renamed[0]);
      expect(moved[1]).toBe(before[1]);
      expect((await store.findPhone(MAC))?.lines[0]?.displayName).toBe("New name");
    });
  });

  describe("a phone and certificates", () => {
    test("is asked for one as its PBX says for its vendor, from the next look on", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const policyNow = async () => (await store.findAdmission(MAC))?.certificatePolicy;
      expect(await policyNow()).toBe("off");
      await store.updatePbx("main", { clientCertificates: { yealink: "require" } });
      expect(await policyNow()).toBe("off");
      await store.updatePbx("main", { clientCertificates: { yealink: "require", snom: "prefer" } });
      expect(await policyNow()).toBe("prefer");
      expect((await store.findAdmission(MAC))?.revision).not.toBe(phone.revision);
      expect((await store.findPbx("main"))?.clientCertificates).toEqual({ yealink: "require", snom: "prefer" });
    });

    test("keeps which authorities it took, each once, which changes its configuration", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await store.noteAuthority(MAC, "00112233aabbccdd");
      const noted = await store.findPhone(MAC);
      expect(noted?.knownAuthorities).toEqual(["00112233aabbccdd"]);
      expect(noted?.revision).not.toBe(phone.revision);
      expect((await store.findAdmission(MAC))?.revision).toBe(noted?.revision);
      await store.noteAuthority(MAC, "00112233aabbccdd");
      expect((await store.findPhone(MAC))?.revision).toBe(noted?.revision);
      await store.noteAuthority(MAC, "ffffffffaabbccdd");
      await store.noteAuthority(OTHER_MAC, "ffffffffaabbccdd");
      expect((await store.findPhone(MAC))?.knownAuthorities).toEqual(["00112233aabbccdd", "ffffffffaabbccdd"]);
      const counts = ["00112233aabbccdd", "ffffffffaabbccdd", "0000000000000000"].map((id) =>
        store.countPhonesThatKnow(id),
      );
      expect(await Promise.all(counts)).toEqual([1, 1, 0]);
      for (let n = 0; n < 10; n++) await store.noteAuthority(MAC, `${n}`.repeat(16));
      expect((await store.findPhone(MAC))?.knownAuthorities).toHaveLength(8);
    });
  });

  describe("deleting a phone", () => {
    test("takes its grants with it and leaves its accounts and its history", async () => {
      const { store, query, clock } = await open();
      const phone = await admit(store);
      const grants = await claim(store, phone);
      await store.record({ events: [{ name: "phone-admitted", at: clock.now, mac: MAC }], visits: [], sightings: [] });
      expect(await store.deletePhone(MAC, phone.revision)).toBe("deleted");
      expect(await store.deletePhone(MAC)).toBe("not-found");
      expect(await store.findAdmission(MAC)).toBeUndefined();
      expect(await claim(store, phone)).toEqual([]);
      expect(await store.confirmDelivery(grants)).toBe(false);
      for (const table of ["lines", "grants", "phone_secrets"])
        expect(await query(`select * from ${table}`)).toEqual([]);
      expect((await store.listEvents({ limit: 5, mac: MAC })).items).toHaveLength(1);
      expect(await store.findAccount("main", "20")).toBeDefined();
    });

    test("never gives its revisions again to the same MAC", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await store.deletePhone(MAC);
      expect((await admit(store)).revision).not.toBe(phone.revision);
    });
  });
}
