import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutterLineClass,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { readTokens, startTokens, type Token, type TokenKind, type TokenState } from "./file-tokens.ts";

/** A mistake, and the line that it is in, counted from 1. */
export type LineFault = { line: number; text: string };
export type Editor = {
  setText(text: string): void;
  setFaults(faults: readonly LineFault[]): void;
  setLabel(label: string): void;
  /** Puts the cursor at the beginning of a line. */
  goTo(line: number): void;
  close(): void;
};

/**
 * An editor in a shadow root: there it takes its styles from constructed style sheets, which the content security policy allows, instead
 * of elements, which it forbids. The tabulator leaves it, as it leaves any field.
 */
export function openEditor(
  host: HTMLElement,
  { text, label, onInput }: { text: string; label: string; onInput: (text: string) => void },
): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const attributes = new Compartment();
  const labelled = (name: string) =>
    EditorView.contentAttributes.of({ "aria-label": name, spellcheck: "false", tabindex: "0" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        EditorView.lineWrapping,
        keymap.of([...defaultKeymap, ...historyKeymap]),
        languageOf(text),
        syntaxHighlighting(COLOURS),
        LOOKS,
        faultLines,
        attributes.of(labelled(label)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onInput(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(next) {
      if (next === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    setFaults: (faults) => view.dispatch({ effects: setFaults.of(faults) }),
    setLabel: (name) => view.dispatch({ effects: attributes.reconfigure(labelled(name)) }),
    goTo(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    close: () => view.destroy(),
  };
}

const KINDS = {
  tag: tags.tagName,
  attribute: tags.attributeName,
  string: tags.string,
  comment: tags.comment,
  expression: tags.variableName,
  block: tags.keyword,
  key: tags.propertyName,
} as const satisfies Record<TokenKind, unknown>;
const COLOURS = HighlightStyle.define(
  Object.entries(KINDS).map(([kind, tag]) => ({ tag, color: `var(--code-${kind})` })),
);

/** The state of a line, and what of it has not been given out yet. */
type Reading = { after: TokenState; left: Token[] };

function languageOf(text: string) {
  return StreamLanguage.define<Reading>({
    startState: () => ({ after: startTokens(text), left: [] }),
    copyState: ({ after, left }) => ({ after: { ...after }, left: [...left] }),
    token(stream, reading) {
      if (stream.sol()) {
        const { tokens, after } = readTokens(stream.string, reading.after);
        Object.assign(reading, { after, left: [...tokens] });
      }
      const token = reading.left.shift();
      stream.pos = token === undefined ? stream.string.length : stream.pos + token.length;
      return token?.kind ?? null;
    },
    tokenTable: KINDS,
  });
}

const setFaults = StateEffect.define<readonly LineFault[]>();

class FaultText extends WidgetType {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  override eq(other: FaultText): boolean {
    return other.text === this.text;
  }
  override toDOM(): HTMLElement {
    const shown = document.createElement("div");
    shown.className = "fault";
    shown.textContent = this.text;
    return shown;
  }
}

const faultyNumber = new (class extends GutterMarker {
  override elementClass = "fault-number";
})();

/** Lines with mistakes, and below each what is wrong; they move with the text until they are judged anew. */
const faultLines = StateField.define<{ lines: DecorationSet; numbers: RangeSet<GutterMarker> }>({
  create: () => ({ lines: Decoration.none, numbers: RangeSet.empty }),
  update(before, transaction) {
    const found = transaction.effects.find((effect) => effect.is(setFaults));
    if (found === undefined)
      return { lines: before.lines.map(transaction.changes), numbers: before.numbers.map(transaction.changes) };
    const { doc } = transaction.state;
    const places = (found.value as readonly LineFault[])
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, text }) => ({ ...doc.line(line), fault: text }));
    return {
      lines: Decoration.set(
        places.flatMap(({ from, to, fault }) => [
          Decoration.line({ class: "faulty" }).range(from),
          Decoration.widget({ widget: new FaultText(fault), block: true, side: 1 }).range(to),
        ]),
        true,
      ),
      numbers: RangeSet.of(
        places.map(({ from }) => faultyNumber.range(from)),
        true,
      ),
    };
  },
  provide: (field) => [
    EditorView.decorations.from(field, ({ lines }) => lines),
    gutterLineClass.from(field, ({ numbers }) => numbers),
  ],
});

/** In the colours of the page, whose variables reach into the shadow root. */
const LOOKS = EditorView.theme({
  "&": {
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    border: "1px solid var(--edge)",
    borderRadius: "0.4rem",
    overflow: "hidden",
  },
  "&.cm-focused": { outline: "3px solid var(--main)", outlineOffset: "2px" },
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace',
    fontSize: "0.875rem",
    lineHeight: "1.5",
    maxHeight: "38rem",
    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "12rem" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--tint)" },
  ".cm-line.faulty": { backgroundColor: "var(--bad-tint)" },
  ".fault-number": { color: "var(--bad)", fontWeight: "700" },
  ".fault": {
    color: "var(--bad)",
    backgroundColor: "var(--bad-tint)",
    fontFamily: "system-ui, sans-serif",
    padding: "0.15rem 0.5rem 0.35rem",
    overflowWrap: "anywhere",
    whiteSpace: "normal",
  },
});
