import { type Static, Type } from "@fastify/type-provider-typebox";
import type { ApiKey } from "../../provisioning/api-key.ts";
import { quote } from "../../provisioning/field-error.ts";
import { ROLES } from "../../provisioning/ports.ts";
import { canSeePbx, isWithin } from "../access.ts";
import { newKey } from "../api-keys.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { refuseUnbound, scopeToGive, unknownIn } from "../give-scope.ts";
import { Problem } from "../problems.ts";
import { answerScope, ScopeAnswer, ScopeBody } from "../schemas/scope.ts";
import {
  answers,
  NullableTime,
  nullableText,
  POST_PROBLEMS,
  pageOf,
  Time,
  toNullableTime,
  toTime,
} from "../schemas/shared.ts";

const tags = ["Keys"];
const NewKeyBody = Type.Object(
  {
    name: Type.String({
      format: "text-line",
      minLength: 1,
      maxLength: 64,
      description: "Who holds it; the history shows it",
    }),
    role: Type.Enum(ROLES),
    pbx: Type.Optional(
      Type.String({ format: "short-name", description: "For the role pbx, and only for it: the PBX it is bound to" }),
    ),
    scope: Type.Optional(ScopeBody),
  },
  { additionalProperties: false },
);
const keyFields = {
  id: Type.String(),
  name: Type.String(),
  role: Type.Enum(ROLES),
  pbx: nullableText(),
  scope: ScopeAnswer,
  createdAt: Time,
  lastUsedAt: NullableTime,
};
export const KeyAnswer = Type.Object(keyFields, { additionalProperties: false });
export const NewKeyAnswer = Type.Object(
  { ...keyFields, key: Type.String({ description: "The key itself. It is never shown again" }) },
  { additionalProperties: false },
);
const KeyParams = Type.Object({ id: Type.String({ pattern: "^[0-9A-Za-z_-]{1,64}$" }) });

export function addKeyRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/keys",
    {
      schema: {
        tags,
        summary: "List API keys, never the keys themselves",
        response: answers({ 200: pageOf(KeyAnswer) }),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const keys = await store.listKeys();
      return { items: keys.filter(({ scope }) => isWithin(scope, caller)).map(answerKey), next: null };
    },
  );

  api.post(
    "/keys",
    {
      schema: {
        tags,
        summary: "Make an API key",
        body: NewKeyBody,
        response: answers({ 201: NewKeyAnswer }, ...POST_PROBLEMS, "unknown-pbx", "unknown-customer"),
      },
    },
    async (request, reply) => {
      const { name, role, pbx } = request.body;
      const caller = callerOf(request);
      if (pbx !== undefined && (role !== "pbx" || request.body.scope !== undefined)) {
        const detail = role === "pbx" ? "is a scope by itself" : `is only for the role pbx, not for ${role}`;
        throw new Problem("invalid-body", `/pbx ${detail}`, [{ pointer: "/pbx", detail }]);
      }
      const scope = pbx === undefined ? scopeToGive(caller, request.body.scope) : null;
      if (pbx === undefined) refuseUnbound(role, scope, "/pbx");
      else if (!canSeePbx(caller, pbx)) throw unknownPbx(pbx);
      const { id, key, hash } = newKey();
      const stored = await store.createKey({ id, name, role, pbxId: pbx ?? null, scope, hash });
      if (typeof stored === "string") throw pbx === undefined ? unknownIn(stored) : unknownPbx(pbx);
      await recordAction(deps, request, { name: "key-created", pbx, detail: { key: id, keyName: name, role } });
      setCreated(reply, "keys", id);
      return { ...answerKey(stored), key };
    },
  );

  api.delete(
    "/keys/:id",
    {
      schema: {
        tags,
        summary: "Revoke an API key; at once and for good",
        params: KeyParams,
        response: answers({ 204: Type.Null({ description: "Revoked" }) }, "not-found", "cross-site"),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const key = (await store.listKeys()).find((candidate) => candidate.id === id);
      const isSeen = key !== undefined && isWithin(key.scope, callerOf(request));
      if (!isSeen || (await store.revokeKey(id)) === "not-found")
        throw new Problem("not-found", `There is no key ${id}`);
      await recordAction(deps, request, { name: "key-revoked", detail: { key: id } });
      return reply.code(204).send(null);
    },
  );
}

function answerKey(key: ApiKey): Static<typeof KeyAnswer> {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    pbx: key.pbxId,
    scope: answerScope(key.scope),
    createdAt: toTime(key.createdAt),
    lastUsedAt: toNullableTime(key.lastUsedAt),
  };
}

function unknownPbx(pbx: string): Problem {
  const detail = `No PBX has the id ${quote(pbx)}`;
  return new Problem("unknown-pbx", detail, [{ pointer: "/pbx", detail }]);
}
