import { afterAll, expect, test } from "vitest";
import type { LinkOutcome, Registration } from "../../src/provisioning/pbx-link.ts";
import { linkMain, registrationOf } from "../storage/registrations-contract.ts";
import { DAY, DRIVEN, MINUTE, startDiagnoses } from "./diagnosis-fixture.ts";

const { phones, codesOf, reasonOf, provision, admit, diagnose, told } = await startDiagnoses();
const { store, clock } = phones.staff;
afterAll(async () => {
  expect([...told]).toEqual(expect.arrayContaining([...DRIVEN.pbx]));
  await phones.close();
});

const tell = (...registrations: Registration[]) =>
  store.recordRegistrations("main", registrations, clock.now, { freshMs: DAY, nextMs: 1 });
async function answerJobs(outcome: LinkOutcome): Promise<void> {
  for (const job of await store.claimLinkJobs(5, 1000))
    await store.finishLinkJob(job, { outcomes: job.changes.map(() => outcome), delayMs: 0, event: undefined });
}

test("a phone that is well until its registration is gone, with the last evidence of it", async () => {
  const mac = await provision("000413AA0101", { lines: [{ account: "401", displayName: "401" }] });
  expect(await codesOf(mac)).toEqual(["ok"]);
  await linkMain(store);
  await answerJobs({ outcome: "done" });
  // As long as the PBX says nothing, nothing stands against it.
  expect(await codesOf(mac)).toEqual(["ok"]);
  await tell();
  const never = await reasonOf(mac, "not-registered");
  expect(never).toMatchObject({ severity: "error", why: expect.stringContaining("never had a registration with 401") });
  await tell(registrationOf("401", { expiresAt: clock.now + MINUTE }));
  expect(await codesOf(mac)).toEqual(["ok"]);
  phones.wait(MINUTE);
  const gone = await reasonOf(mac, "not-registered");
  expect(gone.why).toContain("198.51.100.7 (snomD785/10.1)");
  expect(gone.evidence).toMatchObject([
    { kind: "registration", address: "198.51.100.7", detail: { userAgent: "snomD785/10.1" } },
  ]);
  expect((await diagnose(mac)).isProvisioned).toBe(false);
  await store.recordUnasked("main", { words: "no route" }, { at: clock.now, nextMs: 1 });
  expect(await codesOf(mac)).toEqual(["ok"]);
});

test("one that has not fetched yet is not called unregistered", async () => {
  const mac = await admit("000413AA0102", { lines: [{ account: "402", displayName: "402" }] });
  await tell();
  expect(await codesOf(mac)).not.toContain("not-registered");
});

test("an account by which another maker's device is registered", async () => {
  const mac = await provision("000413AA0103", { lines: [{ account: "403", displayName: "403" }] });
  const expiresAt = clock.now + DAY;
  await answerJobs({ outcome: "done" });
  await tell(registrationOf("403", { expiresAt, userAgent: "Yealink SIP-T54W 96.86.0.70" }));
  expect(await reasonOf(mac, "registered-elsewhere")).toMatchObject({
    ...{ severity: "warning", why: expect.stringContaining("Yealink SIP-T54W 96.86.0.70, which is no Snom") },
  });
  await tell(registrationOf("403", { expiresAt, userAgent: "Ours 1.0" }));
  expect(await codesOf(mac)).toEqual(["ok"]);
});

test("an account that the PBX refuses, or has not taken for minutes", async () => {
  const mac = await provision("000413AA0104", { lines: [{ account: "404", displayName: "404" }] });
  await tell(registrationOf("404", { expiresAt: clock.now + DAY }));
  const late = await reasonOf(mac, "pbx-not-told");
  expect(late).toMatchObject({ severity: "warning", evidence: [{ kind: "pbx", detail: { account: "404" } }] });
  await answerJobs({ outcome: "failed", words: "no table subscriber" });
  expect(await reasonOf(mac, "pbx-not-told")).toMatchObject({
    ...{ severity: "error", why: expect.stringContaining("no table subscriber") },
  });
});
