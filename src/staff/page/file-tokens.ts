/** What a piece of a template or of a phone's file is; null: plain text. */
export type TokenKind = "tag" | "attribute" | "string" | "comment" | "expression" | "block" | "key";
export type Token = { length: number; kind: TokenKind | null };

type Form = "xml" | "lines";
type Place = "text" | "tag" | "quoted" | "comment" | "value";
/** Where a line begins: what is open from the lines before. */
export type TokenState = {
  form: Form;
  place: Place;
  /** What ends the quoted text. */
  quote: string;
  /** A part of the template itself that goes on. */
  open: "" | "note" | "expression";
};

/** XML and lines of `key = value` are told apart by how they begin, behind what a template says. */
export function startTokens(text: string): TokenState {
  const form = /^\s*</.test(text.slice(0, 2000).replaceAll(/\{\{.*?\}\}/gs, "")) ? "xml" : "lines";
  return { form, place: "text", quote: "", open: "" };
}

/** The pieces of one line, and how the next one begins. */
export function readTokens(line: string, before: TokenState): { tokens: readonly Token[]; after: TokenState } {
  const state = { ...before };
  if (state.form === "lines") state.place = /^\s*[#;[]/.test(line) ? "comment" : "text";
  const tokens: Token[] = [];
  for (let at = 0; at < line.length; ) {
    const token = readToken(line.slice(at), state);
    tokens.push(token);
    at += token.length;
  }
  return { tokens, after: state };
}

function readToken(rest: string, state: TokenState): Token {
  if (state.open !== "") return goOn(rest, state);
  if (rest.startsWith("{{")) {
    if (rest.startsWith("{{!--")) {
      state.open = "note";
      return goOn(rest, state);
    }
    const kind = rest.startsWith("{{!") ? "comment" : /^\{\{~?(?:[#/^]|else\b)/.test(rest) ? "block" : "expression";
    const end = /\}\}+/.exec(rest);
    if (end === null) state.open = "expression";
    return { length: end === null ? rest.length : end.index + end[0].length, kind };
  }
  return state.form === "xml" ? readXml(rest, state) : readLine(rest, state);
}

/** What began before this piece, up to its end. */
function goOn(rest: string, state: TokenState): Token {
  const kind = state.open === "note" ? "comment" : "expression";
  const end = (state.open === "note" ? /--\}\}/ : /\}\}+/).exec(rest);
  if (end !== null) state.open = "";
  return { length: end === null ? rest.length : end.index + end[0].length, kind };
}

function readXml(rest: string, state: TokenState): Token {
  const until = (pattern: RegExp) => Math.max(1, pattern.exec(rest)?.index ?? rest.length);
  if (state.place === "comment" || rest.startsWith("<!--")) {
    const isOver = rest.startsWith("-->");
    state.place = isOver ? "text" : "comment";
    return { length: isOver ? 3 : until(/-->|\{\{/), kind: "comment" };
  }
  if (state.place === "quoted") {
    if (rest[0] !== state.quote) return { length: until(state.quote === '"' ? /"|\{\{/ : /'|\{\{/), kind: "string" };
    state.place = "tag";
    return { length: 1, kind: "string" };
  }
  if (state.place === "tag") {
    const [end] = /^[/?]?>/.exec(rest) ?? [];
    if (end !== undefined) {
      state.place = "text";
      return { length: end.length, kind: "tag" };
    }
    if (rest[0] === '"' || rest[0] === "'") {
      Object.assign(state, { place: "quoted", quote: rest[0] });
      return { length: 1, kind: "string" };
    }
    const [name] = /^[\w:.-]+/.exec(rest) ?? [];
    return name === undefined ? { length: 1, kind: null } : { length: name.length, kind: "attribute" };
  }
  const [begin] = /^<[/?!]?[\w:.-]*/.exec(rest) ?? [];
  if (begin === undefined) return { length: until(/<|\{\{/), kind: null };
  state.place = "tag";
  return { length: begin.length, kind: "tag" };
}

function readLine(rest: string, state: TokenState): Token {
  const length = (pattern: RegExp) => Math.max(1, pattern.exec(rest)?.index ?? rest.length);
  if (state.place === "comment") return { length: length(/\{\{/), kind: "comment" };
  if (state.place === "value") return { length: length(/\{\{/), kind: "string" };
  if (rest[0] !== "=") return { length: length(/=|\{\{/), kind: "key" };
  state.place = "value";
  return { length: 1, kind: null };
}
