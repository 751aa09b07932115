import type { SendBlock } from "../protocols/tftp/transfer.ts";

type Wanted = { block: number; start: number; end: number };
type FileSource = {
  fileBytes: number;
  blockSize: number;
  read: (position: number, length: number) => Promise<Buffer>;
  /** Sends `piece` from `start` to `end` as `block`. */
  send: (block: number, piece: Buffer, start: number, end: number) => void;
  fail: (error: unknown) => void;
};

/** How much is read at once, or one block where that is more. In memory for each transfer, unless others are at the same place. */
const PIECE_BYTES = 32 * 1024;

/** Sends blocks of a file of which only a piece is in memory. Blocks that are not in it wait for the next one, in order. */
export function sendFromFile({ fileBytes, blockSize, read, send, fail }: FileSource): SendBlock {
  // Whole blocks, from the same places in every transfer, so that phones that update together share what is read.
  const pieceBytes = blockSize * Math.max(1, Math.floor(PIECE_BYTES / blockSize));
  let piece: Buffer = Buffer.alloc(0);
  let pieceStart = 0;
  let waiting: Wanted[] = [];
  let isReading = false;

  function holds({ start, end }: Wanted): boolean {
    return start >= pieceStart && end <= pieceStart + piece.length;
  }

  function give({ block, start, end }: Wanted): void {
    send(block, piece, start - pieceStart, end - pieceStart);
  }

  async function readOn(): Promise<void> {
    isReading = true;
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        if (!holds(next)) {
          const start = next.start - (next.start % pieceBytes);
          piece = await read(start, Math.min(pieceBytes, fileBytes - start));
          pieceStart = start;
        }
        waiting = waiting.slice(1);
        give(next);
      }
    } catch (error) {
      waiting = [];
      fail(error);
    } finally {
      isReading = false;
    }
  }

  return (block, start, end) => {
    const wanted = { block, start, end };
    if (!isReading && holds(wanted)) return give(wanted);
    // A retransmission while the disk is slow.
    if (waiting.some((other) => other.block === block)) return;
    waiting.push(wanted);
    if (!isReading) void readOn();
  };
}
