import type { Mac } from "./mac.ts";
import type { AwaitedCommand, CommandStore } from "./phone-command.ts";
import type { Clock } from "./ports.ts";

/** Notices that a phone does what a command told it to. */
export type FetchWatch = {
  /** Whether somebody waits for this phone, so that nothing it does may be passed over. */
  isAwaited(mac: Mac): boolean;
  /** A fetch of its configuration that began then was taken to the last byte. */
  fetched(mac: Mac, beganAt: number): void;
  /** It said that it has started. */
  started(mac: Mac): void;
};

export type CommandWatch = FetchWatch & {
  /** Waits for this phone; what began up to then does not count. */
  expect(mac: Mac, since: number): void;
  /** Learns for whom others wait: from before a restart, or other daemons on the same database. */
  refresh(): Promise<AwaitedCommand[]>;
  /** Resolves when what was noticed is stored. */
  idle(): Promise<void>;
};

type WatchDeps = {
  store: Pick<CommandStore, "listAwaited" | "noteFetch" | "noteReturn">;
  clock: Clock;
  reportFault: (error: unknown) => void;
};

export function createFetchWatch({ store, clock, reportFault }: WatchDeps): CommandWatch {
  /** As stored; the store knows from when on something counts. */
  let awaited: ReadonlySet<Mac> = new Set();
  /** By this process, to the millisecond; with the look that was begun last then. */
  const expected = new Map<Mac, { since: number; look: number }>();
  let looks = 0;
  const writing = new Set<Promise<void>>();

  function write(work: Promise<void>): void {
    const done: Promise<void> = work.catch(reportFault).finally(() => {
      writing.delete(done);
    });
    writing.add(done);
  }

  async function noteStart(mac: Mac, at: number): Promise<void> {
    for (const command of await store.listAwaited())
      if (command.mac === mac && command.awaitsReturn) await store.noteReturn(command.id, at);
  }

  function isAwaited(mac: Mac): boolean {
    return expected.has(mac) || awaited.has(mac);
  }

  return {
    isAwaited,
    fetched(mac, beganAt) {
      if (isAwaited(mac) && beganAt > (expected.get(mac)?.since ?? 0)) write(store.noteFetch(mac, beganAt));
    },
    started(mac) {
      if (isAwaited(mac)) write(noteStart(mac, clock()));
    },
    expect(mac, since) {
      expected.set(mac, { since, look: looks });
    },
    async refresh() {
      const look = ++looks;
      const found = await store.listAwaited();
      awaited = new Set(found.map(({ mac }) => mac));
      // What is over is forgotten; what came since this look began is not in it.
      for (const [mac, { look: at }] of expected) if (at < look && !awaited.has(mac)) expected.delete(mac);
      return found;
    },
    async idle() {
      await Promise.all(writing);
    },
  };
}
