/** Bytes from `start` up to, not including, `end`. */
type ByteRange = { start: number; end: number };

/**
 * RFC 9110, section 14: one range of a file of that many bytes. Undefined: the whole file, which is also the answer to several ranges
 * and to a header that makes no sense.
 */
export function parseRange(header: string | undefined, fileBytes: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const wanted = Math.min(Number(last), fileBytes);
    return wanted === 0 ? "unsatisfiable" : { start: fileBytes - wanted, end: fileBytes };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= fileBytes) return "unsatisfiable";
  return { start, end: last === "" ? fileBytes : Math.min(Number(last) + 1, fileBytes) };
}
