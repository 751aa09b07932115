import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { page, runAt, test } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "offhook-profiles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PROFILE = { id: "desk", pbx: "main", label: "Desks", settings: { language: "fr" }, layouts: {} };

function fileWith(text: string): string {
  const path = join(folder, "profile.json");
  writeFileSync(path, text);
  return path;
}

describe("offhook profile", () => {
  test("add sends what the file holds", async ({ staff }) => {
    const server = await staff({ "POST /pbxs/main/profiles": { status: 201, json: PROFILE } });
    const file = fileWith(JSON.stringify({ settings: PROFILE.settings }));
    const { code, out } = await runAt(server, ["profile", "add", "main", "desk", "--label", "Desks", "--file", file]);
    expect(code).toBe(0);
    expect(server.calls[0]?.body).toEqual({ id: "desk", label: "Desks", settings: { language: "fr" } });
    expect(out).toMatch(/^id +desk$/m);
  });

  test.for([["{"], ["[1]"], [undefined]] as const)(
    "add refuses a file with %s without asking the server",
    async ([text], { staff }) => {
      const server = await staff({});
      const file = text === undefined ? join(folder, "missing.json") : fileWith(text);
      const { code, err } = await runAt(server, ["profile", "add", "main", "desk", "--file", file]);
      expect(code).toBe(2);
      expect(err).toContain(`--file ${file}`);
      expect(server.calls).toEqual([]);
    },
  );

  test("list and remove ask for one PBX's", async ({ staff }) => {
    const server = await staff({
      "GET /pbxs/main/profiles": page(PROFILE),
      "DELETE /pbxs/main/profiles/desk": { status: 204 },
    });
    expect((await runAt(server, ["profile", "list", "main"])).out).toMatch(/^desk +Desks +language=fr$/m);
    expect((await runAt(server, ["profile", "remove", "main", "desk"])).out).toBe("removed desk\n");
  });
});

describe("offhook phone", () => {
  test("settings shows where each value comes from", async ({ staff }) => {
    const server = await staff({
      "GET /phones/0004137447D0/settings": page(
        { name: "language", value: "de", origin: "pbx" },
        { name: "logoUrl", value: "http://pbx.example.com/x.bmp", origin: "phone", withoutEffect: "it has no display" },
      ),
    });
    const { out } = await runAt(server, ["phone", "settings", "0004137447D0"]);
    expect(out).toMatch(/^language +de +pbx +-$/m);
    expect(out).toMatch(/^logoUrl +\S+ +phone +it has no display$/m);
  });

  test("add sends handsets, a profile, and keys whose values hold colons", async ({ staff }) => {
    const server = await staff({ "POST /phones": { status: 201, json: {} } });
    await runAt(server, [
      ...["phone", "add", "7C2F80AABBCC", "--pbx", "main", "--profile", "desk"],
      ...["--handset", "02b1c3d5e7=Anna", "--handset", "=Ben", "--handset", "02b1c3d5e8"],
      ...["--key", "url:http://pbx.example.com:8080/x", "--key", "paging:224.0.1.116:5001:All"],
    ]);
    expect(server.calls[0]?.body).toMatchObject({
      profile: "desk",
      handsets: [{ ipui: "02b1c3d5e7", name: "Anna" }, { name: "Ben" }, { ipui: "02b1c3d5e8" }],
      keys: [
        { type: "url", value: "http://pbx.example.com:8080/x" },
        { type: "paging", value: "224.0.1.116:5001", label: "All" },
      ],
    });
  });
});
