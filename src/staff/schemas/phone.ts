import { type Static, Type } from "@fastify/type-provider-typebox";
import { warnOfCannot, warnOfRaw } from "../../provisioning/check-settings.ts";
import { ownLines } from "../../provisioning/desk-kit.ts";
import { FunctionKey, ModuleKeys } from "../../provisioning/function-key.ts";
import { PASSWORD_KINDS } from "../../provisioning/password.ts";
import { type Grant, Handset, type IdentitySource, type Phone } from "../../provisioning/phone.ts";
import { familyOfPhone } from "../../provisioning/phone-identity.ts";
import { PHONE_STATUSES, type PhoneStatus } from "../../provisioning/ports.ts";
import { Settings } from "../../provisioning/settings.ts";
import type { Vendor } from "../../provisioning/vendor.ts";
import { Pool } from "./admission.ts";
import {
  MacAnswer,
  NullableTime,
  nullableText,
  ProvisioningUrl,
  Time,
  toNullableTime,
  toTime,
  Warnings,
} from "./shared.ts";
import { LightAnswer, RegistrationAnswer } from "./status.ts";

const MAX_LINES = 1000;
const MAX_KEYS = 500;
const SOURCES: readonly IdentitySource[] = ["operator", "prefix", "phone"];

const LineBody = Type.Object(
  {
    account: Type.String({ format: "sip-user", description: "Username of an account of the PBX" }),
    displayName: Type.Optional(
      Type.String({
        format: "text-line",
        minLength: 1,
        maxLength: 64,
        description: "The line's own display name. With it, an account that does not exist is made",
      }),
    ),
    label: Type.Optional(Type.String({ format: "text-line", maxLength: 64, description: "Shown beside the line key" })),
  },
  { additionalProperties: false },
);

const MAC_ID = "The 4 letters and digits that Gigaset prints beside the MAC address";
const fields = {
  macId: Type.String({ description: MAC_ID }),
  vendor: Type.String({ description: "Id of a vendor; unless given, the prefix of the MAC or the model decides" }),
  model: Type.String({ description: "Name or alias of a model, in upper or lower case" }),
  label: Type.String({ format: "text-line", maxLength: 100, description: "For people: where it stands, whose it is" }),
  lines: Type.Array(LineBody, { maxItems: MAX_LINES }),
  keys: Type.Array(FunctionKey, {
    maxItems: MAX_KEYS,
    description: "Function keys in their order on the phone; without any, those of its profile for its model",
  }),
  modules: ModuleKeys,
  handsets: Type.Array(Handset, {
    maxItems: MAX_LINES,
    description: "Handsets of a DECT base, in the order of its slots",
  }),
};
const shared = Type.Boolean({
  description:
    "People sign in at it with extension and PIN; their line comes after its own. False: whoever sits there leaves",
});
const profile = nullableText({ description: "Id of a profile of its PBX; null: none" });

/** What `POST /phones` takes besides the MAC. */
const admission = {
  pbx: Type.String({ description: "Id of the PBX it registers at" }),
  macId: Type.Optional(fields.macId),
  vendor: Type.Optional(fields.vendor),
  model: Type.Optional(fields.model),
  label: Type.Optional(fields.label),
  lines: Type.Optional(fields.lines),
  keys: Type.Optional(fields.keys),
  modules: Type.Optional(fields.modules),
  handsets: Type.Optional(fields.handsets),
  profile: Type.Optional(profile),
  settings: Type.Optional(Settings),
  shared: Type.Optional(shared),
  passwords: Type.Optional(
    Type.Object(
      {
        menu: Type.Optional(
          Type.String({
            description: "8 to 20 letters, digits or - _ . or a PIN of 4 to 12 digits; some phones want less",
          }),
        ),
        web: Type.Optional(Type.String({ description: "8 to 20 letters, digits or - _ ." })),
      },
      { additionalProperties: false, description: "Generated unless given" },
    ),
  ),
};

export const AdmitBody = Type.Object(
  {
    ...admission,
    pbx: Type.Optional(
      Type.String({
        description: "Id of the PBX it registers at; unless given, the one whose admission policy covers its address",
      }),
    ),
    pool: Type.Optional(Pool),
  },
  { additionalProperties: false },
);
export const NewPhoneBody = Type.Object(
  {
    mac: Type.String({
      format: "mac-address",
      description: "MAC address in any usual notation",
      examples: ["00:04:13:74:47:d0"],
    }),
    ...admission,
  },
  { additionalProperties: false },
);

export const PhonePatchBody = Type.Object(
  {
    pbx: Type.Optional(admission.pbx),
    macId: Type.Optional(nullableText({ description: MAC_ID })),
    vendor: Type.Optional(fields.vendor),
    model: Type.Optional(nullableText({ description: "Null: forget it, and believe what the phone says" })),
    label: Type.Optional(fields.label),
    lines: Type.Optional(fields.lines),
    keys: Type.Optional(fields.keys),
    modules: Type.Optional(fields.modules),
    handsets: Type.Optional(fields.handsets),
    profile: Type.Optional(profile),
    settings: Type.Optional(Settings),
    shared: Type.Optional(shared),
  },
  {
    additionalProperties: false,
    description:
      "What is given replaces what was there as a whole. Accounts that are new on the phone get their grant armed",
  },
);

