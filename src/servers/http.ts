import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { SecureContextOptions, TLSSocket } from "node:tls";
import { fastify } from "fastify";
import { parseAuthorization, writeChallenge } from "../protocols/http-auth/authorization.ts";
import type { ClientCertificate } from "../provisioning/certificate-policy.ts";
import { Password } from "../provisioning/password.ts";
import type {
  Answer,
  Authorization,
  FileAnswer,
  HttpsUrls,
  PhoneRequest,
  UploadAnswer,
} from "../provisioning/request.ts";
import { isWildcard, plainAddress } from "./addresses.ts";
import { forwardedAddress, forwardedScheme } from "./forwarded.ts";
import { createHttpUploads, isUpload } from "./http-uploads.ts";
import { matches, sendHostedFile } from "./send-hosted-file.ts";
import { adoptSocket } from "./socket-activation.ts";
import type { TlsServer } from "./tls-keeper.ts";

export type HttpDoorOptions = {
  host: string;
  port: number;
  /** An open socket to be used instead of `host` and `port`. */
  fd?: number | undefined;
  /** Makes it an HTTPS door. */
  tls?: HttpDoorTls | undefined;
  answer: (request: PhoneRequest) => Promise<Answer>;
  /** See `PhoneAnswerer.recall`. */
  recall: (request: PhoneRequest) => FileAnswer | undefined;
  /** Undefined: nobody may send a file here. */
  receive?: ((request: PhoneRequest) => Promise<UploadAnswer>) | undefined;
  /** Whether an address is that of a proxy that is believed about whom it speaks for. Undefined: there are none. */
  isProxy?: ((address: string) => boolean) | undefined;
  /** The URL that phones are told, from the address and port they reached. */
  baseUrl: (localAddress: string, port: number) => string;
  /** See `PhoneRequest.httpsUrls`, by the address they reached. */
  httpsUrls?: ((localAddress: string) => HttpsUrls) | undefined;
  log: (message: string, detail?: Record<string, unknown>) => void;
  patience?: typeof PATIENCE;
};
/** Clients are asked for a certificate, and every one may come in: what it showed is judged with its request. */
export type HttpDoorTls = {
  context: SecureContextOptions;
  clientCertificateOf: (socket: TLSSocket) => ClientCertificate | undefined;
  /** Gets the server, to hand it other certificates later. */
  keep: (server: TlsServer) => void;
};
export type HttpDoor = { host: string; port: number; close(drainMs: number): Promise<void> };

const UNAUTHORIZED = Buffer.from("Unauthorized\n");
const NOT_FOUND = Buffer.from("Not found\n");
const MAX_HEADER_BYTES = 8192;
/** How long a client may take for its headers, for its request, and without a byte moving in either direction. */
const PATIENCE = { headersMs: 10_000, requestMs: 30_000, idleMs: 60_000, checkEveryMs: 5000 };
const KEEP_ALIVE_MS = 5000;
const BACKLOG = 4096;

