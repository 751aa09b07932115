type TokenKind = "plain" | "comment" | "name" | "attribute" | "value" | "mask";
export type Token = { kind: TokenKind; text: string };

/** Longer files are shown without colours. */
const MOST_CHARACTERS = 300_000;
const MASK = "********";
const MARKUP = /(<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]*>)/;
const INSIDE_TAG = /^<\/?[^\s>/]+|[^\s=>/"']+(?=\s*=)|"[^"]*"|'[^']*'/g;

/** The parts of a phone's file: of XML, or of lines with `name = value`. Joined they are the text again. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > MOST_CHARACTERS) return [{ kind: "plain", text }];
  const tokens = /^\s*</.test(text) ? tokenizeMarkup(text) : text.split(/(?<=\n)/).flatMap(tokenizeLine);
  return tokens.flatMap(showMasks);
}

function tokenizeMarkup(text: string): Token[] {
  return text.split(MARKUP).flatMap((part): Token[] => {
    if (part === "") return [];
    if (/^<[!?]/.test(part)) return [{ kind: "comment", text: part }];
    return part.startsWith("<") ? tokenizeTag(part) : [{ kind: part.trim() === "" ? "plain" : "value", text: part }];
  });
}

function tokenizeTag(tag: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  for (const match of tag.matchAll(INSIDE_TAG)) {
    const [found] = match;
    if (match.index > done) tokens.push({ kind: "plain", text: tag.slice(done, match.index) });
    tokens.push({ kind: found.startsWith("<") ? "name" : /^["']/.test(found) ? "value" : "attribute", text: found });
    done = match.index + found.length;
  }
  return done < tag.length ? [...tokens, { kind: "plain", text: tag.slice(done) }] : tokens;
}

function tokenizeLine(line: string): Token[] {
  if (/^\s*[#;]/.test(line)) return [{ kind: "comment", text: line }];
  const at = line.search(/[=:]/);
  if (at < 1) return [{ kind: "plain", text: line }];
  return [
    { kind: "name", text: line.slice(0, at) },
    { kind: "plain", text: line.charAt(at) },
    { kind: "value", text: line.slice(at + 1) },
  ];
}

function showMasks(token: Token): Token[] {
  if (!token.text.includes(MASK)) return [token];
  return token.text
    .split(/(\*{8})/)
    .filter((text) => text !== "")
    .map((text) => ({ kind: text === MASK ? "mask" : token.kind, text }));
}
