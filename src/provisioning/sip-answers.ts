import { isInNetworks } from "./networks.ts";
import type { Phone } from "./phone.ts";
import type { SipAnswer } from "./phone-light.ts";
import type { Clock, Store } from "./ports.ts";
import { createRecentMap } from "./recent-map.ts";
import { isInSubnet, type OwnNetwork } from "./same-network.ts";

/** Asks one address by SIP. Resolves when it has answered, or did not within a few seconds. */
export type AskBySip = (address: string, signal: AbortSignal) => Promise<{ answers: boolean; agent: string | null }>;

export type SipAnswers = {
  /** What came of it when that phone was asked last, by this process. */
  last(mac: string): SipAnswer | undefined;
  /** Asks at the address from which the phone asked for its configuration last. */
  ask(phone: Pick<Phone, "mac" | "lastAddress">): Promise<SipAnswer | "never-fetched" | "not-near">;
  /** Asks all admitted phones, one after the other, whose PBX cannot say who is registered. */
  askAll(signal: AbortSignal): Promise<void>;
};

type Parts = {
  store: Pick<Store, "listPhones" | "listPbxs" | "findAsking">;
  ask: AskBySip;
  listOwn: () => readonly OwnNetwork[];
  clock: Clock;
};

const MAX_KEPT = 100_000;
const ON_DEMAND_MS = 10_000;
const TOGETHER = 200;
const AT_ONCE = 60;
/** Not link-local addresses: at some hosters the machine's own credentials lie there. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] as const;

/** Whether phones answer SIP. It says that something is alive there, never that it is registered. */
export function createSipAnswers({ store, ask, listOwn, clock }: Parts): SipAnswers {
  const kept = createRecentMap<string, SipAnswer>(2 * MAX_KEPT);

  function isNear(address: string): boolean {
    if (isInNetworks(address, PRIVATE) === true) return true;
    const own = listOwn();
    return /^[\d.]+$/.test(address) && own.some((net) => isInSubnet(address, net.address, net.bits));
  }

  async function askOne(
    { mac, lastAddress: address }: Pick<Phone, "mac" | "lastAddress">,
    signal: AbortSignal,
  ): Promise<SipAnswer | "never-fetched" | "not-near"> {
    if (address === null) return "never-fetched";
    if (!isNear(address)) return "not-near";
    const answer = { address, ...(await ask(address, signal)), at: clock() };
    kept.set(mac, answer);
    return answer;
  }

  return {
    last: kept.get,
    ask: (phone) => askOne(phone, AbortSignal.timeout(ON_DEMAND_MS)),
    async askAll(signal) {
      const waiting = unaskable(store, signal);
      const work = async () => {
        for await (const phone of waiting) {
          if (signal.aborted) return;
          await askOne(phone, signal);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}

/** Phones of PBXs that say nothing of registrations, page by page. */
async function* unaskable(store: Parts["store"], signal: AbortSignal): AsyncGenerator<Phone> {
  for (let cursor: string | undefined; ; ) {
    const pbxs = await store.listPbxs({ limit: TOGETHER, cursor });
    for (const { id } of pbxs.items) {
      const asking = await store.findAsking(id);
      if (asking !== undefined && asking.state !== "cannot-be-asked") continue;
      for (let from: string | undefined; ; ) {
        signal.throwIfAborted();
        const phones = await store.listPhones({ limit: TOGETHER, cursor: from, pbxId: id });
        yield* phones.items;
        if (phones.next === null) break;
        from = phones.next;
      }
    }
    if (pbxs.next === null) return;
    cursor = pbxs.next;
  }
}
