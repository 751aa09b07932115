/** What a link is made of, by kind: which settings and credentials it takes, as `LINKS` and the schema of links say. */
export const LINK_KINDS = ["kamailio", "asterisk-pjsip", "freeswitch", "webhook"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];
type SettingName = "rpcUrl" | "addressGroup" | "wizardFile" | "context" | "transport" | "codecs" | "profile" | "url";
export type LinkField = SettingName | "ami" | "eventSocket" | "registrationsEverySeconds";
export type LinkSecret = "databaseUrl" | "amiUser" | "amiSecret" | "eventSocketPassword" | "secret";

export const LINK_FIELDS: Readonly<
  Record<LinkKind, { settings: readonly LinkField[]; credentials: readonly LinkSecret[]; orders: readonly string[] }>
> = {
  kamailio: {
    settings: ["rpcUrl", "addressGroup", "registrationsEverySeconds"],
    credentials: ["databaseUrl"],
    orders: ["pbx-first", "phone-first", "overlap"],
  },
  "asterisk-pjsip": {
    settings: ["wizardFile", "context", "transport", "codecs", "ami", "registrationsEverySeconds"],
    credentials: ["databaseUrl", "amiUser", "amiSecret"],
    orders: ["pbx-first", "phone-first"],
  },
  freeswitch: {
    settings: ["context", "profile", "eventSocket", "registrationsEverySeconds"],
    credentials: ["eventSocketPassword"],
    orders: ["pbx-first", "phone-first", "overlap"],
  },
  webhook: { settings: ["url"], credentials: ["secret"], orders: ["pbx-first", "phone-first"] },
};
const NUMBERS: readonly LinkField[] = ["addressGroup", "registrationsEverySeconds"];
const HOSTS: readonly LinkField[] = ["ami", "eventSocket"];

type Typed = Readonly<Record<string, string>>;

/** The body of `PUT …/link`: what was left empty is left out. */
export function linkBodyOf(
  kind: LinkKind,
  typed: { settings: Typed; credentials: Typed; passwordOrder: string },
): object {
  const { settings, credentials, orders } = LINK_FIELDS[kind];
  const given = (names: readonly string[], from: Typed) =>
    names.flatMap((name) => {
      const value = from[name]?.trim() ?? "";
      return value === "" ? [] : [[name, value] as const];
    });
  return {
    settings: {
      kind,
      ...Object.fromEntries(
        given(settings, typed.settings).map(([name, value]) => [name, settingOf(name as LinkField, value)]),
      ),
    },
    credentials: Object.fromEntries(given(credentials, typed.credentials)),
    ...(orders.includes(typed.passwordOrder) ? { passwordOrder: typed.passwordOrder } : {}),
  };
}

function settingOf(name: LinkField, value: string): unknown {
  if (NUMBERS.includes(name)) return Number(value);
  if (!HOSTS.includes(name)) return value;
  const [, host = value, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(value) ?? [];
  return port === undefined ? { host } : { host, port: Number(port) };
}
