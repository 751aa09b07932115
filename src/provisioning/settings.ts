import { type Static, Type } from "typebox";
import { Code, FeatureCodes } from "./feature-codes.ts";
import { Ldap } from "./ldap-setting.ts";
import { UPLOAD_KINDS } from "./phone-upload.ts";

/** Codecs by their usual names, best first. */
const CODECS = ["g722", "pcma", "pcmu", "g729", "opus"] as const;
// biome-ignore format: a list
export const LANGUAGES = [
  "cs", "da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pl", "pt", "ru", "sl", "sv", "tr",
] as const;

const closed = { additionalProperties: false } as const;
const Dialled = (description: string) => Type.String({ pattern: "^[0-9A-Za-z*#+._-]{1,32}$", description });
const HostPort = (description: string) => Type.String({ format: "host-port", description });
const PictureUrl = (description: string) => Type.String({ format: "picture-url", maxLength: 255, description });
const HostedName = (description: string) => Type.String({ format: "hosted-name", description });
const Url = (description: string) => Type.String({ format: "http-url", maxLength: 255, description });
const Text = (description: string, maxLength = 64) =>
  Type.String({ format: "text-line", minLength: 1, maxLength, description });

const Vlan = (description: string) =>
  Type.Object(
    {
      id: Type.Integer({ minimum: 1, maximum: 4094, description: "VLAN id (IEEE 802.1Q)" }),
      priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 7, description: "Priority (IEEE 802.1p)" })),
    },
    { ...closed, description },
  );

const Ringer = (description: string) =>
  Type.Object(
    {
      alertInfo: Type.String({
        pattern: "^[0-9A-Za-z_.-]{1,32}$",
        description: "The word in the Alert-Info header that stands for such a call",
      }),
      tone: Type.Integer({ minimum: 1, maximum: 8, description: "Number of a ring tone of the phone" }),
    },
    { ...closed, description },
  );

const RawNames = Type.Record(
  Type.String({ pattern: "^[!-~]{1,128}$" }),
  Type.String({ maxLength: 1000, format: "text-line" }),
  { maxProperties: 200 },
);

