import { useEffect, useRef, useState } from "preact/hooks";
import type { Editor, LineFault } from "../code-mirror.ts";
import { usePage } from "../page-context.ts";

type CodeEditorProps = {
  /** Read out with the text; what is said of the keyboard is added to it. */
  label: string;
  text: string;
  /** Changes with the text where it is not by typing. */
  edition: string;
  faults: readonly LineFault[];
  onInput: (text: string) => void;
  /** Given the way to a line, once there is one. */
  onReady?: (goTo: (line: number) => void) => void;
};

/** A field for a long text with line numbers and colours. Its code is loaded when the first one is shown. */
export function CodeEditor({ label, text, edition, faults, onInput, onReady }: CodeEditorProps) {
  const { texts } = usePage();
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();
  const [hasFailed, setFailed] = useState(false);
  const latest = useRef({ text, onInput, onReady });
  latest.current = { text, onInput, onReady };
  const name = `${label}. ${texts.code.leave}`;

  useEffect(() => {
    let opened: Editor | undefined;
    let isOver = false;
    const open = async () => {
      const { openEditor } = await import("../code-mirror.ts");
      if (isOver || host.current === null) return;
      opened = openEditor(host.current, {
        text: latest.current.text,
        label: name,
        onInput: (typed) => latest.current.onInput(typed),
      });
      setEditor(opened);
      latest.current.onReady?.(opened.goTo);
    };
    open().catch(() => setFailed(true));
    return () => {
      isOver = true;
      opened?.close();
    };
  }, []);
  // Not with each text: the editor may be ahead of what has been drawn.
  useEffect(() => editor?.setText(latest.current.text), [editor, edition]);
  useEffect(() => editor?.setLabel(name), [editor, name]);
  const judged = JSON.stringify(faults);
  useEffect(() => editor?.setFaults(faults), [editor, judged]);

  if (hasFailed)
    return (
      <textarea
        class="code"
        rows={24}
        aria-label={label}
        value={text}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    );
  return (
    <>
      {editor === undefined && <p class="quiet">{texts.loading}</p>}
      <div class="code-editor" ref={host} />
      <p class="quiet">{texts.code.leave}</p>
    </>
  );
}
