import { type Static, Type } from "@fastify/type-provider-typebox";
import { quote } from "../../provisioning/field-error.ts";
import { type PhoneUpload, UPLOAD_KINDS } from "../../provisioning/phone-upload.ts";
import { type Api, findPhoneFor, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { BYTES } from "../schemas/hosted-file.ts";
import { answers, DELETE_PROBLEMS, MacParams, pageOf, Time, toTime } from "../schemas/shared.ts";

const tags = ["Phones"];
const UploadParams = Type.Object({ ...MacParams.properties, upload: Type.String({ maxLength: 64 }) });
const UploadAnswer = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(UPLOAD_KINDS),
    name: Type.String({ description: "As the phone calls it" }),
    bytes: Type.Integer(),
    receivedAt: Time,
    address: Type.String(),
    door: Type.Enum(["http", "https", "tftp"]),
    isProven: Type.Boolean({
      description: "False: it came without token, login or certificate, so anybody who knew the MAC could have sent it",
    }),
  },
  { additionalProperties: false },
);
const CONTENT = { 200: { description: "The file as the phone sent it", content: BYTES } };
const NONE = { 204: Type.Null({ description: "Deleted" }) };

/** What phones saved here. What is in it may open something, so only admins read it, and each time is written down. */
export function addPhoneUploadRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/phones/:mac/uploads",
    {
      schema: {
        tags,
        summary: "Which files a phone saved here; never what is in them",
        params: MacParams,
        response: answers({ 200: pageOf(UploadAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const { phoneId } = await findPhoneFor(request, request.params.mac, deps);
      return { items: (await store.listUploads(phoneId)).map(answerUpload), next: null };
    },
  );

  api.get(
    "/phones/:mac/uploads/:upload",
    {
      schema: {
        tags,
        summary: "Download a file that a phone saved here",
        description: "It may hold passwords: for admins, and written to the history and the audit trail.",
        params: UploadParams,
        response: answers(CONTENT, "not-found"),
      },
    },
    async (request, reply) => {
      const { phoneId, mac, pbxId: pbx } = await findPhoneFor(request, request.params.mac, deps);
      const found = await store.readUpload(phoneId, request.params.upload);
      if (found === undefined) throw unknownUpload(request.params.upload);
      const { upload, content } = found;
      await recordAction(deps, request, { name: "upload-read", mac, pbx, detail: detailOf(upload) });
      return reply
        .type("application/octet-stream")
        .header("content-disposition", `attachment; filename="${upload.name.replace(/[^\w.-]/g, "_")}"`)
        .header("x-content-type-options", "nosniff")
        .header("cache-control", "no-store")
        .send(content);
    },
  );

  api.delete(
    "/phones/:mac/uploads/:upload",
    {
      schema: {
        tags,
        summary: "Delete a file that a phone saved here",
        params: UploadParams,
        response: answers(NONE, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { phoneId, mac, pbxId: pbx } = await findPhoneFor(request, request.params.mac, deps);
      const upload = (await store.listUploads(phoneId)).find(({ id }) => id === request.params.upload);
      if (upload === undefined || !(await store.deleteUpload(phoneId, upload.id)))
        throw unknownUpload(request.params.upload);
      await recordAction(deps, request, { name: "upload-deleted", mac, pbx, detail: detailOf(upload) });
      return reply.code(204).send(null);
    },
  );
}

function unknownUpload(id: string): Problem {
  return new Problem("not-found", `The phone saved no file ${quote(id)} here, or it is gone`);
}

function detailOf({ id, kind, name }: PhoneUpload): Record<string, string> {
  return { upload: id, kind, file: name };
}

function answerUpload({ receivedAt, ...upload }: PhoneUpload): Static<typeof UploadAnswer> {
  return { ...upload, receivedAt: toTime(receivedAt) };
}
