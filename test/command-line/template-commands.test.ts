import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { runAt, test } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "offhook-commands-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "own.hbs");
writeFileSync(file, "<settings/>");
const json = join(folder, "profile.json");
writeFileSync(json, '{"settings":{"language":"de"}}');

const CHANGE = {
  summary: "300 phones change, in 1 distinct way",
  ways: [
    { phones: 300, macs: ["000413740000"], files: [{ name: "000413740000.xml", diff: "@@ -1,1 +1,1 @@\n-a\n+b\n" }] },
  ],
  illFormed: 1,
  illFormedPhones: [{ mac: "000413740001", label: "Room 1", file: "000413740001.xml", why: "line 1, column 2: no" }],
};

describe("offhook template", () => {
  test("check says what is wrong, and exits with 1", async ({ staff }) => {
    const server = await staff({ "POST /templates/snom/settings/check": { json: { isFit: false, fault: "line 1" } } });
    const { code, out, err } = await runAt(server, ["template", "check", "snom/settings", file]);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: expect.stringContaining("line 1"),
      err: expect.stringContaining("not fit"),
    });
    expect(server.calls[0]?.body).toEqual({ text: "<settings/>" });
  });

  test("diff shows how many phones change, the diffs, and who could not read its file", async ({ staff }) => {
    const server = await staff({ "POST /templates/snom/settings/diff": { json: CHANGE } });
    const { code, out } = await runAt(server, ["template", "diff", "snom/settings"]);
    expect(code).toBe(0);
    expect(out).toContain(
      "300 phones change, in 1 distinct way\n\n300 phones, for example 000413740000\n--- 000413740000.xml\n",
    );
    expect(out).toContain("-a\n+b\n");
    expect(out).toMatch(/1 phones could not read their file:\n000413740001 +Room 1/);
    expect(server.calls[0]?.body).toEqual({ text: null, diffs: 10 });
  });

  test("rollback takes an older version into use", async ({ staff }) => {
    const server = await staff({
      "POST /templates/snom/settings/rollback": { json: { name: "snom/settings", version: 4 } },
    });
    const { out } = await runAt(server, ["template", "rollback", "snom/settings", "2"]);
    expect(out).toBe("snom/settings: version 4 is in use\n");
    expect(server.calls[0]?.body).toEqual({ version: 2 });
  });
});

test("offhook profile change --dry-run says what would change and changes nothing", async ({ staff }) => {
  const server = await staff({ "POST /changes/preview": { json: CHANGE } });
  const { code, out } = await runAt(server, ["profile", "change", "main", "desks", "--file", json, "--dry-run"]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("300 phones change") });
  expect(server.calls.map(({ method, body }) => ({ method, body }))).toEqual([
    { method: "POST", body: { profile: { pbx: "main", id: "desks", settings: { language: "de" } } } },
  ]);
});

test("offhook lint exits with 1 where there is something to mend", async ({ staff }) => {
  const finding = { kind: "unknown", vendor: "snom", name: "dim_timr", detail: "dim_timer", phones: 300, macs: [] };
  const server = await staff({ "GET /lint": { json: { phones: 300, findings: [finding] } } });
  const { code, out } = await runAt(server, ["lint"]);
  expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/300 +snom +unknown +dim_timr +dim_timer/) });
});
