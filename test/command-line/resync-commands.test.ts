import { afterAll, beforeAll, expect, test } from "vitest";
import { offhook } from "./run.ts";
import { type Reply, startStaffServer } from "./staff-server.ts";

const COMMAND = { id: "c1", state: "waiting", words: null, updatedAt: "2030-01-01T00:00:00.000Z" };
const states = ["waiting", "sent", "accepted", "refused"];
let server: Awaited<ReturnType<typeof startStaffServer>>;
let env: Record<string, string>;

beforeAll(async () => {
  const next = (): Reply => {
    const state = states.shift() ?? "refused";
    return { json: { ...COMMAND, state, words: state === "refused" ? "The phone answered 403" : null } };
  };
  server = await startStaffServer({
    "POST /phones/0004137447D0/reboot": { status: 202, json: COMMAND },
    "GET /commands/c1": next,
    "POST /pbxs/main/resync": { status: 202, json: { id: "b1", joined: 0 } },
    "POST /batches/b1/cancel": { json: { id: "b1" } },
  });
  env = { OFFHOOK_URL: server.url, OFFHOOK_KEY: "k" };
});
afterAll(() => server.close());

test("phone reboot --wait prints each state once and fails unless it is done", async () => {
  const { code, out, err } = await offhook(["phone", "reboot", "0004137447D0", "--wait", "--timeout", "4m"], env);
  expect(code).toBe(1);
  expect(
    out
      .trim()
      .split("\n")
      .map((line) => line.split("  ").slice(1).join(" ")),
  ).toEqual(["waiting", "sent", "accepted", "refused The phone answered 403"]);
  expect(err).toBe("offhook: 0004137447D0: reboot refused\n  The phone answered 403\n");
  expect(server.calls[0]?.body).toEqual({ timeout: "4m" });
});

test("without --wait it says that it was asked, which is no failure", async () => {
  const { code, out } = await offhook(["phone", "reboot", "0004137447D0"], env);
  expect(code).toBe(0);
  expect(out).toMatch(/^id +c1$/m);
});

test("pbx resync names phones, pace and window", async () => {
  const args = ["--phone", "000413000001", "--phone", "000413000002", "--per-minute", "5", "--window", "22:00-05:00"];
  expect(await offhook(["pbx", "resync", "main", ...args], env)).toMatchObject({ code: 0 });
  expect(server.calls.at(-1)?.body).toEqual({
    ...{ phones: ["000413000001", "000413000002"], perMinute: 5, window: { from: "22:00", to: "05:00" } },
  });
  expect(await offhook(["pbx", "resync", "main", "--window", "nights"], env)).toMatchObject({ code: 0 });
  expect(server.calls.at(-1)?.body).toEqual({ maintenanceWindow: "nights" });
  expect(await offhook(["batch", "cancel", "b1"], env)).toMatchObject({ code: 0 });
  for (const wrong of [
    ["--window", "22-5"],
    ["--timezone", "Europe/Berlin"],
    ["--window", "nights", "--timezone", "Europe/Berlin"],
  ])
    expect(await offhook(["pbx", "resync", "main", ...wrong], env)).toMatchObject({ code: 2 });
});
