/** A picture that is one from its first byte to its last, with nothing behind it that another program would read as something else. */
export type Picture = { type: "png" | "jpeg" | "bmp"; width: number; height: number };

const PNG_SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
/** Chunks that hold text or anything at all (PNG, section 11.3): a picture needs none of them. */
const PNG_CHUNKS = /^(?:IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|sBIT|bKGD|pHYs|tIME)$/;

/** Undefined: none of the three, or not one to its end. */
export function readPicture(bytes: Buffer): Picture | undefined {
  try {
    return readPng(bytes) ?? readJpeg(bytes) ?? readBmp(bytes);
  } catch (error) {
    // A length that points beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readPng(bytes: Buffer): Picture | undefined {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE) || bytes.toString("latin1", 12, 16) !== "IHDR") return undefined;
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  let hasData = false;
  for (let at = 8; ; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (!PNG_CHUNKS.test(type)) return undefined;
    hasData ||= type === "IDAT";
    at += 12 + length;
    if (type === "IEND") return at === bytes.length && length === 0 && hasData ? { type: "png", ...size } : undefined;
    if (at >= bytes.length) return undefined;
  }
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP2 = 0xe2;
const APP13 = 0xed;
const APP14 = 0xee;
const COMMENT = 0xfe;
/** Frames of Huffman coding (ITU-T T.81, table B.1), without those of arithmetic coding and C4, C8, CC, which are no frames. */
const FRAMES = [0xc0, 0xc1, 0xc2];

function readJpeg(bytes: Buffer): Picture | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  let size: { width: number; height: number } | undefined;
  for (let at = 2; at < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) return size !== undefined && at + 2 === bytes.length ? { type: "jpeg", ...size } : undefined;
    // What cameras and editors add: text, thumbnails, anything.
    if (marker === COMMENT || (marker > APP2 && marker <= APP13) || (marker > APP14 && marker < 0xf0)) return undefined;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return undefined;
    if (FRAMES.includes(marker)) size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + length;
    if (marker === SOS) at = endOfScan(bytes, at);
  }
  return undefined;
}

/** Where the next marker is that is neither a stuffed FF nor a restart (RST0 to RST7). */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

const BMP_HEADER_BYTES = 54;

/** Uncompressed ones with a BITMAPINFOHEADER: their length follows from their size. */
function readBmp(bytes: Buffer): Picture | undefined {
  if (bytes.toString("latin1", 0, 2) !== "BM" || bytes.length < BMP_HEADER_BYTES) return undefined;
  if (bytes.readUInt32LE(2) !== bytes.length || bytes.readUInt32LE(14) !== 40) return undefined;
  const [start, width, height] = [bytes.readUInt32LE(10), bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22))];
  const [depth, compression, colours] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30), bytes.readUInt32LE(46)];
  if (width < 1 || height < 1 || compression !== 0 || ![1, 4, 8, 24, 32].includes(depth)) return undefined;
  const palette = depth > 8 ? 0 : 4 * (colours || 2 ** depth);
  const rowBytes = Math.ceil((width * depth) / 32) * 4;
  const isWhole = start === BMP_HEADER_BYTES + palette && start + rowBytes * height === bytes.length;
  return isWhole ? { type: "bmp", width, height } : undefined;
}
