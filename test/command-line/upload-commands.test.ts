import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { page, runAt, test } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "offhook-uploads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const MAC = "805EC0000001";
const UPLOAD = {
  ...{ id: "abc", kind: "settings", name: "805ec0000001-local.cfg", bytes: 6, receivedAt: "2030-01-01T00:00:00.000Z" },
  ...{ address: "192.0.2.5", door: "https", isProven: false },
};

test("offhook phone upload lists, prints, writes to a file of one's own, and deletes", async ({ staff }) => {
  const path = `/phones/${MAC}/uploads`;
  const server = await staff({
    [`GET ${path}`]: page(UPLOAD),
    [`GET ${path}/abc`]: { text: "a = 1\n" },
    [`DELETE ${path}/abc`]: { status: 204 },
  });
  const listed = await runAt(server, ["phone", "upload", "list", MAC]);
  expect(listed.out).toMatch(/^abc +settings +805ec0000001-local\.cfg +6 .* 192\.0\.2\.5 +https +no$/m);
  expect((await runAt(server, ["phone", "upload", "get", MAC, "abc"])).out).toBe("a = 1\n");
  const file = join(folder, "local.cfg");
  expect((await runAt(server, ["phone", "upload", "get", MAC, "abc", "--output", file])).code).toBe(0);
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["a = 1\n", 0o600]);
  const again = await runAt(server, ["phone", "upload", "get", MAC, "abc", "--output", file]);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining(`${file} cannot be written`)]);
  expect((await runAt(server, ["phone", "upload", "delete", MAC, "abc"])).out).toBe("deleted abc\n");
});
