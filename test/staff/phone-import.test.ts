import { afterAll, beforeAll, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, type TestStaff, yealinkMac } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

type Row = { row: number; outcome: string; code?: string; errors?: { pointer: string; detail: string }[] };

async function importRows(rows: unknown[], more: object = {}, key?: string) {
  const answer = await staff.call("POST", "/phones/import", {
    ...(key === undefined ? {} : { key }),
    body: { rows, ...more },
  });
  return { ...answer, rows: (answer.json.rows ?? []) as Row[] };
}

async function countPhones(): Promise<number> {
  return ((await staff.get("/phones?limit=500")).json.items as unknown[]).length;
}

test("what is wrong with a row is what POST /phones would say of it, and keeps no other row back", async () => {
  const taken = snomMac();
  await staff.post("/phones", { mac: taken, pbx: "main" });
  const bad = [
    { mac: "805EC00418F", pbx: "main" },
    { mac: taken, pbx: "main" },
    { mac: snomMac(), pbx: "elsewhere" },
    { mac: snomMac(), pbx: "main", colour: "red" },
    { mac: snomMac(), pbx: "main", lines: [{ account: "no-such" }] },
    { mac: "7C2E802076BC", pbx: "main", vendor: "gigaset", macId: "12345" },
    { mac: "123456123456", pbx: "main" },
    { mac: snomMac(), pbx: "main", profile: "none" },
    { mac: snomMac(), pbx: "main", label: "x".repeat(101) },
    {},
  ];
  const said = [];
  for (const body of bad) said.push((await staff.post("/phones", body)).json);
  const before = await countPhones();
  const good = [
    { mac: snomMac(), pbx: "main" },
    { mac: yealinkMac(), pbx: "main" },
  ];
  for (const dryRun of [true, false]) {
    const { status, json, rows } = await importRows([good[0], ...bad, good[1]], { dryRun });
    expect({ status, json }).toMatchObject({ status: 200, json: { dryRun, ok: 2, refused: bad.length } });
    expect(rows.slice(1, -1)).toEqual(
      said.map(({ code, detail, errors }, index) => ({ row: index + 1, outcome: "refused", code, detail, errors })),
    );
    expect([rows[0], rows.at(-1)]).toMatchObject([{ outcome: "ok" }, { outcome: "ok" }]);
    expect((await countPhones()) - before, `dry run ${dryRun}`).toBe(dryRun ? 0 : 2);
  }
});

test("a dry run takes each row as if those before it had been admitted, and says just what the import then does", async () => {
  const [first, second] = [snomMac(), snomMac()];
  const rows = [
    { mac: first, pbx: "main", lines: [{ account: "900", displayName: "Nine" }] },
    { mac: first.replaceAll(/(..)(?!$)/g, "$1-"), pbx: "main" },
    { mac: second, pbx: "main", lines: [{ account: "900" }, { account: "901", displayName: "Ten" }] },
    { mac: snomMac(), pbx: "main", lines: [{ account: "902" }] },
  ];
  const dry = await importRows(rows, { dryRun: true });
  expect(dry.rows).toMatchObject([
    { outcome: "ok", newAccounts: ["900"] },
    { code: "mac-in-use", errors: [{ pointer: "/mac", detail: "is in the list before, in /rows/0" }] },
    { outcome: "ok", newAccounts: ["901"] },
    { code: "unknown-account", errors: [{ pointer: "/lines/0/account" }] },
  ]);
  expect((await staff.get("/pbxs/main/accounts/900")).status).toBe(404);
  const { rows: done } = await importRows(rows);
  expect(done).toEqual(dry.rows);
  const { lines } = (await staff.get(`/phones/${second}`)).json as unknown as { lines: object[] };
  expect(lines).toMatchObject([{ account: "900", displayName: "Nine" }, { account: "901" }]);
  const { items } = (await staff.get(`/phones/${second}/events?name=phone-admitted`)).json as unknown as {
    items: object[];
  };
  expect(items).toHaveLength(1);
});

test("others have their turn after every row", async () => {
  const rows = Array.from({ length: 30 }, () => ({ mac: snomMac(), pbx: "main" }));
  let turns = 0;
  const turning = setInterval(() => turns++, 0);
  const { json } = await importRows(rows);
  clearInterval(turning);
  expect(json).toMatchObject({ ok: 30, refused: 0 });
  expect(turns).toBeGreaterThan(15);
});

test("a list that is no list is refused as a whole, and who may not admit a phone may not import one", async () => {
  for (const body of [{}, { rows: [] }, { rows: ["x"] }, { rows: Array(1001).fill({}) }, { rows: [{}], mode: "x" }])
    expect(await staff.post("/phones/import", body)).toMatchObject({ status: 422, json: { code: "invalid-body" } });
  const { status } = await importRows([{ mac: snomMac(), pbx: "main" }], {}, staff.keys.technician);
  expect(status).toBe(403);
});
