import { parseMac } from "./mac.ts";
import { isNetwork } from "./networks.ts";
import { isTimeZone } from "./time-zone.ts";

type FormatRule = { matches: (text: string) => boolean; allowed: string };

const CONTROL_OR_LINE_BREAK = /[\p{Cc}\u2028\u2029]/u;
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;
/** Yealink reads these as "empty this setting" (see src/vendors/yealink/README.md). */
const CLEAR_WORD = /^%(?:NULL|EMPTY)%$/i;
const HOST_LABEL = /^[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Every string format that our schemas use by name. `allowed` completes the sentence "must be …". */
export const TEXT_FORMATS = {
  "mac-address": {
    matches: (text) => parseMac(text) !== undefined,
    allowed: "12 hex digits, plain or separated by : - . or blanks; no group, broadcast or all-zero address",
  },
  "text-line": {
    matches: isTextLine,
    allowed:
      "one line of text without control characters, broken Unicode or blanks at its ends, and not %NULL% or %EMPTY%",
  },
  "book-text": {
    matches: isBookText,
    allowed: "text without control characters other than line breaks and tabs, broken Unicode or blanks at its ends",
  },
  "host-name": { matches: isHostName, allowed: "a host name, an IPv4 address or an IPv6 address without brackets" },
  "ipv4-network": {
    matches: (text) => {
      const [address = "", bits = "", more] = text.split("/");
      return IPV4.test(address) && /^(?:\d|[12]\d|3[0-2])$/.test(bits) && more === undefined;
    },
    allowed: "an IPv4 network, for example 192.168.1.0/24",
  },
  "host-port": {
    matches: isHostPort,
    allowed: "a host name or IP address, with :port (and brackets around IPv6) where the port is not the usual one",
  },
  "http-url": {
    matches: isHttpUrl,
    allowed: "an address that begins with http:// or https://, without user and password",
  },
  "picture-url": {
    matches: (text) => isHttpUrl(text) || (text.startsWith("hosted:") && isHostedName(text.slice("hosted:".length))),
    allowed:
      "an address that begins with http:// or https://, without user and password, or hosted: and the name of an uploaded picture",
  },
  "hosted-name": {
    matches: isHostedName,
    allowed:
      "the name of an uploaded file: 1 to 128 letters, digits or . _ - ( ) , and beginning with a letter or digit",
  },
  "local-date": { matches: isDate, allowed: "a date that there is, as in 2026-12-25" },
  "iana-timezone": { matches: isZoneAsSpelt, allowed: "an IANA time zone, for example Europe/Berlin" },
  "sip-user": {
    matches: (text) => /^[0-9A-Za-z*#+._~@-]{1,64}$/.test(text) && text !== "." && text !== "..",
    allowed: "1 to 64 letters, digits or * # + . _ ~ @ - and not just dots",
  },
  "sip-password": {
    matches: (text) => /^[\x21-\x7e]{8,64}$/.test(text),
    allowed: "8 to 64 printable ASCII characters without blanks",
  },
  network: {
    matches: isNetwork,
    allowed: "a network such as 10.1.0.0/16 or fd00::/8; one address is a network of /32, with IPv6 of /128",
  },
  "short-name": {
    matches: (text) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(text),
    allowed: "a short name: 1 to 32 lower-case letters, digits or hyphens, not beginning with a hyphen",
  },
  "staff-login": {
    matches: (text) => /^[0-9a-z][0-9a-z._@+-]{0,63}$/i.test(text),
    allowed: "1 to 64 letters, digits or . _ @ + - and beginning with a letter or digit",
  },
  "staff-password": {
    matches: (text) => text.isWellFormed() && !CONTROL_OR_LINE_BREAK.test(text) && /^.{12,128}$/u.test(text),
    allowed: "12 to 128 characters on one line",
  },
} as const satisfies Record<string, FormatRule>;
export type TextFormat = keyof typeof TEXT_FORMATS;

function isTextLine(text: string): boolean {
  return (
    text.isWellFormed() &&
    !CONTROL_OR_LINE_BREAK.test(text) &&
    !NONCHARACTER.test(text) &&
    text.trim() === text &&
    !CLEAR_WORD.test(text)
  );
}

/** Address books hold names of several lines. */
function isBookText(text: string): boolean {
  const line = text.replace(/[\t\n\r\u2028\u2029]/g, " ");
  return text.isWellFormed() && !CONTROL_OR_LINE_BREAK.test(line) && !NONCHARACTER.test(line) && text.trim() === text;
}

function isHostName(text: string): boolean {
  if (IPV4.test(text)) return true;
  if (text.includes(":")) return /^[0-9a-f:.]{2,45}$/i.test(text) && URL.canParse(`http://[${text}]/`);
  const labels = text.split(".");
  // RFC 1123: a last label of digits only would make it look like an address.
  return text.length <= 253 && labels.every((label) => HOST_LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

function isHostPort(text: string): boolean {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? text;
  const isPortFit = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  return isPortFit && isHostName(host) && (bracketed === undefined) === !host.includes(":");
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Without what would close an attribute or an element in any of the phones' formats. */
function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s<>"'`\\{}|^@]+$/.test(text) || !URL.canParse(text)) return false;
  return isHostName(new URL(text).hostname.replace(/^\[|\]$/g, ""));
}

/** Nothing that a path, an address or a configuration would read in another way. */
export function isHostedName(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z._(),-]{0,127}$/.test(text) && !text.includes("..") && !text.endsWith(".");
}

function isZoneAsSpelt(text: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(text) || !isTimeZone(text)) return false;
  const known = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  // Intl does not mind the case of letters; phones' tables of zones do.
  return known === text || known.toLowerCase() !== text.toLowerCase();
}
