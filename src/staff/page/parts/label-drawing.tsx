import type { Ref } from "preact";
import type { Codes } from "../codes.ts";

type DrawingProps = {
  codes: Codes;
  title: string;
  /** The first is the heading. */
  lines: readonly string[];
  /** Below the bars. */
  caption: string;
  drawing?: Ref<SVGSVGElement>;
};

/** Millimetres: a common size of label printers. */
const [WIDTH, HEIGHT] = [62, 29];
const [MARGIN, QR_SIZE, BAR_TOP, BAR_HEIGHT] = [2, 17, 20, 4.6];
const TEXT_LEFT = MARGIN + QR_SIZE + 2;
/** So many characters fit beside the QR code. */
const MOST_CHARACTERS = 22;
const MOST_TEXT_LINES = 5;

/** A label to stick on a phone: black on white, whatever the page's colours. */
export function LabelDrawing({ codes, title, lines, caption, drawing = null }: DrawingProps) {
  const [heading = "", ...rest] = lines;
  const headings = wrapText(heading).slice(0, 2);
  const shown = [
    ...headings.map((text) => ({ text, isBold: true })),
    ...rest.filter((text) => text !== "").map((text) => ({ text: wrapText(text)[0] ?? "", isBold: false })),
  ].slice(0, MOST_TEXT_LINES);
  const module = QR_SIZE / Math.max(codes.qr.length, 1);
  const bar = (WIDTH - 2 * MARGIN) / Math.max(codes.bars.length, 1);
  return (
    <svg
      ref={drawing}
      xmlns="http://www.w3.org/2000/svg"
      class="phone-label"
      role="img"
      aria-label={title}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={`${WIDTH}mm`}
      height={`${HEIGHT}mm`}
      font-family="Arial, Helvetica, sans-serif"
    >
      <rect width={WIDTH} height={HEIGHT} fill="#fff" />
      <path
        fill="#000"
        shape-rendering="crispEdges"
        transform={`translate(${MARGIN} ${MARGIN / 2}) scale(${module})`}
        d={codes.qr
          .flatMap((row, y) => runsOf(row).map(({ from, length }) => `M${from} ${y}h${length}v1h-${length}z`))
          .join("")}
      />
      <path
        fill="#000"
        shape-rendering="crispEdges"
        transform={`translate(${MARGIN} ${BAR_TOP}) scale(${bar} ${BAR_HEIGHT})`}
        d={runsOf([...codes.bars].map((digit) => digit === "1"))
          .map(({ from, length }) => `M${from} 0h${length}v1h-${length}z`)
          .join("")}
      />
      {shown.map(({ text, isBold }, index) => (
        <text
          key={`${index} ${text}`}
          x={TEXT_LEFT}
          y={MARGIN + 2.4 + index * 3.6}
          font-size="3"
          font-weight={isBold ? "700" : "400"}
          fill="#000"
        >
          {text}
        </text>
      ))}
      <text x={WIDTH / 2} y={HEIGHT - 1.2} font-size="2.8" text-anchor="middle" letter-spacing="0.3" fill="#000">
        {caption}
      </text>
    </svg>
  );
}

/** Where rows of dark modules begin, and how long they are. */
function runsOf(modules: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  modules.forEach((isDark, at) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last !== undefined && last.from + last.length === at) last.length++;
    else runs.push({ from: at, length: 1 });
  });
  return runs;
}

/** Lines that fit, broken between words; a word that does not fit is cut. */
function wrapText(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const joined = last === undefined || last === "" ? word : `${last} ${word}`;
    if (last !== undefined && joined.length <= MOST_CHARACTERS) lines[lines.length - 1] = joined;
    else lines.push(word.length > MOST_CHARACTERS ? `${word.slice(0, MOST_CHARACTERS - 1)}…` : word);
  }
  return lines;
}
