import type { Static } from "@fastify/type-provider-typebox";
import type { Handset } from "../../../provisioning/phone.ts";
import type { PhoneAnswer } from "../../schemas/phone.ts";
import { fieldsOf, readFlag, readList, readText } from "../read.ts";
import type { KnownAccount } from "./others.ts";

type EditedLine = { account: string; displayName: string; label: string };
/** `lines`: positions, as they are typed. */
export type EditedHandset = { ipui: string; name: string; lines: string; outgoingLine: string };
/** What somebody can change of a phone besides its keys and settings. Empty texts: nothing. */
export type EditedPhone = {
  label: string;
  pbx: string;
  vendor: string;
  /** Empty: as the phone says. */
  model: string;
  profile: string;
  macId: string;
  isShared: boolean;
  lines: readonly EditedLine[];
  handsets: readonly EditedHandset[];
};

export function readEditedPhone(raw: unknown): EditedPhone {
  const phone = fieldsOf<Static<typeof PhoneAnswer>>(raw);
  const identity = fieldsOf<Static<typeof PhoneAnswer>["identity"]>(phone.identity);
  return {
    label: readText(phone.label),
    pbx: readText(phone.pbx),
    vendor: readText(phone.vendor),
    model: identity.model === "operator" ? readText(phone.model) : "",
    profile: readText(phone.profile),
    macId: readText(phone.macId),
    isShared: readFlag(phone.shared),
    lines: readList(phone.lines, readLine),
    handsets: readList(phone.handsets, readHandset),
  };
}

function readLine(raw: unknown): EditedLine {
  const line = fieldsOf<EditedLine>(raw);
  const [account, displayName, label] = [readText(line.account), readText(line.displayName), readText(line.label)];
  // What a line does not say itself, the API fills in.
  return {
    account,
    displayName: displayName === account ? "" : displayName,
    label: label === displayName ? "" : label,
  };
}

function readHandset(raw: unknown): EditedHandset {
  const handset = fieldsOf<Static<typeof Handset>>(raw);
  return {
    ipui: readText(handset.ipui),
    name: readText(handset.name),
    lines: readList(handset.lines, readText).join(", "),
    outgoingLine: readText(handset.outgoingLine),
  };
}

/** What the API is told: only what differs. A line that shows its account's name has none of its own. */
export function writePhonePatch(
  before: EditedPhone,
  after: EditedPhone,
  accounts: readonly KnownAccount[],
): Record<string, unknown> {
  const isNameOf = (line: EditedLine) =>
    accounts.some(({ username, displayName }) => username === line.account && displayName === line.displayName);
  const { lines, handsets, isShared, model, profile, macId, ...plain } = after;
  const wanted: Record<string, unknown> = {
    ...plain,
    model: model || null,
    profile: profile || null,
    macId: macId || null,
    shared: isShared,
    lines: lines.map((line) => ({
      account: line.account,
      ...(line.displayName === "" || isNameOf(line) ? {} : { displayName: line.displayName }),
      ...(line.label === "" ? {} : { label: line.label }),
    })),
    handsets: handsets.map(writeHandset),
  };
  const names = Object.keys(wanted).filter((name) => {
    const field = name === "shared" ? "isShared" : (name as keyof EditedPhone);
    return JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  });
  return Object.fromEntries(names.map((name) => [name, wanted[name]]));
}

function writeHandset({ ipui, name, lines, outgoingLine }: EditedHandset) {
  const positions = lines
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map(Number);
  return {
    ...(ipui === "" ? {} : { ipui }),
    ...(name === "" ? {} : { name }),
    ...(positions.length === 0 ? {} : { lines: positions }),
    ...(outgoingLine === "" ? {} : { outgoingLine: Number(outgoingLine) }),
  };
}
