import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import type { Handset } from "../../src/provisioning/phone.ts";
import type { HeldKey } from "../../src/simulation/family.ts";
import type { Flash } from "../../src/simulation/flash.ts";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";

const PROVISIONINGS = 100;
/** One of each family and each kind of key place. `keys` on the device, `modules` attached with `moduleKeys` each. */
const PHONES = [
  { model: "T27G", lines: 2, keys: 21, modules: 2, moduleKeys: 38, handsets: 0 },
  { model: "T54W", lines: 2, keys: 27, modules: 1, moduleKeys: 60, handsets: 0 },
  { model: "T58A", lines: 2, keys: 27, modules: 0, moduleKeys: 0, handsets: 0 },
  { model: "T28P", lines: 2, keys: 16, modules: 0, moduleKeys: 0, handsets: 0 },
  { model: "T38G", lines: 2, keys: 16, modules: 0, moduleKeys: 0, handsets: 0 },
  { model: "CP920", lines: 1, keys: 0, modules: 0, moduleKeys: 0, handsets: 0 },
  { model: "AX83H", lines: 2, keys: 0, modules: 0, moduleKeys: 0, handsets: 0 },
  { model: "W60B", lines: 3, keys: 0, modules: 0, moduleKeys: 0, handsets: 8 },
  { model: "W80DM", lines: 3, keys: 0, modules: 0, moduleKeys: 0, handsets: 100 },
  { model: "W80B", lines: 0, keys: 0, modules: 0, moduleKeys: 0, handsets: 0 },
] as const;

/** Kinds of keys and what a phone makes of them: the type's code or neutral word, and its value. */
const KINDS: readonly { key: FunctionKey; type: string; value: string | null }[] = [
  { key: { type: "speed-dial", value: "0301" }, type: "speed-dial", value: "0301" },
  { key: { type: "blf", value: "777" }, type: "blf", value: "777" },
  { key: { type: "line", value: "2" }, type: "line", value: "2" },
  { key: { type: "park", value: "701" }, type: "10", value: "701" },
  { key: { type: "dnd" }, type: "5", value: null },
  { key: { type: "transfer", value: "205" }, type: "3", value: "205" },
  { key: { type: "url", value: "http://pbx.example.org/x" }, type: "17", value: "http://pbx.example.org/x" },
  { key: { type: "paging", value: "224.0.1.116:5001" }, type: "24", value: "224.0.1.116:5001" },
];

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

describe.each(PHONES.map((phone, index) => ({ ...phone, index })))("a simulated Yealink $model", (about) => {
  const { model, index, lines } = about;
  const mac = parseMac(`805EC0AA00${index.toString(16).padStart(2, "0")}`) as Mac;
  const users = Array.from({ length: lines }, (_, line) => `${2 + index}${line}1`);
  let flash: Flash | undefined;

  async function boot() {
    const base = `http://${daemon.doors.http}/`;
    const phone = createSimulatedPhone({
      vendor: "yealink",
      model,
      mac,
      base,
      localAddress: `127.0.6.${index + 1}`,
      flash,
    });
    const { requests } = await phone.boot();
    flash = phone.flash();
    return { requests, held: phone.holds() };
  }

  const passwordsOf = ({ held }: Awaited<ReturnType<typeof boot>>) => ({
    sip: held.accounts.map(({ user, password }) => [user, password]),
    menu: held.menuPassword,
    web: held.webPassword,
  });

  test(`keeps its first passwords and has exactly the keys it should have, ${PROVISIONINGS} times`, async () => {
    const wanted = {
      mac,
      pbx: "main",
      vendor: "yealink",
      model,
      lines: users.map((account) => ({ account, displayName: account })),
    };
    const admitted = await daemon.api("POST", "/api/v1/phones", wanted);
    expect(admitted.status, admitted.text).toBe(201);

    const booted = await boot();
    const first = passwordsOf(booted);
    expect(first.sip).toEqual(users.map((user) => [user, expect.stringMatching(/^[A-Za-z0-9]{20}$/)]));
    expect(first.web).toMatch(/^[A-Za-z0-9]{12,}$/);
    if (model !== "W80B") expect(first.menu).toMatch(about.handsets > 0 ? /^\d{4}$/ : /^[A-Za-z0-9]{12,}$/);
    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {});

    for (let round = 0; round < PROVISIONINGS; round++) {
      const change = changeOf(about, round);
      const changed = await daemon.api("PATCH", `/api/v1/phones/${mac}`, { label: `Round ${round}`, ...change });
      expect(changed.status, changed.text).toBe(200);
      const again = await boot();
      expect(passwordsOf(again)).toEqual(first);
      expect(again.held.keys).toEqual(about.keys > 0 ? intendedKeys(about, change) : []);
      if (about.handsets > 0)
        expect(handsetsOf(again.held.settings)).toEqual(intendedHandsets(users, change.handsets ?? []));
    }
  }, 120_000);
});

