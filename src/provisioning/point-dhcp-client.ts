import type { EventName } from "./events.ts";
import type { FirstTokens } from "./first-tokens.ts";
import { findModelName, suggestVendor } from "./identify.ts";
import { type Mac, parseMac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import { assumeModel, chooseModel, completeUrl } from "./point-phone.ts";
import type { Clock, Store } from "./ports.ts";
import { createQuietPeriod } from "./quiet-period.ts";
import { createRecentMap } from "./recent-map.ts";
import { QUIET_MS } from "./record-visit.ts";
import type { Recorder } from "./recorder.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { DhcpHabits, Vendor } from "./vendor.ts";

/** Who asks by DHCP. */
type DhcpClient = {
  mac: string;
  /** Option 60. */
  vendorClass: string | null;
  /** It says that it starts from the network as PCs do (option 93). */
  isComputer: boolean;
  /** The base that leads here from the client's network, ending in `/`. Undefined: no door is open. */
  baseUrl: string | undefined;
};

/** How phones are told from other devices. */
type DhcpSign = "class" | "prefix" | "allow-list";

export type DhcpPhone = {
  habits: DhcpHabits;
  /** Undefined: it is told none. */
  url: string | undefined;
  /** Codes under which the URL is sent as text, asked for or not. */
  urlOptions: readonly number[];
  /** To be called when it was answered. */
  answered(address: string): void;
};

/** Undefined: no phone, which is told nothing of ours. */
export type DhcpPointer = (client: DhcpClient) => Promise<DhcpPhone | undefined>;

type Parts = {
  store: Pick<Store, "findAdmission">;
  vendors: readonly Vendor[];
  signs: readonly DhcpSign[];
  firstTokens: FirstTokens;
  recorder: Recorder;
  clock: Clock;
};

const TFTP_SERVER_NAME = 66;
const PXE_CLASS = /^PXEClient/;
const NO_HABITS: DhcpHabits = { vendorClass: /(?!)/, urlOptions: [TFTP_SERVER_NAME] };
/** Of phones that are not admitted, as MACs are easily made up. */
const STRANGER_BURST = 1000;
const STRANGERS_PER_SECOND = 20;
/** So long a phone that has just been admitted is still taken for a stranger. */
const STRANGER_MS = 3000;
const MAX_STRANGERS = 20_000;

/**
 * Decides what a DHCP client is told beyond its address. A phone that is not admitted is told its URL too: unlike with SIP PnP no other
 * server of its own speaks for it, and when it comes there, staff see what it is.
 */
export function createDhcpPointer({ store, vendors, signs, firstTokens, recorder, clock }: Parts): DhcpPointer {
  const isNews = createQuietPeriod<string>(QUIET_MS);
  const strangers = createTokenBucket(STRANGER_BURST, STRANGERS_PER_SECOND, clock());

  const knownStrangers = createStrangerMemory();

  async function findAdmission(mac: Mac): Promise<Admission | undefined> {
    const at = clock();
    if (knownStrangers.has(mac, at)) return undefined;
    const admission = await store.findAdmission(mac);
    if (admission === undefined) knownStrangers.add(mac, at);
    return admission;
  }

  return async function pointDhcpClient(client) {
    const mac = parseMac(client.mac);
    if (mac === undefined || client.isComputer || PXE_CLASS.test(client.vendorClass ?? "")) return undefined;
    const byClass = signs.includes("class") ? findByClass(client.vendorClass, vendors) : undefined;
    const byPrefix = signs.includes("prefix") ? suggestVendor(mac, vendors) : undefined;
    // The class first: Gigaset's P-series shares Snom's prefix (discovery.md §0).
    const seen = byClass ?? byPrefix;
    const admission = seen === undefined && !signs.includes("allow-list") ? undefined : await findAdmission(mac);
    if (seen === undefined && admission === undefined) return undefined;

    const said = seen === undefined ? undefined : modelOf(seen, client.vendorClass);
    const chosen =
      admission === undefined
        ? assumeModel({ vendor: seen, model: said ?? null })
        : chooseAdmitted(admission, byClass, said);
    const habits = chosen?.vendor.discovery.dhcp ?? NO_HABITS;
    const isTold = chosen !== undefined && chosen.model.unsupported === undefined;
    const baseUrl = isTold ? await baseFor(admission, client.baseUrl) : undefined;
    const url = isTold && baseUrl !== undefined ? completeUrl(baseUrl, chosen.vendor, chosen.model, mac) : undefined;
    return {
      habits,
      url,
      urlOptions: (url?.length ?? 0) > (habits.maxUrlLength ?? 255) ? [TFTP_SERVER_NAME] : habits.urlOptions,
      answered: (address) => record({ mac, admission, vendor: chosen?.vendor ?? seen, said, address, url }),
    };
  };

  async function baseFor(admission: Admission | undefined, baseUrl: string | undefined): Promise<string | undefined> {
    return baseUrl === undefined || admission === undefined ? baseUrl : firstTokens.baseFor(admission, baseUrl);
  }

  function chooseAdmitted(admission: Admission, byClass: Vendor | undefined, said: string | undefined) {
    const recognised = { vendor: byClass, model: said ?? null, firmware: null };
    return chooseModel(admission, () => recognised, byClass, vendors);
  }

  type Told = {
    mac: Mac;
    admission: Admission | undefined;
    vendor: Vendor | undefined;
    said: string | undefined;
    address: string;
    url: string | undefined;
  };

  function record({ mac, admission, vendor, said, address, url }: Told): void {
    const at = clock();
    const name: EventName = admission === undefined ? "dhcp-asked" : "dhcp-answered";
    if (!isNews(`${mac} ${address}`, at)) return;
    if (admission === undefined && !strangers.take(at)) return;
    const about = { mac, at, address, vendorId: vendor?.id ?? null, model: said ?? null, firmware: null };
    if (admission === undefined) recorder.sighting({ ...about, via: "dhcp", reason: "not-admitted" });
    // Without its path, which may be nobody else's business.
    const server = /^\w+:\/\/[^/]*/.exec(url ?? "")?.[0] ?? null;
    const detail = { vendor: about.vendorId, model: about.model, server };
    recorder.event({ name, at, mac, pbx: admission?.pbxId, address, door: "dhcp", detail });
  }
}

/** Each exchange asks twice, and most clients of a network are none of ours. */
function createStrangerMemory() {
  const until = createRecentMap<Mac, number>(2 * MAX_STRANGERS);
  return {
    has(mac: Mac, now: number): boolean {
      const end = until.get(mac);
      return end !== undefined && now < end && end - now <= STRANGER_MS;
    },
    add(mac: Mac, now: number): void {
      until.set(mac, now + STRANGER_MS);
    },
  };
}

function findByClass(vendorClass: string | null, vendors: readonly Vendor[]): Vendor | undefined {
  if (vendorClass === null) return undefined;
  return vendors.find(({ discovery }) => discovery.dhcp?.vendorClass.test(vendorClass));
}

/** Snom's phones name their model in their class, with the maker's name before it. */
function modelOf(vendor: Vendor, vendorClass: string | null): string | undefined {
  if (vendorClass === null) return undefined;
  return findModelName(vendor, vendorClass) ?? findModelName(vendor, vendorClass.slice(vendor.id.length));
}
