import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { Type } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { findImageFault, findNameFault, MAX_HOSTED_BYTES, readContent } from "../../provisioning/check-hosted.ts";
import { quote } from "../../provisioning/field-error.ts";
import type { Firmware, HostedFile, HostedKind } from "../../provisioning/hosted-file.ts";
import { findModelName } from "../../provisioning/identify.ts";
import type { Vendor } from "../../provisioning/vendor.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answerHosted,
  BYTES,
  FileQuery,
  FirmwareQuery,
  HostedAnswer,
  HostedListQuery,
  HostedParams,
} from "../schemas/hosted-file.ts";
import { answers, DELETE_PROBLEMS, PUT_PROBLEMS, pageOf } from "../schemas/shared.ts";

const PIECE_BYTES = 64 * 1024;
const KEY_BYTES = 12;
const UPLOAD_PROBLEMS = [...PUT_PROBLEMS, "file-exists", "file-refused", "file-too-large"] as const;
const NONE = { 204: Type.Null({ description: "Deleted" }) };
const CONTENT = { 200: { description: "The file", content: BYTES } };

/** The routes below `/files` and `/firmware`: the same things of another kind. */
export function addHostedFileRoutes(api: Api, deps: StaffDeps): void {
  const { hosted, store } = deps;
  const isFirmware = ({ kind }: Pick<HostedFile, "kind">) => kind === "firmware";
  /** Bytes as they come, whatever the client calls them. */
  api.register(async (own: Api) => {
    own.removeAllContentTypeParsers();
    own.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

    own.put(
      "/files/:vendor/:name",
      {
        bodyLimit: Number.MAX_SAFE_INTEGER,
        schema: {
          tags: ["Files"],
          summary: "Upload a language, a ring tone or a picture: the body is the file",
          description:
            "Nothing is left of what breaks off. The same bytes again are no error; other bytes need another name.",
          params: HostedParams,
          querystring: FileQuery,
          consumes: ["application/octet-stream"],
          response: answers({ 200: HostedAnswer, 201: HostedAnswer }, ...UPLOAD_PROBLEMS),
        },
      },
      async (request, reply) => {
        const { kind, model } = request.query;
        const vendor = findVendor(request.params.vendor, deps);
        const modelName = model === undefined ? undefined : findModelName(vendor, model);
        if (model !== undefined && modelName === undefined)
          throw badParameter("model", `is no model of ${vendor.name}`);
        return upload(request, reply, { vendor, kind, modelName, firmware: null, maxBytes: MAX_HOSTED_BYTES[kind] });
      },
    );

    own.put(
      "/firmware/:vendor/:name",
      {
        bodyLimit: Number.MAX_SAFE_INTEGER,
        schema: {
          tags: ["Firmware"],
          summary: "Upload a firmware image under the maker's own file name: the body is the file",
          params: HostedParams,
          querystring: FirmwareQuery,
          consumes: ["application/octet-stream"],
          response: answers({ 200: HostedAnswer, 201: HostedAnswer }, ...UPLOAD_PROBLEMS),
        },
      },
      async (request, reply) => {
        const vendor = findVendor(request.params.vendor, deps);
        const firmware = readFirmware(vendor, request.params.name, request.query);
        const maxBytes = hosted.maxFirmwareBytes;
        return upload(request, reply, { vendor, kind: "firmware", modelName: undefined, firmware, maxBytes });
      },
    );
  });

  for (const [path, tag, belongs, what] of [
    [
      "files",
      "Files",
      (file: HostedFile) => !isFirmware(file),
      "files that phones may fetch: languages, ring tones, pictures",
    ],
    ["firmware", "Firmware", isFirmware, "firmware images"],
  ] as const) {
    const find = (vendorId: string, name: string): HostedFile => {
      const file = hosted.catalogue().files.find((one) => one.vendorId === vendorId && one.name === name);
      if (file === undefined || !belongs(file)) throw new Problem("not-found", `${quote(name)} is not here`);
      return file;
    };

    api.get(
      `/${path}`,
      {
        schema: {
          tags: [tag],
          summary: `List all ${what}`,
          querystring: HostedListQuery,
          response: answers({ 200: pageOf(HostedAnswer) }, "invalid-query"),
        },
      },
      async (request) => {
        const { vendor } = request.query;
        const { files } = hosted.catalogue();
        const own = files.filter((file) => belongs(file) && (vendor === undefined || file.vendorId === vendor));
        return { items: own.map(answerHosted), next: null };
      },
    );

    api.get(
      `/${path}/:vendor/:name`,
      {
        schema: {
          tags: [tag],
          summary: "Show one, without its bytes",
          params: HostedParams,
          response: answers({ 200: HostedAnswer }, "not-found"),
        },
      },
      async (request) => answerHosted(find(request.params.vendor, request.params.name)),
    );

    api.get(
      `/${path}/:vendor/:name/content`,
      {
        schema: {
          tags: [tag],
          summary: "Download one",
          params: HostedParams,
          response: answers(CONTENT, "not-found"),
        },
      },
      async (request, reply) => {
        const file = find(request.params.vendor, request.params.name);
        const first = await hosted.read(file, 0, PIECE_BYTES);
        return reply
          .type("application/octet-stream")
          .header("content-length", file.bytes)
          .header("content-disposition", `attachment; filename="${file.name}"`)
          .header("x-content-type-options", "nosniff")
          .send(Readable.from(piecesOf(file, first)));
      },
    );

    api.delete(
      `/${path}/:vendor/:name`,
      {
        schema: {
          tags: [tag],
          summary: "Delete one that no setting names",
          params: HostedParams,
          response: answers(NONE, ...DELETE_PROBLEMS, "file-in-use"),
        },
      },
      async (request, reply) => {
        const file = find(request.params.vendor, request.params.name);
        const outcome = await store.deleteHostedFile(file.vendorId, file.name);
        if (outcome === "not-found") throw new Problem("not-found", `${quote(file.name)} is not here`);
        if (outcome === "file-in-use")
          throw new Problem(
            "file-in-use",
            `A setting of a PBX, a profile or a phone names ${file.name} or its version`,
          );
        await hosted.look();
        await hosted.uploads.remove(file);
        await recordAction(deps, request, { name: "hosted-file-deleted", detail: detailOf(file) });
        return reply.code(204).send(null);
      },
    );
  }

  async function* piecesOf(file: HostedFile, first: Buffer): AsyncGenerator<Buffer> {
    yield first;
    for (let at = first.length; at < file.bytes; at += PIECE_BYTES) yield hosted.read(file, at, PIECE_BYTES);
  }

  type Upload = {
    vendor: Vendor;
    kind: HostedKind;
    modelName: string | undefined;
    firmware: Firmware | null;
    maxBytes: number;
  };

  async function upload(
    request: FastifyRequest,
    reply: FastifyReply,
    { vendor, kind, modelName, firmware, maxBytes }: Upload,
  ) {
    const { name } = request.params as { name: string };
    const nameFault = findNameFault(vendor, kind, name);
    if (nameFault !== undefined) throw refused(`The name ${quote(name)} ${nameFault}`);
    if (!(request.body instanceof Readable)) throw refused("The body is empty");
    // A body that is not read to its end must not take the answer with it.
    const body: AsyncIterable<Buffer> = request.body.iterator({ destroyOnReturn: false });
    const isTooLong = Number(request.headers["content-length"] ?? 0) > maxBytes;
    const received = isTooLong ? "too-large" : await hosted.uploads.receive(body, kind, maxBytes);
    if (received === "empty") throw refused("The body is empty");
    if (received === "too-large") {
      // The rest of it is not waited for.
      reply.header("connection", "close");
      throw new Problem("file-too-large", `${name} has more than ${maxBytes} bytes`);
    }
    try {
      const content =
        kind === "firmware"
          ? { contentType: "application/octet-stream", size: null }
          : readContent(vendor, kind, { name, modelName }, await received.content());
      const fault =
        "fault" in content ? content.fault : kind === "firmware" ? findImageFault(received.head) : undefined;
      if (fault !== undefined || "fault" in content) throw refused(`${name} ${fault}`);
      const file: HostedFile = {
        ...{ key: randomBytes(KEY_BYTES).toString("base64url"), vendorId: vendor.id, kind, name, firmware },
        ...{ bytes: received.bytes, sha256: received.sha256, ...content },
        ...{ uploadedAt: deps.clock(), uploadedBy: callerOf(request).name },
      };
      return await enter(request, reply, file, () => received.keep(file));
    } finally {
      await received.discard();
    }
  }

  /** One after the other: of two uploads of a name the second one finds the first. */
  let entering: Promise<unknown> = Promise.resolve();
  async function enter(request: FastifyRequest, reply: FastifyReply, file: HostedFile, keep: () => Promise<void>) {
    const turn = entering.then(async () => {
      await hosted.look();
      const known = hosted
        .catalogue()
        .files.find(
          ({ vendorId, name }) => vendorId === file.vendorId && name.toLowerCase() === file.name.toLowerCase(),
        );
      if (known !== undefined) {
        if (known.sha256 === file.sha256 && known.kind === file.kind && known.name === file.name) return known;
        throw new Problem("file-exists", `Another file ${known.name} is here; delete it first, or choose another name`);
      }
      // In its place before the table tells of it: who reads the table finds it.
      await keep();
      if ((await store.addHostedFile(file)) === "file-exists")
        throw new Problem("file-exists", `Another file ${file.name} is here`);
      await hosted.look();
      await recordAction(deps, request, { name: "hosted-file-added", detail: detailOf(file) });
      reply.code(201);
      return file;
    });
    entering = turn.catch(() => undefined);
    return answerHosted(await turn);
  }
}

