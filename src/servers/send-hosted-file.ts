import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { parseRange } from "../protocols/http/byte-range.ts";
import type { HostedAnswer } from "../provisioning/request.ts";

/** In memory for each phone that is sent something: one piece here, one on its way to the kernel. */
const PIECE_BYTES = 32 * 1024;

/** RFC 9110: whole, or one range of it (206, 416, `If-Range`). Several ranges at once get the whole file, as the RFC allows. */
export async function sendHostedFile(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  answer: HostedAnswer,
): Promise<FastifyReply> {
  const { file } = answer;
  const etag = `"${file.sha256}"`;
  reply.header("accept-ranges", "bytes").header("etag", etag);
  if (matches(headers["if-none-match"], etag)) return reply.code(304).send(null);
  reply.header("content-type", file.contentType).header("x-content-type-options", "nosniff");
  // A Range counts for GET only, and with If-Range only while it is the same file; dates are never given, so none can match.
  const ifRange = headers["if-range"];
  const isRanged = method === "GET" && (ifRange === undefined || ifRange === etag);
  const range = isRanged ? parseRange(headers.range, file.bytes) : undefined;
  if (range === "unsatisfiable")
    return reply
      .code(416)
      .header("content-type", "text/plain; charset=utf-8")
      .header("content-range", `bytes */${file.bytes}`)
      .send("");
  const { start, end } = range ?? { start: 0, end: file.bytes };
  if (range !== undefined) reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${file.bytes}`);
  reply.header("content-length", end - start);
  if (method === "HEAD") return reply.send(null);
  // Before anything is promised: a file that cannot be read is a fault, not half an answer.
  const first = await answer.read(start, Math.min(PIECE_BYTES, end - start));
  return reply.send(readOn(answer, first, start, end));
}

/** Reads a piece when the one before was taken, and holds no file in between. */
function readOn(answer: HostedAnswer, first: Buffer, start: number, end: number): Readable {
  let at = start;
  let piece: Buffer | undefined = first;
  return new Readable({
    highWaterMark: 1,
    read() {
      void push(this);
    },
  });

  async function push(stream: Readable): Promise<void> {
    try {
      const next = piece ?? (at < end ? await answer.read(at, Math.min(PIECE_BYTES, end - at)) : null);
      piece = undefined;
      at += next?.length ?? 0;
      stream.push(next);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** RFC 9110, section 13.1.2: weak comparison, `*` matches anything. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((candidate) => {
    const tag = candidate.trim();
    return tag === "*" || tag === etag || tag === `W/${etag}`;
  });
}
