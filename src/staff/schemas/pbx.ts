import { type Static, Type } from "@fastify/type-provider-typebox";
import { CERTIFICATE_POLICIES } from "../../provisioning/certificate-policy.ts";
import type { Warning } from "../../provisioning/check-settings.ts";
import { DeskKit } from "../../provisioning/desk-kit.ts";
import { type Account, type Pbx, TRANSPORTS, VendorSettings } from "../../provisioning/pbx.ts";
import { PbxAccess } from "../../provisioning/pbx-access.ts";
import { REGISTRATION_STATES } from "../../provisioning/registration-standing.ts";
import { LANGUAGES, Settings } from "../../provisioning/settings.ts";
import { CUSTOMER_ID } from "./customer.ts";
import { IdParams, nullableText, Time, toNullableTime, toTime, Warnings } from "./shared.ts";

const Host = Type.String({ format: "host-name", description: "SIP server", examples: ["pbx.example.com"] });
const Port = Type.Integer({ minimum: 1, maximum: 65_535, description: "5060 unless given, 5061 with tls" });
const PbxTransport = Type.Enum(TRANSPORTS, { description: "udp unless given" });
const Customer = nullableText({ ...CUSTOMER_ID, description: "Id of a customer: whose it is" });
const Realm = nullableText({
  format: "text-line",
  minLength: 1,
  maxLength: 100,
  pattern: '^[^":]*$',
  description:
    "The realm of its digest authentication, for HA1 with secrets.keepPlaintext off (Asterisk: asterisk unless changed); its host unless given",
});
const timezoneShortcut = { format: "iana-timezone", description: "Short for settings.timezone" };

const ByVendor = Type.Record(Type.String({ pattern: "^[a-z0-9-]{1,32}$" }), VendorSettings, {
  description: "By vendor id: settings for its phones, and by model name for those of one model",
});

const ClientCertificates = Type.Record(Type.String({ pattern: "^[a-z0-9-]{1,32}$" }), Type.Enum(CERTIFICATE_POLICIES), {
  description:
    "By vendor id, off unless given. require: no file for a phone of this vendor that does not prove by a client certificate that it is the phone; prefer: proof is taken where there is some",
});
const Access = Type.Object(PbxAccess.properties, {
  additionalProperties: false,
  description: "Who may have its phones' files: what they must show, and from which networks",
});

export const NewPbxBody = Type.Object(
  {
    id: Type.String({ format: "short-name", description: "Short name, unique", examples: ["main"] }),
    host: Host,
    port: Type.Optional(Port),
    transport: Type.Optional(PbxTransport),
    customer: Type.Optional(Customer),
    realm: Type.Optional(Realm),
    timezone: Type.Optional(Type.String(timezoneShortcut)),
    language: Type.Optional(Type.Enum(LANGUAGES, { description: "Short for settings.language" })),
    settings: Type.Optional(Settings),
    vendors: Type.Optional(ByVendor),
    clientCertificates: Type.Optional(ClientCertificates),
    access: Type.Optional(Access),
  },
  { additionalProperties: false },
);

export const PbxPatchBody = Type.Object(
  {
    host: Type.Optional(Host),
    port: Type.Optional(Port),
    transport: Type.Optional(PbxTransport),
    customer: Type.Optional(Customer),
    realm: Type.Optional(Realm),
    timezone: Type.Optional(nullableText({ ...timezoneShortcut, description: "Null takes it away" })),
    language: Type.Optional(
      Type.Unsafe<(typeof LANGUAGES)[number] | null>({ enum: [...LANGUAGES, null], description: "Null takes it away" }),
    ),
    settings: Type.Optional(Settings),
    vendors: Type.Optional(ByVendor),
    clientCertificates: Type.Optional(ClientCertificates),
    access: Type.Optional(Access),
    paused: Type.Optional(
      Type.Boolean({
        description:
          "Whether provisioning is paused: then its phones get nothing, keep what they have, and use no password up",
      }),
    ),
  },
  { additionalProperties: false, description: "What is given replaces what was there; settings as a whole" },
);