function readFirmware(vendor: Vendor, name: string, query: { models?: string; minimumVersion?: string }): Firmware {
  const read = vendor.firmware.read(name);
  if (read === undefined)
    throw refused(`The name ${quote(name)} ${findNameFault(vendor, "firmware", name) ?? "cannot be read"}`);
  const minimumVersion = query.minimumVersion ?? null;
  if (read.models !== undefined) {
    if (query.models !== undefined)
      throw badParameter("models", "cannot be given: the name says which models it is for");
    return { version: read.version, models: read.models, minimumVersion };
  }
  const wanted = (query.models ?? "").split(",").map((model) => model.trim());
  const models = wanted.flatMap((model) => findModelName(vendor, model) ?? []);
  const isFit =
    models.length === wanted.length && models.every((model) => vendor.firmware.familyOf(model) !== undefined);
  if (!isFit)
    throw badParameter(
      "models",
      `must be models of ${vendor.name} with commas between: the name does not say which ones`,
    );
  return { version: read.version, models, minimumVersion };
}

function detailOf({ vendorId, kind, name, sha256 }: HostedFile): Record<string, string> {
  return { vendor: vendorId, kind, file: name, sha256 };
}

function findVendor(id: string, { vendors }: StaffDeps): Vendor {
  const vendor = vendors.find((candidate) => candidate.id === id);
  if (vendor === undefined) throw new Problem("not-found", `There is no vendor ${quote(id)}`);
  return vendor;
}

function refused(detail: string): Problem {
  return new Problem("file-refused", detail);
}

function badParameter(parameter: string, detail: string): Problem {
  return new Problem("invalid-query", `${parameter} ${detail}`, [{ parameter, detail }]);
}
