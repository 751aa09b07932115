import { createPublicKey, createSign } from "node:crypto";
import { Readable } from "node:stream";
import { type Static, Type } from "@fastify/type-provider-typebox";
import type { AuditEntry } from "../../provisioning/audit.ts";
import { type Api, readMacParam, recordAction, type StaffDeps } from "../context.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  ListQuery,
  nullableText,
  pageOf,
  queryText,
  Time,
  toPage,
  toTime,
} from "../schemas/shared.ts";

const tags = ["Audit"];
const Hash = Type.String({ pattern: "^[0-9a-f]{64}$" });
export const AuditAnswer = Type.Object(
  {
    sequence: Type.Integer({ description: "From 1, without a gap" }),
    at: Time,
    action: Type.String({ description: "Name of an event, or staff-call: a call before it was carried out" }),
    actor: nullableText({ description: "Who did it" }),
    address: nullableText(),
    door: nullableText(),
    mac: nullableText(),
    pbx: nullableText(),
    detail: Type.Record(Type.String(), Type.Unknown()),
    key: Type.String({ description: "Names the key of the hash" }),
    previous: Hash,
    hash: Type.String({ pattern: "^[0-9a-f]{64}$", description: "HMAC-SHA256 over the entry and `previous`" }),
  },
  { additionalProperties: false },
);
const AuditQuery = Type.Object(
  {
    ...ListQuery.properties,
    action: Type.Optional(queryText(64, "Only this action")),
    actor: Type.Optional(queryText(64, "Only what this key did")),
    mac: Type.Optional(queryText(32, "MAC address in any usual notation")),
    pbx: Type.Optional(queryText(64, "Id of a PBX")),
    since: Type.Optional(Type.String({ format: "date-time", description: "RFC 3339, this moment included" })),
    until: Type.Optional(Type.String({ format: "date-time", description: "RFC 3339, this moment not included" })),
  },
  { additionalProperties: false },
);
const VerifyQuery = Type.Object(
  {
    head: Type.Optional(
      Type.String({
        pattern: "^[1-9][0-9]{0,14}:[0-9a-f]{64}$",
        description: "`sequence:hash` of an entry that was noted down elsewhere and must still be there",
      }),
    ),
  },
  { additionalProperties: false },
);
export const VerdictAnswer = Type.Object(
  {
    intact: Type.Boolean(),
    entries: Type.Integer({ description: "How many were checked" }),
    first: Type.Integer(),
    last: Type.Integer(),
    head: nullableText({ description: "`sequence:hash` of the last entry: note it down elsewhere" }),
    broken: Type.Unsafe<{ sequence: number; why: string } | null>({
      type: ["object", "null"],
      properties: { sequence: { type: "integer" }, why: { type: "string" } },
      description: "The first entry that is not as it was written",
    }),
  },
  { additionalProperties: false },
);
const ExportQuery = Type.Object(
  {
    from: Type.Optional(
      Type.Integer({ minimum: 1, description: "Sequence of the first entry; the oldest unless given" }),
    ),
    through: Type.Optional(
      Type.Integer({ minimum: 1, description: "Sequence of the last entry; the newest unless given" }),
    ),
  },
  { additionalProperties: false },
);

export function addAuditRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/audit",
    {
      schema: {
        tags,
        summary: "Every staff action and every delivery of passwords, the newest first",
        querystring: AuditQuery,
        response: answers({ 200: pageOf(AuditAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, action, actor, mac, pbx, since, until } = request.query;
      const page = await store.listAudit({
        ...{ limit, cursor, action, actor, pbxId: pbx },
        mac: mac === undefined ? undefined : readMacParam(mac),
        since: since === undefined ? undefined : Date.parse(since),
        until: until === undefined ? undefined : Date.parse(until),
      });
      return toPage(page, answerEntry);
    },
  );

  api.get(
    "/audit/verify",
    {
      schema: {
        tags,
        summary: "Check the whole chain, and name the first entry that is not as it was written",
        querystring: VerifyQuery,
        response: answers({ 200: VerdictAnswer }, "invalid-query"),
      },
    },
    async (request) => {
      const [sequence, hash = ""] = request.query.head?.split(":") ?? [];
      const known = sequence === undefined ? undefined : { sequence: Number(sequence), hash };
      const { entries, first, last, lastHash, broken } = await store.verifyAudit(known);
      const head = last === 0 ? null : `${last}:${lastHash}`;
      return { intact: broken === null, entries, first, last, head, broken };
    },
  );

  api.get(
    "/audit/export",
    {
      schema: {
        tags,
        summary: "Entries as JSON lines, the oldest first, and a last line with the signature of all before it",
        description:
          "The last line holds `signature` in base64: ECDSA P-256 with SHA-256, DER, over the bytes of all lines before it.",
        querystring: ExportQuery,
        response: answers(
          {
            200: {
              description: "JSON lines",
              content: { "application/jsonl": { schema: Type.Unsafe<Readable>(Type.String()) } },
            },
          },
          "invalid-query",
        ),
      },
    },
    async (request, reply) => {
      const { from = 1, through } = request.query;
      const newest = await store.findAuditHead();
      const last = Math.min(through ?? newest, newest);
      await recordAction(deps, request, { name: "audit-exported", detail: { from, through: last } });
      return reply.type("application/jsonl").send(Readable.from(exportLines(from, last)));
    },
  );

  async function* exportLines(from: number, through: number): AsyncGenerator<string> {
    const key = await store.findSigningKey();
    const sign = createSign("sha256");
    for await (const entries of store.walkAudit(from, through)) {
      const text = entries.map((entry) => `${JSON.stringify(answerEntry(entry))}\n`).join("");
      sign.update(text);
      yield text;
    }
    yield `${JSON.stringify({ signature: sign.sign(key, "base64") })}\n`;
  }

  api.get(
    "/audit/public-key",
    {
      schema: {
        tags,
        summary: "The key that signs exports, as PEM",
        response: answers({
          200: {
            description: "PEM",
            content: { "application/x-pem-file": { schema: Type.Unsafe<string>(Type.String()) } },
          },
        }),
      },
    },
    async (_, reply) => {
      const pem = createPublicKey(await store.findSigningKey()).export({ type: "spki", format: "pem" });
      return reply.type("application/x-pem-file").send(pem.toString());
    },
  );
}

function answerEntry(entry: AuditEntry): Static<typeof AuditAnswer> {
  const { sequence, at, action, actor, address, door, mac, pbx, detail, keyId, previous, hash } = entry;
  const parsed = detail === null ? {} : (JSON.parse(detail) as Record<string, unknown>);
  return {
    sequence,
    at: toTime(at),
    action,
    actor,
    address,
    door,
    mac,
    pbx,
    detail: parsed,
    key: keyId,
    previous,
    hash,
  };
}