/** Neutral settings that any layer may give. Every vendor says them in its own words. */
export const Settings = Type.Object(
  {
    language: Type.Optional(Type.Enum(LANGUAGES, { description: "Language of the display (ISO 639-1)" })),
    webLanguage: Type.Optional(
      Type.Enum(LANGUAGES, { description: "Language of the phone's web page; that of the display unless given" }),
    ),
    timezone: Type.Optional(
      Type.String({ format: "iana-timezone", description: "IANA name, for example Europe/Berlin" }),
    ),
    timeFormat: Type.Optional(Type.Enum(["24h", "12h"], { description: "How the display shows the time" })),
    country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166 code; decides the tones" })),
    ntpServers: Type.Optional(
      Type.Array(Type.String({ format: "host-name" }), { minItems: 1, maxItems: 2, description: "Time servers" }),
    ),

    registrationExpirySeconds: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 86_400, description: "How long a SIP registration lasts" }),
    ),
    outboundProxy: Type.Optional(HostPort("Where all SIP goes: host, or host:port ([IPv6]:port)")),
    secondOutboundProxy: Type.Optional(HostPort("Where SIP goes while the outbound proxy does not answer")),
    srtp: Type.Optional(
      Type.Enum(["off", "optional", "required"], {
        description: "Encryption of speech; unless given, required with tls and off without",
      }),
    ),
    codecs: Type.Optional(
      Type.Array(Type.Enum(CODECS), { minItems: 1, uniqueItems: true, description: "Codecs, best first" }),
    ),
    dtmf: Type.Optional(Type.Enum(["rtp", "sip-info", "inband"], { description: "How digits are sent in a call" })),
    voicemailNumber: Type.Optional(Dialled("What the message key dials")),
    pickupCode: Type.Optional(Code("Code that picks up a ringing BLF extension")),
    callerIdSource: Type.Optional(
      Type.Enum(["from", "p-asserted-identity", "remote-party-id"], {
        description: "The SIP header that names the caller; From where it is not there",
      }),
    ),
    simultaneousCalls: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 12, description: "Calls at once on one line" }),
    ),
    callWaiting: Type.Optional(Type.Boolean({ description: "Whether a second call is announced during one" })),

    vlan: Type.Optional(Vlan("VLAN of the phone itself")),
    pcVlan: Type.Optional(Vlan("VLAN of the computer behind the phone")),
    lldp: Type.Optional(Type.Boolean({ description: "Whether the phone learns its VLAN by LLDP-MED" })),
    dot1x: Type.Optional(
      Type.Object(
        {
          mode: Type.Enum(["off", "eap-tls"], { description: "eap-tls: by the phone's own certificate" }),
          identity: Type.Optional(Text("EAP identity")),
        },
        { ...closed, description: "IEEE 802.1X on the phone's port" },
      ),
    ),

    ldap: Type.Optional(Ldap),
    phoneBook: Type.Optional(
      Type.Union(
        [
          Type.String({ format: "short-name", description: "A phone book of the phone's PBX, which Offhook serves" }),
          Type.Object(
            { name: Text("Shown on the phone", 32), url: Url("XML phone book in the vendor's own format") },
            { ...closed, description: "A directory on another web server" },
          ),
        ],
        { description: "The id of a phone book of the phone's PBX, or name and url of one elsewhere" },
      ),
    ),
    menu: Type.Optional(
      Type.Boolean({
        description:
          "Whether the phone has Offhook's menu on its display. Unless given, phones with a menu key of their own have it, and bases that are told its address otherwise do not",
      }),
    ),
    dialNow: Type.Optional(
      Type.Array(
        Type.String({
          pattern: "^(?:[0-9*#+x]|\\[[0-9](?:-[0-9])?\\])+$",
          maxLength: 32,
          description: "x any digit, [2-9] one of a range",
        }),
        { minItems: 1, maxItems: 20, description: "Numbers that are dialled at once when they are complete" },
      ),
    ),
    emergencyNumbers: Type.Optional(
      Type.Array(Type.String({ pattern: "^[0-9*#]{2,16}$" }), {
        minItems: 1,
        maxItems: 6,
        uniqueItems: true,
        description: "Dialled even from a locked phone",
      }),
    ),

    ringTone: Type.Optional(Type.Integer({ minimum: 1, maximum: 8, description: "The usual ring tone, by number" })),
    ringers: Type.Optional(
      Type.Object(
        {
          internal: Type.Optional(Ringer("Calls from colleagues")),
          external: Type.Optional(Ringer("Calls from outside")),
          group: Type.Optional(Ringer("Calls to a group")),
        },
        { ...closed, description: "Which Alert-Info rings how" },
      ),
    ),
    logoUrl: Type.Optional(
      PictureUrl(
        "Logo on the idle display, as a file that this model takes; hosted:NAME for one that was uploaded here",
      ),
    ),
    backgroundUrl: Type.Optional(
      PictureUrl("Background picture, as a file that this model takes; hosted:NAME for one that was uploaded here"),
    ),
    languageFile: Type.Optional(HostedName("Language pack for the display, by the name under which it was uploaded")),
    ringToneFile: Type.Optional(HostedName("The usual ring tone, by the name under which it was uploaded")),

    firmware: Type.Optional(
      Type.String({
        pattern: "^(?:keep|[0-9][0-9A-Za-z.+-]{0,63})$",
        description:
          "Version that phones shall run, of an image in the catalogue; keep: they are told to stay as they are. Nothing is said about it unless given",
      }),
    ),
    handsetFirmware: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[0-9A-Za-z_-]{1,20}$" }),
        Type.String({ pattern: "^[0-9][0-9A-Za-z.+-]{0,63}$" }),
        { maxProperties: 20, description: "Version that the handsets of a base shall run, by their type" },
      ),
    ),

    featureCodes: Type.Optional(FeatureCodes),
    forwardingBy: Type.Optional(
      Type.Enum(["phone", "pbx"], { description: "Who forwards calls: the phone itself, or the PBX by its codes" }),
    ),
    dndBy: Type.Optional(
      Type.Enum(["phone", "pbx"], { description: "Who refuses calls during do not disturb: the phone, or the PBX" }),
    ),

    https: Type.Optional(
      Type.Enum(["off", "after-ca", "always"], {
        description:
          "Whether phones that come by http or tftp are told an https address: off unless given; after-ca once the phone took our certificate authority; always for a certificate that phones trust anyway",
      }),
    ),
    reports: Type.Optional(
      Type.Boolean({
        description: "Whether the phone tells Offhook that it started, registered or lost its registration",
      }),
    ),
    uploads: Type.Optional(
      Type.Array(Type.Enum(UPLOAD_KINDS), {
        uniqueItems: true,
        description:
          "What the phone saves here, and may: its own settings (which can hold passwords), contacts, call log, log. Nothing unless given; an empty list tells phones that did to stop",
      }),
    ),
    provisioningIntervalMinutes: Type.Optional(
      Type.Integer({ minimum: 5, maximum: 43_200, description: "How often the phone asks for its configuration" }),
    ),
    provisioningWindow: Type.Optional(
      Type.Object(
        {
          from: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "Local time, HH:MM" }),
          to: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "Local time, HH:MM" }),
        },
        {
          ...closed,
          description: "The phone asks once a day at some moment between these, instead of by the interval",
        },
      ),
    ),
    pnpAfterProvisioning: Type.Optional(
      Type.Boolean({
        description:
          "Whether a provisioned phone goes on asking by SIP PnP at each start. Off makes such a question a strong sign of a factory reset",
      }),
    ),

    raw: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z0-9-]{1,32}$" }), RawNames, {
        description: "By vendor: settings under the vendor's own names, laid over what Offhook writes. Never passwords",
      }),
    ),
  },
  { additionalProperties: false },
);
export type Settings = Static<typeof Settings>;
export type SettingName = keyof Settings;

/** A phone book as a phone is told of it. `isOurs`: served here, so it answers what this vendor's phones ask. */
export type PhoneBookPlace = { name: string; url: string; isOurs?: true };

/** Settings with the address of the phone's book in place of its id, and that of its menu: what vendors and templates see. */
export type ResolvedSettings = Omit<LayeredSettings, "phoneBook"> & { phoneBook?: PhoneBookPlace; menuUrl?: string };

/** Settings after all layers: those that every configuration needs are always there. */
export type LayeredSettings = Settings &
  Required<
    Pick<
      Settings,
      | "language"
      | "timezone"
      | "timeFormat"
      | "country"
      | "ntpServers"
      | "codecs"
      | "dtmf"
      | "registrationExpirySeconds"
      | "callWaiting"
      | "emergencyNumbers"
      | "featureCodes"
      | "forwardingBy"
      | "dndBy"
      | "pnpAfterProvisioning"
    >
  >;

export const BUILT_IN_SETTINGS = {
  language: "en",
  timezone: "Etc/UTC",
  timeFormat: "24h",
  country: "GB",
  ntpServers: ["pool.ntp.org"],
  codecs: ["g722", "pcma", "pcmu"],
  dtmf: "rtp",
  registrationExpirySeconds: 3600,
  callWaiting: true,
  // Never empty: there are phones that freeze then.
  emergencyNumbers: ["112"],
  featureCodes: {},
  forwardingBy: "phone",
  dndBy: "phone",
  pnpAfterProvisioning: false,
} as const satisfies Settings;