/** The phones' HTTP or HTTPS door. Everything is answered from one handler: file names decide, not routes. */
export async function startHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const door = options.tls === undefined ? "http" : "https";
  const { patience = PATIENCE } = options;
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkEveryMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const { tls, receive } = options;
  const fail = (error: unknown) =>
    options.log("a phone's request failed", { door, error: error instanceof Error ? error.message : String(error) });
  const handleUpload = receive && createHttpUploads({ receive, toPhoneRequest, fail });
  function createServer(listener: RequestListener) {
    if (tls === undefined) return createHttpServer(limits, listener);
    const clients = { requestCert: true, rejectUnauthorized: false, handshakeTimeout: patience.headersMs };
    const server = createHttpsServer({ ...limits, ...tls.context, ...clients }, listener);
    tls.keep(server);
    return server;
  }
  const app = fastify({
    serverFactory(handler) {
      const listener: RequestListener = (request, response) => {
        if (handleUpload !== undefined && isUpload(request)) void handleUpload(request, response, false);
        else if (!answerAtOnce(request, response)) handler(request, response);
      };
      const server = createServer(listener);
      server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
        if (handleUpload !== undefined && isUpload(request)) void handleUpload(request, response, true);
        else {
          response.writeContinue();
          listener(request, response);
        }
      });
      server.setTimeout(patience.idleMs);
      return adoptSocket(server, options.fd, BACKLOG);
    },
    logger: false,
    // The router never sees a phone's path: some bases send literal dot segments, some attackers worse.
    rewriteUrl: () => "/",
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    return503OnClosing: false,
  });
  app.removeAllContentTypeParsers();

  app.addHook("onRequest", (request, reply, done) => {
    if (request.method === "GET" || request.method === "HEAD") return done();
    void reply
      .code(405)
      .header("allow", "GET, HEAD")
      .header("connection", "close")
      .type("text/plain; charset=utf-8")
      .send("Method not allowed\n");
  });

  app.setErrorHandler((error, _request, reply) => {
    fail(error);
    void reply.code(500).type("text/plain; charset=utf-8").send("Internal error\n");
  });

  let bound: AddressInfo = { address: options.host, family: "", port: 0 };
  let hasOneAddress = false;
  let isClosing = false;
  const confirming = new Set<Promise<void>>();
  function confirm(file: FileAnswer): void {
    const confirmed = file
      .confirmDelivery()
      .catch((error: unknown) => options.log("a delivery could not be confirmed", { error: String(error) }))
      .finally(() => confirming.delete(confirmed));
    confirming.add(confirmed);
  }
  app.route({
    method: ["GET", "HEAD"],
    url: "/",
    async handler(request, reply) {
      const { headers } = request;
      const isHead = request.method === "HEAD";
      const answer = await options.answer(toPhoneRequest(request.raw, request.originalUrl));
      if (answer.outcome === "refused") {
        const { challenge, wait } = answer;
        if (wait === "silence") {
          request.raw.socket.destroy();
          return reply.hijack();
        }
        if (wait !== undefined) await sleep(wait);
        if (challenge !== undefined)
          return reply
            .code(401)
            .header(
              "www-authenticate",
              challenge.schemes.map((scheme) => writeChallenge({ ...challenge, scheme })),
            )
            .header("content-type", "text/plain; charset=utf-8")
            .header("content-length", UNAUTHORIZED.length)
            .send(isHead ? null : UNAUTHORIZED);
        return reply
          .code(404)
          .header("content-type", "text/plain; charset=utf-8")
          .header("content-length", NOT_FOUND.length)
          .send(isHead ? null : NOT_FOUND);
      }
      if (answer.outcome === "hosted") return sendHostedFile(request, reply, answer);
      reply.header("content-type", answer.contentType).header("content-length", answer.body.length);
      const { noteTaken } = answer;
      if (noteTaken !== undefined && !isHead) reply.raw.once("finish", noteTaken);
      if (answer.carriesSecrets) {
        reply.header("cache-control", "no-store");
        reply.raw.once("finish", () => confirm(answer));
        return reply.send(answer.body);
      }
      if (answer.etag !== undefined) {
        reply.header("etag", answer.etag);
        if (matches(headers["if-none-match"], answer.etag))
          return reply.code(304).removeHeader("content-length").removeHeader("content-type").send(null);
      }
      return reply.send(isHead ? null : answer.body);
    },
  });

  function toPhoneRequest({ method, headers, socket }: IncomingMessage, target: string): PhoneRequest {
    const certificate = tls?.clientCertificateOf(socket as TLSSocket);
    // Asking the kernel costs a system call, so only where the answer may differ.
    const localAddress = hasOneAddress ? bound.address : plainAddress(socket.localAddress);
    const peer = plainAddress(socket.remoteAddress);
    const isProxied = options.isProxy?.(peer) === true;
    const { authorization } = headers;
    const isPeek = method === "HEAD" || headers["if-none-match"] !== undefined || headers.range !== undefined;
    return {
      door: isProxied ? (forwardedScheme(headers["x-forwarded-proto"]) ?? door) : door,
      intent: isPeek ? "peek" : "fetch",
      target,
      userAgent: headers["user-agent"],
      remoteAddress: isProxied ? forwardedAddress(peer, headers["x-forwarded-for"], options.isProxy) : peer,
      authorization: authorization === undefined ? undefined : readAuthorization(authorization, method),
      certificate,
      certificateFingerprint: certificate?.verdict === "verified" ? certificate.fingerprint : undefined,
      baseUrl: options.baseUrl(localAddress, bound.port),
      httpsUrls: options.httpsUrls?.(localAddress),
    };
  }

  /** In a boot storm most requests are the same as a moment ago: those need no router, no hooks and no promises. */
  function answerAtOnce(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== "GET" || request.url === undefined || isClosing) return false;
    const asked = toPhoneRequest(request, request.url);
    const answer = asked.intent === "fetch" ? options.recall(asked) : undefined;
    if (answer === undefined) return false;
    const { contentType, body, etag } = answer;
    const headers = ["content-type", contentType, "content-length", String(body.length)];
    if (etag !== undefined) headers.push("etag", etag);
    response.writeHead(200, headers);
    response.end(body);
    return true;
  }

  await app.listen({ host: options.host, port: options.port, backlog: BACKLOG });
  bound = app.server.address() as AddressInfo;
  hasOneAddress = !isWildcard(bound.address);
  return {
    host: bound.address,
    port: bound.port,
    async close(drainMs) {
      isClosing = true;
      const timer = setTimeout(() => app.server.closeAllConnections(), drainMs);
      await app.close();
      clearTimeout(timer);
      await Promise.all(confirming);
    },
  };
}

function readAuthorization(header: string, method: string | undefined): Authorization {
  const read = parseAuthorization(header);
  if (read === undefined) return { scheme: "malformed" };
  return read.scheme === "basic"
    ? { ...read, password: new Password(read.password) }
    : { ...read, method: method ?? "GET" };
}
