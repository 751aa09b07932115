import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createByteGatherer } from "../protocols/byte-gatherer.ts";
import { writeChallenge } from "../protocols/http-auth/authorization.ts";
import type { OpenUpload, PhoneRequest, Refused, UploadAnswer } from "../provisioning/request.ts";

type HttpUploadsOptions = {
  receive: (request: PhoneRequest) => Promise<UploadAnswer>;
  toPhoneRequest: (request: IncomingMessage, target: string) => PhoneRequest;
  fail: (error: unknown) => void;
};
/** `waitsToSend`: the client sends its body when it is told to (`Expect: 100-continue`). */
export type HandleUpload = (request: IncomingMessage, response: ServerResponse, waitsToSend: boolean) => Promise<void>;

/** Of a body that nobody wants, so that a client that sends before it reads comes to read its answer. */
const MAX_DROPPED_BYTES = 4 * 1024 * 1024;
const DROPPING_MS = 2000;
const METHODS = ["PUT", "POST"];

export function isUpload({ method }: IncomingMessage): boolean {
  return METHODS.includes(method ?? "");
}

/** Files that phones send by PUT or POST. Whether they may is known before a byte of the body is read. */
export function createHttpUploads({ receive, toPhoneRequest, fail }: HttpUploadsOptions): HandleUpload {
  async function handle(request: IncomingMessage, response: ServerResponse, waitsToSend: boolean): Promise<void> {
    const answer = await receive(toPhoneRequest(request, request.url ?? ""));
    if (answer.outcome === "refused") return refuse(request, response, answer);
    if (answer.outcome === "busy") return end(request, response, 503, "Busy\n", { "retry-after": "60" });
    return take(request, response, answer, waitsToSend);
  }

  return (request, response, waitsToSend) =>
    handle(request, response, waitsToSend).catch((error: unknown) => {
      fail(error);
      return response.headersSent ? void request.socket.destroy() : end(request, response, 500, "Internal error\n");
    });
}

async function refuse(request: IncomingMessage, response: ServerResponse, { challenge, wait }: Refused): Promise<void> {
  if (wait === "silence") {
    request.socket.destroy();
    return;
  }
  if (wait !== undefined) await sleep(wait);
  if (challenge === undefined) return end(request, response, 405, "Method not allowed\n", { allow: "GET, HEAD" });
  const schemes = challenge.schemes.map((scheme) => writeChallenge({ ...challenge, scheme }));
  return end(request, response, 401, "Unauthorized\n", { "www-authenticate": schemes });
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  upload: OpenUpload,
  waitsToSend: boolean,
): Promise<void> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    upload.giveUp("encoded");
    return end(request, response, 415, "Not taken compressed\n");
  }
  if (Number(request.headers["content-length"] ?? 0) > upload.maxBytes) {
    upload.giveUp("too-large");
    return end(request, response, 413, "Too large\n");
  }
  if (waitsToSend) response.writeContinue();
  const body = await readBody(request, upload);
  if (!Buffer.isBuffer(body)) {
    upload.giveUp(body);
    if (body === "broke-off") {
      request.socket.destroy();
      return;
    }
    if (body === "too-large") return end(request, response, 413, "Too large\n");
    return end(request, response, 503, "Busy\n", { "retry-after": "60" });
  }
  const kept = await upload.keep(body);
  if (kept.outcome === "refused") return end(request, response, 415, "Not the file that its name says\n");
  // As a WebDAV server does it.
  response.writeHead(kept.isFirst ? 201 : 204, kept.isFirst ? { "content-length": 0 } : {});
  response.end();
}

async function readBody(
  request: IncomingMessage,
  { maxBytes, hold }: OpenUpload,
): Promise<Buffer | "too-large" | "broke-off" | "no-room"> {
  const gatherer = createByteGatherer(maxBytes);
  try {
    // What is not read to its end must not take the answer with it.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      if (!gatherer.add(piece as Buffer)) return "too-large";
      if (!hold(gatherer.heldBytes())) return "no-room";
    }
  } catch {
    return "broke-off";
  }
  return request.complete ? gatherer.take() : "broke-off";
}

/** Answers at once, and ends the connection when the client has sent its body or a good part of it. */
async function end(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string | string[]> = {},
): Promise<void> {
  response.writeHead(status, {
    ...headers,
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    connection: "close",
  });
  response.write(text);
  await drop(request);
  response.end();
}

function drop(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let left = MAX_DROPPED_BYTES;
    const timer = setTimeout(resolve, DROPPING_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.on("data", (piece: Buffer) => {
      left -= piece.length;
      if (left < 0) done();
    });
    request.once("end", done).once("close", done).once("error", done);
    request.resume();
  });
}
