import type { Clock } from "./ports.ts";

/** Another server on our networks that answers phones. */
export type Rival = {
  kind: "pnp" | "dhcp";
  address: string;
  /** Milliseconds since the epoch. */
  firstSeen: number;
  lastSeen: number;
  /** What is known of it besides; never a credential. */
  detail: Readonly<Record<string, string | number | null>>;
};

/** The rivals there are now. In memory: after a restart they are found anew. */
export type Rivals = {
  /** True: it was not there before. What is null in `detail` does not replace what was known. */
  see(kind: Rival["kind"], address: string, detail: Rival["detail"]): boolean;
  /** False: it was not there. */
  remove(kind: Rival["kind"], address: string): boolean;
  /** In the order in which they came. */
  list(): Rival[];
};

/** Senders' addresses are easily made up. */
const MAX_RIVALS = 100;
/** A DHCP server is heard only when somebody asks it: this long after the last time it counts as there. */
const DHCP_REMEMBERED_MS = 3_600_000;

export function createRivals(clock: Clock): Rivals {
  const rivals = new Map<string, Rival>();

  function forgetOld(): void {
    for (const [key, { kind, lastSeen }] of rivals) {
      if (kind === "dhcp" && clock() - lastSeen > DHCP_REMEMBERED_MS) rivals.delete(key);
    }
  }

  return {
    see(kind, address, detail) {
      forgetOld();
      const key = `${kind} ${address}`;
      const at = clock();
      const known = rivals.get(key);
      if (known === undefined && rivals.size >= MAX_RIVALS) return false;
      const said = Object.entries(detail).filter(([, value]) => value !== null);
      rivals.set(key, {
        kind,
        address,
        firstSeen: known?.firstSeen ?? at,
        lastSeen: at,
        detail: { ...detail, ...known?.detail, ...Object.fromEntries(said) },
      });
      return known === undefined;
    },
    remove: (kind, address) => rivals.delete(`${kind} ${address}`),
    list() {
      forgetOld();
      return [...rivals.values()];
    },
  };
}
