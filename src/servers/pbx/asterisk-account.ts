import type { Password } from "../../provisioning/password.ts";
import type { LinkChange, SettingsOf } from "../../provisioning/pbx-link.ts";

export type AsteriskSettings = Pick<SettingsOf<"asterisk-pjsip">, "context" | "transport" | "codecs">;
export type WantedAccount = Extract<LinkChange, { wanted: "account" }>;

const DEFAULT_CONTEXT = "from-internal";
const DEFAULT_CODECS = "alaw,ulaw";
/** ps_endpoints.id, discovery.md section 8.1. */
const LONGEST_NAME = 255;
/** ps_auths.password */
const LONGEST_PASSWORD = 80;
/** ps_endpoints.callerid of Asterisk's own schema. */
const LONGEST_CALLER_ID = 40;

/** What Asterisk is to have of an account, in the words of PJSIP's objects. */
export type AsteriskAccount = {
  name: string;
  auth:
    | { type: "userpass"; username: string; password: Password }
    | { type: "md5"; username: string; realm: string; credentials: Password };
  callerId: string;
  contacts: number;
};

/**
 * Text: what is wrong with it. `forbidden` are characters that where it is written would not come back. A password that holds one, or
 * that was destroyed, is given as HA1, for which Asterisk must ask with our realm.
 */
export function toAsteriskAccount(
  { username, authName, displayName, number, ha1, password, phones = 1 }: WantedAccount,
  realm: string,
  forbidden: RegExp,
): AsteriskAccount | string {
  const [wrong] = [misfitOf("username", username), misfitOf("authName", authName)].filter(
    (misfit) => misfit !== undefined,
  );
  if (wrong !== undefined) return wrong;
  for (const [field, value] of [
    ["username", username],
    ["authName", authName],
    ["realm", realm],
  ] as const)
    if (forbidden.test(value)) return `${field}: holds a character that Asterisk would not read as it is`;
  const plain = password?.reveal();
  const isPlain =
    plain !== undefined && plain.length <= LONGEST_PASSWORD && /^[\x21-\x7e]+$/.test(plain) && !forbidden.test(plain);
  return {
    name: username,
    auth:
      isPlain && password !== undefined
        ? { type: "userpass", username: authName, password }
        : { type: "md5", username: authName, realm, credentials: ha1 },
    callerId: callerIdOf(displayName, number),
    contacts: Math.max(1, phones),
  };
}

/** Columns of ps_endpoints, and items of the wizard's endpoint, that an account has from the beginning and an admin may change. */
export function firstSettings(settings: AsteriskSettings): Record<string, string> {
  return {
    context: DEFAULT_CONTEXT,
    disallow: "all",
    allow: DEFAULT_CODECS,
    direct_media: "no",
    rtp_symmetric: "yes",
    force_rport: "yes",
    // Registrations then say where a phone's packets come from, whatever the phone believes to be its address.
    rewrite_contact: "yes",
    ...chosenSettings(settings),
  };
}

/** Those that were chosen at the link, so that they hold for accounts that are there already, too. */
export function chosenSettings({ context, transport, codecs }: AsteriskSettings): Record<string, string> {
  return {
    ...(context === undefined ? {} : { context }),
    ...(transport === undefined ? {} : { transport }),
    ...(codecs === undefined ? {} : { disallow: "all", allow: codecs }),
  };
}

function misfitOf(field: string, value: string): string | undefined {
  if (value === "" || value.length > LONGEST_NAME)
    return `${field}: has ${value.length} characters; allowed are 1 to ${LONGEST_NAME}`;
  return /[\p{Cc}\p{Z}[\]]/u.test(value) ? `${field}: holds a blank, bracket or control character` : undefined;
}

/** `Name <number>`: what would end the name, or a line, is left out, and the name is cut to what the column holds. */
function callerIdOf(displayName: string, number: string): string {
  const dialled = number.replace(/[^0-9A-Za-z*#+._~@-]/g, "").slice(0, LONGEST_CALLER_ID - 3);
  const room = LONGEST_CALLER_ID - dialled.length - 3;
  const cleaned = displayName
    .toWellFormed()
    .replace(/[\p{C}\p{Z}"<>\\;^,]+/gu, " ")
    .trim();
  const name = [...cleaned].slice(0, room).join("").slice(0, room).toWellFormed().trim();
  return name === "" ? `<${dialled}>` : `${name} <${dialled}>`;
}
