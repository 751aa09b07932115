import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const PROVISIONINGS = 100;
const FAMILIES = [
  { vendor: "snom", model: "D785", mac: "000413922D24", hasMenu: true },
  { vendor: "yealink", model: "T46S", mac: "805EC0AABBCC", hasMenu: true },
  { vendor: "gigaset", model: "N670 IP PRO", mac: "7C2F80AABBCC", hasMenu: true },
  { vendor: "gigaset", model: "Maxwell 3", mac: "7C2F80AABBCD", hasMenu: false },
  { vendor: "gigaset", model: "P825", mac: "589EC691AABB", hasMenu: true },
] as const;

let daemon: Daemon;
const dataDir = makeDataDir();
beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

describe.each(FAMILIES)("a simulated $vendor $model", ({ vendor, model, mac: printedMac, hasMenu }) => {
  const mac = parseMac(printedMac) as Mac;
  const username = `u${mac.slice(-4)}`;
  const phone = () =>
    createSimulatedPhone({
      vendor,
      model,
      mac,
      base: `http://${daemon.doors.http}/`,
      localAddress: "127.0.5.1",
      ...(flash === undefined ? {} : { flash }),
    });
  let flash: ReturnType<ReturnType<typeof createSimulatedPhone>["flash"]> | undefined;
  let first: ReturnType<typeof passwordsOf>;

  function passwordsOf(held: ReturnType<ReturnType<typeof createSimulatedPhone>["holds"]>) {
    return {
      sip: held.accounts.find((account) => account.user === username)?.password,
      menu: held.menuPassword,
      web: held.webPassword,
    };
  }

  async function boot() {
    const simulated = phone();
    await simulated.boot();
    flash = simulated.flash();
    return passwordsOf(simulated.holds());
  }

  test("holds all its passwords after its first provisioning", async () => {
    const admitted = await daemon.api("POST", "/api/v1/phones", {
      mac,
      pbx: "main",
      vendor,
      model,
      lines: [{ account: username, displayName: "Desk" }],
    });
    expect(admitted.status, admitted.text).toBe(201);
    first = await boot();
    expect(first.sip).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(first.web).toMatch(/^[A-Za-z0-9]{16}$/);
    if (hasMenu) expect(first.menu).toBeTypeOf("string");
    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {});
  });

  test(`still holds them after ${PROVISIONINGS} provisionings, while its label and keys change`, async () => {
    for (let round = 0; round < PROVISIONINGS; round++) {
      if (round % 10 === 0) {
        const keys = [{ type: "line" }, { type: "speed-dial", value: String(100 + round), label: `Round ${round}` }];
        const changed = await daemon.api(
          "PATCH",
          `/api/v1/phones/${mac}`,
          model.startsWith("N") ? { label: `Round ${round}` } : { keys },
        );
        expect(changed.status, changed.text).toBe(200);
      }
      expect(await boot()).toEqual(first);
    }
  });

  test("gets none after a factory reset, the same after a release, a new one after a reset", async () => {
    const reset = phone();
    reset.factoryReset();
    flash = reset.flash();
    const nothing = await boot();
    expect(nothing.sip ?? null).toBeNull();
    expect([first.web, first.menu]).not.toContain(nothing.web ?? "none");

    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/release`, {});
    expect(await boot()).toEqual(first);

    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/reset`, {});
    const renewed = await boot();
    expect(renewed.sip).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(renewed.sip).not.toBe(first.sip);
    expect(renewed.web).not.toBe(first.web);
  });
});
