import { createHash, createHmac } from "node:crypto";
import type { HttpCall, Surroundings } from "./exchange.ts";

export type HawkKey = { id: string; key: string };
/** `seconds` since the epoch. */
type HawkStamp = { seconds: number; nonce: string };

const SCHEME_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

/**
 * The `Authorization` header of a request (discovery.md §6.2): HMAC-SHA256 over its method, address and the hash of its
 * body, which is always sent, also where there is no body.
 */
export function signHawk(
  call: Pick<HttpCall, "method" | "url" | "body"> & { contentType?: string },
  { id, key }: HawkKey,
  { seconds, nonce }: HawkStamp,
): string {
  const hash = hashPayload(call.contentType ?? "", call.body ?? "");
  const { pathname, search, hostname, port, protocol } = new URL(call.url);
  const signed = [
    "hawk.1.header",
    seconds,
    nonce,
    call.method,
    pathname + search,
    hostname.toLowerCase(),
    port || SCHEME_PORTS[protocol],
    hash,
    "",
  ];
  const mac = createHmac("sha256", key)
    .update(`${signed.join("\n")}\n`)
    .digest("base64");
  return `Hawk id="${id}", ts="${seconds}", nonce="${nonce}", hash="${hash}", mac="${mac}"`;
}

/** A call with its signature; the body is JSON. */
export function hawkCall(
  method: HttpCall["method"],
  url: string,
  body: unknown,
  key: HawkKey,
  { now, nonce }: Surroundings,
): HttpCall {
  const stamp = { seconds: Math.floor(now() / 1000), nonce: nonce() };
  if (body === undefined) {
    return {
      method,
      url,
      headers: { Accept: "application/json", Authorization: signHawk({ method, url }, key, stamp) },
    };
  }
  const text = JSON.stringify(body);
  const contentType = "application/json";
  const authorization = signHawk({ method, url, body: text, contentType }, key, stamp);
  return {
    method,
    url,
    headers: { Accept: contentType, "Content-Type": contentType, Authorization: authorization },
    body: text,
  };
}

function hashPayload(contentType: string, body: string): string {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return createHash("sha256").update(`hawk.1.payload\n${type}\n${body}\n`).digest("base64");
}
