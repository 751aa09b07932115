import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { PasswordKind } from "../../src/provisioning/password.ts";
import type { GrantState } from "../../src/provisioning/phone.ts";
import type { ClaimedGrant } from "../../src/provisioning/ports.ts";
import { ALL_KINDS, admit, macNumber, newLine } from "./sample-rows.ts";
import { sqliteDatabases } from "./test-stores.ts";

const { open, cleanUp } = sqliteDatabases();
afterEach(cleanUp);

const WINDOW_MS = 10;

type ModelGrant = {
  state: GrantState;
  openedBy: string;
  closesAt: number;
  armedUntil: number;
  opening: number;
  lastClaim: number;
};

const kinds = fc.uniqueArray(fc.constantFrom(...ALL_KINDS), { minLength: 1 });
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("claim" as const), kinds, requester: fc.constantFrom("A", "B") }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("arm" as const), kinds, forMs: fc.constantFrom(0, 1, 10, Infinity) }),
    },
    fc.record({ do: fc.constant("close" as const), kinds }),
    fc.record({ do: fc.constant("undo" as const), claim: fc.nat(3) }),
    { weight: 2, arbitrary: fc.record({ do: fc.constant("confirm" as const), claim: fc.nat(3) }) },
    fc.record({ do: fc.constant("sweep" as const) }),
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(-10, -1, 1, 5, 9, 10) }),
    },
  ),
  { maxLength: 30 },
);

test("a grant does what one-time-passwords.md says, whatever comes in whatever order", async () => {
  const { store, clock } = await open();
  let phones = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      phones += 1;
      const phone = await admit(store, { mac: macNumber(phones), lines: [newLine(`u${phones}`)] });
      const model = new Map<PasswordKind, ModelGrant>();
      for (const kind of ALL_KINDS)
        model.set(kind, {
          state: "armed",
          openedBy: "",
          closesAt: Infinity,
          armedUntil: Infinity,
          opening: 0,
          lastClaim: 0,
        });
      const claims: { grants: ClaimedGrant[]; number: number }[] = [];

      const expire = (grant: ModelGrant) => {
        if (grant.state === "armed" && grant.armedUntil <= clock.now) grant.state = "closed";
        if (grant.state === "open" && grant.closesAt <= clock.now) grant.state = "closed";
      };
      for (const step of sequence) {
        if (step.do === "wait") clock.now += step.ms;
        if (step.do === "claim") {
          const number = claims.length + 1;
          const grants = await store.claimGrants({
            phoneId: phone.phoneId,
            kinds: step.kinds,
            requester: step.requester,
            windowMs: WINDOW_MS,
          });
          claims.push({ grants, number });
          for (const kind of step.kinds) {
            const grant = model.get(kind);
            if (grant === undefined) continue;
            expire(grant);
            if (grant.state === "armed") {
              const closesAt = kind === "web" ? Infinity : clock.now + WINDOW_MS;
              Object.assign(grant, { state: "open", openedBy: step.requester, closesAt, opening: number });
            }
            const isGranted = grant.state === "open" && grant.openedBy === step.requester;
            if (isGranted) grant.lastClaim = number;
            const claimed = grants.find((one) => one.kind === kind);
            expect(claimed?.password !== undefined).toBe(isGranted);
            expect(claimed?.outcome).toBe(
              isGranted ? "granted" : grant.state === "open" ? "other-requester" : "closed",
            );
            expect(claimed?.justOpened).toBe(isGranted && grant.opening === number);
          }
        }
        if (step.do === "arm") {
          const armedUntil = clock.now + step.forMs;
          await store.armGrants({
            phoneId: phone.phoneId,
            kinds: step.kinds,
            armedUntil: armedUntil === Infinity ? null : armedUntil,
          });
          for (const kind of step.kinds)
            Object.assign(model.get(kind) ?? {}, { state: "armed", armedUntil, opening: 0, lastClaim: 0 });
        }
        if (step.do === "close") {
          await store.closeGrants({ phoneId: phone.phoneId, kinds: step.kinds });
          for (const kind of step.kinds) Object.assign(model.get(kind) ?? {}, { state: "closed" });
        }
        if (step.do === "sweep") {
          await store.closeExpired();
          for (const grant of model.values()) expire(grant);
        }
        const before = step.do === "undo" || step.do === "confirm" ? claims.at(-1 - step.claim) : undefined;
        if (before !== undefined && step.do === "undo") {
          await store.undoClaim(before.grants);
          for (const grant of model.values()) {
            const isUntouched = grant.opening === before.number && grant.lastClaim === before.number;
            if (grant.state === "open" && isUntouched)
              Object.assign(grant, { state: "armed", opening: 0, lastClaim: 0 });
          }
        }
        if (before !== undefined && step.do === "confirm") {
          const web = model.get("web");
          const delivered = before.grants.find((grant) => grant.kind === "web" && grant.outcome === "granted");
          const opening = claims.find(({ grants }) =>
            grants.some((one) => one.kind === "web" && one.justOpened && one.opening === delivered?.opening),
          );
          const closes = web?.state === "open" && delivered !== undefined && web.opening === opening?.number;
          expect(await store.confirmDelivery(before.grants)).toBe(closes);
          if (web !== undefined && closes) web.state = "closed";
        }
      }
      for (const grant of model.values()) expire(grant);
      const listed = await store.listGrants(phone.phoneId);
      expect(Object.fromEntries(listed.map(({ kind, state }) => [kind, state]))).toEqual(
        Object.fromEntries([...model].map(([kind, { state }]) => [kind, state])),
      );
    }),
    { numRuns: 150 },
  );
});
