/** An event package with its parameters (RFC 6665 section 8.2.1), in the order they were written. */
export type EventHeader = {
  type: string;
  parameters: readonly { name: string; value: string | undefined; isQuoted: boolean }[];
};

const TOKEN = "[\\w.!%*+`'~-]+";
const TYPE = new RegExp(`^${TOKEN}$`);
const PARAMETER = new RegExp(`;\\s*(${TOKEN})\\s*(?:=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]*)))?\\s*`, "y");
const MAX_PARAMETERS = 16;

/** Parameters in any order, quoted or bare; quotes may hold `;`. What follows a parameter that makes no sense is left out. */
export function parseEvent(header: string): EventHeader | undefined {
  const end = header.indexOf(";");
  const type = (end < 0 ? header : header.slice(0, end)).trim();
  if (!TYPE.test(type)) return undefined;
  const parameters: EventHeader["parameters"][number][] = [];
  if (end < 0) return { type, parameters };
  PARAMETER.lastIndex = end;
  for (let match = PARAMETER.exec(header); match !== null; match = PARAMETER.exec(header)) {
    if (parameters.length === MAX_PARAMETERS) break;
    const [, name = "", quoted, bare] = match;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? (bare === "" ? undefined : bare);
    parameters.push({ name, value, isQuoted: quoted !== undefined });
  }
  return { type, parameters };
}

export function parameterOf({ parameters }: EventHeader, name: string): string | undefined {
  return parameters.find((parameter) => parameter.name.toLowerCase() === name)?.value || undefined;
}

export function writeEvent({ type, parameters }: EventHeader): string {
  const written = parameters.map(({ name, value, isQuoted }) => {
    if (value === undefined) return `;${name}`;
    return `;${name}=${isQuoted ? `"${value.replace(/["\\]/g, "\\$&")}"` : value}`;
  });
  return type + written.join("");
}
