import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { createSimulatedPhone, type SimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const PROVISIONINGS = 100;

let daemon: Daemon;
const dataDir = makeDataDir();
beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org", settings: { pickupCode: "*8" } });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

type Wanted = { model: string; printedMac: string; paths: readonly string[]; base?: string };

/** How each family finds its file: gigaset.md §1.4, §1.7. */
const BASES: readonly Wanted[] = [
  {
    model: "N510 IP PRO",
    printedMac: "7C2F80510001",
    paths: [
      "/42/2/master.bin",
      "/42/2/../../sifs/sifsroot.bin",
      "/42/2/../../sifs/sih_4xx.bin",
      "/42/2/../../sifs/sit_44x.bin",
      "/42/2/../../sifs/siu_444.bin",
      "/7C2F80510001.xml",
    ],
  },
  {
    model: "N720 DM PRO",
    printedMac: "7C2F80720001",
    paths: [
      "/70/1/master.bin",
      "/70/1/../../sifs/sifsroot.bin",
      "/70/1/../../sifs/sih_4xx.bin",
      "/70/1/../../sifs/sit_44x.bin",
      "/70/1/../../sifs/siu_444.bin",
      "/7C2F80720001.xml",
    ],
  },
  { model: "N670 IP PRO", printedMac: "7C2F80670001", paths: ["/provisioning.xml", "/7c2f80670001.xml"] },
  { model: "N870 IP PRO", printedMac: "7C2F80870001", paths: ["/7c2f80870001.xml"], base: "%MACD.xml" },
];

function createPhone({ model, printedMac, base = "" }: Wanted): SimulatedPhone {
  const mac = parseMac(printedMac) as Mac;
  const url = `http://${daemon.doors.http}/${base}`;
  return createSimulatedPhone({ vendor: "gigaset", model, mac, base: url, localAddress: "127.0.6.1" });
}

function pathsOf({ requests }: Awaited<ReturnType<SimulatedPhone["boot"]>>): string[] {
  return requests.map(({ url }) => url.replace(/^http:\/\/[^/]+/, ""));
}

/** Accounts by user, however a base counts them. */
function accountsOf(phone: SimulatedPhone) {
  return phone
    .holds()
    .accounts.map(({ user, displayName, password }) => ({ user, displayName, password }))
    .sort((a, b) => (a.user < b.user ? -1 : 1));
}

describe.each(BASES)("a simulated $model", (wanted) => {
  const suffix = wanted.printedMac.slice(6);
  const lineOf = (number: number, name: string) => ({ account: `u${suffix}-${number}`, displayName: name });
  let phone: SimulatedPhone;
  let first: Map<string, string | null>;

  test("finds its file by its own requests and holds all its passwords", async () => {
    const lines = [lineOf(1, "Jürgen"), lineOf(2, "Anna"), lineOf(3, "Zoë")];
    const handsets = [{ ipui: "02b1c3d5e7" }, {}, {}];
    const body = { mac: wanted.printedMac, pbx: "main", vendor: "gigaset", model: wanted.model, lines, handsets };
    const admitted = await daemon.api("POST", "/api/v1/phones", body);
    expect(admitted.status, admitted.text).toBe(201);
    phone = createPhone(wanted);
    const report = await phone.boot();
    expect(pathsOf(report)).toEqual(wanted.paths);
    expect(report.requests.at(-1)?.outcome).toBe("applied");
    const accounts = accountsOf(phone);
    expect(accounts.map(({ displayName }) => displayName)).toEqual(["Jürgen", "Anna", "Zoë"]);
    for (const { password } of accounts) expect(password).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(phone.holds().menuPassword).toMatch(/^[0-9]{4}$/);
    expect(phone.holds().webPassword).toMatch(wanted.model.startsWith("N510") ? /^[0-9]{4}$/ : /^[A-Za-z0-9]{16}$/);
    first = new Map(accounts.map(({ user, password }) => [user, password]));
    await daemon.api("POST", `/api/v1/phones/${wanted.printedMac}/passwords/close`, {});
  });

  test(`holds the same passwords and the names it should have after ${PROVISIONINGS} provisionings`, async () => {
    const { menuPassword, webPassword } = phone.holds();
    let names = ["Jürgen", "Anna", "Zoë"];
    for (let round = 0; round < PROVISIONINGS; round++) {
      if (round % 5 === 0) {
        names = names.map((name, index) => (index === round % 3 ? `Round ${round}` : name));
        const lines = names.map((name, index) => lineOf(index + 1, name));
        const changed = await daemon.api("PATCH", `/api/v1/phones/${wanted.printedMac}`, { lines });
        expect(changed.status, changed.text).toBe(200);
      }
      await phone.boot();
      expect(accountsOf(phone)).toEqual(
        names.map((displayName, index) => {
          const user = lineOf(index + 1, "").account;
          return { user, displayName, password: first.get(user) };
        }),
      );
      expect(phone.holds()).toMatchObject({ menuPassword, webPassword });
    }
  });

  test("gets none after a factory reset, and the same again after a release", async () => {
    const before = { accounts: accountsOf(phone), web: phone.holds().webPassword };
    phone.factoryReset();
    await phone.boot();
    expect(phone.holds()).toMatchObject({ menuPassword: null, webPassword: null });
    expect(accountsOf(phone).every(({ password }) => password === null)).toBe(true);
    await daemon.api("POST", `/api/v1/phones/${wanted.printedMac}/passwords/release`, {});
    await phone.boot();
    expect({ accounts: accountsOf(phone), web: phone.holds().webPassword }).toEqual(before);
  });
});

describe("a simulated Maxwell 3", () => {
  const wanted: Wanted = { model: "Maxwell 3", printedMac: "7C2F80330001", paths: [] };
  const KINDS: readonly ((round: number) => FunctionKey)[] = [
    (round) => ({ type: "speed-dial", value: String(100 + round), label: `Dial ${round}` }),
    (round) => ({ type: "blf", value: String(200 + round), label: `Watch ${round}` }),
    () => ({ type: "none" }),
    (round) => ({ type: "url", value: `http://pbx.example.org/${round}`, label: `Page ${round}` }),
    (round) => ({ type: "forward", value: String(300 + round), label: `Away ${round}` }),
    (round) => ({ type: "dtmf", value: `${round}#`, label: `Tones ${round}` }),
    () => ({ type: "line", value: "1", label: "Mine" }),
  ];

  test(`has exactly the keys that it should have in each of ${PROVISIONINGS} provisionings, and its first passwords`, async () => {
    const body = {
      mac: wanted.printedMac,
      pbx: "main",
      vendor: "gigaset",
      model: wanted.model,
      lines: [{ account: "m1", displayName: "Desk" }],
    };
    const admitted = await daemon.api("POST", "/api/v1/phones", body);
    expect(admitted.status, admitted.text).toBe(201);
    const phone = createPhone(wanted);
    expect(pathsOf(await phone.boot())).toEqual(["/provisioning.xml", "/7C2F80330001.xml"]);
    const sip = phone.holds().accounts[0]?.password;
    const { webPassword } = phone.holds();
    expect(sip).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(webPassword).toMatch(/^[A-Za-z0-9]{16}$/);
    await daemon.api("POST", `/api/v1/phones/${wanted.printedMac}/passwords/close`, {});

    for (let round = 0; round < PROVISIONINGS; round++) {
      // One to eight keys, so that some are added, some change and some go each time.
      const keys = Array.from({ length: (round % 8) + 1 }, (_, index) =>
        (KINDS[(round * 3 + index * 5) % KINDS.length] as (round: number) => FunctionKey)(round + index),
      );
      const changed = await daemon.api("PATCH", `/api/v1/phones/${wanted.printedMac}`, { keys });
      expect(changed.status, changed.text).toBe(200);
      await phone.boot();
      const held = phone.holds();
      const intended = keys.map((key, index) => ({
        position: index + 1,
        type: key.type,
        value: key.value ?? null,
        label: key.label ?? null,
      }));
      expect(held.keys).toEqual(intended.filter(({ type }) => type !== "none"));
      expect([held.accounts[0]?.password, held.webPassword]).toEqual([sip, webPassword]);
    }
  });
});

describe("a base that takes fewer handsets than it was given here", () => {
  test("is served all the same, and the staff see it", async () => {
    const printedMac = "7C2F80610001";
    const lines = ["h1", "h2", "h3"].map((account) => ({ account, displayName: account }));
    const body = { mac: printedMac, pbx: "main", model: "N610 IP PRO", lines };
    const admitted = await daemon.api("POST", "/api/v1/phones", body);
    expect(admitted.status, admitted.text).toBe(201);
    const ask = (handsets: number) =>
      daemon.fetch(`/${printedMac.toLowerCase()}.xml`, {
        from: "127.0.6.2",
        headers: {
          "user-agent": `Gigaset N610 IP PRO/83.V2.61.${handsets}+build.a546b91;${printedMac};Handset=${handsets}`,
        },
      });
    expect((await ask(3)).status).toBe(200);
    expect((await ask(2)).status).toBe(200);
    const eventsOf = async (name: string) => {
      const { json } = await daemon.api("GET", `/api/v1/events?mac=${printedMac}&name=${name}`);
      return (json as { items: { detail: unknown }[] }).items.map(({ detail }) => detail);
    };
    await expect.poll(() => eventsOf("too-many-handsets")).toEqual([{ wanted: 3, takes: 2 }]);
    expect(await eventsOf("identity-conflict")).toEqual([]);
  });
});
