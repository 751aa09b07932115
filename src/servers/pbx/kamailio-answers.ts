import { isIP } from "node:net";
import type { Registration } from "../../provisioning/pbx-link.ts";

// What RPC methods of Kamailio 5.6.3 answer, as seen; test/pbx/kamailio-link.test.ts has them from the real one.

type Contact = {
  Address?: unknown;
  Expires?: unknown;
  "User-Agent"?: unknown;
  Received?: unknown;
  Socket?: unknown;
  "Last-Modified"?: unknown;
};
type Dump = { Domains?: { Domain?: { AoRs?: { Info?: { AoR?: unknown; Contacts?: { Contact?: Contact }[] } }[] } }[] };

/** `ul.dump`: everybody that is registered now and, where Kamailio tells domains apart, at one of these. */
export function readRegistrations(result: unknown, domains: readonly string[], now: number): Registration[] {
  const aors = ((result as Dump)?.Domains ?? []).flatMap(({ Domain }) => Domain?.AoRs ?? []);
  return aors.flatMap(({ Info }) => {
    const aor = text(Info?.AoR);
    if (aor === undefined) return [];
    const [username = "", domain] = aor.split("@", 2);
    if (domain !== undefined && !domains.includes(domain)) return [];
    return (Info?.Contacts ?? []).flatMap(({ Contact }) => toRegistration(username, Contact ?? {}, now));
  });
}

function toRegistration(username: string, contact: Contact, now: number): Registration[] {
  const uri = text(contact.Address);
  const seconds = contact.Expires;
  // `expired` and `deleted` are words.
  if (uri === undefined || typeof seconds !== "number" || seconds <= 0) return [];
  const modified = contact["Last-Modified"];
  return [
    {
      username,
      contact: uri,
      userAgent: text(contact["User-Agent"]) ?? null,
      address: addressOf(text(contact.Received) ?? uri),
      expiresAt: now + seconds * 1000,
      registeredAt: typeof modified === "number" && modified > 0 ? modified * 1000 : null,
    },
  ];
}

/** The IP address of a SIP URI; null where it has a name. */
function addressOf(uri: string): string | null {
  const host = /^sips?:(?:[^@]*@)?(\[[^\]]+\]|[^:;?]+)/i.exec(uri)?.[1]?.replace(/^\[|\]$/g, "") ?? "";
  return isIP(host) === 0 ? null : host.toLowerCase();
}

/** `ul.lookup`: how one contact of an account is reached; undefined: it is not there. */
export function findContact(
  result: unknown,
  contact: string,
): { received: string | undefined; socket: string | undefined } | undefined {
  const contacts = (result as { Contacts?: { Contact?: Contact }[] })?.Contacts ?? [];
  const found = contacts.find(({ Contact }) => Contact?.Address === contact)?.Contact;
  return found && { received: text(found.Received), socket: text(found.Socket) };
}

/** `dlg.briefing`: whether a call of the account is up or rings. */
export function readBusy(result: unknown, username: string): boolean {
  /** Dialog module: 1 to 4 are unconfirmed, early, confirmed without ACK, confirmed. */
  const ENDED = 5;
  const dialogs = Array.isArray(result) ? (result as Record<string, unknown>[]) : [];
  const isOf = (uri: unknown) => typeof uri === "string" && /^sips?:([^@;]+)@/i.exec(uri)?.[1] === username;
  return dialogs.some(({ from_uri, to_uri, state }) => Number(state) < ENDED && (isOf(from_uri) || isOf(to_uri)));
}

/** `htable.dump`: values by name. */
export function readUsed(result: unknown): ReadonlyMap<string, string> {
  const entries = Array.isArray(result) ? (result as { slot?: { name?: unknown; value?: unknown }[] }[]) : [];
  const slots = entries.flatMap(({ slot }) => slot ?? []);
  return new Map(slots.map(({ name, value }) => [String(name), String(value)]));
}

/** Kamailio says `[not set]` for nothing. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value !== "[not set]" ? value : undefined;
}
