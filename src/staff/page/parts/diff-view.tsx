import { usePage } from "../page-context.ts";

const LOOKS = { "+": "comes", "-": "goes", "@": "place" } as const;

/** What `diff -u` says, line by line: what goes and what comes is told by mark, by word and by colour. */
export function DiffView({ diff, title }: { diff: string; title: string }) {
  const { texts } = usePage();
  const words = { "+": texts.phone.comes, "-": texts.phone.goes, "@": "" } as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <pre class="diff">
        {diff
          .replace(/\n$/, "")
          .split("\n")
          .map((line, index) => {
            const mark = line.charAt(0) as keyof typeof LOOKS;
            const look = Object.hasOwn(LOOKS, mark) ? LOOKS[mark] : "";
            return (
              <span key={String(index)} class={`diff-line ${look}`}>
                {look !== "" && words[mark] !== "" && <span class="unseen">{words[mark]}: </span>}
                {`${line}\n`}
              </span>
            );
          })}
      </pre>
    </section>
  );
}
