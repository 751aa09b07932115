import type { FastifyInstance } from "fastify";

const NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** Swagger UI brings all of its own files, and writes style attributes. */
const DOCS_ALLOWED =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** What every answer tells browsers to leave alone. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    const isDocs = /^\/docs(?:[/?]|$)/.test(request.url);
    reply.headers({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": isDocs ? DOCS_ALLOWED : NOTHING_ALLOWED,
    });
    if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
    if (!isDocs) reply.header("cache-control", "no-store");
  });
}
