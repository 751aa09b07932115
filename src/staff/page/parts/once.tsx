import { useRef, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";

type OnceProps = {
  /** What it is, for those who cannot see it. */
  label: string;
  /** One in each line. */
  values: readonly string[];
  mayPrint?: boolean;
};

/** A secret that is shown this once, to be copied or printed. */
export function Once({ label, values, mayPrint = false }: OnceProps) {
  const { texts, announce } = usePage();
  const [said, setSaid] = useState("");
  const shown = useRef<HTMLPreElement>(null);
  const copy = async () => {
    const text = (await copyText(values.join("\n"), shown.current)) ? texts.once.copied : texts.once.notCopied;
    setSaid(text);
    announce(text);
  };
  return (
    <div class="once">
      <p class="note doubt">{texts.once.warning}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled, and marked by keyboard */}
      <section class="scroll printed" tabIndex={0} aria-label={label}>
        <pre ref={shown}>{values.join("\n")}</pre>
      </section>
      <div class="actions">
        <button type="button" onClick={copy}>
          {texts.once.copy}
        </button>
        {mayPrint && (
          <button type="button" onClick={() => print()}>
            {texts.once.print}
          </button>
        )}
        <span class="quiet">{said}</span>
      </div>
    </div>
  );
}

/** Browsers let pages copy that came by https or from this very machine; of others, only what is marked. */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown === null) return false;
    getSelection()?.selectAllChildren(shown);
    return document.execCommand("copy");
  }
}
