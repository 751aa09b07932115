import { FormatError } from "./format-error.ts";

// The binary index files of N510 and N720: reference/gigaset.md, section 1.7.

export type IndexEntry = { tag: number; text: string };

const INNER_TAG = 3;

/** Reads a list of tag, length and wrapped text strictly. Throws `FormatError`, whose column is the byte. */
export function parseGigasetIndex(bytes: Uint8Array): IndexEntry[] {
  const entries: IndexEntry[] = [];
  let at = 0;
  const fail = (problem: string): never => {
    throw new FormatError(problem, { line: 1, column: at + 1 });
  };
  while (at < bytes.length) {
    const [tag = 0, length = 0, inner, innerLength = 0] = bytes.subarray(at, at + 4);
    const value = bytes.subarray(at + 4, at + 2 + length);
    if (inner !== INNER_TAG || innerLength + 2 !== length || value.length !== innerLength) fail("the lengths disagree");
    if (value.indexOf(0) !== value.length - 1) fail("the text does not end in its only NUL");
    entries.push({ tag, text: Buffer.from(value.subarray(0, -1)).toString("ascii") });
    at += 2 + length;
  }
  if (entries.length === 0) fail("there is no entry");
  return entries;
}
