const FIRST_BYTES = 4096;

/** Puts pieces together in one buffer, since thousands of small ones would take many times what is in them. */
export type ByteGatherer = {
  /** False, and everything is forgotten: it would be more than allowed. */
  add(piece: Uint8Array): boolean;
  bytes(): number;
  /** In memory, with what is kept free for the next pieces. */
  heldBytes(): number;
  /** What came, which is held no longer. */
  take(): Buffer;
};

export function createByteGatherer(maxBytes: number): ByteGatherer {
  let held: Buffer = Buffer.alloc(0);
  let bytes = 0;

  function forget(): void {
    held = Buffer.alloc(0);
    bytes = 0;
  }

  return {
    add(piece) {
      const wanted = bytes + piece.length;
      if (wanted > maxBytes) {
        forget();
        return false;
      }
      if (wanted > held.length) {
        const grown = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(wanted, 2 * held.length, FIRST_BYTES)));
        held.copy(grown, 0, 0, bytes);
        held = grown;
      }
      held.set(piece, bytes);
      bytes = wanted;
      return true;
    },
    bytes: () => bytes,
    heldBytes: () => held.length,
    take() {
      const whole = held.subarray(0, bytes);
      forget();
      return whole;
    },
  };
}
