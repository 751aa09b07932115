import { type Static, Type } from "@fastify/type-provider-typebox";
import type { BlastRadius } from "../../provisioning/blast-radius.ts";
import type { FileFault, IllFormed } from "../../provisioning/check-rendering.ts";
import type { TemplateCheck } from "../../provisioning/check-template.ts";
import type { RefusedTemplate, TemplateState } from "../../provisioning/keep-templates.ts";
import type { TemplateVersion } from "../../provisioning/operator-template.ts";
import type { Phone } from "../../provisioning/phone.ts";
import type { TrialPreview } from "../../provisioning/trial-preview.ts";
import { MacAnswer, MacParams, nullableText, Time, toTime } from "./shared.ts";

const NAME = { pattern: "^[a-z0-9-]{1,32}$" };
export const TemplateParams = Type.Object({ vendor: Type.String(NAME), name: Type.String(NAME) });
export const VersionParams = Type.Object({
  ...TemplateParams.properties,
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
});

const Text = Type.String({ maxLength: 250_000, description: "Handlebars, see docs/templates.md" });
export const TemplateBody = Type.Object({ text: Text }, { additionalProperties: false });
export const RollbackBody = Type.Object(
  { version: Type.Integer({ minimum: 1, description: "One of `versions`" }) },
  { additionalProperties: false },
);
export const Diffs = Type.Integer({
  minimum: 0,
  maximum: 100,
  default: 10,
  description: "How many of the distinct ways are shown",
});
export const TemplateDiffBody = Type.Object(
  { text: Type.Unsafe<string | null>({ ...Text, type: ["string", "null"] }), diffs: Type.Optional(Diffs) },
  { additionalProperties: false, description: "`text` null: as if the operator's were taken away" },
);

const Refused = Type.Object(
  { why: Type.String(), phone: nullableText({ description: "MAC of the first phone" }), at: Time },
  { additionalProperties: false, description: "A file in data/templates that is not used" },
);
const state = {
  name: Type.String({ examples: ["snom/settings"] }),
  isOverridden: Type.Boolean({ description: "Whether the operator's is in use, not the shipped one" }),
  version: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "Of the operator's in use" }),
  refused: Type.Optional(Refused),
};
export const TemplateItem = Type.Object(state, { additionalProperties: false });
const Version = Type.Object(
  {
    version: Type.Integer(),
    author: Type.String(),
    createdAt: Time,
    isRemoval: Type.Boolean({ description: "The operator's was taken away" }),
  },
  { additionalProperties: false },
);
export const TemplateAnswer = Type.Object(
  {
    ...state,
    text: Type.String({ description: "In use" }),
    shipped: Type.String({ description: "As it came with the product" }),
    versions: Type.Array(Version, { description: "The newest first" }),
  },
  { additionalProperties: false },
);
export const VersionAnswer = Type.Object(
  { ...Version.properties, text: nullableText({ description: "Null: a removal" }) },
  { additionalProperties: false },
);

const Line = Type.Unsafe<number | null>({
  type: ["integer", "null"],
  description: "Of the template, counted from 1; null: not known",
});
const IllFormedAnswer = Type.Object(
  { mac: MacAnswer, label: Type.String(), file: Type.String(), why: Type.String(), line: Line },
  { additionalProperties: false },
);
export const CheckAnswer = Type.Object(
  {
    isFit: Type.Boolean(),
    phones: Type.Integer({ description: "Admitted phones that get a file by it" }),
    fault: nullableText({ description: "Why it cannot be compiled" }),
    line: Line,
    illFormed: Type.Integer({ description: "Of how many phones the file would be one that no phone reads" }),
    examples: Type.Array(IllFormedAnswer),
  },
  { additionalProperties: false },
);
export const TrialBody = Type.Object(
  { text: Text, mac: Type.Optional(MacParams.properties.mac) },
  {
    additionalProperties: false,
    description: "Without `mac`: for a made-up phone of the first model that gets files by it",
  },
);
const fault = { fault: nullableText({ description: "What is wrong with it" }), line: Line };
export const TrialAnswer = Type.Object(
  {
    model: Type.String({ description: "The phone's, or that of the made-up phone" }),
    ...fault,
    files: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          contentType: Type.String(),
          text: nullableText({ description: "With passwords and tokens masked; null: it cannot be written" }),
          diff: nullableText({ description: "As diff -u, against the template in use; null: nothing changes" }),
          ...fault,
        },
        { additionalProperties: false },
      ),
      { description: "Empty: the phone gets no file by it, or the text cannot be compiled" },
    ),
  },
  { additionalProperties: false },
);
export const TemplatePhone = Type.Object(
  {
    mac: MacAnswer,
    label: Type.String(),
    model: nullableText({ description: "Null: nobody said it yet" }),
    pbx: Type.String(),
  },
  { additionalProperties: false },
);

