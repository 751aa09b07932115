import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { PasswordKind } from "../../src/provisioning/password.ts";
import { addMainPbx, snomMac, startStaff, strangeMac, type TestStaff, WINDOW_MS, yealinkMac } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

const LINES = [{ account: "201" }, { account: "202" }];

async function admit(mac: string, more: Record<string, unknown> = {}, on = staff): Promise<string> {
  const made = await on.post("/phones", { mac, pbx: "main", lines: LINES, ...more });
  expect(made.json.code ?? made.status).toBe(201);
  return mac;
}

/** What the phone gets when it fetches now, by kind or account. */
async function deliver(mac: string, on = staff): Promise<Record<string, string | undefined>> {
  const phone = await on.store.findPhone(mac as Mac);
  const kinds: PasswordKind[] = ["sip", "menu", "web"];
  const claimed = await on.store.claimGrants({
    phoneId: phone?.phoneId ?? 0,
    kinds,
    requester: "192.0.2.9",
    windowMs: WINDOW_MS,
  });
  return Object.fromEntries(claimed.map(({ kind, account, password }) => [account ?? kind, password?.reveal()]));
}

async function statesOf(mac: string): Promise<Record<string, unknown>> {
  const { items } = (await staff.get(`/phones/${mac}/passwords`)).json;
  return Object.fromEntries(items.map(({ kind, account, state }) => [account ?? kind, state]));
}

function inTime(ms: number): string {
  return new Date(staff.clock.now + ms).toISOString();
}

describe("generated passwords", () => {
  test("have 20 characters for SIP, 16 for the web page and 8 digits for the menu", async () => {
    const got = await deliver(await admit(snomMac()));
    expect(got["201"]).toMatch(/^[A-Za-z2-9]{20}$/);
    expect(got.web).toMatch(/^[A-Za-z2-9]{16}$/);
    expect(got.menu).toMatch(/^\d{8}$/);
  });

  test("fit the digits that a family's menu takes", async () => {
    expect((await deliver(await admit(strangeMac(), { vendor: "gigaset", model: "N670 IP PRO" }))).menu).toMatch(
      /^\d{4}$/,
    );
  });

  test("are one and the same where one setting opens menu and web page", async () => {
    const got = await deliver(await admit(yealinkMac(), { model: "T46S" }));
    expect(got.web).toMatch(/^[A-Za-z2-9]{16}$/);
    expect(got.menu).toBe(got.web);
  });
});

describe("own passwords", () => {
  test("are delivered as they were given", async () => {
    const passwords = { menu: "4711", web: "My_own-pass.1" };
    expect(await deliver(await admit(snomMac(), { passwords }))).toMatchObject(passwords);
  });

  test("are taken for both where one setting opens both", async () => {
    const shared = "Shared-pass.1";
    for (const passwords of [{ menu: shared }, { web: shared }, { menu: shared, web: shared }]) {
      expect(await deliver(await admit(yealinkMac(), { passwords }))).toMatchObject({ menu: shared, web: shared });
    }
  });

  test("that do not fit are refused with their fields, and never repeated", async () => {
    const cases: [Record<string, unknown>, Record<string, unknown>, string[]][] = [
      [{ mac: snomMac() }, { web: "canary" }, ["/passwords/web"]],
      [{ mac: snomMac() }, { web: "canary canary" }, ["/passwords/web"]],
      [{ mac: snomMac() }, { web: "canary-canary-canary-x" }, ["/passwords/web"]],
      [{ mac: snomMac() }, { menu: "canary!" }, ["/passwords/menu"]],
      [{ mac: snomMac() }, { menu: "123" }, ["/passwords/menu"]],
      [{ mac: snomMac() }, { menu: "canary:canary", web: "canarü-canary" }, ["/passwords/menu", "/passwords/web"]],
      [{ mac: yealinkMac() }, { menu: "canary-one", web: "canary-two" }, ["/passwords/menu", "/passwords/web"]],
      [{ mac: yealinkMac() }, { menu: "4711" }, ["/passwords/menu"]],
      [{ mac: strangeMac(), vendor: "gigaset", model: "N670 IP PRO" }, { menu: "12345" }, ["/passwords/menu"]],
      [{ mac: strangeMac(), vendor: "gigaset", model: "N670 IP PRO" }, { menu: "abcdefgh" }, ["/passwords/menu"]],
      [{ mac: snomMac() }, { menu: 12345678 }, ["/passwords/menu"]],
    ];
    for (const [phone, passwords, pointers] of cases) {
      const refused = await staff.post("/phones", { pbx: "main", ...phone, passwords });
      expect(refused, JSON.stringify(passwords)).toMatchObject({ status: 422, json: { code: "invalid-body" } });
      expect([...new Set(refused.json.errors.map(({ pointer }) => pointer))]).toEqual(pointers);
      expect(refused.text).not.toMatch(/canar|12345678/);
    }
  });
});