export const PbxAnswer = Type.Object(
  {
    id: Type.String(),
    host: Type.String(),
    port: Type.Integer(),
    transport: Type.Enum(TRANSPORTS),
    customer: nullableText(),
    realm: nullableText(),
    timezone: nullableText(),
    language: nullableText(),
    settings: Settings,
    vendors: ByVendor,
    clientCertificates: ClientCertificates,
    access: Access,
    pausedAt: nullableText({ format: "date-time", description: "Since when provisioning is paused; null: it is not" }),
    warnings: Warnings,
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

export function answerPbx(pbx: Pbx, warnings: readonly Warning[] = []): Static<typeof PbxAnswer> {
  const { id, host, port, transport, customer, realm, settings, vendors, clientCertificates, access, pausedAt } = pbx;
  return {
    id,
    host,
    port,
    transport,
    customer,
    realm,
    timezone: settings.timezone ?? null,
    language: settings.language ?? null,
    settings,
    vendors: { ...vendors },
    clientCertificates: { ...clientCertificates },
    access: { ...access },
    pausedAt: toNullableTime(pausedAt),
    warnings: [...warnings],
    createdAt: toTime(pbx.createdAt),
    updatedAt: toTime(pbx.updatedAt),
  };
}

const Username = Type.String({ format: "sip-user", description: "SIP user", examples: ["201"] });
const DisplayName = Type.String({ format: "text-line", maxLength: 64, description: "Shown to those who are called" });
const AccountNumber = Type.String({ format: "sip-user", description: "Number to dial; the username unless given" });
const AuthName = Type.String({ format: "sip-user", description: "Name for authentication; the username unless given" });
const SipPassword = Type.String({ format: "sip-password", description: "Never shown again" });
const Desk = Type.Object(DeskKit.properties, {
  additionalProperties: false,
  description: "What comes along to a phone that people share while the account's person sits there",
});

export const AccountParams = Type.Object({ ...IdParams.properties, username: Type.String({ format: "sip-user" }) });

export const NewAccountBody = Type.Object(
  {
    username: Username,
    displayName: Type.Optional(DisplayName),
    number: Type.Optional(AccountNumber),
    authName: Type.Optional(AuthName),
    password: Type.Optional(SipPassword),
    desk: Type.Optional(Desk),
  },
  { additionalProperties: false },
);

export const AccountPatchBody = Type.Object(
  {
    displayName: Type.Optional(DisplayName),
    number: Type.Optional(AccountNumber),
    authName: Type.Optional(AuthName),
    password: Type.Optional(SipPassword),
    desk: Type.Optional(Desk),
  },
  {
    additionalProperties: false,
    description: "A new password arms the sip grants of the phones that have the account; desk is replaced as a whole",
  },
);

export const AccountAnswer = Type.Object(
  {
    pbx: Type.String(),
    username: Type.String(),
    authName: Type.String(),
    displayName: Type.String(),
    number: Type.String(),
    desk: Desk,
    deskPin: Type.Boolean({ description: "Whether it has a PIN for phones that people share" }),
    createdAt: Time,
    updatedAt: Time,
    password: Type.Optional(Type.String({ description: "Only in the answer that made it, and only with reveal" })),
    registration: Type.Optional(
      Type.Object(
        {
          state: Type.Enum(REGISTRATION_STATES, {
            description: "registered: as the PBX says now; unknown: the PBX does not say, or it has no link",
          }),
          address: nullableText({ description: "Where its packets come from, or last came from" }),
        },
        { additionalProperties: false, description: "Only in lists" },
      ),
    ),
  },
  { additionalProperties: false },
);

export function answerAccount(account: Account): Static<typeof AccountAnswer> {
  const { pbxId, username, authName, displayName, number, desk, hasDeskPin: deskPin } = account;
  return {
    pbx: pbxId,
    username,
    authName,
    displayName,
    number,
    desk,
    deskPin,
    createdAt: toTime(account.createdAt),
    updatedAt: toTime(account.updatedAt),
  };
}
