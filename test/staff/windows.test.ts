import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

const WINDOW = "/pbxs/main/windows/nights";
const NIGHTS = { intervals: [{ from: "02:00", to: "03:00" }] };

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

const put = (body: object, headers = {}) => staff.call("PUT", WINDOW, { body, headers });
const nextAt = async (at: string) => (await staff.get(`${WINDOW}/next?at=${at}`)).json;

describe("a maintenance window", () => {
  test("is set, listed, judged by the PBX's time zone or its own, changed with If-Match and removed", async () => {
    expect((await staff.get(WINDOW)).status).toBe(404);
    const made = await put(NIGHTS);
    expect(made).toMatchObject({ status: 201, headers: { location: "/api/v1/pbxs/main/windows/nights", etag: '"1"' } });
    expect(made.json).toMatchObject({ pbx: "main", name: "nights", settings: NIGHTS, timezone: "Etc/UTC" });
    expect(await nextAt("2026-10-24T12:00:00Z")).toMatchObject({ opensAt: "2026-10-25T02:00:00.000Z", isOpen: false });

    await staff.patch("/pbxs/main", { timezone: "Europe/Berlin" });
    expect(await nextAt("2026-10-24T12:00:00Z")).toEqual({
      at: "2026-10-24T12:00:00.000Z",
      timezone: "Europe/Berlin",
      isOpen: false,
      opensAt: "2026-10-25T00:00:00.000Z",
      closesAt: "2026-10-25T02:00:00.000Z",
    });
    expect(await nextAt("2026-10-25T01:30:00Z")).toMatchObject({ isOpen: true, opensAt: "2026-10-25T01:30:00.000Z" });

    expect((await put(NIGHTS, { "if-match": '"7"' })).status).toBe(412);
    const changed = await put({ ...NIGHTS, timezone: "America/New_York" }, { "if-match": '"1"' });
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' }, json: { timezone: "America/New_York" } });
    expect((await staff.get("/pbxs/main/windows")).json.items).toEqual([changed.json]);
    expect((await staff.remove(WINDOW, { headers: { "if-match": '"1"' } })).status).toBe(412);
    expect((await staff.remove(WINDOW)).status).toBe(204);
    expect((await staff.remove(WINDOW)).status).toBe(404);
    const names = (await staff.get("/events?limit=3")).json.items.map(({ name }) => name);
    expect(names).toContain("window-removed");
  });

  test("is when phones of a batch are told", async () => {
    // The clock of these tests stands in 2030.
    const day = "2030-05-05";
    const once = { intervals: [{ from: "02:00", to: "02:01", dates: [{ from: day, to: day }] }], timezone: "Etc/UTC" };
    await staff.call("PUT", "/pbxs/main/windows/once", { body: once });
    for (const mac of ["000413000001", "000413000002"])
      await staff.post("/phones", { mac, pbx: "main", model: "D785", lines: [{ account: "20", displayName: "Desk" }] });
    const resync = (body: object) => staff.post("/pbxs/main/resync", body);
    const seldom = await resync({ maintenanceWindow: "once", perMinute: 1 });
    expect(seldom).toMatchObject({ status: 422, json: { errors: [{ pointer: "/maintenanceWindow" }] } });
    expect(await resync({ maintenanceWindow: "mornings" })).toMatchObject({
      status: 422,
      json: { code: "unknown-window" },
    });
    const window = { from: "22:00", to: "05:00" };
    expect(await resync({ maintenanceWindow: "once", window })).toMatchObject({ json: { code: "invalid-body" } });
    const { status, json } = await resync({ maintenanceWindow: "once", perMinute: 2 });
    expect(status).toBe(202);
    const { items } = (await staff.get(`/batches/${json.id}/commands`)).json;
    expect(items.map(({ notBefore }) => notBefore).toSorted()).toEqual([
      `${day}T02:00:00.000Z`,
      `${day}T02:00:30.000Z`,
    ]);
    await staff.remove("/pbxs/main/windows/once");
  });

  test.each([
    [{ intervals: [] }, "/intervals"],
    [{ intervals: [{ from: "24:00", to: "05:00" }] }, "/intervals/0/from"],
    [{ intervals: [{ from: "2:00", to: "05:00" }] }, "/intervals/0/from"],
    [{ intervals: [{ from: "02:00", to: "05:00", days: ["funday"] }] }, "/intervals/0/days/0"],
    [
      { intervals: [{ from: "02:00", to: "05:00", dates: [{ from: "2026-02-30", to: "2026-03-01" }] }] },
      "/intervals/0/dates/0/from",
    ],
    [
      { intervals: [{ from: "02:00", to: "05:00", dates: [{ from: "2026-03-02", to: "2026-03-01" }] }] },
      "/intervals/0/dates/0/to",
    ],
    [{ ...NIGHTS, timezone: "Mars/Olympus" }, "/timezone"],
    [{ ...NIGHTS, holidays: ["Christmas"] }, "/holidays/0"],
    [{ ...NIGHTS, onHolidays: "open" }, "/onHolidays"],
  ])("%j is refused by its field", async (body, pointer) => {
    const { status, json } = await put(body);
    expect({ status, code: json.code, pointer: json.errors[0]?.pointer }).toEqual({
      ...{ status: 422, code: "invalid-body", pointer },
    });
  });

  test("a PBX has a hundred of them at most", async () => {
    for (let index = 0; index < 100; index++)
      await staff.store.putWindow({ pbxId: "main", name: `w${index}`, settings: NIGHTS });
    expect(await put(NIGHTS)).toMatchObject({ status: 409, json: { code: "too-many-windows" } });
  });
});
