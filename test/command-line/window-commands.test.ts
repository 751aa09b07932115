import { describe, expect } from "vitest";
import { runAt, test } from "./fixture.ts";

describe("offhook window", () => {
  test("sets a window from its options", async ({ staff }) => {
    const server = await staff({ "PUT /pbxs/main/windows/nights": { json: { name: "nights" } } });
    const words = "--hours 22:00-05:00 --days fri,sat --dates 2026-12-24..2027-01-06 --holiday 2026-12-25";
    const set = await runAt(server, ["window", "set", "main", "nights", ...words.split(" ")]);
    expect(set).toMatchObject({ code: 0, err: "" });
    expect(server.calls[0]?.body).toEqual({
      intervals: [
        { from: "22:00", to: "05:00", days: ["fri", "sat"], dates: [{ from: "2026-12-24", to: "2027-01-06" }] },
      ],
      holidays: ["2026-12-25"],
    });
    const wrong = await runAt(server, ["window", "set", "main", "nights", "--hours", "late"]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("--hours is late, not like 22:00-05:00") });
  });

  test("says when it opens next", async ({ staff }) => {
    const server = await staff({
      "GET /pbxs/main/windows/nights/next": { json: { isOpen: false, opensAt: "2026-10-25T00:00:00.000Z" } },
    });
    const { code, out } = await runAt(server, ["window", "next", "main", "nights", "--at", "2026-10-24T12:00:00Z"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/isOpen +no\nopensAt +2026-10-25T00/) });
    expect(server.calls[0]?.query).toEqual({ at: "2026-10-24T12:00:00Z" });
  });
});
