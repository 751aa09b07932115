import type { FastifyRequest } from "fastify";
import { Problem } from "./problems.ts";

const SAFE_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];
/** A page of another site cannot send it without asking first, and is never allowed to. */
const OWN_HEADER = "x-offhook-request";

/**
 * Refuses a call that a page of another site makes in a signed-in person's name. Browsers say where a call comes from; what says nothing
 * is no browser of today and, where a cookie came along (`needsProof`), must send the header.
 */
export function refuseCrossSite(request: FastifyRequest, { needsProof }: { needsProof: boolean }): void {
  if (SAFE_METHODS.includes(request.method)) return;
  const { origin, "sec-fetch-site": site } = request.headers;
  const isForeign =
    site !== undefined
      ? site !== "same-origin"
      : origin !== undefined
        ? origin !== `${request.protocol}://${request.host}`
        : needsProof && request.headers[OWN_HEADER] === undefined;
  if (isForeign)
    throw new Problem(
      "cross-site",
      `The call does not come from a page of this server; programs send the header ${OWN_HEADER}: 1, or an API key`,
    );
}
