/** A registration as mod_sofia lists it. */
export type SofiaRegistration = {
  user: string;
  domain: string;
  authRealm: string;
  contact: string;
  agent: string | null;
  networkIp: string | null;
  expiresInSeconds: number;
};

const ELEMENTS = ["user", "contact", "agent", "status", "network-ip", "sip-auth-realm"] as const;
type Element = (typeof ELEMENTS)[number];
/** One element on each line, as mod_sofia.c writes them (show_reg_callback_xml). */
const LINE = /^\s*<([a-z-]+)>(.*)<\/\1>\s*$/;

/**
 * Reads `sofia xmlstatus profile <name> reg`. By lines, not as XML: mod_sofia escapes the contact but not the User-Agent, so that a phone
 * could break the document, or write registrations of others into it. Undefined: it is no such list.
 */
export function readRegistrations(text: string): SofiaRegistration[] | undefined {
  if (!/<(?:profile|registrations)>/.test(text)) return undefined;
  const found: SofiaRegistration[] = [];
  let fields: Partial<Record<Element, string>> | undefined;
  for (const line of text.split("\n")) {
    if (/^\s*<registration>\s*$/.test(line)) fields = {};
    else if (/^\s*<\/registration>\s*$/.test(line)) {
      const registration = fields && toRegistration(fields);
      if (registration !== undefined) found.push(registration);
      fields = undefined;
    } else {
      const [, name, value = ""] = LINE.exec(line) ?? [];
      const element = ELEMENTS.find((known) => known === name);
      if (fields !== undefined && element !== undefined) fields[element] ??= value;
    }
  }
  return found;
}

function toRegistration(fields: Partial<Record<Element, string>>): SofiaRegistration | undefined {
  const { user: at = "", contact: header = "", agent = "", status = "" } = fields;
  const split = at.lastIndexOf("@");
  const user = at.slice(0, Math.max(0, split));
  const text = unescapeXml(header);
  const contact = (/<([^<>]+)>/.exec(text)?.[1] ?? text).trim();
  const seconds = /\bEXPSECS\((-?\d+)\)/.exec(status)?.[1];
  if (user === "" || !/^sips?:\S+$/.test(contact) || seconds === undefined) return undefined;
  return {
    user,
    domain: at.slice(split + 1),
    authRealm: fields["sip-auth-realm"] ?? "",
    contact,
    agent: agent === "" ? null : unescapeXml(agent),
    networkIp: fields["network-ip"] || null,
    expiresInSeconds: Number(seconds),
  };
}

function unescapeXml(text: string): string {
  const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name] ?? "");
}

/**
 * Headers of `sendevent NOTIFY` for one contact: with contact-uri, mod_sofia sends it there and takes the other two for To and From
 * (mod_sofia.c, general_event_handler). Undefined where they would say something else.
 */
export function notifyHeaders({
  profile,
  user,
  domain,
  contact,
  event,
}: {
  profile: string;
  user: string;
  domain: string;
  contact: string;
  event: string;
}): (readonly [string, string])[] | undefined {
  const uri = `sip:${user}@${domain}`;
  if (/[\p{Cc}\p{Z}<>"]/u.test(`${contact}${uri}`) || /[\p{Cc}]/u.test(event)) return undefined;
  return [
    ["profile", profile],
    ["event-string", event],
    ["content-type", "application/simple-message-summary"],
    ["to-uri", uri],
    ["from-uri", uri],
    ["contact-uri", contact],
  ];
}
