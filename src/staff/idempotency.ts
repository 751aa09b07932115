import { createHash } from "node:crypto";
import { Type } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Store } from "../provisioning/ports.ts";
import { callerOf } from "./authenticate.ts";
import { Problem } from "./problems.ts";

const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      pattern: "^[!-~]{1,255}$",
      description:
        "Any text of the caller's choice, one for each request: sent again with the same body it gets the same answer again, for 24 hours",
    }),
  ),
});

type Pending = { keyId: string; idempotencyKey: string; fingerprint: string };
/** An answer as it is kept: what the client needs besides the status. */
type KeptBody = { type: string; location: string | null; etag: string | null; payload: string };

const KEPT_HEADERS = ["location", "etag"] as const;

/** Answers a POST that repeats its Idempotency-Key with the answer of the first one. */
export function addIdempotency(api: FastifyInstance, store: Store): void {
  const pending = new Map<FastifyRequest, Pending>();
  const busy = new Set<string>();

  api.addHook("onRoute", (route) => {
    if (route.method === "POST") route.schema = { ...route.schema, headers: IdempotencyHeaders };
  });

  api.addHook("preHandler", async (request, reply) => {
    const idempotencyKey = request.headers["idempotency-key"];
    if (request.method !== "POST" || typeof idempotencyKey !== "string") return;
    const { keyId } = callerOf(request);
    const own = { keyId, idempotencyKey, fingerprint: fingerprintOf(request) };
    if (busy.has(nameOf(own))) {
      throw new Problem("idempotency-in-progress", "The first request with this Idempotency-Key is not answered yet");
    }
    // Before the store is asked, so that of two at once only one finds nothing kept.
    busy.add(nameOf(own));
    const kept = await store.recallAnswer(keyId, idempotencyKey).catch((error: unknown) => {
      busy.delete(nameOf(own));
      throw error;
    });
    if (kept === undefined) {
      pending.set(request, own);
      return;
    }
    busy.delete(nameOf(own));
    if (kept.fingerprint !== own.fingerprint) {
      throw new Problem("idempotency-key-reused", "This Idempotency-Key was used for another request or body");
    }
    const body: KeptBody = JSON.parse(kept.body);
    for (const name of KEPT_HEADERS) {
      const value = body[name];
      if (value !== null) reply.header(name, value);
    }
    return reply.code(kept.status).type(body.type).send(body.payload);
  });

  api.addHook("onSend", async (request, reply, payload) => {
    const own = pending.get(request);
    if (own === undefined) return payload;
    pending.delete(request);
    try {
      // A fault is no answer: the next try may succeed.
      if (reply.statusCode < 500 && typeof payload === "string") {
        const textOf = (name: string) => reply.getHeader(name)?.toString() ?? null;
        const body: KeptBody = {
          type: textOf("content-type") ?? "",
          location: textOf("location"),
          etag: textOf("etag"),
          payload,
        };
        const { keyId, idempotencyKey, fingerprint } = own;
        await store.keepAnswer(keyId, idempotencyKey, {
          fingerprint,
          status: reply.statusCode,
          body: JSON.stringify(body),
        });
      }
    } finally {
      busy.delete(nameOf(own));
    }
    return payload;
  });
}

function nameOf({ keyId, idempotencyKey }: Pending): string {
  return `${keyId} ${idempotencyKey}`;
}

/** The same for the same request, whatever the order of its fields. */
function fingerprintOf(request: FastifyRequest): string {
  const text = JSON.stringify([request.url, request.body ?? null], (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
