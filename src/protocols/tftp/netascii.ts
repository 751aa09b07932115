const LF = 0x0a;
const CR = 0x0d;

/** RFC 1350 section 1, RFC 764: LF goes out as CR LF, a CR of its own as CR NUL. */
export function encodeNetascii(text: Buffer): Buffer {
  let special = 0;
  for (const byte of text) if (byte === LF || byte === CR) special += 1;
  if (special === 0) return text;
  const encoded = Buffer.allocUnsafe(text.length + special);
  let at = 0;
  for (const byte of text) {
    if (byte === LF) encoded[at++] = CR;
    encoded[at++] = byte;
    if (byte === CR) encoded[at++] = 0;
  }
  return encoded;
}

/** A CR that neither LF nor NUL follows is no netascii; it stays as it is. */
export function decodeNetascii(encoded: Buffer): Buffer {
  const text = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    const next = encoded[at] === CR ? encoded[at + 1] : undefined;
    if (next === LF || next === 0) at += 1;
    text[length++] = next === LF ? LF : (encoded[next === 0 ? at - 1 : at] as number);
  }
  return text.subarray(0, length);
}
