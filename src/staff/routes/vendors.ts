import { type Static, Type } from "@fastify/type-provider-typebox";
import { FUNCTION_KEY_TYPES } from "../../provisioning/function-key.ts";
import { keyTypesOf } from "../../provisioning/key-fit.ts";
import { familyOf } from "../../provisioning/phone-identity.ts";
import { sharesMenuAndWeb } from "../../provisioning/phone-passwords.ts";
import { CAPABILITIES, type Model, type Vendor, ZERO_TOUCH } from "../../provisioning/vendor.ts";
import type { Api, StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers, IdParams, nullableText, pageOf } from "../schemas/shared.ts";

const tags = ["Vendors"];
const manual = {
  manual: Type.String({ description: "How an operator leads such a phone here by hand" }),
  settingsUrl: Type.String({ description: "What to type into the phone" }),
};
const VendorAnswer = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    macPrefixes: Type.Array(Type.String()),
    defaultModel: Type.String({ description: "Assumed while nobody has said the model" }),
    models: Type.Integer({ description: "How many models are supported" }),
    ...manual,
  },
  { additionalProperties: false },
);
const ModelAnswer = Type.Object(
  {
    name: Type.String(),
    aliases: Type.Array(Type.String()),
    family: Type.String(),
    isSupported: Type.Boolean(),
    whyNot: nullableText({ description: "Why there is no configuration for it" }),
    lines: Type.Integer(),
    keys: Type.Integer({ description: "Function keys on the device" }),
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
    ...manual,
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
        response: answers({ 200: pageOf(ModelAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const { id } = request.params;
      const vendor = vendors.find((candidate) => candidate.id === id);
      if (vendor === undefined) throw new Problem("not-found", `There is no vendor ${id}`);
      const items = Object.entries(vendor.models).map(([name, model]) => answerModel(vendor, name, model, phonesUrl));
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
    ...answerManual(vendor, vendor.models[vendor.defaultModel]?.family ?? "", phonesUrl),
  };
}

function answerModel(vendor: Vendor, name: string, model: Model, phonesUrl: string): Static<typeof ModelAnswer> {
  const family = familyOf(vendor, model);
  return {
    name,
    aliases: [...(model.aliases ?? [])],
    family: family.name,
    isSupported: model.unsupported === undefined,
    whyNot: model.unsupported ?? null,
    lines: model.lines,
    keys: model.keys,
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
    ...answerManual(vendor, model.family, phonesUrl),
  };
}

function answerManual({ discovery }: Vendor, family: string, phonesUrl: string) {
  return { manual: discovery.manual, settingsUrl: discovery.settingsUrl(phonesUrl, family) };
}
