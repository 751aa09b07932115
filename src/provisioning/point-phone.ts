import { findCovering, modeAt, type SearchWait, takesVendor } from "./admission.ts";
import { gatherLayers } from "./file-material.ts";
import type { FirstTokens } from "./first-tokens.ts";
import { findModelName, parseUserAgent, suggestVendor } from "./identify.ts";
import { type Mac, parseMac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import { firmwareFamilyOf } from "./phone-identity.ts";
import type { Clock, Store } from "./ports.ts";
import type { RecordSearch } from "./record-search.ts";
import { resolveLayers } from "./settings-layers.ts";
import type { Family, Model, UserAgent, Vendor } from "./vendor.ts";

/** A phone that looks around for its server, by whatever protocol. */
export type PhoneSearch = {
  via: "pnp";
  /** Any notation; undefined where the phone does not say it. */
  mac: string | undefined;
  userAgent: string | undefined;
  /** What it says of itself besides: hints, which firmware fills in as it likes. */
  vendor: string | undefined;
  model: string | undefined;
  firmware: string | undefined;
  /** Textual IP address it asks from. */
  address: string;
  /** The base that leads here from the phone's network, ending in `/`. Undefined: that network is none of ours. */
  baseUrl: string | undefined;
};

/** What the phone said, read by all vendors. */
export type Recognised = { vendor: Vendor | undefined; model: string | null; firmware: string | null };

/** `told`: call one of the two when it is known whether the phone took the URL. Everything else is answered by silence. */
export type Pointed =
  | { outcome: "told"; mac: Mac; url: string; isStranger: boolean; taken(): void; notTaken(why: string): void }
  | { outcome: "not-admitted" | "off-link" | "model-not-supported" | "not-ours" | "has-its-address" };

export type PhonePointer = (search: PhoneSearch) => Promise<Pointed>;

/** Between two looks into the store for the history's sake, and how many may wait. */
const PAUSE_MS = 20;
const MAX_WAITING = 2000;

type Parts = {
  store: Pick<
    Store,
    "findAdmission" | "findPhone" | "findPbx" | "findProfile" | "listAdmissionPolicies" | "wasDeleted"
  >;
  vendors: readonly Vendor[];
  firstTokens: FirstTokens;
  /** The MAC behind an address of our own networks, for phones that do not say theirs. */
  findNeighbour: (address: string) => Promise<string | undefined>;
  record: RecordSearch;
  clock: Clock;
  reportFault: (error: unknown) => void;
};

/**
 * Decides what a phone that looks for us is told: the URL of its configuration, if it is admitted, or may be where its admission policy
 * says so: its fetch decides. Others are left to other servers, which may stand in the same network.
 */
export function createPhonePointer(parts: Parts): PhonePointer {
  const { store, vendors, firstTokens, findNeighbour, record, clock, reportFault } = parts;
  let checking: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return async function pointPhone(search) {
    const agent = search.userAgent === undefined ? undefined : parseUserAgent(search.userAgent, vendors);
    // Nothing is sent to an address outside of our networks, not even to learn its MAC.
    const neighbour = () => (search.baseUrl === undefined ? undefined : findNeighbour(search.address));
    const mac = parseMac(search.mac ?? agent?.says.mac ?? (await neighbour()) ?? "");
    if (mac === undefined) return { outcome: "not-ours" };
    const admission = await store.findAdmission(mac);
    // Thousands of phones may start at once: what nobody wants to know of an admitted one is not worked out.
    let known: Recognised | undefined;
    const recognised = () => (known ??= recognise(search, agent, mac, vendors));
    if (admission === undefined && recognised().vendor === undefined) return { outcome: "not-ours" };

    const about = { search, mac, admission, recognised };
    if (search.baseUrl === undefined) {
      record.unanswered("pnp-off-link", about);
      return { outcome: "off-link" };
    }
    const waits = admission === undefined ? await findWait(mac, search.address, recognised().vendor) : undefined;
    if (admission === undefined && (waits === undefined || waits === "deleted-before")) {
      record.unanswered("pnp-asked", about, waits);
      return { outcome: "not-admitted" };
    }
    const chosen =
      admission === undefined ? assumeModel(recognised()) : chooseModel(admission, recognised, agent?.vendor, vendors);
    if (chosen === undefined || chosen.model.unsupported !== undefined) {
      record.unanswered("model-not-supported", about);
      return { outcome: "model-not-supported" };
    }
    const { vendor, model, family } = chosen;
    if (waits !== undefined) record.pointedStranger(about, waits);
    if (
      admission !== undefined &&
      !admission.hasLiveGrants &&
      family.alwaysAsksByPnp !== true &&
      record.isNews("reset", mac)
    ) {
      suspectLater(about, admission);
    }
    const baseUrl = admission === undefined ? search.baseUrl : await firstTokens.baseFor(admission, search.baseUrl);
    if (baseUrl === undefined) return { outcome: "has-its-address" };
    return {
      outcome: "told",
      mac,
      url: writeUrl(baseUrl, vendor, model, family, mac),
      isStranger: admission === undefined,
      taken: () => record.answered(about),
      notTaken: (why) => record.notTaken(about, why),
    };
  };

  /** Why a phone that nobody admitted is told its URL all the same, or left alone for having been deleted. Undefined: no policy wants it. */
  async function findWait(mac: Mac, address: string, vendor: Vendor | undefined): Promise<SearchWait | undefined> {
    const policy = findCovering(await store.listAdmissionPolicies(), address)?.policy;
    const mode = policy === undefined ? "allow-list" : modeAt(policy, clock());
    if (policy === undefined || vendor === undefined || mode === "allow-list" || !takesVendor(policy, vendor.id))
      return undefined;
    if (await store.wasDeleted(mac)) return "deleted-before";
    return mode === "approve" ? "approve" : "not-fetched";
  }

  /** One after the other and with pauses: what the history says of a phone must not keep thousands that ask from their answers. */
  function suspectLater(about: Parameters<RecordSearch["answered"]>[0], admission: Admission): void {
    if (waiting >= MAX_WAITING) return;
    waiting++;
    checking = checking
      .then(() => new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref()))
      .then(() => suspectReset(about, admission))
      .catch(reportFault)
      .finally(() => {
        waiting--;
      });
  }

  /** Its passwords were delivered, its configuration told it not to ask by PnP any more, and it asks: it lost its memory. */
  async function suspectReset(about: Parameters<RecordSearch["answered"]>[0], { mac }: Admission): Promise<void> {
    const phone = await store.findPhone(mac);
    if (phone === undefined || phone.lastSeenAt === null) return;
    const layers = await gatherLayers(store, phone, phone.model, firmwareFamilyOf(phone, vendors));
    if (layers !== undefined && !resolveLayers(layers).pnpAfterProvisioning) record.resetSuspected(about);
  }
}

