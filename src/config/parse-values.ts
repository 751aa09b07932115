/** Reads one setting's text. Returns the value, or throws with what is allowed. */
export type Reader<T> = (text: string) => T;

export class NotAllowedError extends Error {}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export type ListenAddress = { host: string; port: number };

/** `address:port`, `[v6]:port`, or `off`. */
export const readListenAddress: Reader<ListenAddress | undefined> = (text) => {
  if (text === "off") return undefined;
  const match = /^(?:\[([0-9a-f:.%\w]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port > 65_535)
    throw new NotAllowedError("address:port (port 0 to 65535, 0 picks a free one) or off");
  return { host, port };
};

/** A number with its unit; milliseconds. */
export function readDuration(limits: { minMs: number; maxMs: number }): Reader<number> {
  return (text) => {
    const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
    const ms = match === null ? Number.NaN : Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? Number.NaN);
    if (ms >= limits.minMs && ms <= limits.maxMs) return ms;
    throw new NotAllowedError(
      `a number with ms, s, m, h or d, from ${sayDuration(limits.minMs)} to ${sayDuration(limits.maxMs)}`,
    );
  };
}

/** The same, or `never`: null. */
export function readDurationOrNever(limits: { minMs: number; maxMs: number }): Reader<number | null> {
  const read = readDuration(limits);
  return (text) => {
    if (text === "never") return null;
    try {
      return read(text);
    } catch (error) {
      throw error instanceof NotAllowedError ? new NotAllowedError(`${error.message}, or never`) : error;
    }
  };
}

/** `HH:MM`, as minutes after midnight, or `never`: null. */
export const readTimeOfDayOrNever: Reader<number | null> = (text) => {
  if (text === "never") return null;
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined) throw new NotAllowedError("HH:MM from 00:00 to 23:59, or never");
  return Number(hours) * 60 + Number(minutes);
};

/** The shortest notation of a duration, as settings take it. */
function sayDuration(ms: number): string {
  for (const unit of ["d", "h", "m", "s"]) {
    const size = UNIT_MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

export function readInteger(min: number, max: number): Reader<number> {
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new NotAllowedError(`a whole number from ${min} to ${max}`);
    return value;
  };
}

export const readBoolean: Reader<boolean> = (text) => {
  if (text === "true" || text === "on") return true;
  if (text === "false" || text === "off") return false;
  throw new NotAllowedError("true or false");
};

export function readChoice<const T extends string>(allowed: readonly T[]): Reader<T> {
  return (text) => {
    const found = allowed.find((choice) => choice === text);
    if (found === undefined) throw new NotAllowedError(allowed.join(", "));
    return found;
  };
}

/** Comma-separated; every item by `item`. An empty text is an empty list. */
export function readList<T>(item: Reader<T>): Reader<readonly T[]> {
  return (text) => (text.trim() === "" ? [] : text.split(",").map((part) => item(part.trim())));
}

export function readText(pattern: RegExp, allowed: string): Reader<string> {
  return (text) => {
    if (!pattern.test(text)) throw new NotAllowedError(allowed);
    return text;
  };
}

/** An absolute http, https or tftp URL without query; always ends in `/`. */
export const readBaseUrl: Reader<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBase =
    url !== undefined &&
    ["http:", "https:", "tftp:"].includes(url.protocol) &&
    url.host !== "" &&
    url.search + url.hash + url.username === "";
  if (!isBase) throw new NotAllowedError("a URL such as http://prov.example.org:8080/, without query and password");
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
};

/** An address range in CIDR form; checked in full where it is used. */
export const readNetwork: Reader<string> = readText(
  /^[0-9a-f:.]+\/\d{1,3}$/i,
  "networks such as 10.1.0.0/16 or fd00::/8, with commas between",
);

/** As 12 upper-case hex digits. */
export const readMac: Reader<string> = (text) => {
  const digits = text.replaceAll(/[:-]/g, "").toUpperCase();
  if (!/^[0-9A-F]{12}$/.test(digits))
    throw new NotAllowedError("MAC addresses such as 0004137447D0, with commas between");
  return digits;
};

export const readIpv4Network: Reader<string> = (text) => {
  const [, address = "", bits] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  if (bits === undefined || Number(bits) > 32 || address.split(".").some((part) => Number(part) > 255))
    throw new NotAllowedError("IPv4 networks such as 10.1.0.0/16, with commas between");
  return text;
};

const INTERFACE = /^(?!\.{1,2}$)[\w.:-]{1,15}$/;

/** Names as Linux allows them, or IPv4 addresses; `auto`; or `off`: undefined. */
export const readInterfaces: Reader<"auto" | readonly string[] | undefined> = (text) => {
  if (text === "off") return undefined;
  if (text === "auto") return "auto";
  const names = text.split(",").map((name) => name.trim());
  if (!names.every((name) => INTERFACE.test(name) && name !== "off" && name !== "auto"))
    throw new NotAllowedError("auto, off, or names or IPv4 addresses of interfaces with commas between");
  return names;
};
