/** What differs between two texts, line by line. Undefined: nothing. */
export type TextDiff = {
  /** Those that go and those that come, each with its mark, in order. */
  changed: readonly string[];
  /** As `diff -u` writes it, without the lines that name the files. */
  unified: string;
};

type Step = { mark: " " | "-" | "+"; text: string };

const CONTEXT_LINES = 3;
/** Texts that differ in more lines are shown as one that goes and one that comes. */
const MOST_DIFFERENCES = 200;

export function diffTexts(before: string, after: string): TextDiff | undefined {
  if (before === after) return undefined;
  const steps = diffLines(linesOf(before), linesOf(after));
  const changed = steps.filter(({ mark }) => mark !== " ").map(({ mark, text }) => mark + text);
  return { changed, unified: writeHunks(steps) };
}

/** The last line says so where nothing ends it. */
function linesOf(text: string): string[] {
  if (text === "") return [];
  return text.endsWith("\n")
    ? text.slice(0, -1).split("\n")
    : `${text}\n\\ No newline at end of file`.split(/\n(?!\\ No)/);
}

/** What both begin and end with is left out of the search. */
function diffLines(before: readonly string[], after: readonly string[]): Step[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (lines: readonly string[]): Step[] => lines.map((text) => ({ mark: " ", text }));
  return [
    ...same(before.slice(0, start)),
    ...searchShortest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

/** Myers, "An O(ND) Difference Algorithm" (1986), greedy; each row of the trace is kept to walk back on. */
function searchShortest(before: readonly string[], after: readonly string[]): Step[] {
  const most = Math.min(before.length + after.length, MOST_DIFFERENCES);
  const trace: Map<number, number>[] = [];
  let row = new Map([[1, 0]]);
  for (let differences = 0; differences <= most; differences++) {
    trace.push(new Map(row));
    const next = new Map(row);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const isDown = comesDown(row, diagonal, differences);
      let x = isDown ? (row.get(diagonal + 1) ?? 0) : (row.get(diagonal - 1) ?? 0) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return walkBack(trace, before, after);
    }
    row = next;
  }
  return [...before.map((text): Step => ({ mark: "-", text })), ...after.map((text): Step => ({ mark: "+", text }))];
}

/** Whether the way to a diagonal comes from above, by a line that comes, rather than by one that goes. */
function comesDown(row: ReadonlyMap<number, number>, diagonal: number, differences: number): boolean {
  if (diagonal === -differences) return true;
  return diagonal !== differences && (row.get(diagonal - 1) ?? -1) < (row.get(diagonal + 1) ?? -1);
}

function walkBack(trace: readonly Map<number, number>[], before: readonly string[], after: readonly string[]): Step[] {
  const steps: Step[] = [];
  let x = before.length;
  let y = after.length;
  for (const [differences, row] of [...trace.entries()].toReversed()) {
    const isDown = comesDown(row, x - y, differences);
    const from = isDown ? x - y + 1 : x - y - 1;
    const fromX = differences === 0 ? 0 : (row.get(from) ?? 0);
    const fromY = differences === 0 ? 0 : fromX - from;
    // The lines that both have after this difference.
    const [endX, endY] = differences === 0 ? [0, 0] : [fromX + (isDown ? 0 : 1), fromY + (isDown ? 1 : 0)];
    while (x > endX && y > endY) {
      x--;
      y--;
      steps.push({ mark: " ", text: before[x] ?? "" });
    }
    if (differences === 0) break;
    if (isDown) steps.push({ mark: "+", text: after[--y] ?? "" });
    else steps.push({ mark: "-", text: before[--x] ?? "" });
  }
  return steps.toReversed();
}

/** Changes with three lines around them; those that are near each other share a hunk. */
function writeHunks(steps: readonly Step[]): string {
  const places = steps.flatMap(({ mark }, index) => (mark === " " ? [] : [index]));
  const hunks: { from: number; to: number }[] = [];
  for (const place of places) {
    const last = hunks.at(-1);
    const from = Math.max(0, place - CONTEXT_LINES);
    const to = Math.min(steps.length, place + CONTEXT_LINES + 1);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  const lines: string[] = [];
  let [index, lineBefore, lineAfter] = [0, 1, 1];
  for (const { from, to } of hunks) {
    const skipped = from - index;
    const shown = steps.slice(from, to);
    const countBefore = shown.filter(({ mark }) => mark !== "+").length;
    const countAfter = shown.filter(({ mark }) => mark !== "-").length;
    lineBefore += skipped;
    lineAfter += skipped;
    // An empty side is named by the line before it.
    const startBefore = countBefore === 0 ? lineBefore - 1 : lineBefore;
    const startAfter = countAfter === 0 ? lineAfter - 1 : lineAfter;
    lines.push(`@@ -${startBefore},${countBefore} +${startAfter},${countAfter} @@`);
    lines.push(...shown.map(({ mark, text }) => mark + text));
    index = to;
    lineBefore += countBefore;
    lineAfter += countAfter;
  }
  return lines.map((line) => `${line}\n`).join("");
}
