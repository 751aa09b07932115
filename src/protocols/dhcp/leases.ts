import { createExpiryQueue } from "./expiry-queue.ts";
import { isInSubnet, type Subnet } from "./ipv4.ts";

type AddressRange = { from: number; to: number };

/** One subnet that is served. */
export type Scope = Subnet & { pools: readonly AddressRange[] };

export type LeaseClient = {
  /** Option 61 as sent, else hardware type and address (RFC 2131 §4.2): which lease is whose. */
  key: string;
  mac: string;
  hostName: string | null;
  vendorClass: string | null;
};

/** `offered` waits for the client's word, `declined` is in use by somebody that we do not know. Released ones have merely expired. */
export type Binding = LeaseClient & {
  address: number;
  state: "offered" | "bound" | "declined";
  /** Milliseconds since the epoch. Expired ones are kept until somebody else needs the address, for the client may come back. */
  expiresAt: number;
};

/** `formerMac`: who had the address last. */
export type Offered = { binding: Binding; formerMac: string | undefined };

export type LeaseRules = {
  /** By MAC: the address that only this client gets. */
  reservations: ReadonlyMap<string, number>;
  isExcluded: (address: number) => boolean;
  offerMs: number;
  leaseMs: number;
  declinedMs: number;
  /** Offers that nobody took up yet, at most. */
  maxOffers: number;
  maxLeases: number;
};

type Entry = { binding: Binding; queuedFor: number };

