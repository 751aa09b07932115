import type { Static } from "@fastify/type-provider-typebox";
import type {
  ChangeAnswer,
  CheckAnswer,
  TemplateAnswer,
  TemplateItem,
  TemplatePhone,
  TrialAnswer,
  VersionAnswer,
} from "../../schemas/template.ts";
import { fieldsOf, readCount, readFlag, readList, readOptionalText, readText, readTime } from "../read.ts";

export type ListedTemplate = {
  vendor: string;
  name: string;
  isOwn: boolean;
  version: number | null;
  refused: { why: string; phone: string | null; at: number | null } | null;
};

export function readListedTemplate(raw: unknown): ListedTemplate {
  const template = fieldsOf<Static<typeof TemplateItem>>(raw);
  const [vendor = "", ...rest] = readText(template.name).split("/");
  return {
    vendor,
    name: rest.join("/"),
    isOwn: readFlag(template.isOverridden),
    version: readCount(template.version) || null,
    refused: template.refused === undefined ? null : readRefused(template.refused),
  };
}

function readRefused(raw: unknown): ListedTemplate["refused"] {
  const refused = fieldsOf<NonNullable<Static<typeof TemplateItem>["refused"]>>(raw);
  return { why: readText(refused.why), phone: readOptionalText(refused.phone), at: readTime(refused.at) };
}

export type TemplateVersion = { version: number; author: string; createdAt: number | null; isRemoval: boolean };
export type ShownTemplate = ListedTemplate & {
  text: string;
  shipped: string;
  versions: readonly TemplateVersion[];
  /** Which state this is. */
  etag: string | undefined;
};

export function readTemplate(raw: unknown, etag?: string): ShownTemplate {
  const template = fieldsOf<Static<typeof TemplateAnswer>>(raw);
  return {
    ...readListedTemplate(raw),
    text: readText(template.text),
    shipped: readText(template.shipped),
    versions: readList(template.versions, readVersion),
    etag,
  };
}

function readVersion(raw: unknown): TemplateVersion {
  const version = fieldsOf<Static<typeof TemplateAnswer>["versions"][number]>(raw);
  return {
    version: readCount(version.version),
    author: readText(version.author),
    createdAt: readTime(version.createdAt),
    isRemoval: readFlag(version.isRemoval),
  };
}

/** The text of a version; null: it was a removal. */
export function readVersionText(raw: unknown): string | null {
  const { text } = fieldsOf<Static<typeof VersionAnswer>>(raw);
  return typeof text === "string" ? readText(text) : null;
}

export type KnownPhone = { mac: string; label: string; model: string | null };

export function readTemplatePhone(raw: unknown): KnownPhone {
  const phone = fieldsOf<Static<typeof TemplatePhone>>(raw);
  return { mac: readText(phone.mac), label: readText(phone.label), model: readOptionalText(phone.model) };
}

type Fault = { why: string; line: number | null };
/** Of which phone and file, where it is not the text itself that is wrong. */
export type PhoneFault = Fault & { mac: string; label: string; file: string };

function readPhoneFault(raw: unknown): PhoneFault {
  const found = fieldsOf<Static<typeof CheckAnswer>["examples"][number]>(raw);
  return {
    ...{ mac: readText(found.mac), label: readText(found.label), file: readText(found.file) },
    ...{ why: readText(found.why), line: readCount(found.line) || null },
  };
}

function readFault(fault: unknown, line: unknown): Fault | null {
  const why = readText(fault);
  return why === "" ? null : { why, line: readCount(line) || null };
}

export type Check = { isFit: boolean; fault: Fault | null; illFormed: number; examples: readonly PhoneFault[] };

export function readCheck(raw: unknown): Check {
  const check = fieldsOf<Static<typeof CheckAnswer>>(raw);
  return {
    isFit: readFlag(check.isFit),
    fault: readFault(check.fault, check.line),
    illFormed: readCount(check.illFormed),
    examples: readList(check.examples, readPhoneFault),
  };
}

type TrialFile = { name: string; text: string | null; diff: string | null; fault: Fault | null };
export type Trial = { model: string; fault: Fault | null; files: readonly TrialFile[] };

export function readTrial(raw: unknown): Trial {
  const trial = fieldsOf<Static<typeof TrialAnswer>>(raw);
  return {
    model: readText(trial.model),
    fault: readFault(trial.fault, trial.line),
    files: readList(trial.files, readTrialFile),
  };
}

function readTrialFile(raw: unknown): TrialFile {
  const file = fieldsOf<Static<typeof TrialAnswer>["files"][number]>(raw);
  return {
    name: readText(file.name),
    text: typeof file.text === "string" ? readText(file.text) : null,
    diff: readOptionalText(file.diff),
    fault: readFault(file.fault, file.line),
  };
}

type ChangeWay = {
  phones: number;
  macs: readonly string[];
  files: readonly { name: string; diff: string }[];
};
/** What a change would do to phones' files. */
export type Change = {
  checked: number;
  phones: number;
  wayCount: number;
  ways: readonly ChangeWay[];
  illFormed: number;
  illFormedPhones: readonly PhoneFault[];
};

export function readChange(raw: unknown): Change {
  const change = fieldsOf<Static<typeof ChangeAnswer>>(raw);
  return {
    checked: readCount(change.checked),
    phones: readCount(change.phones),
    wayCount: readCount(change.wayCount),
    ways: readList(change.ways, readWay),
    illFormed: readCount(change.illFormed),
    illFormedPhones: readList(change.illFormedPhones, readPhoneFault),
  };
}

function readWay(raw: unknown): ChangeWay {
  const way = fieldsOf<Static<typeof ChangeAnswer>["ways"][number]>(raw);
  return {
    phones: readCount(way.phones),
    macs: readList(way.macs, readText),
    files: readList(way.files, (file) => {
      const { name, diff } = fieldsOf<{ name: string; diff: string }>(file);
      return { name: readText(name), diff: readText(diff) };
    }),
  };
}
