import { readTokens, startTokens } from "../file-tokens.ts";

/** A file as it is, with its parts in colours. A line may be marked as the one with a mistake. */
export function CodeText({ name, text }: { name: string; text: string }) {
  let state = startTokens(text);
  const lines = text.split("\n").map((line) => {
    const { tokens, after } = readTokens(line, state);
    state = after;
    let at = 0;
    return tokens.map(({ length, kind }) => {
      const from = at;
      at += length;
      const piece = line.slice(from, at);
      return kind === null ? (
        piece
      ) : (
        <span key={from} class={`code-${kind}`}>
          {piece}
        </span>
      );
    });
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={name}>
      <pre>
        {lines.map((pieces, index) => (
          <span key={index}>
            {pieces}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}
