import { type FoundPhone, type HeardDevice, isWorthAsking, macOf, recogniseDevice } from "./found-phone.ts";
import type { Clock, Store } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Vendor } from "./vendor.ts";

/** Also the codes of the problems that staff are answered with. */
type SearchRefusal = "network-not-private" | "network-not-on-link" | "network-too-large" | "search-running";
export type SkippedNetwork = { network: string; why: SearchRefusal };
export type ChosenNetworks<Network> =
  | { networks: readonly Network[]; skipped: readonly SkippedNetwork[] }
  | { refused: SearchRefusal; detail: string };

/** What a search needs of the machine it runs on. */
export type SearchPort<Network extends { cidr: string }> = {
  choose(named: string | undefined): ChosenNetworks<Network>;
  overlap(one: Network, other: Network): boolean;
  /** Resolves when it is through or `signal` has ended it. Sends nothing unless `probe`. */
  run(search: {
    networks: readonly Network[];
    probe: boolean;
    signal: AbortSignal;
    /** Called again when more is known of the device. */
    heard: (device: HeardDevice) => void;
    isWorthAsking: (device: HeardDevice) => boolean;
    progress: (asked: number, toAsk: number) => void;
  }): Promise<void>;
};

export type LanSearch = {
  id: string;
  networks: readonly string[];
  /** Own networks that are left out, where none was named. */
  skipped: readonly SkippedNetwork[];
  probe: boolean;
  state: "running" | "done" | "cancelled" | "failed";
  startedAt: number;
  endedAt: number | null;
  /** Of the addresses that are probed. */
  asked: number;
  toAsk: number;
  phones: readonly FoundPhone[];
};
export type SearchNews =
  | { event: "found"; phone: FoundPhone }
  | { event: "progress"; search: LanSearch }
  | { event: "ended"; search: LanSearch };

export type LanSearches = {
  start(wish: { network: string | undefined; probe: boolean }): LanSearch | { refused: SearchRefusal; detail: string };
  find(id: string): LanSearch | undefined;
  /** Resolves when it has ended. What was found until then stays. */
  cancel(id: string): Promise<void>;
  /** Tells what was found so far at once, and the rest as it comes; ends with `ended`. Returns how to stop. */
  follow(id: string, listener: (news: SearchNews) => void): () => void;
  /** Ends all of them. */
  close(): Promise<void>;
};

type Parts<Network extends { cidr: string }> = {
  port: SearchPort<Network>;
  store: Pick<Store, "findAdmission">;
  vendors: readonly Vendor[];
  recorder: Pick<Recorder, "sighting">;
  clock: Clock;
  newId: () => string;
  reportFault: (error: unknown) => void;
};

type Running<Network> = {
  search: LanSearch;
  networks: readonly Network[];
  phones: Map<string, FoundPhone>;
  listeners: Set<(news: SearchNews) => void>;
  stop: AbortController;
  done: Promise<void>;
};

/** Ended ones that can still be read. */
const MAX_KEPT = 20;
const MAX_RUNNING = 4;
const TELL_EVERY_MS = 250;

