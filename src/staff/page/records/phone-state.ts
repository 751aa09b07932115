import type { Static } from "@fastify/type-provider-typebox";
import { SEVERITIES, type Severity } from "../../../provisioning/findings.ts";
import type { PasswordKind } from "../../../provisioning/password.ts";
import { COLOURS, type Colour } from "../../../provisioning/phone-light.ts";
import { STAGE_STATES, STAGES } from "../../../provisioning/phone-stages.ts";
import { REGISTRATION_STATES, type RegistrationState } from "../../../provisioning/registration-standing.ts";
import type { FileAnswer, FileNewsAnswer } from "../../routes/phone-files.ts";
import type { DiagnosisAnswer } from "../../schemas/advice.ts";
import type { GrantAnswer } from "../../schemas/phone.ts";
import type { PhoneStatusAnswer } from "../../schemas/status.ts";
import { fieldsOf, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

/** Not the list of the provisioning rules, whose file needs Node. */
export const PASSWORD_KINDS = ["sip", "menu", "web"] as const satisfies readonly PasswordKind[];
const GRANT_STATES = ["armed", "open", "closed"] as const;

export type ShownGrant = {
  kind: PasswordKind | null;
  account: string | null;
  state: (typeof GRANT_STATES)[number] | null;
  openedAt: number | null;
  openedBy: string | null;
  closesAt: number | null;
  armedUntil: number | null;
};

export function readGrant(raw: unknown): ShownGrant {
  const grant = fieldsOf<Static<typeof GrantAnswer>>(raw);
  return {
    kind: readOneOf(grant.kind, PASSWORD_KINDS),
    account: readOptionalText(grant.account),
    state: readOneOf(grant.state, GRANT_STATES),
    openedAt: readTime(grant.openedAt),
    openedBy: readOptionalText(grant.openedBy),
    closesAt: readTime(grant.closesAt),
    armedUntil: readTime(grant.armedUntil),
  };
}

type ShownStage = {
  stage: (typeof STAGES)[number] | null;
  state: (typeof STAGE_STATES)[number];
  at: number | null;
  why: string | null;
};
type ShownAccount = {
  account: string;
  state: RegistrationState;
  userAgent: string | null;
  address: string | null;
  seenAt: number | null;
};
export type ShownStatus = {
  colour: Colour;
  why: string;
  stages: readonly ShownStage[];
  accounts: readonly ShownAccount[];
};

export function readStatus(raw: unknown): ShownStatus {
  const status = fieldsOf<Static<typeof PhoneStatusAnswer>>(raw);
  const light = fieldsOf<Static<typeof PhoneStatusAnswer>["light"]>(status.light);
  return {
    colour: readOneOf(light.colour, COLOURS) ?? "grey",
    why: readText(light.why),
    stages: readList(status.stages, readStage),
    accounts: readList(status.accounts, readStanding),
  };
}

function readStage(raw: unknown): ShownStage {
  const stage = fieldsOf<Static<typeof PhoneStatusAnswer>["stages"][number]>(raw);
  return {
    stage: readOneOf(stage.stage, STAGES),
    state: readOneOf(stage.state, STAGE_STATES) ?? "unknown",
    at: readTime(stage.at),
    why: readOptionalText(stage.why),
  };
}

function readStanding(raw: unknown): ShownAccount {
  const account = fieldsOf<Static<typeof PhoneStatusAnswer>["accounts"][number]>(raw);
  return {
    account: readText(account.account),
    state: readOneOf(account.state, REGISTRATION_STATES) ?? "unknown",
    userAgent: readOptionalText(account.userAgent),
    address: readOptionalText(account.address),
    seenAt: readTime(account.seenAt),
  };
}

/** What a diagnosis or a self-check found, in sentences. */
export type ShownFinding = { severity: Severity; title: string; why: string; fix: string };

export function readFinding(raw: unknown): ShownFinding {
  const finding = fieldsOf<Static<typeof DiagnosisAnswer>["reasons"][number]>(raw);
  return {
    severity: readOneOf(finding.severity, SEVERITIES) ?? "info",
    title: readText(finding.title) || readText(finding.code),
    why: readText(finding.why),
    fix: readText(finding.fix),
  };
}

export function readDiagnosis(raw: unknown): readonly ShownFinding[] {
  return readList(fieldsOf<Static<typeof DiagnosisAnswer>>(raw).reasons, readFinding);
}

export type ShownFile = { name: string; kind: string; contentType: string; carriesSecrets: boolean };

export function readFile(raw: unknown): ShownFile {
  const file = fieldsOf<Static<typeof FileAnswer>>(raw);
  return {
    name: readText(file.name),
    kind: readText(file.kind),
    contentType: readText(file.contentType),
    carriesSecrets: readFlag(file.carriesSecrets),
  };
}

export type ShownNews = { fetchedAt: number | null; diff: string | null };

export function readNews(raw: unknown): ShownNews {
  const news = fieldsOf<Static<typeof FileNewsAnswer>>(raw);
  return { fetchedAt: readTime(news.fetchedAt), diff: typeof news.diff === "string" ? news.diff : null };
}
