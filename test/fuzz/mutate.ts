import { pick, type Random } from "./budget.ts";

const INTERESTING = [0, 1, 9, 10, 13, 32, 34, 37, 38, 47, 58, 60, 62, 92, 127, 128, 192, 239, 254, 255];
const MAX_BYTES = 70_000;

/** One to eight changes to one of the samples: bytes flipped, put in, taken out, doubled, joined with another sample, cut off. */
export function mutate(random: Random, samples: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(pick(random, samples));
  for (let changes = 1 + Math.floor(random() * 8); changes > 0; changes--) {
    const at = Math.floor(random() * (bytes.length + 1));
    const length = Math.floor(random() ** 3 * (bytes.length - at));
    const [before, middle, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + length),
      bytes.subarray(at + length),
    ];
    bytes = pick(random, [
      () => flip(random, bytes),
      () => Buffer.concat([before, Buffer.from([pick(random, INTERESTING)]), bytes.subarray(at)]),
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, middle, middle, after]),
      () => Buffer.concat([before, Buffer.alloc(Math.floor(random() ** 4 * 5000), pick(random, INTERESTING)), after]),
      () => Buffer.concat([before, pick(random, samples).subarray(at)]),
      () => before,
    ])();
  }
  return bytes.subarray(0, MAX_BYTES);
}

function flip(random: Random, bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  if (flipped.length > 0)
    flipped[Math.floor(random() * flipped.length)] = random() < 0.5 ? pick(random, INTERESTING) : random() * 256;
  return flipped;
}
