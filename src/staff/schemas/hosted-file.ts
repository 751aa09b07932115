import { type Static, Type } from "@fastify/type-provider-typebox";
import { HOSTED_KINDS, type HostedFile } from "../../provisioning/hosted-file.ts";
import { nullableText, queryText, Time, toTime } from "./shared.ts";

export const HostedParams = Type.Object({
  vendor: Type.String({ pattern: "^[a-z0-9-]{1,32}$" }),
  name: Type.String({ maxLength: 256 }),
});
/** What a body of bytes is described as, since none of it is JSON. */
export const BYTES = { "application/octet-stream": { schema: Type.Unsafe<unknown>({}) } };

export const FileQuery = Type.Object(
  {
    kind: Type.Enum(
      HOSTED_KINDS.filter((kind) => kind !== "firmware"),
      { description: "What it is for" },
    ),
    model: Type.Optional(queryText(40, "For pictures: the model whose display it must fit")),
  },
  { additionalProperties: false },
);
export const FirmwareQuery = Type.Object(
  {
    models: Type.Optional(queryText(500, "Which models it is for, with commas between, where its name does not tell")),
    minimumVersion: Type.Optional(
      Type.String({
        pattern: "^[0-9][0-9A-Za-z.+-]{0,63}$",
        description: "What a phone must run at least to take it; older ones are led through another image",
      }),
    ),
  },
  { additionalProperties: false },
);
export const HostedListQuery = Type.Object(
  { vendor: Type.Optional(Type.String({ pattern: "^[a-z0-9-]{1,32}$" })) },
  { additionalProperties: false },
);

export const HostedAnswer = Type.Object(
  {
    vendor: Type.String(),
    kind: Type.Enum(HOSTED_KINDS),
    name: Type.String(),
    bytes: Type.Integer(),
    sha256: Type.String({ description: "Lower-case hex" }),
    contentType: Type.String(),
    width: Type.Union([Type.Integer(), Type.Null()], { description: "Of pictures, in pixels" }),
    height: Type.Union([Type.Integer(), Type.Null()]),
    version: nullableText({ description: "Of firmware" }),
    models: Type.Array(Type.String(), { description: "Of firmware: models, or the type of handset" }),
    minimumVersion: nullableText({ description: "Of firmware: what a phone must run at least to take it" }),
    path: Type.String({ description: "Where phones fetch it, below the address of their door" }),
    uploadedAt: Time,
    uploadedBy: Type.String(),
  },
  { additionalProperties: false },
);

export function answerHosted(file: HostedFile): Static<typeof HostedAnswer> {
  const { key, vendorId, kind, name, bytes, sha256, contentType, size, firmware, uploadedAt, uploadedBy } = file;
  return {
    ...{ vendor: vendorId, kind, name, bytes, sha256, contentType },
    width: size?.width ?? null,
    height: size?.height ?? null,
    version: firmware?.version ?? null,
    models: [...(firmware?.models ?? [])],
    minimumVersion: firmware?.minimumVersion ?? null,
    path: `/f/${key}/${name}`,
    uploadedAt: toTime(uploadedAt),
    uploadedBy,
  };
}
