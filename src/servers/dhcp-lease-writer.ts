import { sayIpv4 } from "../protocols/dhcp/ipv4.ts";
import type { Binding } from "../protocols/dhcp/leases.ts";
import type { StoredLease } from "../provisioning/lease.ts";

type Waiting = { lease: StoredLease; resolve: () => void; reject: (error: unknown) => void };

/** A write holds up everything else, so it is kept short. */
const MOST_TOGETHER = 512;
/** How long the first one waits for others: one sync to the disk is enough for all of them. No client notices. */
const GATHER_MS = 5;

/** Writes leases together that come together. Each caller waits until its own is on disk. */
export function createLeaseWriter(save: (leases: readonly StoredLease[]) => Promise<void>) {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      if (waiting.length < MOST_TOGETHER) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      const batch = waiting.slice(0, MOST_TOGETHER);
      waiting = waiting.slice(MOST_TOGETHER);
      await save(batch.map(({ lease }) => lease)).then(
        () => batch.forEach(({ resolve }) => void resolve()),
        (error: unknown) => batch.forEach(({ reject }) => void reject(error)),
      );
    }
    running = undefined;
  }

  return {
    write(binding: Binding): Promise<void> {
      const { address, state, ...rest } = binding;
      const lease: StoredLease = { ...rest, address: sayIpv4(address), state: state === "declined" ? state : "bound" };
      return new Promise<void>((resolve, reject) => {
        waiting.push({ lease, resolve, reject });
        running ??= run();
      });
    },
    async drain(): Promise<void> {
      await running;
    },
  };
}
