import { type Static, Type } from "@fastify/type-provider-typebox";
import { writeInstructions } from "../../provisioning/instructions/write-instructions.ts";
import { keyTypesOf } from "../../provisioning/key-fit.ts";
import { FUNCTION_KEY_TYPES } from "../../provisioning/key-types.ts";
import { familyOf } from "../../provisioning/phone-identity.ts";
import { sharesMenuAndWeb } from "../../provisioning/phone-passwords.ts";
import { CAPABILITIES, type Model, type Vendor, ZERO_TOUCH } from "../../provisioning/vendor.ts";
import type { Api, StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { InstructionsAnswer } from "../schemas/advice.ts";
import { answers, IdParams, LanguageQuery, nullableText, pageOf } from "../schemas/shared.ts";
import { speak } from "../speak.ts";

const tags = ["Vendors"];
const settingsUrl = { settingsUrl: Type.String({ description: "What to type into the phone" }) };
export const VendorAnswer = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    macPrefixes: Type.Array(Type.String()),
    defaultModel: Type.String({ description: "Assumed while nobody has said the model" }),
    models: Type.Integer({ description: "How many models are supported" }),
    takes: Type.Object(
      {
        firmware: Type.String({ description: "What an image is called" }),
        language: nullableText({ description: "What a language file is called; null: none are taken" }),
        ringTone: Type.Boolean(),
        pictures: Type.Array(Type.String(), { description: "Their types" }),
      },
      { additionalProperties: false, description: "Files that its phones can be given" },
    ),
    ...settingsUrl,
  },
  { additionalProperties: false },
);
export const ModelAnswer = Type.Object(
  {
    name: Type.String(),
    aliases: Type.Array(Type.String()),
    family: Type.String(),
    isSupported: Type.Boolean(),
    whyNot: nullableText({ description: "Why there is no configuration for it" }),
    lines: Type.Integer(),
    keys: Type.Integer({ description: "Function keys on the device" }),
    memoryKeys: Type.Integer({ description: "Of these, the last so many lie apart, as memory keys" }),
    keyTypes: Type.Array(Type.Enum(FUNCTION_KEY_TYPES), { description: "What its keys can do" }),
    display: Type.Enum(["none", "mono", "colour", "touch"]),
    displaySize: Type.Unsafe<{ width: number; height: number } | null>({
      type: ["object", "null"],
      properties: { width: { type: "integer" }, height: { type: "integer" } },
      description: "Pixels; null: no source says them",
    }),
    expansion: Type.Unsafe<{ name: string; modules: number; keys: number } | null>({
      type: ["object", "null"],
      properties: { name: { type: "string" }, modules: { type: "integer" }, keys: { type: "integer" } },
      description: "Expansion modules: how many, and how many keys each has",
    }),
    handsets: Type.Integer({ description: "DECT handsets at most; 0: no base" }),
    capabilities: Type.Array(Type.Enum(CAPABILITIES)),
    zeroTouch: Type.Array(Type.Enum(ZERO_TOUCH), { description: "How it finds its server by itself" }),
    withoutEffect: Type.Record(Type.String(), Type.String(), {
      description: "Neutral settings that have no effect on it, with the reason",
    }),
    passwords: Type.Object(
      {
        kinds: Type.Array(Type.String(), { description: "What it takes from a configuration" }),
        isMenuSameAsWeb: Type.Boolean({ description: "One setting opens menu and web page" }),
        menuDigits: Type.Unsafe<{ min: number; max: number } | null>({
          type: ["object", "null"],
          properties: { min: { type: "integer" }, max: { type: "integer" } },
          description: "Where the menu takes a PIN only",
        }),
        keepsAbsentSettings: Type.Boolean({ description: "The ground of the one-time rule" }),
      },
      { additionalProperties: false },
    ),
    ...settingsUrl,
    instructions: Type.Unsafe<Static<typeof InstructionsAnswer> | null>({
      ...InstructionsAnswer,
      type: ["object", "null"],
      description: "What an operator does at the phone; null: there is no configuration for it",
    }),
  },
  { additionalProperties: false },
);

export function addVendorRoutes(api: Api, { vendors, phonesUrl }: StaffDeps): void {
  api.get(
    "/vendors",
    { schema: { tags, summary: "Supported vendors", response: answers({ 200: pageOf(VendorAnswer) }) } },
    async () => ({ items: vendors.map((vendor) => answerVendor(vendor, phonesUrl)), next: null }),
  );

  api.get(
    "/vendors/:id/models",
    {
      schema: {
        tags,
        summary: "Models of a vendor, and what they can do",
        params: IdParams,
        querystring: LanguageQuery,
        response: answers({ 200: pageOf(ModelAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const vendor = vendors.find((candidate) => candidate.id === id);
      if (vendor === undefined) throw new Problem("not-found", `There is no vendor ${id}`);
      const language = speak(request, reply, request.query.language);
      const items = Object.entries(vendor.models).map(([name, model]) => ({
        ...answerModel(vendor, name, model, phonesUrl),
        instructions:
          writeInstructions(
            { vendor, modelName: name, isModelKnown: true, baseUrl: phonesUrl, address: undefined },
            language,
          ) ?? null,
      }));
      return { items, next: null };
    },
  );
}

function answerVendor(vendor: Vendor, phonesUrl: string): Static<typeof VendorAnswer> {
  return {
    id: vendor.id,
    name: vendor.name,
    macPrefixes: [...vendor.macPrefixes],
    defaultModel: vendor.defaultModel,
    models: Object.values(vendor.models).filter((model) => model.unsupported === undefined).length,
    takes: {
      firmware: vendor.firmware.example,
      language: vendor.hosts.language?.example ?? null,
      ringTone: vendor.hosts.ringTone !== undefined,
      pictures: [...(vendor.hosts.picture?.types ?? [])],
    },
    settingsUrl: vendor.discovery.settingsUrl(phonesUrl, vendor.models[vendor.defaultModel]?.family ?? ""),
  };
}

function answerModel(
  vendor: Vendor,
  name: string,
  model: Model,
  phonesUrl: string,
): Omit<Static<typeof ModelAnswer>, "instructions"> {
  const family = familyOf(vendor, model);
  return {
    name,
    aliases: [...(model.aliases ?? [])],
    family: family.name,
    isSupported: model.unsupported === undefined,
    whyNot: model.unsupported ?? null,
    lines: model.lines,
    keys: model.keys,
    memoryKeys: model.memoryKeys ?? 0,
    keyTypes: keyTypesOf(vendor, name, model),
    display: model.display,
    displaySize: model.displaySize ?? null,
    expansion: model.expansion ?? null,
    handsets: model.handsets ?? 0,
    capabilities: [...(model.capabilities ?? family.capabilities)],
    zeroTouch: [...(model.zeroTouch ?? family.zeroTouch)],
    withoutEffect: { ...family.cannot },
    passwords: {
      kinds: [...new Set(family.secrets.flatMap((slot) => slot.kinds))],
      isMenuSameAsWeb: sharesMenuAndWeb(family),
      menuDigits: family.menuDigits ?? null,
      keepsAbsentSettings: family.keepsAbsentSettings.value,
    },
    settingsUrl: vendor.discovery.settingsUrl(phonesUrl, model.family),
  };
}
