import { readTokens, startTokens } from "../file-tokens.ts";

/** Longer files are shown without colours. */
const MOST_CHARACTERS = 300_000;
const MASK = /(\*{8})/;

/** A file with its parts in colours, and its masked passwords marked. */
export function CodeView({ text, title }: { text: string; title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <pre class="code">
        {partsOf(text).map(({ kind, text: part }, index) =>
          kind === null ? (
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

type Part = { kind: string | null; text: string };

/** Joined they are the text again. */
function partsOf(text: string): readonly Part[] {
  if (text.length > MOST_CHARACTERS) return [{ kind: null, text }];
  const parts: Part[] = [];
  let state = startTokens(text);
  for (const line of text.split(/(?<=\n)/)) {
    const { tokens, after } = readTokens(line, state);
    state = after;
    let at = 0;
    for (const { length, kind } of tokens) {
      for (const piece of line.slice(at, at + length).split(MASK))
        if (piece !== "") parts.push({ kind: MASK.test(piece) ? "mask" : kind, text: piece });
      at += length;
    }
  }
  return parts;
}
