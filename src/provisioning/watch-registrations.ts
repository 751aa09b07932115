import type { ConnectPbx, LinkStore, OpenLink, Registration } from "./pbx-link.ts";
import type { Clock, Store } from "./ports.ts";
import type { RegistrationStore } from "./registration.ts";

type WatchDeps = {
  store: Pick<RegistrationStore, "claimAsks" | "recordRegistrations" | "recordUnasked"> &
    Pick<LinkStore, "listOverlaps" | "endOverlaps"> &
    Pick<Store, "record">;
  connect: ConnectPbx;
  clock: Clock;
  reportFault: (error: unknown) => void;
};
export type RegistrationWatch = {
  /** Asks every PBX that is due. Resolves when all have answered. */
  look(): Promise<void>;
};

/** Longer than an adapter takes with all its time-outs. */
const LEASE_MS = 120_000;
const USUAL_SECONDS = 30;
/** However much runs out, and however soon. */
const SHORTEST_MS = 5000;
/** A PBX that takes long to answer is left alone for so many times as long. */
const REST = 4;
/** So long before a registration runs out the PBX is asked whether it was refreshed, so that it does not look gone until the next look. */
const BEFORE_END_MS = 2000;
const SILENT_AGAIN_MS = 10_000;
/** After so many looks that never came its word holds no more. */
const FRESH_LOOKS = 3;
/** A password that was replaced opens nothing after this, whatever the phone did. */
const LONGEST_OVERLAP_MS = 86_400_000;

/** Asks PBXs who is registered, and ends the time in which old passwords are accepted beside new ones. */
export function createRegistrationWatch({ store, connect, clock, reportFault }: WatchDeps): RegistrationWatch {
  async function ask(open: OpenLink): Promise<void> {
    const { pbxId } = open;
    const everyMs = everyMsOf(open);
    const link = connect(open);
    const startedAt = clock();
    const answer = await link.registrations?.();
    const at = clock();
    if (answer === undefined) await store.recordUnasked(pbxId, "cannot-be-asked", { at, nextMs: everyMs });
    else if (answer.ok) {
      const nextMs = nextLook(answer.registrations, { at, everyMs, tookMs: at - startedAt });
      const freshMs = FRESH_LOOKS * everyMs + SHORTEST_MS;
      await store.recordRegistrations(pbxId, answer.registrations, at, { freshMs, nextMs });
    } else {
      const nextMs = Math.min(everyMs, SILENT_AGAIN_MS);
      await store.recordUnasked(pbxId, { words: answer.words }, { at, nextMs });
    }
    await endOverlaps(pbxId, link.registeredAnew?.bind(link));
  }

  async function endOverlaps(pbxId: string, registeredAnew: ReturnType<ConnectPbx>["registeredAnew"]): Promise<void> {
    const overlaps = await store.listOverlaps(pbxId);
    if (overlaps.length === 0) return;
    const names = overlaps.map(({ username }) => username);
    const anew = new Set((await registeredAnew?.(names)) ?? []);
    await store.endOverlaps(
      pbxId,
      overlaps.filter(({ username }) => anew.has(username)),
    );
    const at = clock();
    const tooLong = overlaps.filter(({ username, since }) => !anew.has(username) && at - since >= LONGEST_OVERLAP_MS);
    if (tooLong.length === 0) return;
    const accounts = tooLong.map(({ username }) => username);
    await store.endOverlaps(pbxId, tooLong);
    const event = { name: "overlap-ended", at, pbx: pbxId, detail: { accounts } } as const;
    await store.record({ events: [event], visits: [], sightings: [] });
  }

  return {
    async look() {
      const due = await store.claimAsks(LEASE_MS);
      await Promise.all(due.map((open) => ask(open).catch(reportFault)));
    },
  };
}

/** How often a PBX is asked, as its link says. */
function everyMsOf({ settings }: Pick<OpenLink, "settings">): number {
  const seconds = settings.kind === "webhook" ? undefined : settings.registrationsEverySeconds;
  return (seconds ?? USUAL_SECONDS) * 1000;
}

/** In how long the PBX is asked again: as often as its link says, and shortly before the first registration runs out. */
export function nextLook(
  registrations: readonly Pick<Registration, "expiresAt">[],
  { at, everyMs, tookMs }: { at: number; everyMs: number; tookMs: number },
): number {
  const shortest = Math.max(SHORTEST_MS, REST * tookMs);
  let nextMs = everyMs;
  for (const { expiresAt } of registrations)
    if (expiresAt > at) nextMs = Math.min(nextMs, expiresAt - BEFORE_END_MS - at);
  return Math.min(everyMs, Math.max(shortest, nextMs));
}
