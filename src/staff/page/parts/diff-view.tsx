import { usePage } from "../page-context.ts";

type DiffLine = { mark: "+" | "-" | " " | "@"; text: string };

/** Lines of a diff as `diff -u` writes them; whatever else the text is becomes lines that stay. */
function readDiff(diff: string): readonly DiffLine[] {
  const lines = diff.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk !== null) return { mark: "@", text: hunk[1] ?? "" };
    const mark = (["+", "-", " "] as const).find((one) => line.startsWith(one));
    return mark === undefined ? { mark: " ", text: line } : { mark, text: line.slice(1) };
  });
}

const LOOKS = { "+": "added", "-": "removed", " ": "", "@": "place" } as const;

/** What differs between two texts. What comes and what goes is told by a sign, by colour and in words. */
export function DiffView({ name, diff }: { name: string; diff: string }) {
  const { texts } = usePage();
  const lines = readDiff(diff);
  const count = (mark: DiffLine["mark"]) => lines.filter((line) => line.mark === mark).length;
  const words = { "+": `${texts.diff.added}: `, "-": `${texts.diff.removed}: `, " ": "", "@": "" };
  return (
    <>
      <p class="quiet">{texts.diff.counts(count("+"), count("-"))}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll diff" tabIndex={0} aria-label={texts.diff.label(name)}>
        <pre>
          {lines.map(({ mark, text }, index) => (
            <span key={index} class={LOOKS[mark]}>
              {words[mark] !== "" && <span class="unseen">{words[mark]}</span>}
              {mark === "@" ? texts.diff.fromLine(Number(text)) : <b aria-hidden="true">{mark}</b>}
              {mark !== "@" && text}
              {"\n"}
            </span>
          ))}
        </pre>
      </section>
    </>
  );
}
