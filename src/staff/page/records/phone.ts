import type { Static } from "@fastify/type-provider-typebox";
import { COLOURS, type Colour } from "../../../provisioning/phone-light.ts";
import { PHONE_STATUSES, type PhoneStatus } from "../../../provisioning/ports.ts";
import type { PhoneAnswer, PhoneListItem } from "../../schemas/phone.ts";
import { fieldsOf, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

export type ListedPhone = {
  mac: string;
  vendor: string;
  manufacturer: string;
  model: string | null;
  pbx: string;
  label: string;
  status: PhoneStatus | null;
  colour: Colour | null;
  lastSeen: number | null;
  lastAddress: string | null;
  firmware: string | null;
  lines: readonly Line[];
};
type Line = { account: string; displayName: string; label: string };

export function readListedPhone(raw: unknown): ListedPhone {
  const phone = fieldsOf<Static<typeof PhoneListItem>>(raw);
  return {
    mac: readText(phone.mac),
    vendor: readText(phone.vendor),
    manufacturer: readText(phone.manufacturer),
    model: readOptionalText(phone.model),
    pbx: readText(phone.pbx),
    label: readText(phone.label),
    status: readOneOf(phone.status, PHONE_STATUSES),
    colour: readOneOf(phone.light, COLOURS),
    lastSeen: readTime(phone.lastSeen),
    lastAddress: readOptionalText(phone.lastAddress),
    firmware: readOptionalText(phone.firmware),
    lines: readList(phone.lines, readLine),
  };
}

export type ShownPhone = Omit<ListedPhone, "colour"> & {
  profile: string | null;
  macId: string | null;
  isShared: boolean;
  createdAt: number | null;
};

export function readPhone(raw: unknown): ShownPhone {
  const { colour: _, ...listed } = readListedPhone(raw);
  const phone = fieldsOf<Static<typeof PhoneAnswer>>(raw);
  return {
    ...listed,
    profile: readOptionalText(phone.profile),
    macId: readOptionalText(phone.macId),
    isShared: readFlag(phone.shared),
    createdAt: readTime(phone.createdAt),
  };
}

function readLine(raw: unknown): Line {
  const line = fieldsOf<Static<typeof PhoneListItem>["lines"][number]>(raw);
  return { account: readText(line.account), displayName: readText(line.displayName), label: readText(line.label) };
}
