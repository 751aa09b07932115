import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import type { HeldKey } from "../../src/simulation/family.ts";
import type { Flash } from "../../src/simulation/flash.ts";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const PROVISIONINGS = 100;
/** `first` is where the keys of the first module begin. */
const PHONES = [
  { vendor: "snom", model: "D785", mac: "000413922D01", keys: 24, modules: 4, each: 18, first: 24 },
  { vendor: "snom", model: "D385", mac: "000413922D02", keys: 48, modules: 3, each: 18, first: 174 },
  { vendor: "snom", model: "D315", mac: "000413922D03", keys: 5, modules: 3, each: 18, first: 5 },
  { vendor: "snom", model: "D865", mac: "000413922D04", keys: 40, modules: 3, each: 60, first: 40 },
  { vendor: "snom", model: "320", mac: "000413922D05", keys: 12, modules: 0, each: 0, first: 12 },
  { vendor: "snom", model: "720", mac: "000413922D06", keys: 18, modules: 0, each: 0, first: 18 },
  { vendor: "snom", model: "870", mac: "000413922D07", keys: 16, modules: 0, each: 0, first: 16 },
  { vendor: "snom", model: "M300", mac: "00087B922D08", keys: 0, modules: 0, each: 0, first: 0 },
  { vendor: "snom", model: "M900", mac: "00087B922D09", keys: 0, modules: 0, each: 0, first: 0 },
  { vendor: "gigaset", model: "P825", mac: "589EC691AA0A", keys: 28, modules: 0, each: 0, first: 28 },
] as const;

let daemon: Daemon;
const dataDir = makeDataDir();
beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  const settings = { pickupCode: "*8", featureCodes: { intercom: "*80", record: "*3" } };
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org", settings });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

/** Every kind of key with what the phone then holds. */
const KINDS: readonly ((n: number) => [key: FunctionKey, held: Omit<HeldKey, "position"> | undefined])[] = [
  () => [{ type: "none" }, undefined],
  (n) => [
    { type: "speed-dial", value: `${n}`, label: `Dial ${n}` },
    { type: "speed-dial", value: `${n}`, label: `Dial ${n}` },
  ],
  (n) => [
    { type: "blf", value: `${n}` },
    { type: "blf", value: `${n}`, label: `${n}` },
  ],
  (n) => [
    { type: "park", value: `7${n}` },
    { type: "orbit", value: `7${n}`, label: `7${n}` },
  ],
  (n) => [
    { type: "intercom", value: `${n}`, label: "I & you" },
    { type: "icom", value: `*80${n}`, label: "I & you" },
  ],
  () => [{ type: "dnd" }, { type: "keyevent", value: "F_DND", label: null }],
  () => [
    { type: "line", value: "2" },
    { type: "line", value: "2", label: "Line two" },
  ],
  () => [
    { type: "record", label: "Rec" },
    { type: "dtmf", value: "*3", label: "Rec" },
  ],
];

/** The same numbers on every run (Park and Miller). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe.each(PHONES)("a simulated $vendor $model", ({ vendor, model, mac: printed, keys, modules, each, first }) => {
  const mac = parseMac(printed) as Mac;
  const users = [1, 2].map((n) => `u${mac.slice(-4)}${n}`);
  const random = createRandom(Number.parseInt(mac.slice(-4), 16));
  let flash: Flash | undefined;

  async function boot() {
    const phone = createSimulatedPhone({
      vendor,
      model,
      mac,
      base: `http://${daemon.doors.http}/`,
      localAddress: "127.0.6.1",
      flash,
    });
    const { requests } = await phone.boot();
    expect(requests.filter(({ outcome }) => outcome === "malformed")).toEqual([]);
    flash = phone.flash();
    return phone.holds();
  }

  const passwordsOf = (held: Awaited<ReturnType<typeof boot>>) => ({
    sip: held.accounts.map(({ user, password }) => [user, password]),
    menu: held.menuPassword,
    web: held.webPassword,
    pins: Object.entries(held.settings).filter(([name]) => name.startsWith("subscr_dect_ac_code")),
  });

  /** As many keys as it pleases, and what the phone holds then: keys of the device that are not in the list are line keys. */
  function chooseKeys(count: number, start: number): { list: FunctionKey[]; held: HeldKey[] } {
    const chosen = Array.from({ length: random(count + 1) }, (_, index) => {
      const [key, held] = KINDS[random(KINDS.length)]?.(100 + random(800)) ?? [{ type: "none" as const }, undefined];
      return { key, held: held === undefined ? [] : [{ ...held, position: start + index + 1 }] };
    });
    return { list: chosen.map(({ key }) => key), held: chosen.flatMap(({ held }) => held) };
  }

  test(`holds its first passwords and the intended keys after each of ${PROVISIONINGS} provisionings`, async () => {
    const admitted = await daemon.api("POST", "/api/v1/phones", {
      mac,
      pbx: "main",
      vendor,
      model,
      lines: users.map((account, index) => ({
        account,
        displayName: `Desk ${index + 1}`,
        label: index === 0 ? "Line one" : "Line two",
      })),
    });
    expect(admitted.status, admitted.text).toBe(201);
    const passwords = passwordsOf(await boot());
    expect(passwords).toMatchObject({
      sip: users.map((user) => [user, expect.stringMatching(/^[A-Za-z0-9]{20}$/)]),
      menu: expect.stringMatching(/^\d+$/),
      web: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    });
    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {});

    for (let round = 0; round < PROVISIONINGS; round++) {
      const ofDevice = chooseKeys(keys, 0);
      // Now and then a module is taken out of the list.
      const ofModules = Array.from({ length: random(modules + 1) }, (_, module) =>
        chooseKeys(each, first + module * each),
      );
      const change =
        keys === 0
          ? { label: `Round ${round}`, handsets: round % 2 === 0 ? [{ lines: [2] }, { lines: [1] }] : [] }
          : { keys: ofDevice.list, modules: ofModules.map(({ list }) => list), label: `Round ${round}` };
      const changed = await daemon.api("PATCH", `/api/v1/phones/${mac}`, change);
      expect(changed.status, changed.text).toBe(200);

      const lineKeys = [1, 2]
        .filter((position) => position > ofDevice.list.length && position <= keys)
        .map((position) => ({
          position,
          type: "line",
          value: `${position}`,
          label: position === 1 ? "Line one" : "Line two",
        }));
      const held = await boot();
      expect(held.keys).toEqual(
        [...ofDevice.held, ...lineKeys, ...ofModules.flatMap((module) => module.held)].sort(
          (a, b) => a.position - b.position,
        ),
      );
      expect(passwordsOf(held)).toEqual(passwords);
      const handsets = [1, 2].map((line) => held.settings[`subscr_sip_hs_idx[${line}]`]);
      if (keys === 0) expect(handsets).toEqual(round % 2 === 0 ? ["2", "1"] : ["1", "2"]);
    }
  });
});
