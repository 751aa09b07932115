import { isIPv4, isIPv6 } from "node:net";
import { Readable } from "node:stream";
import { type Static, Type } from "@fastify/type-provider-typebox";
import { CHECK_REASONS, judgeNewcomer } from "../../provisioning/allow-list.ts";
import { quote } from "../../provisioning/field-error.ts";
import { parseMac } from "../../provisioning/mac.ts";
import { canSeePbx, pbxScopeOf } from "../access.ts";
import { ALLOW_LIST_FORMAT_NAMES, ALLOW_LIST_FORMATS } from "../allow-list-formats.ts";
import { callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { parseDuration } from "../duration.ts";
import { Problem } from "../problems.ts";
import { answers, MacAnswer, NullableTime, nullableText, pageOf, queryText } from "../schemas/shared.ts";
import { watchAllowList } from "../watch-allow-list.ts";

const tags = ["For PBXs"];
const LONGEST_WAIT_MS = 300_000;
const DEFAULT_TABLE = "offhook";
const DEFAULT_GROUP = 1;

const Entry = Type.Object(
  {
    mac: MacAnswer,
    vendor: Type.String(),
    model: nullableText(),
    pbx: Type.String(),
    address: nullableText({ description: "Where the phone asked from last; null: it never asked" }),
    seenAt: NullableTime,
    accounts: Type.Array(Type.String(), { description: "SIP users of its lines" }),
  },
  { additionalProperties: false },
);
const pbx = Type.Optional(Type.String({ format: "short-name", description: "Only this PBX" }));
const ListQuery = Type.Object(
  {
    format: Type.Optional(Type.Enum(ALLOW_LIST_FORMAT_NAMES, { description: "json unless given" })),
    pbx,
    wait: Type.Optional(
      Type.String({
        pattern: "^[1-9][0-9]{0,3}[sm]$",
        description: "With If-None-Match: how long to wait for a change before 304, at most 5m",
        examples: ["30s"],
      }),
    ),
    table: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z][A-Za-z0-9_]{0,30}$",
        description: "nft: name of the table; offhook unless given",
      }),
    ),
    group: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: "kamailio: grp; 1 unless given" }),
    ),
  },
  { additionalProperties: false },
);
const ListHeaders = Type.Object({
  "if-none-match": Type.Optional(Type.String({ maxLength: 1000, description: "ETag of the list that is known" })),
});
const CheckQuery = Type.Object(
  {
    mac: Type.Optional(queryText(32, "MAC address in any usual notation")),
    user: Type.Optional(queryText(64, "SIP user that wants to register")),
    ip: Type.Optional(queryText(64, "Address that it comes from")),
    ua: Type.Optional(queryText(512, "Its User-Agent")),
    pbx,
    format: Type.Optional(
      Type.Enum(["json", "text"], { description: "json unless given; text: decision, blank, reason" }),
    ),
  },
  { additionalProperties: false },
);
const Decision = Type.Object(
  {
    decision: Type.Enum(["allow", "deny"]),
    reason: Type.Enum(CHECK_REASONS),
    mac: Type.Unsafe<string | null>({ type: ["string", "null"] }),
    pbx: nullableText(),
  },
  { additionalProperties: false },
);

