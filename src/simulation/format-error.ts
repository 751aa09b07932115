/** A file that does not keep to its format, and where. Lines and columns count from 1. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly line: number;
  readonly column: number;

  constructor(problem: string, place: { line: number; column: number }) {
    super(`line ${place.line}, column ${place.column}: ${problem}`);
    this.line = place.line;
    this.column = place.column;
  }
}

/** The text of a file in ISO-8859-1, whose bytes 0x80 to 0x9f are control characters: signs of another encoding. */
export function decodeLatin1(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  const at = text.search(/[\u0080-\u009f]/);
  if (at >= 0) {
    const lines = text.slice(0, at).split("\n");
    const place = { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
    throw new FormatError("a control character, as UTF-8 leaves it in a file of ISO-8859-1", place);
  }
  return text;
}

/** The text of a file in UTF-8. Phones take no byte order mark and nothing that is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new FormatError("the file begins with a byte order mark", { line: 1, column: 1 });
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    try {
      text += decoder.decode(bytes.subarray(start, end));
    } catch {
      throw new FormatError("the line is not UTF-8", { line, column: 1 });
    }
    start = end;
  }
  return text;
}
