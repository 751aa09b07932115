import { Readable } from "node:stream";
import { Type } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";

/** How a route describes that it answers with server-sent events. */
export const EVENT_STREAM = {
  content: { "text/event-stream": { schema: Type.Unsafe<Readable>({ type: "string" }) } },
};

type StreamedEvent = { event: string; id?: number; data: unknown };
export type EventStream = {
  send(event: StreamedEvent): void;
  /** Says nothing, so that those between do not think that it is over. */
  beat(): void;
  end(): void;
  onClose(done: () => void): void;
};

/** Whoever reads so much later than it comes is left: they ask again, and are told from there. */
const MOST_UNREAD_BYTES = 256 * 1024;

/** Begins to answer with server-sent events. The handler returns `answer` at once. */
export function openEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
): { stream: EventStream; answer: FastifyReply } {
  const readable = new Readable({ read() {} });
  let isOver = false;
  const push = (text: string) => {
    if (isOver) return;
    readable.push(text);
    if (readable.readableLength > MOST_UNREAD_BYTES) readable.destroy();
  };
  const end = () => {
    if (!isOver) readable.push(null);
    isOver = true;
  };
  readable.once("close", () => {
    isOver = true;
  });
  if (request.method === "HEAD") end();
  // For proxies that would keep events together until they are many.
  reply.type("text/event-stream").header("cache-control", "no-store").header("x-accel-buffering", "no");
  return {
    answer: reply.send(readable),
    stream: {
      send: ({ event, id, data }) =>
        push(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`),
      beat: () => push(":\n\n"),
      end,
      onClose: (done) => (readable.closed ? done() : readable.once("close", done)),
    },
  };
}
