/** A MAC address of one device: 12 upper-case hex digits without separators. Only `parseMac` makes one. */
export type Mac = string & { readonly __brand: "Mac" };

const SEPARATED = /^[0-9a-f]{2}([:\-. ])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/i;
const CISCO = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i;
const PLAIN = /^[0-9a-f]{12}$/i;

/**
 * Reads a MAC in any usual notation (plain, `:`, `-`, `.`, blank, Cisco's groups of four).
 * Undefined for anything else and for addresses that no single device has: group, broadcast and all-zero.
 */
export function parseMac(text: string): Mac | undefined {
  const isPlain = PLAIN.test(text);
  if (!isPlain && !SEPARATED.test(text) && !CISCO.test(text)) return undefined;
  const digits = (isPlain ? text : text.replace(/[^0-9a-f]/gi, "")).toUpperCase();
  const isGroup = (Number.parseInt(digits.slice(0, 2), 16) & 1) === 1;
  if (isGroup || digits === "000000000000") return undefined;
  return digits as Mac;
}
