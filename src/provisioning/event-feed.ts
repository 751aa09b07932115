import type { StoredEvent } from "./ports.ts";

export type EventFeedStore = {
  /** The id of the newest event that somebody with this scope may see; 0: there is none. */
  lastEventId(pbxIds?: readonly string[]): Promise<number>;
  /** The events after that id and those `missed`, the oldest first; at most `limit`. `pbxIds` as for `listEvents`. */
  listEventsAfter(query: {
    after: number;
    missed?: readonly number[] | undefined;
    pbxIds?: readonly string[] | undefined;
    limit: number;
  }): Promise<StoredEvent[]>;
};
/** `gap`: more happened than is told one by one. */
export type FeedNews = { events: readonly StoredEvent[] } | "gap";

export type EventFeed = {
  /** Tells what is written from now on, by whichever daemon of the database. Returns how to stop. */
  follow(listener: (news: FeedNews) => void): Promise<() => void>;
};

const LOOK_EVERY_MS = 500;
/** More than these at one look, and readers had better ask anew for what they show. */
const MOST_AT_ONCE = 200;
/** Daemons that write at the same time commit in any order: an id that was passed over is waited for so long. */
const MISSED_FOR_LOOKS = 20;
const MOST_MISSED = 500;

/** Looks for new events, once for all who listen, and only while somebody does. */
export function createEventFeed(store: EventFeedStore, reportFault: (error: unknown) => void): EventFeed {
  const listeners = new Set<(news: FeedNews) => void>();
  /** By id, how many more looks. */
  const missed = new Map<number, number>();
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  let starting: Promise<void> | undefined;

  function tell(news: FeedNews): void {
    for (const listener of listeners) listener(news);
  }

  async function look(): Promise<void> {
    try {
      const events = await store.listEventsAfter({ after: last, missed: [...missed.keys()], limit: MOST_AT_ONCE });
      if (events.length === MOST_AT_ONCE) await skip();
      else if (events.length > 0) {
        noteMissed(events);
        tell({ events });
      }
      forgetMissed();
    } catch (error) {
      reportFault(error);
    }
    schedule();
  }

  async function skip(): Promise<void> {
    last = await store.lastEventId();
    missed.clear();
    tell("gap");
  }

  function noteMissed(events: readonly StoredEvent[]): void {
    for (const { id } of events) {
      missed.delete(id);
      for (let between = Math.max(last + 1, id - MOST_MISSED); between < id; between++)
        missed.set(between, MISSED_FOR_LOOKS);
      last = Math.max(last, id);
    }
  }

  function forgetMissed(): void {
    for (const [id, looks] of missed) {
      if (looks === 0 || missed.size > MOST_MISSED) missed.delete(id);
      else missed.set(id, looks - 1);
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = listeners.size === 0 ? undefined : setTimeout(look, LOOK_EVERY_MS);
  }

  async function start(): Promise<void> {
    missed.clear();
    last = await store.lastEventId();
    schedule();
  }

  return {
    async follow(listener) {
      listeners.add(listener);
      const stop = () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
        starting = undefined;
      };
      starting ??= start();
      try {
        await starting;
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
  };
}