type Agent = { vendor: Vendor; says: UserAgent };

/** User-Agent, then what the phone calls its maker, then the MAC: Gigaset's P-series shares Snom's prefix (discovery.md §0). */
function recognise(search: PhoneSearch, agent: Agent | undefined, mac: Mac, vendors: readonly Vendor[]): Recognised {
  const called = search.vendor?.toLowerCase();
  const vendor =
    agent?.vendor ??
    vendors.find(({ id, name }) => id === called || name.toLowerCase() === called) ??
    suggestVendor(mac, vendors);
  const names = [agent?.says.model, search.model].filter((name) => name !== undefined);
  const model = vendor === undefined ? undefined : names.map((name) => findModelName(vendor, name)).find(Boolean);
  // Old firmware fills in one version for all (snom.md §1.2), so the User-Agent's is better.
  const firmware =
    agent?.says.firmware ?? (vendor === undefined || isPlaceHolder(search) ? undefined : search.firmware);
  return { vendor, model: model ?? null, firmware: firmware?.slice(0, 64) ?? null };
}

function isPlaceHolder({ vendor }: PhoneSearch): boolean {
  return vendor?.toUpperCase() === "OEM";
}

/** As `chooseFile` does it: the operator's word, then the phone's, then what was known. */
export function chooseModel(
  admission: Admission,
  recognised: () => Recognised,
  agentVendor: Vendor | undefined,
  vendors: readonly Vendor[],
): { vendor: Vendor; model: Model; family: Family } | undefined {
  const followsPhone = admission.vendorSource === "prefix" && agentVendor !== undefined;
  const vendor = followsPhone ? agentVendor : vendors.find(({ id }) => id === admission.vendorId);
  if (vendor === undefined) return undefined;
  const stored = admission.vendorId === vendor.id && admission.model !== null ? admission.model : undefined;
  const operatorSays = admission.modelSource === "operator" ? stored : undefined;
  const called = operatorSays ?? modelSaid(vendor, recognised) ?? stored ?? vendor.defaultModel;
  const model = vendor.models[findModelName(vendor, called) ?? vendor.defaultModel];
  const family = model === undefined ? undefined : vendor.families[model.family];
  return model === undefined || family === undefined ? undefined : { vendor, model, family };
}

/** Of a phone that nobody admitted. */
export function assumeModel({
  vendor,
  model: called,
}: Pick<Recognised, "vendor" | "model">): { vendor: Vendor; model: Model; family: Family } | undefined {
  const model = vendor?.models[called ?? vendor.defaultModel];
  const family = model === undefined ? undefined : vendor?.families[model.family];
  return vendor === undefined || model === undefined || family === undefined ? undefined : { vendor, model, family };
}

function modelSaid(vendor: Vendor, recognised: () => Recognised): string | undefined {
  const says = recognised();
  return says.vendor === vendor ? (says.model ?? undefined) : undefined;
}

/** Complete: the MAC is known, so nothing is left for the phone to fill in (discovery.md §1.3). */
function writeUrl(base: string, vendor: Vendor, model: Model, family: Family, mac: Mac): string {
  if (family.isToldBaseByPnp) return base.replace(/\/$/, "");
  return completeUrl(base, vendor, model, mac);
}

export function completeUrl(base: string, vendor: Vendor, model: Model, mac: Mac): string {
  return vendor.discovery.settingsUrl(base, model.family).replaceAll(/\{mac\}|%MACD/g, mac);
}
