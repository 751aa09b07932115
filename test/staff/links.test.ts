import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

const DATABASE = "postgres://kamailio:database-secret-Lw58@db.example/kamailio";
const LINK = "/pbxs/main/link";
const KAMAILIO = { settings: { kind: "kamailio", addressGroup: 1 }, credentials: { databaseUrl: DATABASE } };
const SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes, say").toString("base64")}`;

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

const put = (body: object, key = staff.keys.admin) => staff.call("PUT", LINK, { body, key });

describe("a link to a PBX", () => {
  test("is set, shown without credentials, retried, replaced as a whole and removed", async () => {
    expect((await staff.get(LINK)).status).toBe(404);
    const made = await put(KAMAILIO);
    expect(made).toMatchObject({ status: 201, headers: { location: "/api/v1/pbxs/main/link", etag: '"1"' } });
    expect(made.json).toEqual({
      pbx: "main",
      settings: KAMAILIO.settings,
      passwordOrder: "pbx-first",
      pending: 0,
      failed: 0,
      lastError: null,
      toldAt: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const again = await put({ ...KAMAILIO, settings: { kind: "kamailio" }, passwordOrder: "overlap" });
    expect(again).toMatchObject({ status: 200, json: { settings: { kind: "kamailio" }, passwordOrder: "overlap" } });
    const shown = await staff.get(LINK, { key: staff.keys.viewer });
    const retried = await staff.post(`${LINK}/retry`, {}, { key: staff.keys.technician });
    expect(retried).toMatchObject({ status: 200, json: { pending: 0 } });
    const events = await staff.get("/events");
    for (const { text } of [made, again, shown, retried, events]) expect(text).not.toContain("database-secret-Lw58");
    expect((await staff.remove(LINK, { headers: { "if-match": '"1"' } })).status).toBe(412);
    expect((await staff.remove(LINK, { headers: { "if-match": '"2"' } })).status).toBe(204);
    expect((await staff.remove(LINK)).status).toBe(404);
    const names = (await staff.get("/events")).json.items.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(["link-removed", "link-retried", "link-set", "link-set"]);
  });

  test.each([
    [{}, "/settings"],
    [{ settings: { kind: "kamailio" } }, "/credentials/databaseUrl"],
    [{ ...KAMAILIO, credentials: { databaseUrl: "mysql://x" } }, "/credentials/databaseUrl"],
    [{ ...KAMAILIO, credentials: { databaseUrl: "sqlite:relative" } }, "/credentials/databaseUrl"],
    [{ ...KAMAILIO, credentials: { databaseUrl: DATABASE, amiUser: "x" } }, "/credentials/amiUser"],
    [{ settings: { kind: "asterisk-pjsip" } }, "/settings/wizardFile"],
    [
      { settings: { kind: "asterisk-pjsip", wizardFile: "/etc/x.conf" }, credentials: { databaseUrl: DATABASE } },
      "/settings/wizardFile",
    ],
    [{ settings: { kind: "asterisk-pjsip", wizardFile: "/etc/x.conf" } }, "/settings/ami"],
    [{ settings: { kind: "asterisk-pjsip" }, credentials: { databaseUrl: DATABASE, amiUser: "x" } }, "/settings/ami"],
    [
      { settings: { kind: "asterisk-pjsip" }, credentials: { databaseUrl: DATABASE }, passwordOrder: "overlap" },
      "/passwordOrder",
    ],
    [{ settings: { kind: "freeswitch", eventSocket: { host: "127.0.0.1" } } }, "/settings/eventSocket"],
    [{ settings: { kind: "webhook", url: "https://pbx.example/x" } }, "/credentials/secret"],
    [
      { settings: { kind: "webhook", url: "https://pbx.example/x" }, credentials: { secret: "short" } },
      "/credentials/secret",
    ],
    [{ settings: { kind: "webhook", url: "http://pbx.example/x" }, credentials: { secret: SECRET } }, "/settings/url"],
  ])("refuses %j at %s, and keeps nothing", async (body, pointer) => {
    const answer = await put(body);
    expect(answer).toMatchObject({ status: 422, json: { code: "invalid-body" } });
    expect(answer.json.errors).toContainEqual(expect.objectContaining({ pointer }));
    expect(answer.text).not.toContain("database-secret-Lw58");
    expect((await staff.get(LINK)).status).toBe(404);
  });

  test("is set by nobody who sees some PBXs only: it says what this machine writes and where", async () => {
    const scope = { pbxs: ["main"] };
    const { json } = await staff.post("/keys", { name: "scoped", role: "admin", scope });
    expect((await put(KAMAILIO, String(json.key))).status).toBe(403);
    expect((await put(KAMAILIO, staff.keys.technician)).status).toBe(403);
  });
});