describe("release", () => {
  test("arms the same passwords again, for the length of the window", async () => {
    const mac = await admit(snomMac());
    const first = await deliver(mac);
    await staff.post(`/phones/${mac}/passwords/close`);
    expect(await statesOf(mac)).toEqual({ 201: "closed", 202: "closed", menu: "closed", web: "closed" });
    const released = await staff.post(
      `/phones/${mac}/passwords/release`,
      { reason: "factory reset" },
      { key: staff.keys.technician },
    );
    expect(released.status).toBe(200);
    expect(released.json.items).toMatchObject(
      Array(4).fill({ state: "armed", armedUntil: inTime(WINDOW_MS), openedBy: null }),
    );
    expect(await deliver(mac)).toEqual(first);
    expect((await staff.get(`/phones/${mac}/events`)).json.items[0]).toMatchObject({
      name: "passwords-released",
      actor: "the technician",
      mac,
      pbx: "main",
      detail: { kinds: ["sip", "menu", "web"], reason: "factory reset" },
    });
  });

  test("arms only the chosen kinds and accounts", async () => {
    const mac = await admit(snomMac());
    const closed = { 201: "closed", 202: "closed", menu: "closed", web: "closed" };
    await staff.post(`/phones/${mac}/passwords/close`);
    await staff.post(`/phones/${mac}/passwords/release`, { kinds: ["menu"] });
    expect(await statesOf(mac)).toEqual({ ...closed, menu: "armed" });
    await staff.post(`/phones/${mac}/passwords/close`);
    await staff.post(`/phones/${mac}/passwords/release`, { accounts: ["202"] });
    expect(await statesOf(mac)).toEqual({ ...closed, 202: "armed" });
    await staff.post(`/phones/${mac}/passwords/release`, { kinds: ["sip", "web"], accounts: ["201"] });
    expect(await statesOf(mac)).toEqual({ ...closed, 201: "armed", 202: "armed", web: "armed" });
  });

  test("arms them for as long as it is told", async () => {
    const mac = await admit(snomMac());
    const durations: [string | null, string | null][] = [
      ["30s", inTime(30_000)],
      ["10m", inTime(600_000)],
      ["2h", inTime(7_200_000)],
      ["30d", inTime(30 * 86_400_000)],
      [null, null],
    ];
    for (const [armedFor, armedUntil] of durations) {
      expect((await staff.post(`/phones/${mac}/passwords/release`, { armedFor })).json.items[0]).toMatchObject({
        armedUntil,
      });
    }
    for (const armedFor of ["31d", "10", "0m", "-5m", "1.5h", "10 m", "", 600, "99999999999d"]) {
      expect(await staff.post(`/phones/${mac}/passwords/release`, { armedFor }), String(armedFor)).toMatchObject({
        status: 422,
        json: { code: "invalid-body", errors: [{ pointer: "/armedFor" }] },
      });
    }
  });

  test("arms both where one setting opens menu and web page", async () => {
    const mac = await admit(yealinkMac());
    await staff.post(`/phones/${mac}/passwords/close`);
    await staff.post(`/phones/${mac}/passwords/release`, { kinds: ["web"] });
    expect(await statesOf(mac)).toEqual({ 201: "closed", 202: "closed", menu: "armed", web: "armed" });
  });

  test("refuses kinds and accounts that there are not, pointing at them", async () => {
    const mac = await admit(snomMac());
    const cases: [Record<string, unknown>, string, string][] = [
      [{ kinds: ["web", "pin"] }, "invalid-body", "/kinds/1"],
      [{ kinds: [] }, "invalid-body", "/kinds"],
      [{ accounts: ["201", "999"] }, "unknown-account", "/accounts/1"],
      [{ reason: "two\nlines" }, "invalid-body", "/reason"],
    ];
    for (const [body, code, pointer] of cases) {
      for (const action of ["release", "reset", "close"]) {
        expect(await staff.post(`/phones/${mac}/passwords/${action}`, body)).toMatchObject({
          status: 422,
          json: { code, errors: [{ pointer }] },
        });
      }
    }
    expect(await staff.post(`/phones/${mac}/passwords/close`, { armedFor: "10m" })).toMatchObject({ status: 422 });
    expect(await staff.post(`/phones/${mac}/passwords/release?reveal=true`, {})).toMatchObject({
      status: 400,
      json: { code: "invalid-query", errors: [{ parameter: "reveal" }] },
    });
  });

  test("leaves out a kind that these phones never ask for, and says so when it is asked for", async () => {
    const mac = await admit(strangeMac(), { vendor: "gigaset", model: "Maxwell 3" });
    const waiting = { 201: "armed", 202: "armed", menu: "closed", web: "armed" };
    expect(await statesOf(mac)).toEqual(waiting);
    await staff.post(`/phones/${mac}/passwords/release`);
    expect(await statesOf(mac)).toEqual(waiting);
    expect(await staff.post(`/phones/${mac}/passwords/release`, { kinds: ["menu"] })).toMatchObject({
      status: 422,
      json: { code: "model-not-supported", errors: [{ pointer: "/kinds/0" }] },
    });
    expect(await staff.post(`/phones/${mac}/passwords/close`, { kinds: ["menu"] })).toMatchObject({ status: 200 });
  });
});

