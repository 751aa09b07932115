const DIALLED = /^[0-9A-Za-z*#+._-]{1,64}$/;
const WEB_ADDRESS = /^https?:\/\/[\w.:[\]-]+(?:\/[\w.~:/?#[\]@!$&'()*+,;=%-]*)?$/;
/** A group address and a port. */
const PAGING_GROUP = /^2(?:2[4-9]|3\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}:[1-9]\d{0,4}$/;

type ValueRule = { pattern: RegExp; allowed: string; isNeeded: boolean; sample: string };
const number = (isNeeded: boolean): ValueRule => ({
  pattern: DIALLED,
  allowed: "a number: up to 64 letters, digits or * # + . _ -",
  isNeeded,
  sample: "100",
});
const address = (isNeeded: boolean): ValueRule => ({
  pattern: WEB_ADDRESS,
  allowed: "an address that begins with http:// or https://",
  isNeeded,
  sample: "http://pbx.invalid/menu.xml",
});

/** Every type of key, and what its value may be; undefined: it takes none. A line's value is checked against the phone's lines. */
const VALUES = {
  line: { pattern: /^[1-9]\d{0,2}$/, allowed: "the position of a line of this phone", isNeeded: false, sample: "1" },
  "speed-dial": number(true),
  blf: number(true),
  park: number(false),
  intercom: number(true),
  dnd: undefined,
  forward: number(false),
  voicemail: undefined,
  directory: undefined,
  "group-login": number(false),
  record: undefined,
  ldap: undefined,
  menu: address(false),
  url: address(true),
  dtmf: {
    pattern: /^[0-9A-D*#,]{1,32}$/,
    allowed: "up to 32 of 0-9 A-D * # and , for a pause",
    isNeeded: true,
    sample: "1",
  },
  paging: {
    pattern: PAGING_GROUP,
    allowed: "a multicast group and a port, for example 224.0.1.116:5001",
    isNeeded: true,
    sample: "224.0.1.116:5001",
  },
  transfer: number(true),
  conference: number(false),
  none: undefined,
} as const satisfies Record<string, ValueRule | undefined>;

export const FUNCTION_KEY_TYPES = Object.keys(VALUES) as (keyof typeof VALUES)[];
export type FunctionKeyType = keyof typeof VALUES;

/** What is asked of a key: `FunctionKey` without its schema, which browsers need not load. */
type KeyOf = { type: FunctionKeyType; value?: string | undefined };

/** A key of this type as any phone that knows the type could have it. */
export function sampleKey(type: FunctionKeyType): { type: FunctionKeyType; value?: string } {
  const value = VALUES[type]?.sample;
  return value === undefined ? { type } : { type, value };
}

/** What is wrong with a key's value, as the end of a sentence; undefined: nothing. */
export function findWrongValue({ type, value }: KeyOf): string | undefined {
  const rule: ValueRule | undefined = VALUES[type];
  if (rule === undefined) return value === undefined ? undefined : `must be left out: a ${type} key takes none`;
  if (value === undefined) return rule.isNeeded ? `is needed for a ${type} key: ${rule.allowed}` : undefined;
  return rule.pattern.test(value) ? undefined : `must be ${rule.allowed}`;
}

/** Whether a key of this type has a value. */
export function takesValue(type: FunctionKeyType): "no" | "maybe" | "always" {
  const rule: ValueRule | undefined = VALUES[type];
  if (rule === undefined) return "no";
  return rule.isNeeded ? "always" : "maybe";
}
