import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { addMainPbx, snomMac, startStaff, type TestStaff, yealinkMac } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs", { id: "other", host: "other.example" });
});
afterAll(() => staff.close());

const none = { admitted: 0, waiting: 0, provisioned: 0, registered: 0, unregistered: 0 };

test("counts phones, tells of the last boot storm, and is counted anew after a while", async () => {
  expect((await staff.get("/overview")).json).toMatchObject({
    ...{ phones: { total: 0, stages: none, vendors: [] }, bootStorm: null, waiting: 0, alarms: [] },
  });
  const macs = Array.from({ length: 6 }, snomMac);
  for (const mac of macs) await staff.post("/phones", { mac, pbx: "main" });
  await staff.post("/phones", { mac: yealinkMac(), pbx: "other" });
  const at = staff.clock.now;
  const visits = macs.map((mac, index) => ({
    ...{ mac: parseMac(mac) as Mac, at: at + index * 1000, address: "192.0.2.9", model: null, firmware: null },
  }));
  await staff.store.record({ events: [], visits, sightings: [] });
  expect((await staff.get("/overview")).json).toMatchObject({ phones: { total: 0 } });
  staff.clock.now += 15_000;
  const { json } = await staff.get("/overview");
  expect(json).toMatchObject({
    countedAt: new Date(staff.clock.now).toISOString(),
    phones: {
      total: 7,
      stages: { ...none, admitted: 1, waiting: 6 },
      vendors: [
        { vendor: "snom", manufacturer: "Snom", phones: 6, stages: { ...none, waiting: 6 } },
        { vendor: "yealink", manufacturer: "Yealink", phones: 1, stages: { ...none, admitted: 1 } },
      ],
    },
    bootStorm: { phones: 6, begunAt: new Date(at).toISOString(), endedAt: new Date(at + 5000).toISOString() },
  });
  const scoped = await staff.get("/overview", { key: await staff.makeKey("pbx", "other") });
  expect(scoped.json).toMatchObject({
    ...{ phones: { total: 1, vendors: [{ vendor: "yealink" }] }, bootStorm: null, waiting: null, alarms: [] },
  });
});

test("tells what is wrong with the machine's surroundings to those who see all, and what waits", async () => {
  await staff.see({ mac: parseMac("000413EEEE01") as Mac });
  staff.rivals.see("dhcp", "192.0.2.250", {});
  staff.rivals.see("pnp", "192.0.2.251", {});
  for (let index = 0; index < 100; index++)
    staff.guard.guess("192.0.2.66", index.toString(16).padStart(12, "0").toUpperCase() as Mac, staff.clock.now);
  const { json } = await staff.get("/overview", { key: staff.keys.viewer });
  expect(json.waiting).toBe(1);
  expect(json.alarms).toMatchObject([
    { kind: "guard", level: "warn", count: 1, subject: null },
    { kind: "rival-dhcp", subject: "192.0.2.250" },
    { kind: "rival-pnp", subject: "192.0.2.251" },
  ]);
  const scoped = await staff.get("/overview", {
    key: await staff.makeKey("viewer", null, { customers: [], pbxs: ["main"] }),
  });
  expect(scoped.json).toMatchObject({ waiting: null, alarms: [], phones: { total: 6 } });
});
