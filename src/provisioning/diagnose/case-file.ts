import type { StoredLease } from "../lease.ts";
import type { Mac } from "../mac.ts";
import type { LinkState } from "../pbx-link.ts";
import type { Grant, Phone } from "../phone.ts";
import type { Store, StoredEvent } from "../ports.ts";
import type { PhoneRedirect } from "../redirect.ts";
import { type Asking, registrationsOf } from "../registration.ts";
import { judgeStanding, type PhoneStanding } from "../registration-standing.ts";
import type { OwnNetwork } from "../same-network.ts";
import type { Sighting } from "../sighting.ts";
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
  /** Of a phone that is admitted. */
  atPbx: AtPbx | undefined;
};

/** What its PBX says of a phone's accounts, and what it was told of them. */
type AtPbx = {
  asking: Asking | undefined;
  standing: PhoneStanding;
  accountStates: ReadonlyMap<string, LinkState>;
};

/** Further back nothing is looked up: what keeps a phone from its configuration comes again at each of its starts. */
export const MAX_EVENTS = 500;

type PbxSources = Pick<Store, "findAccountStates" | "findAsking" | "findRegistrations" | "findShared">;
type Sources = {
  store: Pick<Store, "listEvents" | "listGrants" | "listLeases" | "findPhoneRedirect" | "findSighting"> & PbxSources;
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
  const [grants, redirect, sighting, events, deletions, leases, atPbx] = await Promise.all([
    phone === undefined ? [] : store.listGrants(phone.phoneId),
    phone === undefined ? undefined : store.findPhoneRedirect(phone),
    phone === undefined ? store.findSighting(mac) : undefined,
    store.listEvents({ mac, pbxIds, limit: MAX_EVENTS }),
    phone === undefined ? store.listEvents({ mac, pbxIds, name: "phone-deleted", limit: 1 }) : undefined,
    store.listLeases(),
    phone === undefined ? undefined : askedOfPbx(phone, store, now),
  ]);
  return {
    ...{ mac, now, vendors, surroundings, phone, grants, redirect, sighting },
    events: events.items,
    deletion: deletions?.items[0],
    leases: leases.filter((lease) => lease.mac === mac),
    atPbx,
  };
}

async function askedOfPbx(phone: Phone, store: PbxSources, now: number): Promise<AtPbx> {
  const usernames = [...new Set(phone.lines.map(({ username }) => username))];
  const [asking, accountStates, { own, unsure }] = await Promise.all([
    store.findAsking(phone.pbxId),
    store.findAccountStates(phone.pbxId, usernames),
    registrationsOf(phone, store),
  ]);
  return { asking, accountStates, standing: judgeStanding({ now, asking, usernames, own, unsure }) };
}
