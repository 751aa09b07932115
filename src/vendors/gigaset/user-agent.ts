import type { UserAgent } from "../../provisioning/vendor.ts";
import { MODELS } from "./models.ts";

/** Catalogue names by everything that a device calls itself; `-` and `_` stand for blanks. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(MODELS).flatMap(([name, { aliases = [] }]) =>
    [name, ...aliases].map((called) => [normalise(called), name] as const),
  ),
);

const BRAND = /^gigaset[ _-]*/i;
const NAMED = /^([^/;]+)\/([\w.+-]{1,64})$/;
const MAC = /^[0-9A-F]{12}$/i;
/** `Handset=n` is how many the base takes; the other form is the handset that asks through its base. */
const HANDSET = /^(?:Handset=(?<count>\d{1,4})|[^/;]+\/[\w.+-]+)$/i;

const GIGASET_MAC = /\b(?:7C:?2F:?80|58:?9E:?C6|00:?21:?04)(?::?[0-9A-F]{2}){3}\b/i;
/** The P-series has slices of Snom's prefix, so this one says nothing by itself. */
const P_SERIES_MAC = /\b000413[0-9A-F]{6}\b/i;
const KNOWN_NAME = new RegExp(
  `(?:^|[^0-9a-z]|gigaset)(${[...NAMES.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(" ", "[ _-]"))
    .join("|")})(?![0-9a-z])`,
  "i",
);
/** At least three numbers: `Mozilla/4.0` is no firmware. */
const LONG_VERSION = /\d+(?:\.\d+){2,}/;

/**
 * Reads `Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605` in all the forms of gigaset.md §1.9: with and without brand,
 * MAC, `Handset=n` or the handset's own name, with dashes for blanks, in double quotes.
 */
export function parseUserAgent(header: string): UserAgent | undefined {
  const text = header
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim();
  return readNamed(text) ?? search(text);
}

function readNamed(text: string): UserAgent | undefined {
  const [first = "", ...others] = text.split(";").map((part) => part.trim());
  const match = NAMED.exec(first);
  if (match === null || !others.every((part) => MAC.test(part) || HANDSET.test(part))) return undefined;
  const [, called = "", version = ""] = match;
  const name = called.replace(BRAND, "");
  const model = NAMES.get(normalise(name));
  if (model === undefined && !BRAND.test(called)) return undefined;
  const count = others.map((part) => HANDSET.exec(part)?.groups?.count).find((digits) => digits !== undefined);
  return {
    model: model ?? name,
    firmware: readFirmware(version),
    mac: others.find((part) => MAC.test(part)),
    ...(count === undefined ? {} : { handsets: Number(count) }),
  };
}

/** NX: 83.V2.11.0+build.a546b91 is 2.11.0. PF: 42.245.00.000.000 is 245. */
function readFirmware(version: string): string {
  const nx = /^\d+\.V(\d+(?:\.\d+)+)/i.exec(version)?.[1];
  const pf = /^\d+\.0*(\d+)\.\d{2}\.\d{3}\.\d{3}$/.exec(version)?.[1];
  return nx ?? pf ?? version;
}

/** For devices whose form nobody recorded: the brand or a MAC of Gigaset's, and a known name anywhere. */
function search(text: string): UserAgent | undefined {
  const isBranded = /\bgigaset/i.test(text);
  const mac = GIGASET_MAC.exec(text)?.[0];
  const found = KNOWN_NAME.exec(text);
  if (!isBranded && (mac === undefined || found === null)) return undefined;
  const after = found === null ? "" : text.slice(found.index + found[0].length);
  return {
    model: findProduct(text),
    firmware: LONG_VERSION.exec(after)?.[0],
    mac: mac ?? P_SERIES_MAC.exec(text)?.[0],
  };
}

/** The catalogue's name of a product that is named anywhere in a text. */
export function findProduct(text: string): string | undefined {
  return NAMES.get(normalise(KNOWN_NAME.exec(text)?.[1] ?? ""));
}

function normalise(called: string): string {
  return called
    .toLowerCase()
    .replace(/[ _-]+/g, " ")
    .trim();
}
