import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type SeenRequest = { path: string; userAgent: string | undefined; address: string | undefined };

/** A web server on loopback that serves what `files` holds by path at that moment, and remembers who asked for what. */
export async function startFileServer(files: Record<string, string | Buffer>) {
  const seen: SeenRequest[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    seen.push({ path, userAgent: request.headers["user-agent"], address: request.socket.remoteAddress });
    const body = files[path];
    const bytes = Buffer.from(body ?? "not here");
    response.writeHead(body === undefined ? 404 : 200, { "Content-Length": bytes.length });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}/`,
    files,
    seen,
    /** The paths asked for since the last call. */
    takePaths: (): string[] => seen.splice(0).map(({ path }) => path),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type FileServer = Awaited<ReturnType<typeof startFileServer>>;