describe("reset", () => {
  test("makes new passwords for the chosen kinds and arms them", async () => {
    const mac = await admit(snomMac());
    const first = await deliver(mac);
    await staff.post(`/phones/${mac}/passwords/reset`, { kinds: ["sip", "menu"], accounts: ["201"] });
    const second = await deliver(mac);
    expect(second["202"]).toBe(first["202"]);
    expect(second["201"]).toMatch(/^[A-Za-z2-9]{20}$/);
    expect(second["201"]).not.toBe(first["201"]);
    expect(second.menu).toMatch(/^\d{8}$/);
    expect(second.menu).not.toBe(first.menu);
  });

  test("shows what it made, and nothing else, to those who may ask, and writes that down", async () => {
    const mac = await admit(snomMac());
    const answer = await staff.post(`/phones/${mac}/passwords/reset?reveal=true`, {
      kinds: ["sip"],
      accounts: ["202"],
      reason: "lost",
    });
    const shown = answer.json.items.filter((grant) => "password" in grant);
    expect(shown).toMatchObject([{ kind: "sip", account: "202" }]);
    expect((await deliver(mac))["202"]).toBe(shown[0]?.password);
    const events = (await staff.get(`/phones/${mac}/events`)).json.items;
    expect(events.slice(0, 2)).toMatchObject([
      { name: "password-revealed", actor: "the admin" },
      { name: "passwords-reset" },
    ]);
    expect(JSON.stringify(events)).not.toContain(String(shown[0]?.password));
  });

  test("renews both with the same password where one setting opens menu and web page", async () => {
    const mac = await admit(yealinkMac());
    const { items } = (await staff.post(`/phones/${mac}/passwords/reset?reveal=true`, { kinds: ["menu"] })).json;
    const shown = items.filter((grant) => "password" in grant);
    expect(shown.map(({ kind, state }) => [kind, state])).toEqual([
      ["menu", "armed"],
      ["web", "armed"],
    ]);
    expect(shown[0]?.password).toBe(shown[1]?.password);
  });
});

test("a password that was destroyed cannot be released, only reset", async () => {
  const forgetful = await startStaff({ keepPlaintext: false });
  await addMainPbx(forgetful);
  const mac = await admit(snomMac(), {}, forgetful);
  await deliver(mac, forgetful);
  await forgetful.post(`/phones/${mac}/passwords/close`);
  expect(await forgetful.post(`/phones/${mac}/passwords/release`)).toMatchObject({
    status: 409,
    json: { code: "password-destroyed", detail: expect.stringContaining("Reset") },
  });
  expect(await forgetful.post(`/phones/${mac}/passwords/reset`)).toMatchObject({ status: 200 });
  await forgetful.close();
});

test("nothing that the API answers about a phone holds a password", async () => {
  const passwords = { menu: "canary-menu-1", web: "canary-web-22" };
  const mac = await admit(snomMac(), { passwords });
  for (const path of ["", "/passwords", "/files", "/events", `/preview?file=${mac}.xml`, `/preview?file=${mac}.htm`]) {
    expect((await staff.get(`/phones/${mac}${path}`)).text).not.toContain("canary");
  }
  for (const path of ["/phones", "/events?limit=500", "/allow-list"])
    expect((await staff.get(path)).text).not.toContain("canary");
  expect(await statesOf(mac)).toEqual({ 201: "armed", 202: "armed", menu: "armed", web: "armed" });
});
