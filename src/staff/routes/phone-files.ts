import { Type } from "@fastify/type-provider-typebox";
import { quote } from "../../provisioning/field-error.ts";
import { gatherLayers } from "../../provisioning/file-material.ts";
import { familyOfPhone, firmwareFamilyOf } from "../../provisioning/phone-identity.ts";
import { originsOf, SETTINGS_LAYERS, sharedLayersOf } from "../../provisioning/settings-layers.ts";
import { type Api, findPhoneFor, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { SettingOriginAnswer } from "../schemas/profile.ts";
import {
  answers,
  MacParams,
  NullableTime,
  nullableText,
  pageOf,
  queryText,
  toNullableTime,
} from "../schemas/shared.ts";

const tags = ["Phones"];
export const FileAnswer = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    contentType: Type.String(),
    carriesSecrets: Type.Boolean({ description: "Whether passwords may ever be in it" }),
  },
  { additionalProperties: false },
);
export const FileNewsAnswer = Type.Object(
  {
    file: Type.String(),
    fetchedAt: { ...NullableTime, description: "When the phone fetched it last; null: not within its newest events" },
    diff: nullableText({
      description:
        "As diff -u writes it, passwords masked on both sides; empty: nothing is new. Null: how it was is not known, since it was fetched before the daemon's start, long ago, from another daemon, or by another template",
    }),
  },
  { additionalProperties: false },
);
const PreviewQuery = Type.Object(
  { file: queryText(256, "Name of a file, as the list of the phone's files has it") },
  { additionalProperties: false },
);

export function addPhoneFileRoutes(api: Api, deps: StaffDeps): void {
  const { preview, store, vendors } = deps;

  api.get(
    "/phones/:mac/settings",
    {
      schema: {
        tags,
        summary: "A phone's settings after all layers, each with the layer that gave it",
        description: `The layers, the weakest first: ${SETTINGS_LAYERS.join(", ")}.`,
        params: MacParams,
        response: answers({ 200: pageOf(SettingOriginAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const vendor = vendors.find(({ id }) => id === phone.vendorId);
      const modelName = phone.model ?? vendor?.defaultModel ?? null;
      const layers = await gatherLayers(store, phone, modelName, firmwareFamilyOf(phone, vendors));
      if (layers === undefined) throw new Problem("not-found", `No phone ${phone.mac} is admitted`);
      const { cannot } = familyOfPhone(phone, vendors);
      const shared = new Map(
        originsOf(sharedLayersOf(layers), phone.vendorId).map(({ name, ...given }) => [name, given]),
      );
      const items = originsOf(layers, phone.vendorId).map((setting) => {
        const [name = ""] = setting.name.split(".");
        const withoutEffect = cannot[name as keyof typeof cannot];
        return {
          ...{ ...setting, below: shared.get(setting.name) ?? null },
          ...(withoutEffect === undefined ? {} : { withoutEffect }),
        };
      });
      return { items, next: null };
    },
  );

  api.get(
    "/phones/:mac/files",
    {
      schema: {
        tags,
        summary: "The files that a phone asks for, in its order",
        params: MacParams,
        response: answers({ 200: pageOf(FileAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      return { items: preview.listFiles(phone), next: null };
    },
  );

  api.get(
    "/phones/:mac/preview",
    {
      schema: {
        tags,
        summary: "A file as the phone would get it now, its passwords masked",
        description: "Moves no grant. The content type is the one that the phone gets.",
        params: MacParams,
        querystring: PreviewQuery,
        response: answers(
          { 200: { description: "The file", content: { "*/*": { schema: Type.Unsafe<Buffer>(Type.String()) } } } },
          "invalid-query",
          "not-found",
          "no-such-file",
        ),
      },
    },
    async (request, reply) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const { file } = request.query;
      const found = await preview.preview(phone, file);
      if (found === undefined) throw noFile(phone.mac, file);
      return reply.type(found.contentType).send(found.body);
    },
  );

  api.get(
    "/phones/:mac/preview/news",
    {
      schema: {
        tags,
        summary: "What is new in a file since the phone fetched it last",
        params: MacParams,
        querystring: PreviewQuery,
        response: answers({ 200: FileNewsAnswer }, "invalid-query", "not-found", "no-such-file"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const { file } = request.query;
      const news = await preview.findNews(phone, file);
      if (news === undefined) throw noFile(phone.mac, file);
      return { file, fetchedAt: toNullableTime(news.fetchedAt), diff: news.diff };
    },
  );
}

function noFile(mac: string, file: string): Problem {
  return new Problem("no-such-file", `${mac} asks for no file ${quote(file)}`, [
    { parameter: "file", detail: "must be a file of this phone" },
  ]);
}
