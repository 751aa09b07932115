import type { DirectNotification } from "./notify-phone.ts";
import type { Notification } from "./pbx-link.ts";
import type { Phone } from "./phone.ts";
import { isSurelyOf, type KnownRegistration } from "./registration.ts";

/** How a NOTIFY reaches one phone and no other. */
export type CommandWay =
  | { via: "pbx"; notification: Omit<Notification, "event"> }
  | { via: "direct"; target: Omit<DirectNotification, "event"> }
  | { refused: string };

const SIP_PORT = 5060;
/** What is written into a request line as it is has no blanks, quotes or angle brackets. */
const CONTACT =
  /^sip:(?:[\x21\x23-\x3b\x3d\x3f\x41-\x7e]*@)?(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+)|([\w.-]+))(?::(\d{1,5}))?([;?][\x21\x23-\x3b\x3d\x3f-\x7e]*)?$/i;

/**
 * Through the PBX where it can and the phone is registered; else straight to its contact or, where nobody knows of any, to where it
 * asked from last. Never to an address that is not this phone's: a contact may name anybody.
 */
export function chooseWay(
  phone: Pick<Phone, "mac" | "lastAddress" | "lines">,
  known: { own: readonly KnownRegistration[]; unsure: readonly KnownRegistration[] },
  { canNotify, needsRegistration, now }: { canNotify: boolean; needsRegistration: boolean; now: number },
): CommandWay {
  const isAlive = ({ goneAt, expiresAt }: KnownRegistration) => goneAt === null && expiresAt > now;
  const alive = known.own.filter(isAlive);
  // Somebody may have an application beside the phone.
  const own = alive.find((found) => isSurelyOf(phone, found)) ?? alive[0];
  const unsure = known.unsure.filter(isAlive);
  if (own === undefined && unsure.length > 0) {
    const accounts = [...new Set(unsure.map(({ username }) => username))].join(", ");
    return {
      refused: `Other phones have the account ${accounts}, too, and which of its registrations is this phone's cannot be told: neither MAC nor address says it`,
    };
  }
  if (own !== undefined && canNotify) {
    return { via: "pbx", notification: { username: own.username, contact: own.contact } };
  }
  if (own !== undefined) return toContact(own, phone.lastAddress);
  if (needsRegistration) {
    return { refused: "It obeys only at an account that is registered, and no registration of this phone is known" };
  }
  if (phone.lastAddress === null) {
    return { refused: "Where the phone is is not known: it has never asked, and no registration of it is known" };
  }
  const user = phone.lines[0]?.username;
  return { via: "direct", target: { address: phone.lastAddress, port: SIP_PORT, uri: undefined, user } };
}

function toContact({ contact, username, address }: KnownRegistration, lastAddress: string | null): CommandWay {
  const [, six, four, name, port, parameters = ""] = CONTACT.exec(contact) ?? [];
  const host = six ?? four;
  const transport = /;\s*transport\s*=\s*(\w+)/i.exec(parameters)?.[1] ?? "udp";
  if ((host ?? name) === undefined || Number(port ?? SIP_PORT) < 1 || Number(port ?? SIP_PORT) > 65_535) {
    return { refused: "Its contact is not one that Offhook can send to; only its PBX can" };
  }
  if (transport.toLowerCase() !== "udp") {
    return { refused: `It is registered by ${transport}, by which only its PBX can tell it` };
  }
  if (host === undefined || (host !== address && host !== lastAddress)) {
    return {
      refused: `Its contact says ${host ?? name}, which is not where the phone's packets come from (NAT): only its PBX can tell it`,
    };
  }
  const target = { address: host, port: port === undefined ? SIP_PORT : Number(port), uri: contact, user: username };
  return { via: "direct", target };
}
