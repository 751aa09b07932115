/** Fields by lower-case name; of a name that comes twice the first. */
export type AmiMessage = ReadonlyMap<string, string>;
export type AmiFields = readonly (readonly [name: string, value: string])[];

const BANNER = /^Asterisk Call Manager\/\S+$/;
/** Far above what any answer to us needs. */
const LONGEST_MESSAGE = 1024 * 1024;

/** A message ends with an empty line. Line breaks and NUL in values are dropped, so that none opens another field. */
export function encodeAction(fields: AmiFields): string {
  return `${fields.map(([name, value]) => `${bare(name)}: ${bare(value)}\r\n`).join("")}\r\n`;
}

function bare(text: string): string {
  return text.replace(/[\r\n\0]/g, "");
}

/** Cuts what Asterisk sends into messages. Throws where it is not Asterisk that speaks. The banner comes first, without an empty line. */
export function createAmiReader(): (chunk: Uint8Array) => AmiMessage[] {
  const decoder = new TextDecoder();
  let rest = "";
  let hasBanner = false;
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    if (!hasBanner) {
      const end = rest.indexOf("\r\n");
      if (end < 0 && rest.length < 200) return [];
      if (!BANNER.test(rest.slice(0, end))) throw new Error("does not speak as Asterisk's manager interface does");
      hasBanner = true;
      rest = rest.slice(end + 2);
    }
    const parts = rest.split("\r\n\r\n");
    rest = parts.pop() ?? "";
    if (rest.length > LONGEST_MESSAGE) throw new Error("sends a message without end");
    return parts.map(decodeMessage).filter((message) => message.size > 0);
  };
}

function decodeMessage(text: string): AmiMessage {
  const fields = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const [, name, value = ""] = /^([^:\r\n]+):[ \t]*(.*)$/s.exec(line) ?? [];
    const key = name?.trim().toLowerCase();
    if (key !== undefined && !fields.has(key)) fields.set(key, value);
  }
  return fields;
}
