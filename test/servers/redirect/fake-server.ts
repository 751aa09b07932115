import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";

export type FakeRequest = {
  method: string;
  /** With its query. */
  target: string;
  headers: IncomingMessage["headers"];
  host: string;
  body: string;
};
export type FakeReply = { status: number; body?: unknown; type?: string; headers?: Record<string, string> };

/** What goes wrong with requests until it is taken away. `isDone`: the service has done its work, only its answer suffers. */
type Fault =
  | { kind: "reply"; reply: FakeReply }
  | { kind: "silence"; isDone?: boolean }
  | { kind: "cut"; isDone?: boolean }
  | { kind: "cut-inside" };

/** What all fakes have. MACs in upper case. */
export type FakeService = {
  baseUrl: string;
  credentials: { username: string; password: string };
  /** What this account has registered: the address of each phone. */
  devices: Map<string, string>;
  /** Phones of somebody else. */
  foreign: Set<string>;
  requests: FakeRequest[];
  /** Why requests were refused, as a real service would not say it. */
  refusals: string[];
  setFault(fault: Fault | undefined): void;
  /** Is told of each request after the service has done its work, before the answer leaves. */
  whenDone(next: ((request: FakeRequest) => void) | undefined): void;
  close(): Promise<void>;
};

/** An HTTP server on loopback around what a service does with one request. */
export async function startFake(
  work: (request: FakeRequest, refuse: (why: string) => void) => FakeReply,
): Promise<Omit<FakeService, "credentials" | "devices" | "foreign">> {
  let fault: Fault | undefined;
  let done: ((request: FakeRequest) => void) | undefined;
  const requests: FakeRequest[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer(async (incoming, response) => {
    const request: FakeRequest = {
      method: incoming.method ?? "",
      target: incoming.url ?? "",
      headers: incoming.headers,
      host: incoming.headers.host ?? "",
      body: await text(incoming).catch(() => ""),
    };
    requests.push(request);
    const now = fault;
    if (now?.kind === "silence" && !now.isDone) return;
    if (now?.kind === "cut" && !now.isDone) return void incoming.socket.destroy();
    if (now?.kind === "reply") return send(response, now.reply);
    const reply = work(request, (why) => refusals.push(why));
    done?.(request);
    if (fault?.kind === "silence") return;
    if (now?.kind === "cut") return void incoming.socket.destroy();
    if (now?.kind === "cut-inside") {
      response.writeHead(reply.status, { "Content-Length": 1000 });
      return void response.write("<", () => incoming.socket.destroy());
    }
    send(response, reply);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    refusals,
    setFault: (next) => {
      fault = next;
    },
    whenDone: (next) => {
      done = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function send(
  response: ServerResponse,
  { status, body = "", type = "application/json", headers = {} }: FakeReply,
): void {
  response.writeHead(status, { "Content-Type": type, ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Whether a request carries these credentials as HTTP Basic. */
export function hasBasic(request: FakeRequest, { username, password }: FakeService["credentials"]): boolean {
  const [scheme, value = ""] = (request.headers.authorization ?? "").split(" ");
  return scheme === "Basic" && Buffer.from(value, "base64").toString("utf8") === `${username}:${password}`;
}
