import type { HostedFile } from "../../src/provisioning/hosted-file.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import type { NewRollout } from "../../src/provisioning/rollout.ts";
import { advanceRollouts } from "../../src/provisioning/run-rollouts.ts";
import { vendors } from "../../src/vendors/index.ts";
import { admit, macNumber, newPhone } from "./sample-rows.ts";
import type { TestStore } from "./test-stores.ts";

export const OLD = "10.1.100.1";
export const NEW = "10.1.200.2";
export const MINUTE_MS = 60_000;
export const ROLLOUT: NewRollout = {
  ...{ id: "rol_1", pbxId: "main", version: NEW, stages: [5, 25, 100], window: null, haltAbove: 10 },
  ...{ withinMs: 30 * MINUTE_MS, requestedBy: "anna", reason: null, profileId: null, macs: undefined },
  fitting: [{ vendorId: "snom", models: ["D785"] }],
};
const image = (version: string): HostedFile => ({
  ...{ key: `key-${version}`, vendorId: "snom", kind: "firmware", name: `snomD785-${version}-SIP-r.bin`, bytes: 1 },
  ...{ sha256: "ab", contentType: "application/octet-stream", size: null, uploadedAt: 0, uploadedBy: "anna" },
  firmware: { version, models: ["D785"], minimumVersion: null },
});
const IMAGES = [image(OLD), image(NEW)];

/** What a phone does when it is told to fetch. */
export type Manner = "good" | "never-fetches" | "comes-back-old" | "silent" | "other";

/** Phones that act on what the store tells of them when they are told, and a worker that a process has. */
export class Phones {
  readonly told: Mac[] = [];
  readonly #opened: TestStore;
  readonly #mannerOf: (mac: Mac) => Manner;
  store: Store;
  /** The process dies when it is about to tell so many phones more. */
  diesAfter = Number.POSITIVE_INFINITY;

  constructor(opened: TestStore, mannerOf: (mac: Mac) => Manner) {
    this.#opened = opened;
    this.#mannerOf = mannerOf;
    this.store = opened.store;
  }

  /** Another process after the first was killed: nothing of it is left but the database. */
  async restart(): Promise<void> {
    this.diesAfter = Number.POSITIVE_INFINITY;
    this.store = await this.#opened.openAgain();
    // Its lease must end.
    this.#opened.clock.now += MINUTE_MS;
  }

  look(): Promise<void> {
    return advanceRollouts({
      store: this.store,
      vendors,
      catalogue: () => ({ files: IMAGES }),
      clock: () => this.#opened.clock.now,
      tell: async (mac) => {
        if (this.diesAfter-- <= 0) throw new Error("killed");
        this.told.push(mac);
      },
    });
  }

  /** All that were told do what they do, a minute later. */
  async act(): Promise<void> {
    const { clock } = this.#opened;
    clock.now += MINUTE_MS;
    const macs = this.told.splice(0);
    const visits: Parameters<Store["record"]>[0]["visits"][number][] = [];
    const events: Parameters<Store["record"]>[0]["events"][number][] = [];
    for (const mac of macs) {
      const target = (await this.store.findPhone(mac))?.rolloutFirmware;
      const manner = target === OLD ? "good" : this.#mannerOf(mac);
      if (manner === "silent" || !target) continue;
      const firmware = manner === "good" ? target : manner === "other" ? "9.9.9.9" : OLD;
      visits.push({ mac, at: clock.now, address: addressOf(mac), model: "D785", firmware });
      const fetched = { name: "hosted-file-fetched", at: clock.now, address: addressOf(mac) } as const;
      if (manner !== "never-fetches") events.push({ ...fetched, detail: { file: "image", kind: "firmware" } });
    }
    await this.store.record({ events, sightings: [], visits });
  }

  /** Looks and acts until the roll-out is in one of these states. */
  async runUntil(states: readonly string[], id = ROLLOUT.id): Promise<void> {
    for (let looks = 0; looks < 400; looks++) {
      await this.look();
      if (states.includes((await this.store.findRollout(id))?.state ?? "")) return;
      await this.act();
    }
    throw new Error(`it is not ${states}: ${JSON.stringify(await this.store.findRollout(id))}`);
  }
}

/** Phones 0, 1, 2 … that run the old version. */
export async function admitRunning(opened: TestStore, count: number): Promise<Mac[]> {
  const { store, clock } = opened;
  const macs = Array.from({ length: count }, (_, at) => macNumber(at));
  for (const file of IMAGES) await store.addHostedFile(file);
  for (const [at, mac] of macs.entries())
    await (at === 0 ? admit(store, { mac, lines: [] }) : store.createPhone(newPhone({ mac, lines: [] })));
  const visits = macs.map((mac) => ({ mac, at: clock.now, address: addressOf(mac), model: "D785", firmware: OLD }));
  await store.record({ events: [], sightings: [], visits });
  clock.now += MINUTE_MS;
  return macs;
}

function addressOf(mac: Mac): string {
  const number = Number.parseInt(mac.slice(6), 16);
  return `198.18.${number >> 8}.${number & 255}`;
}
