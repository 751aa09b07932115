import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type Call = {
  method: string;
  path: string;
  query: Record<string, string>;
  key: string | undefined;
  body: unknown;
};
export type Reply = { status?: number; json?: unknown; text?: string; type?: string };

/** A server on loopback that answers by `METHOD /path` below /api/v1 and remembers the calls. */
export async function startStaffServer(replies: Record<string, Reply | ((call: Call) => Reply)>) {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    const sent = await text(request);
    const isFile = request.headers["content-type"] === "text/csv";
    const call: Call = {
      method: request.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      key: request.headers.authorization,
      body: sent === "" || isFile ? sent || undefined : JSON.parse(sent),
    };
    calls.push(call);
    const found = replies[`${call.method} ${call.path.replace("/api/v1", "")}`] ?? { status: 404, text: "nothing" };
    const reply = typeof found === "function" ? found(call) : found;
    const type = reply.type ?? (reply.json === undefined ? "text/plain" : "application/json");
    response.writeHead(reply.status ?? 200, { "Content-Type": type });
    response.end(reply.json === undefined ? reply.text : JSON.stringify(reply.json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, calls, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