/** Searches for phones on networks of this machine: one at a time on each network, and only when somebody asks for it. */
export function createLanSearches<Network extends { cidr: string }>(parts: Parts<Network>): LanSearches {
  const { port, store, vendors, recorder, clock } = parts;
  const searches = new Map<string, Running<Network>>();

  function viewOf({ search, phones }: Running<Network>): LanSearch {
    return { ...search, phones: [...phones.values()] };
  }

  function running(): Running<Network>[] {
    return [...searches.values()].filter(({ search }) => search.state === "running");
  }

  async function run(one: Running<Network>): Promise<void> {
    const { search, stop } = one;
    let noting: Promise<void> = Promise.resolve();
    let toldAt = 0;
    try {
      await port.run({
        networks: one.networks,
        probe: search.probe,
        signal: stop.signal,
        isWorthAsking: (device) => isWorthAsking(device, vendors),
        heard(device) {
          noting = noting.then(() => note(one, device)).catch(parts.reportFault);
        },
        progress(asked, toAsk) {
          search.asked = asked;
          search.toAsk = toAsk;
          if (Math.abs(clock() - toldAt) < TELL_EVERY_MS) return;
          toldAt = clock();
          tell(one, { event: "progress", search: viewOf(one) });
        },
      });
      await noting;
      search.state = stop.signal.aborted ? "cancelled" : "done";
    } catch (error) {
      search.state = stop.signal.aborted ? "cancelled" : "failed";
      if (search.state === "failed") parts.reportFault(error);
    }
    await noting;
    search.endedAt = clock();
    rememberStrangers(one);
    tell(one, { event: "ended", search: viewOf(one) });
    one.listeners.clear();
    forgetOld();
  }

  async function note(one: Running<Network>, device: HeardDevice): Promise<void> {
    const admission = await store.findAdmission(macOf(device, vendors));
    const phone = recogniseDevice(device, admission, vendors);
    if (phone === undefined) return;
    one.phones.set(phone.address, phone);
    tell(one, { event: "found", phone });
  }

  /** Once for each search, with all that it learned. */
  function rememberStrangers({ phones }: Running<Network>): void {
    const byMac = new Map([...phones.values()].map((phone) => [phone.mac, phone]));
    for (const { mac, address, vendorId, model, firmware, pbxId } of byMac.values()) {
      if (pbxId !== undefined) continue;
      const at = clock();
      recorder.sighting({ mac, at, address, vendorId, model, firmware, via: "search", reason: "not-admitted" });
    }
  }

  function tell(one: Running<Network>, news: SearchNews): void {
    for (const listener of one.listeners) listener(news);
  }

  function forgetOld(): void {
    const ended = [...searches.values()].filter(({ search }) => search.state !== "running");
    for (const { search } of ended.slice(0, Math.max(0, ended.length - MAX_KEPT))) searches.delete(search.id);
  }

  return {
    start({ network, probe }) {
      const chosen = port.choose(network);
      if ("refused" in chosen) return chosen;
      const busy = running();
      const other = busy.find((each) =>
        each.networks.some((theirs) => chosen.networks.some((ours) => port.overlap(theirs, ours))),
      );
      if (other !== undefined || busy.length >= MAX_RUNNING) {
        const detail =
          other === undefined
            ? `${MAX_RUNNING} searches are running already`
            : `Search ${other.search.id} of ${other.search.networks.join(", ")} is still running`;
        return { refused: "search-running", detail };
      }
      const one: Running<Network> = {
        search: {
          id: parts.newId(),
          networks: chosen.networks.map(({ cidr }) => cidr),
          skipped: chosen.skipped,
          probe,
          state: "running",
          startedAt: clock(),
          endedAt: null,
          asked: 0,
          toAsk: 0,
          phones: [],
        },
        networks: chosen.networks,
        phones: new Map(),
        listeners: new Set(),
        stop: new AbortController(),
        done: Promise.resolve(),
      };
      searches.set(one.search.id, one);
      one.done = run(one);
      return viewOf(one);
    },

    find(id) {
      const one = searches.get(id);
      return one && viewOf(one);
    },

    async cancel(id) {
      const one = searches.get(id);
      one?.stop.abort();
      await one?.done;
    },

    follow(id, listener) {
      const one = searches.get(id);
      if (one === undefined) return () => {};
      for (const phone of one.phones.values()) listener({ event: "found", phone });
      if (one.search.state !== "running") listener({ event: "ended", search: viewOf(one) });
      else {
        listener({ event: "progress", search: viewOf(one) });
        one.listeners.add(listener);
      }
      return () => void one.listeners.delete(listener);
    },

    async close() {
      for (const { stop } of searches.values()) stop.abort();
      await Promise.all([...searches.values()].map(({ done }) => done));
    },
  };
}
