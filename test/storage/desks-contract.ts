import { describe, expect, test } from "vitest";
import type { NewSeat, SeatEnd } from "../../src/provisioning/desk.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import {
  ANNA,
  admit,
  BERT,
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
import type { OpenTestStore, TestOptions, TestStore } from "./test-stores.ts";

const HOUR_MS = 3_600_000;
const LANES = [
  { name: "extension:main/20", free: 3, forgottenAfterMs: 24 * HOUR_MS },
  { name: "phone:0004137447D0", free: 5, forgottenAfterMs: HOUR_MS },
];

function newSeat(account: string, more: Partial<NewSeat> = {}): NewSeat {
  return {
    ...{ mac: MAC, account, until: null, armedUntil: null, takesHa1: false, mostLines: 12, by: "phone" },
    actor: { actor: "phone", door: "phone", address: ANNA },
    ...more,
  };
}

/** Two shared phones without a line of their own, and the accounts 20, 21 and 22. */
async function openDesks(open: OpenTestStore, options?: TestOptions): Promise<TestStore> {
  const opened = await open(options);
  const { store } = opened;
  await store.createPbx(newPbx());
  for (const username of ["20", "21", "22"]) {
    const names = { username, authName: username, displayName: `Name of ${username}`, number: `9${username}` };
    await store.createAccount("main", { ...names, password: new Password(`sip-secret-${username}`) });
  }
  for (const mac of [MAC, OTHER_MAC]) await admit(store, { mac, lines: [], isShared: true });
  return opened;
}

async function sit(store: Store, account: string, more: Partial<NewSeat> = {}) {
  const seated = await store.takeSeat(newSeat(account, more));
  if (typeof seated === "string") throw new Error(seated);
  return seated;
}

const phoneOf = async (store: Store, mac = MAC) => {
  const phone = await store.findPhone(mac);
  if (phone === undefined) throw new Error("the phone is gone");
  return phone;
};
const linesOf = async (store: Store, mac = MAC) => (await phoneOf(store, mac)).lines.map(({ username }) => username);
const claimOf = async (store: Store, requester = ANNA, mac = MAC) =>
  passwordsIn(await claim(store, await phoneOf(store, mac), requester, ["sip"]));

