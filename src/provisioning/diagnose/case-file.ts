import type { StoredLease } from "../lease.ts";
import type { Mac } from "../mac.ts";
import type { Grant, Phone } from "../phone.ts";
import type { Sighting, Store, StoredEvent } from "../ports.ts";
import type { PhoneRedirect } from "../redirect.ts";
import type { OwnNetwork } from "../same-network.ts";
import type { Vendor } from "../vendor.ts";

/** What the daemon can hear and reach of the networks around it. */
export type Surroundings = {
  /** Those from which SIP PnP is answered. */
  networks: readonly OwnNetwork[];
  /** Whether SIP PnP is heard now. */
  hearsPnp: boolean;
};

/** All that is known of one MAC. */
export type CaseFile = {
  mac: Mac;
  now: number;
  vendors: readonly Vendor[];
  surroundings: Surroundings;
  phone: Phone | undefined;
  grants: readonly Grant[];
  redirect: PhoneRedirect | undefined;
  /** Of a MAC that is not admitted. */
  sighting: Sighting | undefined;
  /** The newest first. */
  events: readonly StoredEvent[];
  /** When a MAC that is not admitted was taken off the allow-list, however long ago. */
  deletion: StoredEvent | undefined;
  leases: readonly StoredLease[];
};

/** Further back nothing is looked up: what keeps a phone from its configuration comes again at each of its starts. */
export const MAX_EVENTS = 500;

type Sources = {
  store: Pick<Store, "listEvents" | "listGrants" | "listLeases" | "findPhoneRedirect" | "findSighting">;
  vendors: readonly Vendor[];
  surroundings: Surroundings;
  now: number;
};

/** Looks up what a diagnosis stands on. `pbxIds`: events of these PBXs alone, for whoever sees no others. */
export async function gatherCase(
  mac: Mac,
  phone: Phone | undefined,
  pbxIds: readonly string[] | undefined,
  { store, vendors, surroundings, now }: Sources,
): Promise<CaseFile> {
  const [grants, redirect, sighting, events, deletions, leases] = await Promise.all([
    phone === undefined ? [] : store.listGrants(phone.phoneId),
    phone === undefined ? undefined : store.findPhoneRedirect(phone),
    phone === undefined ? store.findSighting(mac) : undefined,
    store.listEvents({ mac, pbxIds, limit: MAX_EVENTS }),
    phone === undefined ? store.listEvents({ mac, pbxIds, name: "phone-deleted", limit: 1 }) : undefined,
    store.listLeases(),
  ]);
  return {
    ...{ mac, now, vendors, surroundings, phone, grants, redirect, sighting },
    events: events.items,
    deletion: deletions?.items[0],
    leases: leases.filter((lease) => lease.mac === mac),
  };
}
