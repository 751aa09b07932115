import { tokenize } from "../highlight.ts";

/** A file with its parts in colours. */
export function CodeView({ text, title }: { text: string; title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <pre class="code">
        {tokenize(text).map(({ kind, text: part }, index) =>
          kind === "plain" ? (
            part
          ) : (
            <span key={String(index)} class={`code-${kind}`}>
              {part}
            </span>
          ),
        )}
      </pre>
    </section>
  );
}
