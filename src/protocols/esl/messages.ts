/** What mod_event_socket sends: headers by lower-case name, and a body where Content-Length says that there is one. */
export type EslMessage = { headers: ReadonlyMap<string, string>; body: string };

/** A list of a hundred thousand registrations is some 50 MB. */
const LONGEST_BODY = 64 * 1024 * 1024;
const LONGEST_HEAD = 64 * 1024;
const LF = 0x0a;

/** A command and its headers, ended by an empty line. Line breaks and NUL in values are dropped, so that none opens another line. */
export function encodeCommand(
  command: string,
  headers: readonly (readonly [name: string, value: string])[] = [],
): string {
  return `${[command, ...headers.map(([name, value]) => `${bare(name)}: ${bare(value)}`)].map(bare).join("\n")}\n\n`;
}

function bare(text: string): string {
  return text.replace(/[\r\n\0]/g, "");
}

/** Cuts what FreeSWITCH sends into messages. Throws where it is not FreeSWITCH that speaks. */
export function createEslReader(): (chunk: Uint8Array) => EslMessage[] {
  let chunks: Buffer[] = [];
  let length = 0;
  /** Read already, while its body is awaited. */
  let head: { headers: Map<string, string>; bodyLength: number } | undefined;

  function take(bytes: number): Buffer {
    const whole = Buffer.concat(chunks);
    chunks = [whole.subarray(bytes)];
    length = whole.length - bytes;
    return whole.subarray(0, bytes);
  }

  function next(): EslMessage | undefined {
    if (head === undefined) {
      const whole = Buffer.concat(chunks);
      chunks = [whole];
      // A command's own empty line may be left over.
      let start = 0;
      while (whole[start] === LF) start += 1;
      const end = whole.indexOf("\n\n", start);
      if (end < 0) {
        if (whole.length - start > LONGEST_HEAD) throw new Error("sends headers without end");
        if (start > 0) take(start);
        return undefined;
      }
      head = readHead(whole.toString("utf8", start, end));
      take(end + 2);
    }
    if (length < head.bodyLength) return undefined;
    const { headers, bodyLength } = head;
    head = undefined;
    return { headers, body: take(bodyLength).toString("utf8") };
  }

  return (chunk) => {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    // While a long body comes, nothing is put together anew for each piece of it.
    if (head !== undefined && length < head.bodyLength) return [];
    const messages: EslMessage[] = [];
    for (let message = next(); message !== undefined; message = next()) messages.push(message);
    return messages;
  };
}

function readHead(text: string): { headers: Map<string, string>; bodyLength: number } {
  const headers = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name = "", value = ""] = /^([^:\s]+): ?(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    if (key !== "" && !headers.has(key)) headers.set(key, value);
  }
  if (!headers.has("content-type")) throw new Error("does not speak as FreeSWITCH's event socket does");
  const bodyLength = Number(headers.get("content-length") ?? 0);
  if (!Number.isSafeInteger(bodyLength) || bodyLength < 0 || bodyLength > LONGEST_BODY)
    throw new Error("sends a body of a length that is not allowed");
  return { headers, bodyLength };
}
