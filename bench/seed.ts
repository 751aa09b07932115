import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { OPEN_ACCESS } from "../src/provisioning/pbx-access.ts";
import { openStore } from "../src/storage/open-store.ts";

/** MACs 001565000000, 001565000001, …: what the storms of the yardstick ask for. */
export function seededMac(index: number): string {
  return `001565${index.toString(16).toUpperCase().padStart(6, "0")}`;
}

const KEYS = JSON.stringify([
  { type: "line", label: "Line 1" },
  { type: "line", value: "2", label: "Line 2" },
  ...Array.from({ length: 19 }, (_, index) => ({
    type: "blf",
    value: String(1001 + index),
    label: `Colleague ${1001 + index}, first floor, west`,
  })),
]);

/**
 * A data folder with `count` admitted Yealink T53, two lines and 21 keys each (a configuration of 12.3 KB, as the yardstick's peers serve).
 * `closed`: as on an ordinary day, their passwords were delivered long ago. `armed`: as after delivery from the factory.
 */
export async function seedDataDir(dataDir: string, count: number, grants: "closed" | "armed"): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = await openStore({
    url: undefined,
    dataDir,
    masterKey: undefined,
    clock: Date.now,
    keepPlaintext: true,
    maxSightings: 1000,
  });
  await store.createPbx({
    id: "bench",
    host: "pbx.example.org",
    port: 5061,
    transport: "tls",
    customer: null,
    settings: { language: "de", timezone: "Europe/Berlin", country: "DE" },
    vendors: {},
    clientCertificates: {},
    access: OPEN_ACCESS,
  });
  if (grants === "armed") await seedThroughStore(store, count);
  await store.close();
  if (grants === "closed") seedRows(join(dataDir, "offhook.db"), count);
}

/** By SQL, since a million phones one by one would take an hour. Without passwords: closed grants need none. */
function seedRows(path: string, count: number): void {
  const database = new Database(path);
  database.pragma("synchronous = OFF");
  database.pragma("foreign_keys = OFF");
  const now = Date.now();
  const phone = database.prepare(
    `insert into phones (id, mac, pbx_id, vendor_id, vendor_source, model, model_source, label, label_folded, keys, settings, revision, created_at, updated_at)
     values (?, ?, 'bench', 'yealink', 'operator', 'T53', 'operator', ?, ?, ?, '{}', 1, ${now}, ${now})`,
  );
  const account = database.prepare(
    `insert into accounts (id, pbx_id, username, auth_name, display_name, display_name_folded, number, revision, created_at, updated_at)
     values (?, 'bench', ?, ?, ?, ?, ?, 1, ${now}, ${now})`,
  );
  const line = database.prepare("insert into lines (phone_id, position, account_id) values (?, ?, ?)");
  const grant = database.prepare("insert into grants (phone_id, kind, account_id, state) values (?, ?, ?, 'closed')");
  const insert = database.transaction((from: number, to: number) => {
    for (let index = from; index < to; index++) {
      const id = index + 1;
      const mac = seededMac(index);
      phone.run(id, mac, `Desk ${mac}`, `desk ${mac}`.toLowerCase(), KEYS);
      for (const position of [0, 1]) {
        const accountId = id * 2 + position;
        const user = `${mac.toLowerCase()}${position + 1}`;
        account.run(accountId, user, user, `Desk ${user}`, `desk ${user}`, user);
        line.run(id, position, accountId);
        grant.run(id, "sip", accountId);
      }
      for (const kind of ["menu", "web"]) grant.run(id, kind, null);
    }
  });
  const step = 10_000;
  for (let from = 0; from < count; from += step) insert(from, Math.min(count, from + step));
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

type BenchStore = Awaited<ReturnType<typeof openStore>>;

async function seedThroughStore(store: BenchStore, count: number): Promise<void> {
  const { Password } = await import("../src/provisioning/password.ts");
  const { parseMac } = await import("../src/provisioning/mac.ts");
  for (let index = 0; index < count; index++) {
    const mac = parseMac(seededMac(index));
    if (mac === undefined) throw new Error("the bench made a MAC that is none");
    const secret = () => new Password(randomBytes(12).toString("hex"));
    const menu = secret();
    await store.createPhone({
      mac,
      macId: null,
      pbxId: "bench",
      vendorId: "yealink",
      vendorSource: "operator",
      model: "T53",
      modelSource: "operator",
      label: `Desk ${mac}`,
      lines: [{ username: mac, displayName: `Desk ${mac}`, label: null, newPassword: secret() }],
      keys: JSON.parse(KEYS),
      settings: {},
      modules: [],
      handsets: [],
      profileId: null,
      passwords: { menu, web: menu },
      armedUntil: null,
    });
  }
}
