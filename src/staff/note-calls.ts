import type { FastifyInstance } from "fastify";
import { currentCall } from "../provisioning/current-call.ts";
import { callerOf } from "./authenticate.ts";

/** Fields that say what a call is about. No others are noted: some hold passwords, and addresses may hold tokens. */
const NAMING_FIELDS = ["id", "mac", "pbx", "username", "name", "role", "kinds", "accounts"] as const;
const MAX_TEXT = 200;
const MAX_ITEMS = 20;

/** Has every call that may change something noted in the audit trail by the transaction that makes the change. */
export function addCallNotes(api: FastifyInstance): void {
  api.addHook("preHandler", (request, _, done) => {
    if (request.method === "GET" || request.method === "HEAD") return done();
    const { name: actor, pbxIds } = callerOf(request);
    const pbx = pbxIds?.size === 1 ? ([...pbxIds][0] ?? null) : null;
    const [path = ""] = request.url.split("?", 1);
    const call = `${request.method} ${path.slice(0, MAX_TEXT)}`;
    const detail = { call, ...pickNames(request.body) };
    currentCall.run({ note: { action: "staff-call", actor, address: request.ip, door: "staff", pbx, detail } }, done);
  });
}

function pickNames(body: unknown): Record<string, string | string[]> {
  if (typeof body !== "object" || body === null) return {};
  const picked: Record<string, string | string[]> = {};
  for (const field of NAMING_FIELDS) {
    const value: unknown = (body as Record<string, unknown>)[field];
    if (typeof value === "string") picked[field] = value.slice(0, MAX_TEXT);
    else if (Array.isArray(value)) {
      const texts = value.filter((item) => typeof item === "string");
      picked[field] = texts.slice(0, MAX_ITEMS).map((text) => text.slice(0, MAX_TEXT));
    }
  }
  return picked;
}