export const ChangeAnswer = Type.Object(
  {
    summary: Type.String({ examples: ["214 phones change, in 3 distinct ways"] }),
    checked: Type.Integer({ description: "Phones that were looked at" }),
    phones: Type.Integer({ description: "Phones whose files change" }),
    wayCount: Type.Integer({ description: "Distinct ways; what is a phone's own does not make it another way" }),
    ways: Type.Array(
      Type.Object(
        {
          phones: Type.Integer(),
          macs: Type.Array(MacAnswer, { description: "The first of them" }),
          files: Type.Array(
            Type.Object(
              { name: Type.String(), diff: Type.String({ description: "As diff -u; of the first phone" }) },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
      { description: "The most frequent first" },
    ),
    illFormed: Type.Integer({ description: "Phones whose file would become one that no phone reads" }),
    illFormedPhones: Type.Array(IllFormedAnswer, { description: "The first of them" }),
  },
  { additionalProperties: false },
);

export function answerState({ name, version, refused }: TemplateState): Static<typeof TemplateItem> {
  const answer = { name, isOverridden: (version?.text ?? null) !== null, version: version?.version ?? null };
  return refused === undefined ? answer : { ...answer, refused: answerRefused(refused) };
}

function answerRefused({ why, phone, at }: RefusedTemplate): Static<typeof Refused> {
  return { why, phone: phone ?? null, at: toTime(at) };
}

export function answerVersion({ version, author, createdAt, text }: TemplateVersion): Static<typeof Version> {
  return { version, author, createdAt: toTime(createdAt), isRemoval: text === null };
}

export function answerCheck({ phones, fault, illFormed, examples }: TemplateCheck): Static<typeof CheckAnswer> {
  const isFit = fault === undefined && illFormed === 0;
  return {
    ...{ isFit, phones, fault: fault?.why ?? null, line: fault?.line ?? null, illFormed },
    examples: examples.map(answerIllFormed),
  };
}

function answerIllFormed({ mac, label, file, why, line }: IllFormed): Static<typeof IllFormedAnswer> {
  return { mac, label, file, why, line };
}

export function answerTrial({ model, fault: unfit, files }: TrialPreview): Static<typeof TrialAnswer> {
  return {
    ...{ model, ...answerFault(unfit) },
    files: files.map((file) => ({ ...file, ...answerFault(file.fault) })),
  };
}

function answerFault(found: FileFault | null): { fault: string | null; line: number | null } {
  return { fault: found?.why ?? null, line: found?.line ?? null };
}

export function answerTemplatePhone({ mac, label, model, pbxId }: Phone): Static<typeof TemplatePhone> {
  return { mac, label, model, pbx: pbxId };
}

export function answerChange(found: BlastRadius): Static<typeof ChangeAnswer> {
  const { checked, changed, ways, wayCount, illFormed, illFormedPhones } = found;
  const phones = `${changed} phone${changed === 1 ? " changes" : "s change"}`;
  const summary =
    changed === 0 ? "No phone changes" : `${phones}, in ${wayCount} distinct way${wayCount === 1 ? "" : "s"}`;
  return {
    ...{ summary, checked, phones: changed, wayCount, ways, illFormed },
    illFormedPhones: illFormedPhones.map(answerIllFormed),
  };
}
