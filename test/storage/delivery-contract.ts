import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { ClaimedGrant } from "../../src/provisioning/ports.ts";
import { ANNA, admit, BERT, claim, newLine, OTHER_MAC, passwordsIn, statesOf, WINDOW_MS } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const ALL = { "sip 20": "sip-secret-20", menu: "menu-secret", web: "web-secret" };

/** What phones' requests do to grants. */
export function deliveryContract(open: OpenTestStore): void {
  describe("the first delivery", () => {
    test("hands all three kinds to the first requester, in the order sip, menu, web", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      const grants = await claim(store, phone);
      expect(grants.map(({ kind, outcome, justOpened }) => ({ kind, outcome, justOpened }))).toEqual([
        { kind: "sip", outcome: "granted", justOpened: true },
        { kind: "menu", outcome: "granted", justOpened: true },
        { kind: "web", outcome: "granted", justOpened: true },
      ]);
      expect(passwordsIn(grants)).toEqual(ALL);
      expect(grants[0]).toMatchObject({
        openedAt: clock.now,
        openedBy: ANNA,
        closesAt: clock.now + WINDOW_MS,
        state: "open",
      });
      expect(grants[2]).toMatchObject({ kind: "web", closesAt: null });
    });

    test("goes to the same requester again inside the window, which is not an opening", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      clock.now += 1000;
      const again = await claim(store, phone);
      expect(passwordsIn(again)).toEqual(ALL);
      expect(again.some((grant) => grant.justOpened)).toBe(false);
    });

    test("tells another requester who has them, and no password", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      const other = await claim(store, phone, BERT);
      expect(passwordsIn(other)).toEqual({});
      expect(other.map(({ outcome, openedBy }) => [outcome, openedBy])).toEqual(
        Array(3).fill(["other-requester", ANNA]),
      );
    });

    test("moves only the kinds that the file carries", async () => {
      const { store } = await open();
      const phone = await admit(store);
      expect(passwordsIn(await claim(store, phone, ANNA, ["menu"]))).toEqual({ menu: "menu-secret" });
      expect(await claim(store, phone, ANNA, [])).toEqual([]);
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "armed", menu: "open", web: "armed" });
    });

    test("gives two accounts of a phone two independent grants", async () => {
      const { store } = await open();
      const phone = await admit(store, { lines: [newLine("20"), newLine("21")] });
      await store.closeGrants({ phoneId: phone.phoneId, kinds: ["sip"], accounts: ["21"] });
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip"]))).toEqual({ "sip 20": "sip-secret-20" });
    });

    test("knows nothing of a phone that is not there", async () => {
      const { store } = await open();
      expect(await store.claimGrants({ phoneId: 4711, kinds: ["sip"], requester: ANNA, windowMs: 1 })).toEqual([]);
    });
  });

  describe("what must hold", () => {
    test("1 atomic: of 120 requesters that claim at once, exactly one ever sees passwords", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const claims = await Promise.all(
        Array.from({ length: 120 }, (_, index) => claim(store, phone, `192.0.2.1/${index}`)),
      );
      expect(claims.map(passwordsIn).filter((passwords) => Object.keys(passwords).length > 0)).toEqual([ALL]);
    });

    test("2 durable: a store that is opened later knows the opening", async () => {
      const { store, openAgain } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      await store.close();
      const later = await openAgain();
      expect(passwordsIn(await claim(later, phone, BERT))).toEqual({});
      expect(passwordsIn(await claim(later, phone, ANNA))).toEqual(ALL);
    });

    test("3 one clock: a clock that jumps back never opens a closed grant again", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      clock.now += WINDOW_MS;
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip", "menu"]))).toEqual({});
      clock.now -= WINDOW_MS;
      const back = await claim(store, phone, ANNA, ["sip", "menu"]);
      expect(back.map(({ outcome, state }) => [outcome, state])).toEqual(Array(2).fill(["closed", "closed"]));
    });

    test("4 boundary: one millisecond before the window's end it is open, at its end it is closed", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      clock.now += WINDOW_MS - 1;
      expect(passwordsIn(await claim(store, phone))).toEqual(ALL);
      clock.now += 1;
      // The web interface's password has no window: its delivery was never confirmed.
      expect(passwordsIn(await claim(store, phone))).toEqual({ web: "web-secret" });
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "closed", menu: "closed", web: "open" });
    });

    test("4 boundary: a deadline is over at its instant", async () => {
      const { store, clock } = await open();
      const early = await admit(store, { armedUntil: clock.now + 1000 });
      const late = await admit(store, { mac: OTHER_MAC, lines: [newLine("30")], armedUntil: clock.now + 1000 });
      clock.now += 999;
      expect(Object.keys(passwordsIn(await claim(store, early)))).toHaveLength(3);
      clock.now += 1;
      expect((await claim(store, late)).map((grant) => grant.outcome)).toEqual(["closed", "closed", "closed"]);
      clock.now -= 1000;
      expect((await claim(store, late)).map((grant) => grant.outcome)).toEqual(["closed", "closed", "closed"]);
    });
  });

  describe("confirming a delivery", () => {
    test("closes web for good and leaves sip and menu to their window", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const grants = await claim(store, phone);
      expect(await store.confirmDelivery(grants)).toBe(true);
      expect(await store.confirmDelivery(grants)).toBe(false);
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "open", menu: "open", web: "closed" });
      expect(passwordsIn(await claim(store, phone))).toEqual({ "sip 20": "sip-secret-20", menu: "menu-secret" });
    });

    test("counts for an earlier of two deliveries to the same requester", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const first = await claim(store, phone);
      await claim(store, phone);
      expect(await store.confirmDelivery(first)).toBe(true);
    });

    test("leaves a grant alone that was armed again meanwhile, even when it was fetched again in the same millisecond", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const before = await claim(store, phone);
      await store.armGrants({ phoneId: phone.phoneId, kinds: ["web"], armedUntil: null });
      expect(await store.confirmDelivery(before)).toBe(false);
      await claim(store, phone);
      expect(await store.confirmDelivery(before)).toBe(false);
      expect(await statesOf(store, phone)).toMatchObject({ web: "open" });
    });

    test("means nothing for those who were refused", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      expect(await store.confirmDelivery(await claim(store, phone, BERT))).toBe(false);
      expect(await statesOf(store, phone)).toMatchObject({ web: "open" });
    });
  });

  describe("undoing a claim", () => {
    test("arms what it had opened, with the deadline of before", async () => {
      const { store, clock } = await open();
      const phone = await admit(store, { armedUntil: clock.now + 5000 });
      await store.undoClaim(await claim(store, phone));
      const grants = await store.listGrants(phone.phoneId);
      expect(grants).toEqual(
        grants.map((grant) => ({
          ...grant,
          state: "armed",
          openedAt: null,
          openedBy: null,
          closesAt: null,
          armedUntil: clock.now + 5000,
        })),
      );
      expect(passwordsIn(await claim(store, phone, BERT))).toEqual(ALL);
    });

    test("leaves alone what a later claim of the same requester may have sent", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const first = await claim(store, phone);
      await claim(store, phone);
      await store.undoClaim(first);
      expect(passwordsIn(await claim(store, phone, BERT))).toEqual({});
    });

    test("leaves alone what an earlier claim had opened, and what has moved on", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const first = await claim(store, phone);
      await store.undoClaim(await claim(store, phone));
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "open", menu: "open", web: "open" });
      await store.closeGrants({ phoneId: phone.phoneId, kinds: ["sip", "menu", "web"] });
      await store.undoClaim(first);
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "closed", menu: "closed", web: "closed" });
    });
  });

  test("a reset beside a hundred claims never hands a new password to an old claim", async () => {
    const { store } = await open();
    const phone = await admit(store);
    const accountId = phone.lines[0]?.accountId ?? 0;
    await claim(store, phone, ANNA, ["sip"]);
    const secrets = [{ kind: "sip" as const, accountId, password: new Password("new-secret") }];
    const reset = store.armGrants({ phoneId: phone.phoneId, kinds: ["sip"], armedUntil: null, secrets });
    const claims: ClaimedGrant[][] = await Promise.all(
      Array.from({ length: 100 }, () => claim(store, phone, ANNA, ["sip"])),
    );
    await reset;
    const opening = (await claim(store, phone, ANNA, ["sip"]))[0]?.opening;
    for (const grant of claims.flat()) {
      expect(grant.password?.reveal()).toBe(grant.opening === opening ? "new-secret" : "sip-secret-20");
    }
  });

  test("reads all passwords of a phone's kinds where the one-time rule is off, and moves nothing", async () => {
    const { store } = await open();
    const phone = await admit(store);
    const read = await store.readPasswords(phone.phoneId, ["sip", "web"]);
    expect(read.map(({ kind, accountId, password }) => [kind, accountId, password.reveal()])).toEqual([
      ["sip", phone.lines[0]?.accountId, "sip-secret-20"],
      ["web", null, "web-secret"],
    ]);
    expect(await statesOf(store, phone)).toEqual({ "sip 20": "armed", menu: "armed", web: "armed" });
  });
}