type About = (typeof PHONES)[number];
type Change = { keys?: FunctionKey[]; modules?: FunctionKey[][]; handsets?: Handset[] };

/** The same for the same round. Keys come, change, move and go; now and then there are none. */
function changeOf({ keys, modules, moduleKeys, handsets, lines }: About, round: number): Change {
  const some = (count: number, salt: number): FunctionKey[] =>
    Array.from({ length: (round * 7 + salt) % (count + 1) }, (_, place): FunctionKey => {
      const kind = KINDS[(round + place * 3 + salt) % KINDS.length];
      if (kind === undefined || (place + round) % 5 === 0) return { type: "none" };
      return place % 2 === 0 ? { ...kind.key, label: `L${round}` } : kind.key;
    });
  return {
    ...(keys === 0 ? {} : { keys: some(keys, 0) }),
    ...(modules === 0 ? {} : { modules: Array.from({ length: modules }, (_, module) => some(moduleKeys, module + 1)) }),
    ...(handsets === 0
      ? {}
      : {
          handsets: Array.from({ length: (round * 3) % (Math.min(handsets, 9) + 1) }, (_, place) => ({
            name: `H${round % 4}-${place}`,
            ...(place % 2 === 0 ? { ipui: (round * 16 + place).toString(16).padStart(10, "0") } : {}),
            lines: [((round + place) % lines) + 1],
          })),
        }),
  };
}

function intendedKeys({ model, keys, lines, moduleKeys }: About, change: Change): HeldKey[] {
  const device = Array.from({ length: keys }, (_, index0) => {
    const isLine = index0 < lines;
    return change.keys?.[index0] ?? (isLine ? { type: "line" as const, value: String(index0 + 1) } : undefined);
  });
  const ofDevice = device.flatMap((key, index0) => intend(key, { position: index0 + 1 }));
  const ofModules = (change.modules ?? []).flatMap((wanted, module0) => {
    const module = module0 + 1;
    // Keys 1 and 21 of an EXP20 turn pages.
    const pages = model === "T27G" ? [1, 21] : [];
    const places = Array.from({ length: moduleKeys + pages.length }, (_, key0) => key0 + 1);
    const usable = places.filter((place) => !pages.includes(place));
    return [
      ...pages.map((position) => ({ position, module, type: "37", value: null, label: null })),
      ...usable.flatMap((position, index0) => intend(wanted[index0], { position, module })),
    ].sort((a, b) => a.position - b.position);
  });
  return [...ofDevice, ...ofModules];
}

function intend(key: FunctionKey | undefined, place: Pick<HeldKey, "position" | "module">): HeldKey[] {
  if (key === undefined || key.type === "none") return [];
  const kind = KINDS.find((candidate) => candidate.key.type === key.type);
  const value = key.type === "line" ? (key.value ?? null) : (kind?.value ?? null);
  return [{ ...place, type: kind?.type ?? key.type, value, label: key.label ?? null }];
}

/** Name and lines by slot, of slots that ring. */
function handsetsOf(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings)
    .flatMap(([name, lines]) => {
      const slot = /^handset\.(\d+)\.incoming_lines$/.exec(name)?.[1];
      return slot === undefined ? [] : [`${slot.padStart(3, "0")} ${settings[`handset.${slot}.name`]} ${lines}`];
    })
    .sort();
}

/** Those that are described, then one for each further line. */
function intendedHandsets(users: readonly string[], handsets: readonly Handset[]): string[] {
  return Array.from({ length: Math.max(users.length, handsets.length) }, (_, index0) => {
    const { name = users[index0], lines = [index0 + 1] } = handsets[index0] ?? {};
    return `${String(index0 + 1).padStart(3, "0")} ${name} ${lines.join(",")}`;
  });
}
