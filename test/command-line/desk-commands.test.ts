import { describe, expect } from "vitest";
import { runAt, test } from "./fixture.ts";

const SEAT = {
  ...{ mac: "0004137447D0", pbx: "main", label: "Hall", account: "201", displayName: "Anna", number: "201" },
  ...{ since: "2030-01-01T08:00:00Z", until: null, by: "phone", delivered: true },
};

describe("offhook desk", () => {
  test("lists who sits where, and has people sit down and leave", async ({ staff }) => {
    const server = await staff({
      "GET /desks": { json: { items: [SEAT], next: null } },
      "POST /phones/0004137447d0/seat": { json: SEAT },
      "DELETE /phones/0004137447d0/seat": { status: 204 },
      "PATCH /phones/0004137447d0": { json: { mac: SEAT.mac, shared: false } },
    });
    const listed = await runAt(server, ["desk", "list", "--pbx", "main"]);
    expect(listed).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/0004137447D0 +Hall +main +201 +Anna/),
    });
    expect(await runAt(server, ["desk", "sign-in", "0004137447d0", "201"])).toMatchObject({ code: 0 });
    const left = await runAt(server, ["desk", "sign-out", "0004137447d0"]);
    expect(left).toMatchObject({ code: 0, out: "nobody sits at 0004137447d0 any more\n" });
    expect(await runAt(server, ["desk", "share", "0004137447d0", "--off"])).toMatchObject({ code: 0 });
    expect(server.calls.map(({ query, body }) => body ?? query)).toEqual([
      expect.objectContaining({ pbx: "main" }),
      { extension: "201" },
      {},
      { shared: false },
    ]);
  });
});

describe("offhook account pin", () => {
  test("takes the PIN from standard input, not from its arguments", async ({ staff }) => {
    const server = await staff({
      "PUT /pbxs/main/accounts/201/desk-pin": { json: { username: "201", deskPin: true } },
      "DELETE /pbxs/main/accounts/201/desk-pin": { status: 204 },
    });
    const set = await runAt(server, ["account", "pin", "main", "201"], "482913\n");
    expect(set).toMatchObject({ code: 0, err: "", out: "set the PIN of 201\n" });
    expect(server.calls[0]?.body).toEqual({ pin: "482913" });
    const removed = await runAt(server, ["account", "pin", "main", "201", "--remove"]);
    expect(removed).toMatchObject({ code: 0, out: "removed the PIN of 201\n" });
  });
});
