import type { FastifyReply, FastifyRequest } from "fastify";

/** `__Host-`: browsers take it over HTTPS only, for this host alone, and no other host can set it (RFC 6265bis). */
export const SECURE_NAME = "__Host-offhook-session";
/** On loopback, where there is no HTTPS. */
export const PLAIN_NAME = "offhook-session";

/** The session's token that came with a request. */
export function sessionTokenOf(request: FastifyRequest): string | undefined {
  const name = nameFor(request);
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .match(/^[\w-]{43}$/)?.[0];
}

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  lifetimeMs: number,
): void {
  writeCookie(request, reply, token, Math.floor(lifetimeMs / 1000));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  writeCookie(request, reply, "", 0);
}

function writeCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
  const secure = request.protocol === "https" ? "; Secure" : "";
  reply.header(
    "set-cookie",
    `${nameFor(request)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`,
  );
}

function nameFor(request: FastifyRequest): string {
  return request.protocol === "https" ? SECURE_NAME : PLAIN_NAME;
}