/** Who has which address of one subnet. In memory; what must last is the caller's to store. */
export function createLeases(scope: Scope, rules: LeaseRules) {
  const byAddress = new Map<number, Entry>();
  const byClient = new Map<string, Binding>();
  const byMac = new Map<string, Binding>();
  /** Open offers in the order of their end, as all of them last equally long. */
  const offers = new Map<number, number>();
  const declined = new Map<number, number>();
  const expiries = createExpiryQueue();
  const reserved = new Set(rules.reservations.values());
  const size = scope.pools.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  let pool = 0;
  let cursor = scope.pools[0]?.from ?? 0;

  function isInPool(address: number): boolean {
    return scope.pools.some(({ from, to }) => address >= from && address <= to) && !rules.isExcluded(address);
  }

  /** Whether this client may have it, whoever has it now. */
  function isFor(client: LeaseClient, address: number): boolean {
    if (reservationOf(client) === address) return true;
    return !reserved.has(address) && isInPool(address);
  }

  function reservationOf({ mac }: LeaseClient): number | undefined {
    const address = rules.reservations.get(mac);
    return address !== undefined && isInSubnet(address, scope) ? address : undefined;
  }

  /** Boot ROM and firmware of one phone may send different client identifiers: then its MAC finds its lease (discovery.md §2.6). */
  function find(client: LeaseClient): Binding | undefined {
    const found = byClient.get(client.key) ?? byMac.get(client.mac);
    return found !== undefined && isFor(client, found.address) ? found : undefined;
  }

  function isFree(address: number, client: LeaseClient, now: number): boolean {
    const binding = byAddress.get(address)?.binding;
    return (
      binding === undefined || binding.expiresAt <= now || (binding.state !== "declined" && isSame(binding, client))
    );
  }

  function put(binding: Binding): void {
    const { address } = binding;
    const entry = byAddress.get(address);
    if (entry !== undefined) forgetClient(entry.binding);
    const queuedFor = Math.min(entry?.queuedFor ?? Number.POSITIVE_INFINITY, binding.expiresAt);
    if (queuedFor !== entry?.queuedFor) expiries.push(queuedFor, address);
    byAddress.set(address, { binding, queuedFor });
    offers.delete(address);
    declined.delete(address);
    if (binding.state === "declined") declined.set(address, binding.expiresAt);
    else remember(binding);
    if (binding.state === "offered") offers.set(address, binding.expiresAt);
  }

  function remember(binding: Binding): void {
    byClient.set(binding.key, binding);
    byMac.set(binding.mac, binding);
  }

  function forgetClient(binding: Binding): void {
    if (byClient.get(binding.key) === binding) byClient.delete(binding.key);
    if (byMac.get(binding.mac) === binding) byMac.delete(binding.mac);
  }

  function nextNeverUsed(): number | undefined {
    if (byAddress.size >= rules.maxLeases) return undefined;
    for (; pool < scope.pools.length; pool++, cursor = scope.pools[pool]?.from ?? 0) {
      for (const to = scope.pools[pool]?.to ?? -1; cursor <= to; cursor++) {
        if (!byAddress.has(cursor) && !reserved.has(cursor) && !rules.isExcluded(cursor)) return cursor++;
      }
    }
    return undefined;
  }

  /** The address that has been free for longest. */
  function longestExpired(now: number): number | undefined {
    for (;;) {
      const first = expiries.first();
      if (first === undefined || first.at > now) return undefined;
      expiries.dropFirst();
      const entry = byAddress.get(first.address);
      if (entry?.queuedFor !== first.at) continue;
      entry.queuedFor = Number.POSITIVE_INFINITY;
      if (entry.binding.expiresAt <= now && !reserved.has(first.address)) return first.address;
      entry.queuedFor = Math.max(entry.binding.expiresAt, now + 1);
      expiries.push(entry.queuedFor, first.address);
    }
  }

  function choose(client: LeaseClient, hint: number | undefined, now: number): number | undefined {
    const reservation = reservationOf(client);
    if (reservation !== undefined && isFree(reservation, client, now)) return reservation;
    const before = find(client);
    if (before !== undefined && isFree(before.address, client, now)) return before.address;
    const isRoomFor = (address: number) => byAddress.has(address) || byAddress.size < rules.maxLeases;
    if (hint !== undefined && isFor(client, hint) && isFree(hint, client, now) && isRoomFor(hint)) return hint;
    return nextNeverUsed() ?? longestExpired(now);
  }

  function openOffers(now: number): number {
    for (const [address, until] of offers) {
      if (until > now) break;
      offers.delete(address);
    }
    return offers.size;
  }

  function block(address: number, now: number): Binding {
    const binding: Binding = {
      key: "",
      mac: "",
      hostName: null,
      vendorClass: null,
      address,
      state: "declined",
      expiresAt: now + rules.declinedMs,
    };
    put(binding);
    return binding;
  }

  return {
    scope,
    find,
    /** Somebody has it whom we did not give it to. */
    block,
    /** Every address that is or was in use. */
    count: () => byAddress.size,
    openOffers,

    /** Stored leases, before anything else. Those that the settings no longer allow are left out. */
    restore(bindings: readonly Binding[]): void {
      for (const binding of bindings) {
        if (
          isInSubnet(binding.address, scope) &&
          (binding.state === "declined" ? isInPool(binding.address) : isFor(binding, binding.address))
        )
          put(binding);
      }
    },

    /** Holds an address for a client. */
    offer(client: LeaseClient, hint: number | undefined, now: number): Offered | "no-address" | "too-many-offers" {
      const known = find(client);
      if (known === undefined && openOffers(now) >= rules.maxOffers) return "too-many-offers";
      const address = choose(client, hint, now);
      if (address === undefined) return "no-address";
      if (known?.address === address && known.state === "bound" && known.expiresAt > now) {
        if (known.key === client.key) return { binding: known, formerMac: known.mac };
        const renamed = { ...known, ...client };
        put(renamed);
        return { binding: renamed, formerMac: known.mac };
      }
      const formerMac = byAddress.get(address)?.binding.mac;
      const binding: Binding = { ...client, address, state: "offered", expiresAt: now + rules.offerMs };
      put(binding);
      return { binding, formerMac };
    },

    /** Binds `address` if this client may have it. Undefined: it may not. */
    bind(client: LeaseClient, address: number, now: number): Binding | undefined {
      if (!isFor(client, address) || !isFree(address, client, now)) return undefined;
      const reservation = reservationOf(client);
      if (reservation !== undefined && reservation !== address && isFree(reservation, client, now)) return undefined;
      const binding: Binding = { ...client, address, state: "bound", expiresAt: now + rules.leaseMs };
      put(binding);
      return binding;
    },

    /** The client went to another server. */
    withdraw(client: LeaseClient, now: number): void {
      const known = find(client);
      if (known?.state === "offered") put({ ...known, state: "bound", expiresAt: now });
    },

    /** Undefined: it was not this client's. */
    release(client: LeaseClient, address: number, now: number): Binding | undefined {
      const known = find(client);
      if (known?.address !== address || known.state !== "bound") return undefined;
      const released = { ...known, expiresAt: now };
      put(released);
      return released;
    },

    /** Somebody else uses it. A client that declines one address after the other empties half of the pool at most. */
    decline(client: LeaseClient, address: number, now: number): Binding | undefined {
      const known = find(client);
      if (known?.address !== address) return undefined;
      for (const [blocked, until] of declined) {
        if (until > now) break;
        declined.delete(blocked);
      }
      if (declined.size >= size / 2) return undefined;
      return block(address, now);
    },
  };
}

export type Leases = ReturnType<typeof createLeases>;

function isSame(a: LeaseClient, b: LeaseClient): boolean {
  return a.key === b.key || a.mac === b.mac;
}
