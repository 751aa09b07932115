import { afterAll, beforeAll, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, type TestStaff, yealinkMac } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs", { id: "branch", host: "branch.example.org" });
  await staff.post("/pbxs/main/profiles", { id: "desk" });
});
afterAll(() => staff.close());

function preview(body: object, key?: string) {
  return staff.call("POST", "/phones/actions/preview", { body, ...(key === undefined ? {} : { key }) });
}

test("an action is counted by PBX, with what it cannot be done with and why, and nothing is done", async () => {
  const [desk, other, lost] = [snomMac(), yealinkMac(), snomMac()];
  await staff.post("/phones", { mac: desk, pbx: "main" });
  await staff.post("/phones", { mac: other, pbx: "branch" });
  await staff.post(`/phones/${other}/passwords/close`, {});
  const phones = [desk, other, lost];
  const missing = { mac: lost, code: "not-found" };
  expect((await preview({ action: "release", phones })).json).toMatchObject({
    pbxs: [
      { pbx: "main", phones: 1 },
      { pbx: "branch", phones: 1 },
    ],
    ...{ open: 1, seen: 0 },
    cannot: [missing],
  });
  expect((await preview({ action: "profile", profile: "desk", phones })).json).toMatchObject({
    pbxs: [{ pbx: "main", phones: 1 }],
    cannot: [{ mac: other, code: "unknown-profile" }, missing],
  });
  for (const action of ["resync", "delete"])
    expect((await preview({ action, phones })).json).toMatchObject({ cannot: [missing] });
  expect((await staff.get(`/phones/${desk}`)).json).toMatchObject({ profile: null, status: "waiting" });
  expect((await staff.get(`/phones/${other}`)).json).toMatchObject({ status: "provisioned" });
});

test("what cannot be done with a phone is what its own call says", async () => {
  const mac = "7C2E80CC0001";
  await staff.post("/phones", { mac, pbx: "main", vendor: "gigaset" });
  for (const action of ["resync", "reboot"]) {
    const { status, json } = await staff.post(`/phones/${mac}/${action}`, {});
    const { cannot } = (await preview({ action, phones: [mac] })).json as unknown as { cannot: { code: string }[] };
    expect([action, cannot.map(({ code }) => code)]).toEqual([action, status === 202 ? [] : [json.code]]);
  }
});

test("an action that is none is refused", async () => {
  for (const body of [
    {},
    { action: "release", phones: [] },
    { action: "burn", phones: [snomMac()] },
    { action: "profile", phones: [snomMac()] },
  ])
    expect((await preview(body)).status, JSON.stringify(body)).toBe(422);
  expect((await preview({ action: "release", phones: [snomMac()] }, staff.keys.viewer)).status).toBe(403);
});