/** What PBXs ask: who is admitted, and whether this one is. */
export function addPbxDoorRoutes(api: Api, { store, vendors }: StaffDeps): void {
  const list = watchAllowList(store);
  api.addHook("preClose", async () => list.close());

  api.get(
    "/allow-list",
    {
      schema: {
        tags,
        summary:
          "Every admitted phone with its last address, as JSON, CSV, text, nftables sets or Kamailio's address table",
        description: "With If-None-Match and wait the answer comes when the list changes.",
        querystring: ListQuery,
        headers: ListHeaders,
        response: answers(
          {
            200: {
              description: "The whole list",
              content: {
                "application/json": { schema: Type.Unsafe<Readable>(pageOf(Entry)) },
                "text/csv": { schema: Type.Unsafe<Readable>(Type.String()) },
                "text/plain": { schema: Type.Unsafe<Readable>(Type.String()) },
                "application/sql": { schema: Type.Unsafe<Readable>(Type.String()) },
              },
            },
            304: Type.Null({ description: "The list is the one that is known" }),
          },
          "invalid-query",
          "not-found",
        ),
      },
    },
    async (request, reply) => {
      const { format = "json", wait, table = DEFAULT_TABLE, group = DEFAULT_GROUP } = request.query;
      const pbxIds = await scopeOf(request, request.query.pbx);
      const known = request.headers["if-none-match"];
      const isKnown = (tag: string) => known !== undefined && (known.trim() === "*" || known.includes(`"${tag}"`));
      let tag = await list.version(pbxIds);
      if (isKnown(tag) && wait !== undefined) {
        const gone = new AbortController();
        reply.raw.once("close", () => gone.abort());
        tag = await list.nextVersion(pbxIds, tag, readWait(wait), gone.signal);
      }
      // Weak: the same list in another format, or with younger times of visits, has it too.
      reply.header("etag", `W/"${tag}"`).header("cache-control", "no-cache");
      if (isKnown(tag)) return reply.code(304).send(null);
      const { contentType, write } = ALLOW_LIST_FORMATS[format];
      return reply.type(contentType).send(Readable.from(write(list.pagesOf(pbxIds), { table, group })));
    },
  );

  api.get(
    "/check",
    {
      schema: {
        tags,
        summary: "May this one register? Allow or deny, with the reason",
        description:
          "Needs mac or user; what else is given must fit, too. A phone's address is the one where it asked for its configuration last.",
        querystring: CheckQuery,
        response: answers(
          {
            200: {
              description: "The decision",
              content: {
                "application/json": { schema: Decision },
                "text/plain": { schema: Type.Unsafe<Static<typeof Decision>>(Type.String()) },
              },
            },
          },
          "invalid-query",
          "not-found",
        ),
      },
    },
    async (request, reply) => {
      const { mac: text, user: username, ip, ua: userAgent, format = "json" } = request.query;
      if (text === undefined && username === undefined) throw badParameter("mac", "or user is needed");
      const mac = text === undefined ? undefined : parseMac(text);
      if (text !== undefined && mac === undefined) throw badParameter("mac", `is no MAC address: ${quote(text)}`);
      const address = ip === undefined ? undefined : canonical(ip);
      if (ip !== undefined && address === undefined) throw badParameter("ip", `is no IP address: ${quote(ip)}`);
      const pbxIds = await scopeOf(request, request.query.pbx);
      const found = await store.findAdmitted({ pbxIds, mac, username });
      const isAccount = username !== undefined && (await store.hasAccount({ pbxIds, username }));
      const { reason, phone } = judgeNewcomer({ mac, username, address, userAgent }, found, isAccount, vendors);
      const decision = reason === "admitted" ? ("allow" as const) : ("deny" as const);
      reply.header("cache-control", "no-store");
      if (format === "text") {
        reply.serializer(String).type("text/plain; charset=utf-8");
        return reply.send(`${decision} ${reason}\n` as never);
      }
      return { decision, reason, mac: phone?.mac ?? null, pbx: phone?.pbxId ?? null };
    },
  );

  /** The PBXs that a request is about, as far as they exist for the caller; undefined: all. */
  async function scopeOf(request: Parameters<typeof callerOf>[0], wanted: string | undefined) {
    const caller = callerOf(request);
    if (wanted === undefined) return pbxScopeOf(caller);
    if (!canSeePbx(caller, wanted) || (await store.findPbx(wanted)) === undefined)
      throw new Problem("not-found", `There is no PBX ${quote(wanted)}`);
    return [wanted];
  }
}

function readWait(text: string): number {
  return Math.min(LONGEST_WAIT_MS, parseDuration(text) ?? 0);
}

/** In the form in which the store has addresses. */
function canonical(text: string): string | undefined {
  const plain = text.toLowerCase().startsWith("::ffff:") && text.includes(".") ? text.slice(7) : text;
  if (isIPv4(plain)) return plain;
  return isIPv6(plain) && !plain.includes("%") ? new URL(`http://[${plain}]/`).hostname.slice(1, -1) : undefined;
}

function badParameter(parameter: string, detail: string): Problem {
  return new Problem("invalid-query", `${parameter} ${detail}`, [{ parameter, detail }]);
}
