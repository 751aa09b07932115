import { afterAll, beforeAll, expect, test } from "vitest";
import { parseMac } from "../../src/provisioning/mac.ts";
import { addMainPbx, startStaff, type TestStaff, yealinkMac } from "./start-staff.ts";

const CANARY = "UploadCanary62";
const CFG = `account.1.password = ${CANARY}\n`;
const mac = yealinkMac();
const path = `/phones/${mac}/uploads`;
const NAME = `${mac.toLowerCase()}-local.cfg`;

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/phones", { mac, pbx: "main", model: "T46S" });
});
afterAll(() => staff.close());

async function save(content: string): Promise<string> {
  const parsed = parseMac(mac);
  const phoneId = (parsed && (await staff.store.findPhone(parsed)))?.phoneId ?? 0;
  const about = { kind: "settings", name: NAME, address: "192.0.2.5", door: "https", isProven: true } as const;
  await staff.store.addUpload({ phoneId, ...about, content: Buffer.from(content) });
  return (await staff.store.listUploads(phoneId))[0]?.id ?? "";
}

test("are listed for everybody who sees the phone, without what is in them", async () => {
  expect((await staff.get(path)).json).toEqual({ items: [], next: null });
  const id = await save(CFG);
  const list = await staff.get(path, { key: staff.keys.viewer });
  expect(list.json.items).toEqual([
    {
      ...{ id, kind: "settings", name: NAME, bytes: CFG.length, receivedAt: "2030-01-01T00:00:00.000Z" },
      ...{ address: "192.0.2.5", door: "https", isProven: true },
    },
  ]);
  expect(list.text).not.toContain(CANARY);
});

test("are downloaded by admins alone, as a file that no browser shows, and each time is written down first", async () => {
  const id = await save(`${CFG}b = 2\n`);
  for (const key of [staff.keys.technician, staff.keys.viewer, await staff.makeKey("pbx", "main")]) {
    const refused = await staff.get(`${path}/${id}`, { key });
    expect(refused).toMatchObject({ status: 403, json: { code: "forbidden" } });
    expect(refused.text).not.toContain(CANARY);
  }
  const content = await staff.get(`${path}/${id}`);
  expect(content).toMatchObject({ status: 200, text: `${CFG}b = 2\n` });
  expect(content.headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="${NAME}"`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  const { items } = (await staff.get(`/events?mac=${mac}&name=upload-read`)).json;
  expect(items).toMatchObject([{ actor: "the admin", detail: { upload: id, kind: "settings", file: NAME } }]);
  const audit = await staff.get("/audit?action=upload-read");
  expect(audit.json.items).toHaveLength(1);
  expect(audit.text).not.toContain(CANARY);

  staff.pace.beforeEvent = async () => {
    throw new Error("the history cannot be written");
  };
  const unnoted = await staff.get(`${path}/${id}`);
  staff.pace.beforeEvent = async () => {};
  expect(unnoted.status).toBe(500);
  expect(unnoted.text).not.toContain(CANARY);
});

test("are deleted once, and are nowhere of another phone", async () => {
  const id = await save("c = 3\n");
  const other = yealinkMac();
  await staff.post("/phones", { mac: other, pbx: "main", model: "T46S" });
  expect((await staff.get(`/phones/${other}/uploads/${id}`)).status).toBe(404);
  expect((await staff.remove(`/phones/${other}/uploads/${id}`)).status).toBe(404);
  expect((await staff.remove(`${path}/${id}`, { key: staff.keys.viewer })).status).toBe(403);
  expect((await staff.remove(`${path}/${id}`, { key: staff.keys.technician })).status).toBe(204);
  expect(await staff.remove(`${path}/${id}`)).toMatchObject({ status: 404, json: { code: "not-found" } });
  expect((await staff.get(`${path}/${id}`)).status).toBe(404);
  expect((await staff.get(`/events?mac=${mac}&name=upload-deleted`)).json.items).toHaveLength(1);
});

test("say with a setting what it does where it does nothing, and which kinds there are", async () => {
  const snom = { mac: "000413AAAA01", pbx: "main", model: "D785", settings: { uploads: ["log"] } };
  expect(await staff.post("/phones", snom)).toMatchObject({
    status: 201,
    json: { warnings: [{ pointer: "/settings/uploads", detail: expect.stringContaining("has no effect") }] },
  });
  const wrong = await staff.patch(`/phones/${mac}`, { settings: { uploads: ["firmware"] } });
  expect(wrong).toMatchObject({ status: 422, json: { errors: [{ pointer: "/settings/uploads/0" }] } });
  expect(wrong.text).toContain("settings, contacts, call-log, log");
});