export function desksContract(open: OpenTestStore, { mayShare }: { mayShare: boolean }): void {
  describe("shared phones", () => {
    test("give whoever signs in a line after their own ones, and its password once", async () => {
      const { store } = await openDesks(open);
      expectPhone(await store.updatePhone(MAC, { lines: [newLine("22")], armedUntil: null }));
      const before = (await phoneOf(store)).revision;
      const { seat, ended, isNew } = await sit(store, "20");
      expect({ ended, isNew }).toEqual({ ended: [], isNew: true });
      expect(seat).toMatchObject({
        mac: MAC,
        account: "20",
        number: "920",
        by: "phone",
        until: null,
        isDelivered: false,
      });
      expect(await linesOf(store)).toEqual(["22", "20"]);
      const phone = await phoneOf(store);
      expect(phone.revision).not.toBe(before);
      expect(phone).toMatchObject({ seatWaits: true, seat: { accountId: phone.lines[1]?.accountId } });
      expect(await claimOf(store)).toEqual({ "sip 22": "sip-secret-22", "sip 20": "sip-secret-20" });
      expect(await phoneOf(store)).toMatchObject({ seatWaits: false });
      expect(await store.findSeat(MAC)).toMatchObject({ isDelivered: true });
      expect(await claimOf(store, BERT)).toEqual({});
      // The same again is no second delivery.
      expect(await sit(store, "20", { until: 5 })).toMatchObject({
        isNew: false,
        seat: { until: 5, isDelivered: true },
      });
      expect(await statesOf(store, phone)).toMatchObject({ "sip 20": "open" });
    });

    test("take line and grant away when somebody leaves, and give the next person theirs", async () => {
      const { store, clock } = await openDesks(open);
      await sit(store, "20");
      await claimOf(store);
      expect(await store.endSeat(MAC, "signed-out", {})).toEqual({
        mac: MAC,
        pbxId: "main",
        account: "20",
        why: "signed-out",
      });
      expect(await store.endSeat(MAC, "signed-out", {})).toBeUndefined();
      expect(await phoneOf(store)).toMatchObject({ lines: [], seat: null, seatWaits: false, sharing: "shared" });
      expect(await claimOf(store)).toEqual({});
      clock.now += 1;
      await sit(store, "21");
      expect(await claimOf(store, BERT)).toEqual({ "sip 21": "sip-secret-21" });
      const { ended } = await sit(store, "22");
      expect(ended).toEqual([{ mac: MAC, pbxId: "main", account: "21", why: "next-person" }]);
      expect(await claimOf(store)).toEqual({ "sip 22": "sip-secret-22" });
      const names = (await store.listEvents({ limit: 9, mac: MAC })).items.map(({ name, detail }) => [
        name,
        detail?.account,
      ]);
      expect(names).toEqual([
        ["desk-signed-in", "22"],
        ["desk-signed-out", "21"],
        ["desk-signed-in", "21"],
        ["desk-signed-out", "20"],
        ["desk-signed-in", "20"],
      ]);
      const audited = (await store.listAudit({ limit: 9, action: "desk-signed-out" })).items;
      expect(audited.map(({ detail }) => detail)).toEqual([
        '{"account":"21","why":"next-person"}',
        '{"account":"20","why":"signed-out"}',
      ]);
    });

    test("have an account sit at one of them only: it moves", async () => {
      const { store } = await openDesks(open);
      await sit(store, "20");
      await claimOf(store);
      const { ended } = await sit(store, "20", { mac: OTHER_MAC });
      expect(ended).toEqual([{ mac: MAC, pbxId: "main", account: "20", why: "signed-in-elsewhere" }]);
      expect([await linesOf(store), await linesOf(store, OTHER_MAC)]).toEqual([[], ["20"]]);
      expect(await claimOf(store, ANNA, OTHER_MAC)).toEqual({ "sip 20": "sip-secret-20" });
      expect((await store.listSeats({ limit: 9 })).items.map(({ mac, account }) => [mac, account])).toEqual([
        [OTHER_MAC, "20"],
      ]);
    });

    test("refuse who has no place there, and then change nothing", async () => {
      const { store } = await openDesks(open);
      await sit(store, "21");
      expectPhone(await store.updatePhone(MAC, { lines: [newLine("22")], armedUntil: null }));
      expect(await linesOf(store)).toEqual(["22", "21"]);
      const before = await phoneOf(store);
      expect(await store.takeSeat(newSeat("nobody"))).toBe("unknown-account");
      expect(await store.takeSeat(newSeat("22"))).toBe("line-of-the-phone");
      expect(await store.takeSeat(newSeat("20", { mostLines: 1 }))).toBe("no-free-line");
      expect(await store.takeSeat(newSeat("20", { pinHash: "$of$no$pin" }))).toBe("pin-changed");
      expect(await phoneOf(store)).toEqual(before);
      await store.updatePhone(OTHER_MAC, { isShared: false, armedUntil: null });
      expect(await store.takeSeat(newSeat("20", { mac: OTHER_MAC }))).toBe("not-shared");
    });

    test("keep the seat behind lines that staff change, which arms it anew where it moved", async () => {
      const { store } = await openDesks(open);
      await sit(store, "20");
      await claimOf(store);
      const lines = [newLine("22")];
      const phone = expectPhone(await store.updatePhone(MAC, { lines, armedUntil: null }));
      expect(phone.lines.map(({ username, isSeat = false }) => [username, isSeat])).toEqual([
        ["22", false],
        ["20", true],
      ]);
      expect(await statesOf(store, phone)).toMatchObject({ "sip 20": "armed", "sip 22": "armed" });
      expectPhone(await store.updatePhone(MAC, { label: "x", lines, armedUntil: null }));
      await claimOf(store);
      expectPhone(await store.updatePhone(MAC, { lines, armedUntil: null }));
      expect(await statesOf(store, phone)).toMatchObject({ "sip 20": "open", "sip 22": "open" });
    });

    test("end the seat when what it stands on goes", async () => {
      const { store } = await openDesks(open);
      await store.createPbx(newPbx("other"));
      const endings: [why: SeatEnd, end: () => Promise<unknown>][] = [
        ["no-longer-shared", () => store.updatePhone(MAC, { isShared: false, armedUntil: null })],
        ["line-of-the-phone", () => store.updatePhone(MAC, { lines: [newLine("20")], armedUntil: null })],
        ["moved-to-other-pbx", () => store.updatePhone(MAC, { pbxId: "other", lines: [], armedUntil: null })],
        ["phone-deleted", () => store.deletePhone(MAC)],
        ["account-deleted", () => store.deleteAccount("main", "20")],
      ];
      for (const [why, end] of endings) {
        if ((await store.findPhone(MAC)) === undefined) await admit(store, { lines: [], isShared: true });
        expectPhone(await store.updatePhone(MAC, { pbxId: "main", lines: [], isShared: true, armedUntil: null }));
        await sit(store, "20");
        await end();
        expect(await store.findSeat(MAC)).toBeUndefined();
        const [event] = (await store.listEvents({ limit: 1, mac: MAC, name: "desk-signed-out" })).items;
        expect(event).toMatchObject({ pbx: "main", detail: { account: "20", why } });
      }
      expect(await store.findAccount("main", "20")).toBeUndefined();
    });

    test("end those whose time is over, each once, and remember that they were shared", async () => {
      const { store, clock } = await openDesks(open);
      await sit(store, "20", { until: clock.now + 10 });
      await sit(store, "21", { mac: OTHER_MAC, until: clock.now + 11 });
      clock.now += 9;
      expect(await store.endOverdueSeats(9)).toEqual([]);
      clock.now += 1;
      expect(await store.endOverdueSeats(9)).toEqual([{ mac: MAC, pbxId: "main", account: "20", why: "time-over" }]);
      expect(await store.endOverdueSeats(9)).toEqual([]);
      clock.now += 1;
      expect(await store.endOverdueSeats(9)).toHaveLength(1);
      // What somebody left is cleared from now on, whether or not people sign in there.
      const sharingAfter = async (isShared: boolean, mac = MAC) =>
        expectPhone(await store.updatePhone(mac, { isShared, armedUntil: null })).sharing;
      expect(await sharingAfter(false)).toBe("ended");
      expect(await sharingAfter(true)).toBe("shared");
      await admit(store, { mac: "000413000007" as typeof MAC, lines: [] });
      expect(await sharingAfter(false, "000413000007" as typeof MAC)).toBe("never");
    });

    test("list who sits where, by page, PBX, scope and what a person would search", async () => {
      const { store } = await openDesks(open);
      await sit(store, "20");
      await sit(store, "21", { mac: OTHER_MAC });
      const list = async (query: object) =>
        (await store.listSeats({ limit: 9, ...query })).items.map(({ account }) => account);
      const first = await store.listSeats({ limit: 1 });
      expect(first.items.map(({ account }) => account)).toEqual(["20"]);
      expect(await list({ cursor: first.next })).toEqual(["21"]);
      expect(await list({ pbxIds: [] })).toEqual([]);
      expect(await list({ pbxIds: ["main"] })).toEqual(["20", "21"]);
      expect(await list({ pbxId: "other" })).toEqual([]);
      expect(await list({ search: "NAME OF 21" })).toEqual(["21"]);
      expect(await list({ search: "921" })).toEqual(["21"]);
      expect(await list({ search: "80:5e:c0" })).toEqual(["21"]);
    });

    test("bring an account's language and keys, and show the names that these watch", async () => {
      const { store } = await openDesks(open);
      await sit(store, "20");
      const kit = { language: "fr", keys: [{ type: "blf", value: "21" }] } as const;
      const before = (await phoneOf(store)).revision;
      const desk = { ...kit, keys: [...kit.keys] };
      expect(await store.updateAccount("main", "20", { desk, armedUntil: null })).toMatchObject({ desk: kit });
      const seated = await phoneOf(store);
      expect(seated.seat?.kit).toEqual(kit);
      expect(seated.revision).not.toBe(before);
      await store.updateAccount("main", "21", { displayName: "Zoë", armedUntil: null });
      expect((await phoneOf(store)).revision).not.toBe(seated.revision);
      await store.endSeat(MAC, "signed-out", {});
      const { revision } = await phoneOf(store);
      await store.updateAccount("main", "21", { displayName: "Anna", armedUntil: null });
      expect((await phoneOf(store)).revision).toBe(revision);
    });

    test("count a delivery that was taken back as none", async () => {
      const { store } = await openDesks(open);
      await sit(store, "20");
      const phone = await phoneOf(store);
      const claimed = await claim(store, phone, ANNA, ["sip"]);
      await store.undoClaim(claimed);
      expect(await phoneOf(store)).toMatchObject({ seatWaits: true });
      const again = await claim(store, phone, ANNA, ["sip"]);
      await claim(store, phone, ANNA, ["sip"]);
      // Somebody was granted it on top: then it was sent.
      await store.undoClaim(again);
      expect(await phoneOf(store)).toMatchObject({ seatWaits: false });
      await store.armGrants({ phoneId: phone.phoneId, kinds: ["sip"], armedUntil: null });
      expect(await phoneOf(store)).toMatchObject({ seatWaits: false });
    });

    test("give HA1 in place of a password that was destroyed, to phones that take it only", async () => {
      const { store, clock } = await openDesks(open, { keepPlaintext: false });
      await sit(store, "20");
      await claimOf(store);
      clock.now += HOUR_MS;
      await store.closeExpired();
      await store.endSeat(MAC, "signed-out", {});
      expect(await store.takeSeat(newSeat("20"))).toBe("password-destroyed");
      await sit(store, "20", { takesHa1: true });
      const [grant] = await claim(store, await phoneOf(store), ANNA, ["sip"]);
      expect(grant).toMatchObject({ outcome: "granted", password: undefined });
      expect(grant?.ha1?.reveal()).toMatch(/^[0-9a-f]{32}$/);
    });
  });

  describe("at the same time", () => {
    async function stores(opened: TestStore): Promise<[Store, Store]> {
      return [opened.store, mayShare ? await opened.openAgain() : opened.store];
    }

    test("two people at one phone: one sits there, and the other left or never came", async () => {
      const opened = await openDesks(open);
      const [one, two] = await stores(opened);
      for (let round = 0; round < 5; round++) {
        const seated = await Promise.all([one.takeSeat(newSeat("20")), two.takeSeat(newSeat("21"))]);
        expect(seated.map((result) => typeof result)).toEqual(["object", "object"]);
        const sitting = await linesOf(one);
        expect(sitting).toHaveLength(1);
        expect((await one.findSeat(MAC))?.account).toBe(sitting[0]);
        expect(Object.keys(await claimOf(one))).toEqual([`sip ${sitting[0]}`]);
        expect(await opened.query("select * from lines")).toHaveLength(1);
        await one.endSeat(MAC, "signed-out", {});
      }
    });

    test("one account at two phones: it sits at one of them", async () => {
      const opened = await openDesks(open);
      const [one, two] = await stores(opened);
      for (let round = 0; round < 5; round++) {
        const seated = await Promise.all([
          one.takeSeat(newSeat("20")),
          two.takeSeat(newSeat("20", { mac: OTHER_MAC })),
          two.takeSeat(newSeat("21")),
        ]);
        expect(seated.map((result) => typeof result)).toEqual(["object", "object", "object"]);
        const seats = (await one.listSeats({ limit: 9 })).items;
        expect(seats.filter(({ account }) => account === "20").length).toBeLessThanOrEqual(1);
        expect(await opened.query("select * from lines")).toHaveLength(seats.length);
        expect(await opened.query("select * from grants where kind = 'sip'")).toHaveLength(seats.length);
        for (const mac of [MAC, OTHER_MAC]) await one.endSeat(mac, "signed-out", {});
      }
    });

    test("somebody leaves while the phone fetches: the password goes out before that, or not at all", async () => {
      const opened = await openDesks(open);
      const [one, two] = await stores(opened);
      for (let round = 0; round < 10; round++) {
        await sit(one, "20");
        const phone = await phoneOf(one);
        const [claimed, ended] = await Promise.all([
          claim(one, phone, ANNA, ["sip"]),
          round % 2 === 0 ? two.endSeat(MAC, "signed-out", {}) : sit(two, "21"),
        ]);
        expect(ended).toBeDefined();
        // Whatever the claim got, it was of one person, and nothing of theirs is left to fetch.
        expect(Object.keys(passwordsIn(claimed)).length).toBeLessThanOrEqual(1);
        const later = await claimOf(one, BERT);
        expect(later["sip 20"]).toBeUndefined();
        await one.endSeat(MAC, "signed-out", {});
      }
    });
  });

  describe("PINs of shared phones", () => {
    test("belong to the account that people dial, and are sealed", async () => {
      const { store, dump } = await openDesks(open);
      expect(await store.setDeskPin("main", "nobody", "$hash$of$20")).toBe(false);
      expect(await store.findDeskLogin("main", "20")).toEqual({ account: "20", pinHash: null });
      expect(await store.setDeskPin("main", "20", "$hash$of$20")).toBe(true);
      expect(await store.findAccount("main", "20")).toMatchObject({ hasDeskPin: true });
      expect(await store.findDeskLogin("main", "920")).toEqual({ account: "20", pinHash: "$hash$of$20" });
      expect((await dump()).includes("$hash$of$20")).toBe(false);
      await store.updateAccount("main", "21", { number: "920", armedUntil: null });
      expect(await store.findDeskLogin("main", "920")).toBeUndefined();
      await store.updateAccount("main", "22", { number: "20", armedUntil: null });
      expect(await store.findDeskLogin("main", "20")).toMatchObject({ account: "20" });
      expect(await store.findDeskLogin("other", "20")).toBeUndefined();
      await store.setDeskPin("main", "20", null);
      expect(await store.findAccount("main", "20")).toMatchObject({ hasDeskPin: false });
      const seat = { pinHash: "$hash$of$20" };
      expect(await store.takeSeat(newSeat("20", seat))).toBe("pin-changed");
      await store.setDeskPin("main", "20", "$hash$of$20");
      expect(await store.takeSeat(newSeat("20", seat))).toMatchObject({ isNew: true });
    });

    test("keep an account at its PBX between two seats, and out of pools for phones that admit themselves", async () => {
      const { store } = await openDesks(open);
      const link = { settings: { kind: "kamailio" }, credentials: { databaseUrl: "sqlite:/none" } } as const;
      await store.putLink({ pbxId: "main", ...link, passwordOrder: "overlap" });
      const told = async () => {
        const [job] = await store.claimLinkJobs(1, 60_000);
        const outcomes = job?.changes.map(() => ({ outcome: "done" as const })) ?? [];
        if (job !== undefined) await store.finishLinkJob(job, { outcomes, delayMs: 0, event: undefined });
        return job?.changes.flatMap((change) => ("username" in change ? [[change.wanted, change.username]] : []));
      };
      await told();
      await store.setDeskPin("main", "20", "$hash");
      expect(await told()).toEqual([["account", "20"]]);
      await sit(store, "20");
      await sit(store, "21", { mac: OTHER_MAC });
      await told();
      for (const mac of [MAC, OTHER_MAC]) await store.endSeat(mac, "signed-out", {});
      expect((await told())?.toSorted()).toEqual([
        ["account", "20"],
        ["no-account", "21"],
      ]);
      const pool = { accounts: ["20"] };
      const stranger = { ...newPhone({ mac: "000413000009" as typeof MAC, lines: [] }), pool };
      expect(await store.createPhone(stranger)).toBe("pool-empty");
      await store.setDeskPin("main", "20", null);
      expect(await told()).toEqual([["no-account", "20"]]);
      expect(await store.createPhone(stranger)).toMatchObject({ lines: [{ username: "20" }] });
    });

    test("hold who tried too often, for longer each time, also after a restart", async () => {
      const { store, clock, openAgain, query } = await openDesks(open);
      // So many at once are no way around.
      const results = await Promise.all(Array.from({ length: 12 }, () => store.enterDeskTry(LANES)));
      expect(results.filter((result) => result === "entered")).toHaveLength(3);
      const again = mayShare ? await openAgain() : store;
      expect(await again.enterDeskTry(LANES)).toBe(clock.now + 30_000);
      clock.now += 30_000;
      expect(await again.enterDeskTry(LANES)).toBe("entered");
      expect(await store.enterDeskTry(LANES)).toBe(clock.now + 60_000);
      // Another extension at the same phone, whose lane has an attempt left.
      const other = [{ ...LANES[0], name: "extension:main/21" }, LANES[1]] as typeof LANES;
      expect(await store.enterDeskTry(other)).toBe("entered");
      expect(await store.enterDeskTry(other)).toBe(clock.now + 30_000);
      // Whoever is held makes no rows, whatever they type.
      const typed = [{ ...LANES[0], name: "extension:main/typed" }, LANES[1]] as typeof LANES;
      expect(await store.enterDeskTry(typed)).toBe(clock.now + 30_000);
      expect(await query("select * from desk_tries")).toHaveLength(3);
      await store.setDeskPin("main", "20", "$new");
      clock.now += HOUR_MS;
      expect(await store.enterDeskTry(LANES)).toBe("entered");
      await store.forgiveDeskTry("extension:main/20", "phone:0004137447D0");
      for (let time = 0; time < 3; time++) expect(await store.enterDeskTry(LANES)).toBe("entered");
      expect(await store.enterDeskTry(LANES)).toBe(clock.now + 30_000);
    });
  });
}
