import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { PasswordOrder } from "../../src/provisioning/pbx-link.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { admit, newLine } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

async function linkWith(store: Store, passwordOrder: PasswordOrder): Promise<void> {
  const link = { settings: { kind: "kamailio" }, credentials: { databaseUrl: "sqlite:/none" } } as const;
  await store.putLink({ pbxId: "main", ...link, passwordOrder });
}

/** Tells the PBX of everything that is due; what it is told of the account. */
async function tell(store: Store) {
  const [job] = await store.claimLinkJobs(1, 60_000);
  if (job === undefined) throw new Error("nothing is due");
  await store.finishLinkJob(job, {
    ...{ outcomes: job.changes.map(() => ({ outcome: "done" as const })), delayMs: 0, event: undefined },
  });
  return job.changes.find((change) => change.wanted === "account");
}

export function overlapsContract(open: OpenTestStore): void {
  describe("overlaps of passwords", () => {
    test("are listed once the PBX was told, and ended only for the password that was used", async () => {
      const { store, clock } = await open();
      const phone = await admit(store, { lines: [newLine("20")] });
      await linkWith(store, "overlap");
      await tell(store);
      const accountId = (await store.listGrants(phone.phoneId)).find(({ kind }) => kind === "sip")?.accountId ?? 0;
      const reset = (text: string) =>
        store.armGrants({
          ...{ phoneId: phone.phoneId, kinds: ["sip"], armedUntil: null },
          secrets: [{ kind: "sip", accountId, password: new Password(text) }],
        });

      await reset("second-password");
      // What the PBX has is the first password still, and phones have used that long ago.
      expect(await store.listOverlaps("main")).toEqual([]);
      const first = await tell(store);
      expect(first?.previousHa1).toBeDefined();
      const overlaps = await store.listOverlaps("main");
      expect(overlaps).toEqual([{ username: "20", since: clock.now }]);

      clock.now += 5000;
      await reset("third-password");
      // Found before that reset: it says nothing about the password since.
      await store.endOverlaps("main", overlaps);
      expect(await store.listOverlaps("main")).toEqual([]);
      expect((await tell(store))?.previousHa1).toBeDefined();
      const again = await store.listOverlaps("main");
      expect(again).toEqual([{ username: "20", since: clock.now }]);

      await store.endOverlaps("main", again);
      expect(await tell(store)).toMatchObject({ username: "20", previousHa1: undefined });
      expect(await store.listOverlaps("main")).toEqual([]);
    });
  });
}
