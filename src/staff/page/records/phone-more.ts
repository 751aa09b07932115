import type { Static } from "@fastify/type-provider-typebox";
import type { PhoneInstructionsAnswer } from "../../schemas/advice.ts";
import type { CommandAnswer } from "../../schemas/command.ts";
import type { SeatAnswer } from "../../schemas/desk.ts";
import type { PhoneRedirectAnswer } from "../../schemas/redirect.ts";
import type { SipAnswerAnswer } from "../../schemas/status.ts";
import { fieldsOf, readCount, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

export type ShownInstructions = {
  url: string | null;
  page: string | null;
  field: string | null;
  model: string;
  isModelKnown: boolean;
  steps: readonly string[];
  reset: string;
  search: { isConfirmed: boolean; text: string; steps: readonly string[] };
  switches: readonly { setting: string; value: string; text: string }[];
  notes: readonly string[];
};

export function readInstructions(raw: unknown): ShownInstructions {
  type Instructions = Static<typeof PhoneInstructionsAnswer>;
  const told = fieldsOf<Instructions>(raw);
  const search = fieldsOf<Instructions["search"]>(told.search);
  return {
    url: readOptionalText(told.url),
    page: readOptionalText(told.page),
    field: readOptionalText(told.field),
    model: readText(told.model),
    isModelKnown: readFlag(told.isModelKnown),
    steps: readList(told.steps, readText),
    reset: readText(told.reset),
    search: {
      isConfirmed: readFlag(search.isConfirmed),
      text: readText(search.text),
      steps: readList(search.steps, (step) => readText(fieldsOf<{ text: string }>(step).text)),
    },
    switches: readList(told.switches, (one) => {
      const { setting, value, text } = fieldsOf<Instructions["switches"][number]>(one);
      return { setting: readText(setting), value: readText(value), text: readText(text) };
    }),
    notes: readList(told.notes, readText),
  };
}

export type ShownCommand = {
  id: string;
  kind: string;
  state: string;
  words: string | null;
  requestedBy: string;
  reason: string | null;
  at: number | null;
};

export function readCommand(raw: unknown): ShownCommand {
  const command = fieldsOf<Static<typeof CommandAnswer>>(raw);
  return {
    id: readText(command.id),
    kind: readText(command.kind),
    state: readText(command.state),
    words: readOptionalText(command.words),
    requestedBy: readText(command.requestedBy),
    reason: readOptionalText(command.reason),
    at: readTime(command.createdAt),
  };
}

export type ShownSeat = {
  account: string;
  displayName: string;
  since: number | null;
  until: number | null;
  by: string;
  isDelivered: boolean;
};

export function readSeat(raw: unknown): ShownSeat {
  const seat = fieldsOf<Static<typeof SeatAnswer>>(raw);
  return {
    account: readText(seat.account),
    displayName: readText(seat.displayName),
    since: readTime(seat.since),
    until: readTime(seat.until),
    by: readText(seat.by),
    isDelivered: readFlag(seat.delivered),
  };
}

export type ShownUpload = {
  id: string;
  kind: string;
  name: string;
  bytes: number;
  receivedAt: number | null;
  address: string;
  isProven: boolean;
};

export function readUpload(raw: unknown): ShownUpload {
  const upload = fieldsOf<Omit<ShownUpload, "receivedAt"> & { receivedAt: string }>(raw);
  return {
    id: readText(upload.id),
    kind: readText(upload.kind),
    name: readText(upload.name),
    bytes: readCount(upload.bytes),
    receivedAt: readTime(upload.receivedAt),
    address: readText(upload.address),
    isProven: readFlag(upload.isProven),
  };
}

const PROOF_KINDS = ["token", "login"] as const;
export type ShownProof = {
  kind: (typeof PROOF_KINDS)[number] | null;
  via: string;
  madeAt: number | null;
  usedAt: number | null;
  isToBeReplaced: boolean;
};

export function readProof(raw: unknown): ShownProof {
  const proof = fieldsOf<ShownProof>(raw);
  return {
    kind: readOneOf(proof.kind, PROOF_KINDS),
    via: readText(proof.via),
    madeAt: readTime(proof.madeAt),
    usedAt: readTime(proof.usedAt),
    isToBeReplaced: readFlag(proof.isToBeReplaced),
  };
}

/** The address that a rotation reveals, once. */
export function readRevealedUrl(raw: unknown): string | null {
  return readOptionalText(fieldsOf<{ provisioningUrl: string }>(raw).provisioningUrl);
}

export type ShownRedirect = {
  state: string;
  service: string | null;
  url: string | null;
  error: { code: string; words: string } | null;
  attempts: number;
  nextTry: number | null;
};

export function readRedirect(raw: unknown): ShownRedirect {
  const redirect = fieldsOf<Static<typeof PhoneRedirectAnswer>>(raw);
  const error = fieldsOf<{ code: string; words: string }>(redirect.error);
  const code = readText(error.code);
  return {
    state: readText(redirect.state),
    service: readOptionalText(redirect.service),
    url: readOptionalText(redirect.url),
    error: code === "" ? null : { code, words: readText(error.words) },
    attempts: readCount(redirect.attempts),
    nextTry: readTime(redirect.nextTry),
  };
}

export type ShownSip = { address: string; answers: boolean; agent: string | null };

export function readSip(raw: unknown): ShownSip {
  const sip = fieldsOf<Static<typeof SipAnswerAnswer>>(raw);
  return { address: readText(sip.address), answers: readFlag(sip.answers), agent: readOptionalText(sip.agent) };
}
