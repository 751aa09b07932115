/** No file of a phone can hold these characters, and no value brings them into one. */
const MARK = { from: "\u0001", to: "\u0002" };
const MARKS = /\u0001(\d+)\u0002/g;

/** A template's own text with the number of each of its lines, so that what is written says where it comes from. */
export function markLines(text: string, firstLine: number): string {
  return (
    text
      .split("\n")
      // After a last line end there is nothing of the template's.
      .map((line, index) => (line === "" ? line : `${MARK.from}${firstLine + index}${MARK.to}${line}`))
      .join("\n")
  );
}

/**
 * The line of the template that wrote a line of a file, both counted from 1. `marked` is the same file with its marks; null: it is another
 * file without them, since something was left out after it was written.
 */
export function findTemplateLine(marked: string, plain: string, fileLine: number): number | null {
  if (marked.replaceAll(MARKS, "") !== plain) return null;
  const lines = marked.split("\n").slice(0, fileLine);
  const [first] = [...(lines.at(-1) ?? "").matchAll(MARKS)];
  // A line that a value wrote belongs to what stands before it.
  const last = first ?? [...lines.join("\n").matchAll(MARKS)].at(-1);
  return last === undefined ? null : Number(last[1]);
}
