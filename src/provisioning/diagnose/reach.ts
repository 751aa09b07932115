import type { StoredEvent } from "../ports.ts";
import { listNetworks, placeOf } from "../same-network.ts";
import { byEvent, evidence, type Facts, isAfterFetch, textOf } from "./facts.ts";
import type { Evidence, Reason } from "./reasons.ts";

/** A phone that was told its URL so short a time ago may still be on its way. */
const GRACE_MS = 60_000;
const MAX_FILES = 10;
/** What is no error while it is fresh. */
const ON_ITS_WAY: readonly Reason["code"][] = ["pnp-nothing-fetched", "dhcp-nothing-fetched", "only-other-files"];

/** Whether the phone came near at all, and by what ways. */
export function findReachReasons(facts: Facts): Reason[] {
  const { contact, phone, model, family, surroundings } = facts;
  const byDhcp = findByDhcp(facts);
  if (contact !== undefined || facts.fetch !== undefined || byDhcp.length > 0)
    return [...findByPnp(facts), ...findByNetwork(facts), ...byDhcp, ...findOtherFiles(facts)];
  const params = {
    ways: model?.zeroTouch ?? family?.zeroTouch ?? [],
    hearsPnp: surroundings.hearsPnp,
    networks: listNetworks(surroundings.networks),
  };
  const found = phone === undefined ? [] : [evidence("phone", phone.createdAt)];
  return [{ code: "never-seen", severity: "error", params, evidence: found }];
}

/** For phones that were seen and fetched nothing, where nothing else says why. */
export function findUnexplained({ contact, fetch, phone }: Facts, others: readonly Reason[]): Reason[] {
  if (contact === undefined || fetch !== undefined || phone === undefined) return [];
  if (others.some(({ code, severity }) => severity === "error" || ON_ITS_WAY.includes(code))) return [];
  const { at, address, door } = contact;
  return [{ code: "nothing-fetched", severity: "error", params: { at, address, door }, evidence: [contact.evidence] }];
}

function findByPnp({ latest, fetch, now }: Facts): Reason[] {
  const event = latest("pnp-answered", "pnp-unanswered");
  if (event === undefined || !isAfterFetch(event.at, fetch)) return [];
  const { at, address = "", detail } = event;
  const found = [byEvent(event)];
  if (event.name === "pnp-unanswered")
    return [
      { code: "pnp-not-taken", severity: "error", params: { at, address, why: textOf(detail?.why) }, evidence: found },
    ];
  const params = { at, address, server: textOf(detail?.server) };
  return [{ code: "pnp-nothing-fetched", severity: isFresh(at, now) ? "info" : "error", params, evidence: found }];
}

/** Multicast stays in its network. */
function findByNetwork({ latest, fetch, contact, sighting, surroundings }: Facts): Reason[] {
  const { networks } = surroundings;
  const event = latest("pnp-off-link");
  const asked = event !== undefined && isAfterFetch(event.at, fetch) && isLastSearch(event, latest) ? event : undefined;
  const isSightedElsewhere = sighting?.reason === "off-link";
  const source = asked ?? (isSightedElsewhere || fetch === undefined ? contact : undefined);
  if (source === undefined) return [];
  const { at, address = "" } = source;
  const found = [asked !== undefined ? byEvent(asked) : contact?.evidence].filter((one) => one !== undefined);
  const place = placeOf(address, networks);
  const hasAskedInVain = asked !== undefined || isSightedElsewhere;
  if (place.outcome === "other") {
    const params = { address, theirs: place.theirs, ours: place.ours };
    return [{ code: "other-network", severity: hasAskedInVain ? "error" : "warning", params, evidence: found }];
  }
  if (place.outcome === "unknown" || !hasAskedInVain) return [];
  const params = { address, network: place.network, at };
  return [{ code: "pnp-unheard-then", severity: "error", params, evidence: found }];
}

/** What it was told afterwards, from elsewhere or after a change of networks, overtakes an older search in vain. */
function isLastSearch(event: StoredEvent, latest: Facts["latest"]): boolean {
  const told = latest("pnp-answered", "pnp-unanswered");
  return told === undefined || told.id < event.id;
}

/** A renewed lease is no start: whoever has fetched once is well. */
function findByDhcp({ latest, fetch, leases, phone, now, unsettled }: Facts): Reason[] {
  const reasons: Reason[] = [];
  const rival = unsettled("dhcp-other-server");
  if (rival !== undefined) {
    const params = { at: rival.at, server: textOf(rival.detail?.server) };
    const severity = fetch === undefined ? "error" : "warning";
    reasons.push({ code: "dhcp-other-server", severity, params, evidence: [byEvent(rival)] });
  }
  if (phone === undefined || fetch !== undefined) return reasons;
  const event = latest("dhcp-answered");
  const lease = leases.find(({ state, expiresAt }) => state === "bound" && expiresAt > now);
  const address = event?.address ?? lease?.address;
  if (address === undefined) return reasons;
  const found: Evidence[] = event === undefined ? [] : [byEvent(event)];
  if (lease !== undefined)
    found.push(evidence("lease", null, { address: lease.address, detail: { vendorClass: lease.vendorClass } }));
  const severity = event !== undefined && isFresh(event.at, now) ? "info" : "error";
  const params = { at: event?.at ?? null, address, server: textOf(event?.detail?.server) };
  reasons.push({ code: "dhcp-nothing-fetched", severity, params, evidence: found });
  return reasons;
}

function findOtherFiles({ events, fetch, phone, now }: Facts): Reason[] {
  if (phone === undefined || fetch !== undefined) return [];
  const asked = events.filter(({ name }) => name === "file-served" || name === "no-such-file");
  const [newest] = asked;
  if (newest === undefined) return [];
  const files = [...new Set(asked.map(({ detail }) => textOf(detail?.file)))].slice(0, MAX_FILES);
  const severity = isFresh(newest.at, now) ? "info" : "error";
  return [
    {
      code: "only-other-files",
      severity,
      params: { files, at: newest.at },
      evidence: asked.slice(0, MAX_FILES).map(byEvent),
    },
  ];
}

function isFresh(at: number, now: number): boolean {
  return now - at < GRACE_MS;
}
