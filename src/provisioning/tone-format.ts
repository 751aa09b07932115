export type Tone = { encoding: "pcm" | "g711"; bits: number; channels: number; hertz: number };

const ENCODINGS: Readonly<Record<number, Tone["encoding"]>> = { 1: "pcm", 6: "g711", 7: "g711" };
const FORMAT_BYTES = 16;

/** A RIFF/WAVE file that is one from its first byte to its last, of nothing but its format and its sound. Undefined: it is not. */
export function readWave(bytes: Buffer): Tone | undefined {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE")
    return undefined;
  if (bytes.readUInt32LE(4) !== bytes.length - 8) return undefined;
  let tone: Tone | undefined;
  let hasSound = false;
  for (let at = 12; at < bytes.length; ) {
    if (at + 8 > bytes.length) return undefined;
    const chunk = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    // Chunks of an odd length are followed by one byte of nothing.
    const next = at + 8 + length + (length % 2);
    if (next > bytes.length || !["fmt ", "fact", "data"].includes(chunk)) return undefined;
    if (chunk === "fmt " && length >= FORMAT_BYTES) tone = readFormat(bytes.subarray(at + 8));
    if (chunk === "data") hasSound = length > 0;
    at = next;
  }
  return hasSound ? tone : undefined;
}

function readFormat(format: Buffer): Tone | undefined {
  const encoding = ENCODINGS[format.readUInt16LE(0)];
  return (
    encoding && {
      encoding,
      channels: format.readUInt16LE(2),
      hertz: format.readUInt32LE(4),
      bits: format.readUInt16LE(14),
    }
  );
}
