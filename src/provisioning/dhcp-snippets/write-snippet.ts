import type { Vendor } from "../vendor.ts";
import { ciscoSnippet, mikrotikSnippet, opnsenseSnippet, windowsSnippet } from "./other-servers.ts";
import { type PhoneClass, phoneClasses } from "./phone-classes.ts";
import { dnsmasqSnippet, iscSnippet, keaSnippet } from "./unix-servers.ts";

const WRITERS = {
  kea: keaSnippet,
  isc: iscSnippet,
  dnsmasq: dnsmasqSnippet,
  mikrotik: mikrotikSnippet,
  windows: windowsSnippet,
  cisco: ciscoSnippet,
  opnsense: opnsenseSnippet,
} satisfies Record<string, (classes: readonly PhoneClass[], base: string) => string>;

export type SnippetTarget = keyof typeof WRITERS;
export const SNIPPET_TARGETS = Object.keys(WRITERS) as SnippetTarget[];

/** Characters that mean something in none of the servers' files, whatever their quoting; `{`, `}` and `%` are the phones' own. */
const SAFE_URL = /^[\w.:/~@+,;=&-]+$/;

/** The configuration that makes another DHCP server tell phones their URL. Undefined: `base` cannot be written into every file. */
export function writeDhcpSnippet(target: SnippetTarget, vendors: readonly Vendor[], base: string): string | undefined {
  if (!SAFE_URL.test(base)) return undefined;
  return WRITERS[target](phoneClasses(vendors, base), base);
}
