/** What all uploads that are under way may hold in memory, and those of one address. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_BYTES_PER_SOURCE = 8 * 1024 * 1024;

export type UploadRoom = ReturnType<typeof createUploadRoom>;

/** Counts what is really held, so that whoever merely promises much takes nothing from others. */
export function createUploadRoom(maxBytes = MAX_BYTES, maxBytesPerSource = MAX_BYTES_PER_SOURCE) {
  const bySource = new Map<string, number>();
  let total = 0;

  function change(source: string, by: number): void {
    total += by;
    const left = (bySource.get(source) ?? 0) + by;
    if (left > 0) bySource.set(source, left);
    else bySource.delete(source);
  }

  return {
    heldBytes: () => total,
    /** One upload's part of it. */
    enter(source: string) {
      let held = 0;
      return {
        /** It holds that much altogether now. False, and nothing changed: there is no room for that. */
        hold(bytes: number): boolean {
          const more = bytes - held;
          if (more > 0 && (total + more > maxBytes || (bySource.get(source) ?? 0) + more > maxBytesPerSource))
            return false;
          change(source, more);
          held = bytes;
          return true;
        },
        leave(): void {
          change(source, -held);
          held = 0;
        },
      };
    },
  };
}