const PhoneSeatAnswer = Type.Object(
  {
    account: Type.String({ description: "Username" }),
    displayName: Type.String(),
    since: Time,
    until: nullableText({ format: "date-time", description: "Null: until they sign out" }),
  },
  { additionalProperties: false },
);

const listed = {
  mac: MacAnswer,
  vendor: Type.String(),
  manufacturer: Type.String({ description: "The vendor's name" }),
  model: nullableText({ description: "Null while neither the operator nor the phone has said it" }),
  pbx: Type.String(),
  label: Type.String(),
  status: Type.Enum(PHONE_STATUSES),
  lastSeen: NullableTime,
  lastAddress: nullableText(),
  firmware: nullableText(),
  lines: Type.Array(
    Type.Object(
      { account: Type.String(), displayName: Type.String(), label: Type.String() },
      { additionalProperties: false },
    ),
  ),
  shared: Type.Boolean(),
  seat: Type.Unsafe<Static<typeof PhoneSeatAnswer> | null>({
    anyOf: [PhoneSeatAnswer, { type: "null" }],
    description: "Who sits there, at a phone that people share; null: nobody",
  }),
  createdAt: Time,
  updatedAt: Time,
};

export const PhoneListItem = Type.Object(
  { ...listed, registration: RegistrationAnswer, light: LightAnswer },
  { additionalProperties: false },
);
export const PhonesOutline = Type.Object(
  {
    total: Type.Integer({ description: "Phones that fit" }),
    cursors: Type.Array(MacAnswer, { description: "Of each page of `limit` phones, but the first" }),
  },
  { additionalProperties: false },
);
export const PhoneAnswer = Type.Object(
  {
    ...listed,
    macId: nullableText(),
    keys: Type.Array(FunctionKey),
    modules: ModuleKeys,
    handsets: Type.Array(Handset),
    profile: nullableText(),
    settings: Settings,
    warnings: Warnings,
    identity: Type.Object(
      {
        vendor: Type.Enum(SOURCES, { description: "Where the vendor comes from" }),
        model: Type.Unsafe<IdentitySource | null>({
          enum: [...SOURCES, null],
          description: "Where the model comes from; null: nobody has said it",
        }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

/** A phone that was just admitted. */
export const AdmittedPhoneAnswer = Type.Object(
  { ...PhoneAnswer.properties, provisioningUrl: Type.Optional(ProvisioningUrl) },
  { additionalProperties: false },
);

export function answerListedPhone(
  phone: Phone & { status: PhoneStatus },
  vendors: readonly Vendor[],
): Omit<Static<typeof PhoneListItem>, "registration" | "light"> {
  return {
    mac: phone.mac,
    vendor: phone.vendorId,
    manufacturer: vendors.find((vendor) => vendor.id === phone.vendorId)?.name ?? phone.vendorId,
    model: phone.model,
    pbx: phone.pbxId,
    label: phone.label,
    status: phone.status,
    lastSeen: toNullableTime(phone.lastSeenAt),
    lastAddress: phone.lastAddress,
    firmware: phone.firmware,
    lines: ownLines(phone).map(({ username, displayName, label }) => ({ account: username, displayName, label })),
    shared: phone.sharing === "shared",
    seat: answerPhoneSeat(phone),
    createdAt: toTime(phone.createdAt),
    updatedAt: toTime(phone.updatedAt),
  };
}

function answerPhoneSeat({ seat, lines }: Phone): Static<typeof PhoneSeatAnswer> | null {
  const line = lines.find(({ isSeat }) => isSeat);
  if (seat === null || line === undefined) return null;
  const { username: account, displayName } = line;
  return { account, displayName, since: toTime(seat.since), until: toNullableTime(seat.until) };
}

export function answerPhone(
  phone: Phone & { status: PhoneStatus },
  vendors: readonly Vendor[],
): Static<typeof PhoneAnswer> {
  return {
    ...answerListedPhone(phone, vendors),
    macId: phone.macId,
    keys: [...phone.keys],
    modules: phone.modules.map((keys) => [...keys]),
    handsets: [...phone.handsets],
    profile: phone.profileId,
    settings: phone.settings,
    warnings: [
      ...warnOfRaw(phone.settings, vendors, "/settings"),
      ...warnOfCannot(phone.settings, familyOfPhone(phone, vendors), "/settings"),
    ],
    identity: { vendor: phone.vendorSource, model: phone.modelSource },
  };
}

export const GrantAnswer = Type.Object(
  {
    kind: Type.Enum(PASSWORD_KINDS),
    account: nullableText({ description: "SIP user for sip, null for menu and web" }),
    state: Type.Enum(["armed", "open", "closed"]),
    openedAt: NullableTime,
    openedBy: nullableText({ description: "Address of the phone that fetched it" }),
    closesAt: NullableTime,
    armedUntil: nullableText({ format: "date-time", description: "Null: no deadline" }),
    password: Type.Optional(Type.String({ description: "Only in the answer to a reset with reveal" })),
  },
  { additionalProperties: false },
);

export function answerGrant(grant: Grant): Static<typeof GrantAnswer> {
  return {
    kind: grant.kind,
    account: grant.account,
    state: grant.state,
    openedAt: toNullableTime(grant.openedAt),
    openedBy: grant.openedBy,
    closesAt: toNullableTime(grant.closesAt),
    armedUntil: toNullableTime(grant.armedUntil),
  };
}
