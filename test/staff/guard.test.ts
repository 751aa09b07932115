import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

function walk(address: string, count: number): void {
  for (let index = 0; index < count; index++)
    staff.guard.guess(address, index.toString(16).padStart(12, "0").toUpperCase() as Mac, staff.clock.now);
}

test("lists who is slowed or held back, the worst first, and lets a technician pardon", async () => {
  expect((await staff.get("/guard")).json).toEqual({ items: [], next: null });
  walk("192.0.2.1", 20);
  walk("192.0.2.2", 100);
  walk("2001:db8::7", 300);
  const { json } = await staff.get("/guard", { key: staff.keys.viewer });
  expect(json.items).toMatchObject([
    { address: "2001:db8::7", state: "held", guesses: 256, heldRequests: 44 },
    { address: "192.0.2.2", state: "slowed", guesses: 100, heldRequests: 0 },
  ]);
  expect((await staff.remove("/guard/2001:db8::7", { key: staff.keys.viewer })).status).toBe(403);
  expect((await staff.remove("/guard/2001:db8::7", { key: staff.keys.technician })).status).toBe(204);
  expect((await staff.remove("/guard/2001:db8::7")).status).toBe(404);
  expect((await staff.get("/guard")).json.items.map(({ address }) => address)).toEqual(["192.0.2.2"]);
  expect((await staff.get("/events?name=guard-pardoned")).json.items).toMatchObject([
    { actor: "the technician", detail: { pardoned: "2001:db8::7" } },
  ]);
});

test("shows none of it to a key of one PBX", async () => {
  expect((await staff.get("/guard", { key: await staff.makeKey("pbx", "main") })).status).toBe(403);
});
