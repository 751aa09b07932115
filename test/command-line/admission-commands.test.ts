import { describe, expect } from "vitest";
import { runAt, test } from "./fixture.ts";

const PATH = "/pbxs/main/admission";
const POLICY = { pbx: "main", mode: "auto", effectiveMode: "auto", networks: ["10.1.0.0/16"], pool: { free: true } };

describe("offhook admission", () => {
  test("set sends the whole policy, and leaves to the server what is not said", async ({ staff }) => {
    const server = await staff({ [`PUT ${PATH}`]: { status: 201, json: POLICY } });
    const { code, out } = await runAt(server, [
      ...["admission", "set", "main", "--mode", "auto", "--network", "10.1.0.0/16", "--network", "fd00::/64"],
      ...["--vendor", "snom", "--profile", "desk", "--numbers", "200-299", "--limit", "50", "--limit-per-hour", "10"],
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^networks +10\.1\.0\.0\/16$/m);
    expect(server.calls[0]?.body).toEqual({
      ...{ mode: "auto", networks: ["10.1.0.0/16", "fd00::/64"], vendors: ["snom"], profile: "desk" },
      ...{ pool: { fromNumber: "200", toNumber: "299" }, limit: 50, limitPerHour: 10 },
    });
    const args = ["admission", "set", "main", "--mode", "approve", "--network", "10.1.0.0/16"];
    const shared = { mode: "approve", networks: ["10.1.0.0/16"], vendors: [] };
    await runAt(server, args);
    expect(server.calls[1]?.body).toEqual(shared);
    await runAt(server, [...args, "--account", "20", "--account", "21"]);
    expect(server.calls[2]?.body).toEqual({ ...shared, pool: { accounts: ["20", "21"] } });
    await runAt(server, [...args, "--free-accounts"]);
    expect(server.calls[3]?.body).toEqual({ ...shared, pool: { free: true } });
  });

  test.each([
    [["set", "main", "--mode", "auto", "--account", "20", "--free-accounts"], "give one of --account"],
    [["set", "main", "--mode", "auto", "--numbers", "200"], "--numbers"],
    [["teach-in", "main"], "--end"],
    [["teach-in", "main", "soon"], "minutes"],
  ])("says what is wrong with %j and asks no server", async (args, words) => {
    const { code, err } = await runAt({ url: "http://127.0.0.1:1" }, ["admission", ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) });
  });

  test("show, teach-in and remove each make one call", async ({ staff }) => {
    const server = await staff({
      [`GET ${PATH}`]: { json: POLICY },
      [`POST ${PATH}/teach-in`]: { json: { ...POLICY, teachInUntil: "2030-01-01T00:10:00.000Z" } },
      [`DELETE ${PATH}/teach-in`]: { status: 204 },
      [`DELETE ${PATH}`]: { status: 204 },
    });
    expect((await runAt(server, ["admission", "show", "main"])).out).toMatch(/^pool +free=yes$/m);
    expect((await runAt(server, ["admission", "teach-in", "main", "10"])).out).toContain("2030-01-01T00:10");
    expect(server.calls[1]?.body).toEqual({ minutes: 10 });
    expect((await runAt(server, ["admission", "teach-in", "main", "--end"])).out).toBe("ended\n");
    expect((await runAt(server, ["admission", "remove", "main"])).out).toBe("removed the policy of main\n");
  });
});

describe("offhook sightings admit", () => {
  test("needs no more than the MAC", async ({ staff }) => {
    const server = await staff({
      "POST /sightings/000413AABBCC/admit": { status: 201, json: { mac: "000413AABBCC" } },
    });
    expect((await runAt(server, ["sightings", "admit", "000413AABBCC"])).code).toBe(0);
    expect(server.calls[0]?.body).toEqual({});
  });
});
