import type { Store, Visit } from "./ports.ts";
import type { EventRecord } from "./request.ts";
import type { NewSighting } from "./sighting.ts";

/** Writes what happened in batches, so that no phone waits for its history. A failure is reported, never the phone's problem. */
export type Recorder = {
  event(event: EventRecord): void;
  visit(visit: Visit): void;
  sighting(sighting: NewSighting): void;
  /** Resolves when everything noted so far is stored. */
  flush(): Promise<void>;
  /** Flushes and stops. */
  close(): Promise<void>;
};

type Batch = { events: EventRecord[]; visits: Visit[]; sightings: NewSighting[] };

const FLUSH_AFTER_MS = 200;
/** A batch is one transaction, during which nobody is answered. */
const MAX_BATCH = 256;
const MAX_PENDING = 50_000;

export function createRecorder(
  store: Pick<Store, "record">,
  onFailure: (error: unknown, lost: number) => void,
): Recorder {
  let batch = emptyBatch();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let pending = 0;

  function add(put: (batch: Batch) => void): void {
    if (pending >= MAX_PENDING) {
      onFailure(new Error("the history cannot be written as fast as requests come in"), 1);
      return;
    }
    pending++;
    put(batch);
    if (sizeOf(batch) >= MAX_BATCH) write();
    else timer ??= setTimeout(write, FLUSH_AFTER_MS);
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const full = batch;
    const size = sizeOf(full);
    if (size === 0) return;
    batch = emptyBatch();
    writing = writing
      .then(() => store.record(full))
      .catch((error: unknown) => onFailure(error, size))
      .finally(() => {
        pending -= size;
      });
  }

  async function flush(): Promise<void> {
    write();
    await writing;
  }

  return {
    event: (event) => add((into) => into.events.push(event)),
    visit: (visit) => add((into) => into.visits.push(visit)),
    sighting: (sighting) => add((into) => into.sightings.push(sighting)),
    flush,
    close: flush,
  };
}

function emptyBatch(): Batch {
  return { events: [], visits: [], sightings: [] };
}

function sizeOf(batch: Batch): number {
  return batch.events.length + batch.visits.length + batch.sightings.length;
}
