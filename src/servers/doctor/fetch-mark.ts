import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { decodePacket, ERROR_CODES, encodeAck, encodeError, encodeRequest } from "../../protocols/tftp/packets.ts";
import type { Fetched, ReachFacts } from "../../provisioning/doctor/judge-reach.ts";
import { bindSocket, hasCode, openSocket } from "../udp-socket.ts";
import type { Mark } from "./self-mark.ts";

const MAX_BYTES = 4096;
const RESEND_MS = 600;
const UNREACHABLE = ["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"];

/** Goes the way of a phone that is told `url`: resolves its name, then fetches the marked file below it. Directly: phones use no proxy. */
export async function reachUrl(url: string, mark: Mark, signal: AbortSignal): Promise<ReachFacts> {
  const resolved = await resolveUrl(url, signal);
  const [address] = resolved.ipv4;
  if (address === undefined) return resolved;
  return { ...resolved, fetched: await fetchMark(new URL(url), address, mark, signal) };
}

/** The addresses behind a URL, without asking them. */
export async function resolveUrl(url: string, signal: AbortSignal): Promise<ReachFacts> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const resolved = await resolve(host, signal);
  const nothing = { url, host, lookupError: undefined, ipv4: [], ipv6: [], fetched: undefined };
  return typeof resolved === "string" ? { ...nothing, lookupError: resolved } : { ...nothing, ...resolved };
}

/** By the operating system, hosts file and all. The reason, where it cannot. */
async function resolve(host: string, signal: AbortSignal): Promise<{ ipv4: string[]; ipv6: string[] } | string> {
  if (isIP(host) === 4) return { ipv4: [host], ipv6: [] };
  if (isIP(host) === 6) return { ipv4: [], ipv6: [host] };
  try {
    // Name servers that keep silent are given up by the resolver much later.
    const tooLate = once(signal, "abort").then(() => Promise.reject(new Error("no answer")));
    const all = await Promise.race([lookup(host, { all: true }), tooLate]);
    const of = (family: number) => all.filter((one) => one.family === family).map(({ address }) => address);
    return { ipv4: of(4), ipv6: of(6) };
  } catch (error) {
    return codeOf(error);
  }
}

function fetchMark(url: URL, address: string, mark: Mark, signal: AbortSignal): Promise<Fetched> {
  if (url.protocol === "tftp:") {
    const file = `${decodeURIComponent(url.pathname.slice(1))}${mark.fileName}`;
    return readByTftp({ address, port: Number(url.port || 69), from: undefined }, file, mark, signal);
  }
  return readByHttp(url, address, mark, signal);
}

async function readByHttp(url: URL, address: string, mark: Mark, signal: AbortSignal): Promise<Fetched> {
  const isTls = url.protocol === "https:";
  const options: RequestOptions & { servername?: string; rejectUnauthorized: boolean } = {
    // The address that was found, the name that was told.
    host: address,
    port: url.port || (isTls ? 443 : 80),
    path: `${url.pathname}${mark.fileName}`,
    headers: { host: url.host },
    agent: false,
    signal,
    // Who it is, the mark says; what its certificate is worth is another check.
    rejectUnauthorized: false,
    ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
  };
  try {
    const outgoing = (isTls ? requestHttps : requestHttp)(options);
    // What happens after we stopped waiting.
    outgoing.on("error", () => {});
    outgoing.end();
    const [incoming] = await once(outgoing, "response", { signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming) {
      size += chunk.length;
      if (size > MAX_BYTES) break;
      chunks.push(chunk);
    }
    if (incoming.statusCode === 200 && Buffer.concat(chunks).equals(mark.body)) return { outcome: "ours" };
    const { server, location } = incoming.headers;
    const isRedirect = incoming.statusCode >= 300 && incoming.statusCode < 400;
    return {
      outcome: "other",
      status: String(incoming.statusCode),
      server: server ?? "-",
      location: isRedirect ? location : undefined,
    };
  } catch (error) {
    return describeFailure(error, signal);
  }
}

/** Every datagram of the transfer must come from the address that was asked. `from`: the local address to ask from. */
export async function readByTftp(
  { address, port, from }: { address: string; port: number; from: string | undefined },
  fileName: string,
  mark: Mark,
  signal: AbortSignal,
): Promise<Fetched> {
  const socket = openSocket(address);
  socket.on("error", () => {});
  const asking = encodeRequest({ type: "read-request", fileName, mode: "octet", options: [] });
  const ask = () => socket.send(asking, port, address);
  let timer: NodeJS.Timeout | undefined;
  try {
    await bindSocket(socket, from ?? (address.includes(":") ? "::" : "0.0.0.0"), 0);
    ask();
    timer = setInterval(ask, RESEND_MS);
    while (true) {
      const [bytes, sender] = await once(socket, "message", { signal });
      const packet = sender.address === address ? decodePacket(bytes) : undefined;
      if (packet?.type === "error") return other(`error ${packet.code}`);
      if (packet?.type !== "data" || packet.block !== 1) continue;
      const isOurs = packet.payload.equals(mark.body);
      const answer = isOurs ? encodeAck(1) : encodeError(ERROR_CODES.undefined, "not the file that was meant");
      await new Promise((done) => socket.send(answer, sender.port, address, done));
      return isOurs ? { outcome: "ours" } : other("data");
    }
  } catch (error) {
    return describeFailure(error, signal);
  } finally {
    clearInterval(timer);
    socket.close();
  }
}

function other(status: string): Fetched {
  return { outcome: "other", status, server: "-", location: undefined };
}

function describeFailure(error: unknown, signal: AbortSignal): Fetched {
  if (signal.aborted || UNREACHABLE.some((code) => hasCode(error, code))) return { outcome: "silent" };
  if (hasCode(error, "ECONNREFUSED")) return { outcome: "refused" };
  return { outcome: "failed", reason: codeOf(error) };
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return String(error instanceof Error ? error.message : error);
}
