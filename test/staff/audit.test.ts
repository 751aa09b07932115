import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

async function entries(filter = ""): Promise<Record<string, unknown>[]> {
  return (await staff.get(`/audit?limit=100${filter}`)).json.items;
}

test("a staff action leaves the call, written with the change, and what became of it; what a body holds besides names stays out", async () => {
  const mac = snomMac();
  await staff.post("/phones", {
    mac,
    pbx: "main",
    model: "D785",
    lines: [{ account: "201" }],
    passwords: { web: "web-secret-Kj72" },
  });
  await staff.post(`/phones/${mac}/passwords/reset?reveal=true`, { kinds: ["sip"], reason: "stolen" });
  const [revealed, reset, call, admitted, callBefore] = await entries();
  expect(callBefore).toMatchObject({
    action: "staff-call",
    actor: "the admin",
    detail: { call: "POST /api/v1/phones", mac, pbx: "main" },
  });
  expect(admitted).toMatchObject({ action: "phone-admitted", actor: "the admin", mac, pbx: "main", door: "staff" });
  expect(call).toMatchObject({ detail: { call: `POST /api/v1/phones/${mac}/passwords/reset`, kinds: ["sip"] } });
  expect(reset).toMatchObject({ action: "passwords-reset", mac, detail: { reason: "stolen" } });
  expect(revealed).toMatchObject({ action: "password-revealed", mac });
  expect(JSON.stringify(await entries())).not.toContain("web-secret-Kj72");
});

test("a call that changes nothing leaves nothing, a change without an event of its own leaves the call", async () => {
  const before = (await entries()).length;
  expect((await staff.post("/phones", { mac: "nonsense", pbx: "main" })).status).toBe(422);
  expect((await staff.get("/phones")).status).toBe(200);
  expect(await entries()).toHaveLength(before);
});

test("verify tells the head, and names the broken entry", async () => {
  const intact = await staff.get("/audit/verify");
  expect(intact.json).toMatchObject({ intact: true, broken: null, first: 1 });
  const { head, last } = intact.json as unknown as { head: string; last: number };
  expect(head).toMatch(new RegExp(`^${last}:[0-9a-f]{64}$`));
  expect((await staff.get(`/audit/verify?head=${head}`)).json).toMatchObject({ intact: true });
  expect((await staff.get(`/audit/verify?head=${last}:${"0".repeat(64)}`)).json).toMatchObject({
    intact: false,
    broken: { sequence: last, why: "is not the one that was noted" },
  });
});

test("an export is signed so that openssl verifies it, and no longer once a byte is another one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "offhook-export-"));
  const { text } = await staff.get("/audit/export?from=2");
  const lines = text.split("\n").slice(0, -1);
  const { signature } = JSON.parse(lines.pop() ?? "") as { signature: string };
  expect(lines.map((line) => JSON.parse(line).sequence)[0]).toBe(2);
  expect((await entries())[0]).toMatchObject({
    action: "audit-exported",
    detail: { from: 2, through: JSON.parse(lines.at(-1) ?? "").sequence },
  });
  const path = (name: string) => join(folder, name);
  writeFileSync(path("key.pem"), (await staff.get("/audit/public-key")).text);
  writeFileSync(path("sig"), Buffer.from(signature, "base64"));
  const verify = (content: string) => {
    writeFileSync(path("log"), content);
    const args = ["dgst", "-sha256", "-verify", path("key.pem"), "-signature", path("sig"), path("log")];
    const tool = "openssl";
    return execFileSync(tool, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  };
  const content = lines.map((line) => `${line}\n`).join("");
  expect(verify(content)).toContain("Verified OK");
  expect(() => verify(content.replace("the admin", "nobody"))).toThrow();
  rmSync(folder, { recursive: true });
});

test("a master key that is given from outside is not exchanged by the daemon", async () => {
  expect((await staff.get("/master-key")).json).toMatchObject({ source: "environment", state: "idle" });
  expect(await staff.post("/master-key/rotate", {})).toMatchObject({ status: 409, json: { code: "rotation-by-hand" } });
});
