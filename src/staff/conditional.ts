import type { FastifyReply } from "fastify";
import { Problem } from "./problems.ts";

/** Sets the `ETag` of a single resource. */
export function setEtag(reply: FastifyReply, revision: string | number): void {
  reply.header("etag", etagOf(revision));
}

/**
 * The revision that a change must still find, from `If-Match` and the resource as it is now. Undefined: any will do.
 * Weak tags never match (RFC 9110, 13.1.1).
 */
export function expectRevision<Revision extends string | number>(
  headers: { "if-match"?: string | undefined },
  current: Revision,
): Revision | undefined {
  const wanted = headers["if-match"];
  if (wanted === undefined || wanted.trim() === "*") return undefined;
  const tags = wanted.split(",").map((tag) => tag.trim());
  if (!tags.includes(etagOf(current))) throw staleProblem();
  return current;
}

export function staleProblem(): Problem {
  return new Problem("stale", "The resource has another ETag than If-Match names");
}

function etagOf(revision: string | number): string {
  return `"${revision}"`;
}
