import { type Static, Type } from "@fastify/type-provider-typebox";
import type { BlastRadius } from "../../provisioning/blast-radius.ts";
import type { IllFormed } from "../../provisioning/check-rendering.ts";
import type { TemplateCheck } from "../../provisioning/check-template.ts";
import type { RefusedTemplate, TemplateState } from "../../provisioning/keep-templates.ts";
import type { TemplateVersion } from "../../provisioning/operator-template.ts";
import { MacAnswer, nullableText, Time, toTime } from "./shared.ts";

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

const IllFormedAnswer = Type.Object(
  { mac: MacAnswer, label: Type.String(), file: Type.String(), why: Type.String() },
  { additionalProperties: false },
);
export const CheckAnswer = Type.Object(
  {
    isFit: Type.Boolean(),
    phones: Type.Integer({ description: "Admitted phones that get a file by it" }),
    fault: nullableText({ description: "Why it cannot be compiled" }),
    illFormed: Type.Integer({ description: "Of how many phones the file would be one that no phone reads" }),
    examples: Type.Array(IllFormedAnswer),
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
  return { isFit, phones, fault: fault ?? null, illFormed, examples: examples.map(answerIllFormed) };
}

function answerIllFormed({ mac, label, file, why }: IllFormed): Static<typeof IllFormedAnswer> {
  return { mac, label, file, why };
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
