import { type Static, Type } from "typebox";

/** Codecs by their usual names, best first. */
const CODECS = ["g722", "pcma", "pcmu", "g729", "opus"] as const;
export const LANGUAGES = [
  "cs",
  "da",
  "de",
  "en",
  "es",
  "fi",
  "fr",
  "hu",
  "it",
  "nl",
  "no",
  "pl",
  "pt",
  "ru",
  "sl",
  "sv",
  "tr",
] as const;

/** Neutral settings that any layer may give. Every vendor says them in its own words. */
export const Settings = Type.Object(
  {
    language: Type.Optional(Type.Enum(LANGUAGES, { description: "Language of display and web page (ISO 639-1)" })),
    timezone: Type.Optional(
      Type.String({ format: "iana-timezone", description: "IANA name, for example Europe/Berlin" }),
    ),
    country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166 code; decides the tones" })),
    ntpServers: Type.Optional(
      Type.Array(Type.String({ format: "host-name" }), { minItems: 1, maxItems: 2, description: "Time servers" }),
    ),
    codecs: Type.Optional(
      Type.Array(Type.Enum(CODECS), { minItems: 1, uniqueItems: true, description: "Codecs, best first" }),
    ),
    voicemailNumber: Type.Optional(
      Type.String({ pattern: "^[0-9A-Za-z*#+._-]{1,32}$", description: "What the message key dials" }),
    ),
    pickupCode: Type.Optional(
      Type.String({ pattern: "^[0-9*#]{1,16}$", description: "Code that picks up a ringing BLF extension" }),
    ),
    registrationExpirySeconds: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 86_400, description: "How long a SIP registration lasts" }),
    ),
    pnpAfterProvisioning: Type.Optional(
      Type.Boolean({
        description:
          "Whether a provisioned phone goes on asking by SIP PnP at each start. Off makes such a question a strong sign of a factory reset",
      }),
    ),
  },
  { additionalProperties: false },
);
export type Settings = Static<typeof Settings>;

/** Settings after all layers: those that every configuration needs are always there. */
export type ResolvedSettings = Settings &
  Required<
    Pick<
      Settings,
      | "language"
      | "timezone"
      | "country"
      | "ntpServers"
      | "codecs"
      | "registrationExpirySeconds"
      | "pnpAfterProvisioning"
    >
  >;

const BUILT_IN_SETTINGS = {
  language: "en",
  timezone: "Etc/UTC",
  country: "GB",
  ntpServers: ["pool.ntp.org"],
  codecs: ["g722", "pcma", "pcmu"],
  registrationExpirySeconds: 3600,
  pnpAfterProvisioning: false,
} as const satisfies Settings;

/** Lays the layers over each other; a later one wins, value by value. */
export function resolveSettings(...layers: readonly Settings[]): ResolvedSettings {
  return Object.assign(
    { ...BUILT_IN_SETTINGS, ntpServers: [...BUILT_IN_SETTINGS.ntpServers], codecs: [...BUILT_IN_SETTINGS.codecs] },
    ...layers,
  );
}
