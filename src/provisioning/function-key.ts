import { type Static, Type } from "typebox";

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

/** A function key in neutral words. Its place in the list is its place on the phone, the first is key 1. */
export const FunctionKey = Type.Object(
  {
    type: Type.Enum(FUNCTION_KEY_TYPES, { description: "What the key does" }),
    value: Type.Optional(
      Type.String({
        description:
          "The number to dial, to watch or to park at; for a line key the line's position, 1 when absent; an address for url, and for menu unless it is Offhook's own; group:port for paging",
        pattern: "^[!-~]{1,255}$",
      }),
    ),
    line: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: "Position of the line it acts on, 1 when absent" }),
    ),
    label: Type.Optional(
      Type.String({
        format: "text-line",
        maxLength: 64,
        description: "Shown beside the key; a blf key without one shows the watched account's display name",
      }),
    ),
  },
  { additionalProperties: false },
);
export type FunctionKey = Static<typeof FunctionKey>;

/** The keys of each expansion module. */
export const ModuleKeys = Type.Array(Type.Array(FunctionKey, { maxItems: 100 }), {
  maxItems: 6,
  description: "The keys of each expansion module that is attached; an empty list stands for a module without keys",
});

/** The keys of a device and of each expansion module that is attached to it. */
export const KeyLayout = Type.Object(
  {
    keys: Type.Array(FunctionKey, { maxItems: 500, description: "Function keys in their order on the phone" }),
    modules: Type.Optional(ModuleKeys),
  },
  { additionalProperties: false },
);
export type KeyLayout = Static<typeof KeyLayout>;

/** A key of this type as any phone that knows the type could have it. */
export function sampleKey(type: FunctionKeyType): FunctionKey {
  const value = VALUES[type]?.sample;
  return value === undefined ? { type } : { type, value };
}

/** What is wrong with a key's value, as the end of a sentence; undefined: nothing. */
export function findWrongValue({ type, value }: FunctionKey): string | undefined {
  const rule: ValueRule | undefined = VALUES[type];
  if (rule === undefined) return value === undefined ? undefined : `must be left out: a ${type} key takes none`;
  if (value === undefined) return rule.isNeeded ? `is needed for a ${type} key: ${rule.allowed}` : undefined;
  return rule.pattern.test(value) ? undefined : `must be ${rule.allowed}`;
}
