/** A rendered file without passwords. */
export type CachedFile = {
  version: string;
  body: Buffer;
  etag: string;
  /** See `authoritiesInside`. */
  authorities: readonly string[];
};

/** Keeps rendered files within `maxBytes`. One entry per key: a new version replaces the old one. */
export type AnswerCache = {
  get(key: string, version: string): CachedFile | undefined;
  set(key: string, file: CachedFile): void;
  bytes(): number;
};

const ENTRY_OVERHEAD_BYTES = 400;

/** The oldest file goes first, but gets a second chance when it was used since: so a hit moves nothing in memory. */
export function createAnswerCache(maxBytes: number): AnswerCache {
  const entries = new Map<string, { file: CachedFile; wasUsed: boolean }>();
  let bytes = 0;
  const sizeOf = (file: CachedFile) => file.body.length + ENTRY_OVERHEAD_BYTES;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= sizeOf(entry.file);
  }

  return {
    bytes: () => bytes,
    get(key, version) {
      const entry = entries.get(key);
      if (entry?.file.version !== version) return undefined;
      entry.wasUsed = true;
      return entry.file;
    },
    set(key, file) {
      drop(key);
      entries.set(key, { file, wasUsed: false });
      bytes += sizeOf(file);
      for (const [oldest, entry] of entries) {
        if (bytes <= maxBytes) return;
        entries.delete(oldest);
        if (entry.wasUsed) entries.set(oldest, { ...entry, wasUsed: false });
        else bytes -= sizeOf(entry.file);
      }
    },
  };
}
