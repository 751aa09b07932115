import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type DatabaseKind, type KamailioDatabase, makeKamailioTables } from "./kamailio-tables.ts";

const CONFIGURATION = fileURLToPath(new URL("../../docs/pbx/kamailio.cfg", import.meta.url));
const START_MS = 10_000;
export const REALM = "pbx.example.org";
export const ADDRESS_GROUP = 10;

export type Kamailio = {
  database: KamailioDatabase;
  /** Where phones register. */
  registrar: { host: string; port: number };
  rpcUrl: string;
  rpc(method: string, params?: unknown[]): Promise<{ result?: unknown; error?: { message: string } }>;
  /** Ends it, and starts it again on the same ports, with further defines of its configuration. */
  stop(): Promise<void>;
  start(defines?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
};

/** Debian's Kamailio with docs/pbx/kamailio.cfg as it is, on free ports of loopback. */
export async function startKamailio(kind: DatabaseKind): Promise<Kamailio> {
  const folder = mkdtempSync(join(tmpdir(), "offhook-kamailio-"));
  const database = await makeKamailioTables(kind, folder);
  const [sipPort, rpcPort] = [await freeUdpPort(), await freeTcpPort()];
  const rpcUrl = `http://127.0.0.1:${rpcPort}/RPC`;
  const given = {
    DB_URL: `"${database.kamailioUrl}"`,
    SQL_CONNECTION: `"offhook=>${database.kamailioUrl}"`,
    REALM: `"${REALM}"`,
    GROUP: `"${ADDRESS_GROUP}"`,
    SIP_LISTEN: `udp:127.0.0.1:${sipPort}`,
    RPC_LISTEN: `tcp:127.0.0.1:${rpcPort}`,
    RPC_PORT: String(rpcPort),
  };
  let running: { end(): Promise<void> } | undefined;

  async function rpc(method: string, params: unknown[] = []) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(rpcUrl, { method: "POST", body, signal: AbortSignal.timeout(2000) });
    return (await response.json()) as { result?: unknown; error?: { message: string } };
  }

  async function start(defines: Readonly<Record<string, string>> = {}): Promise<void> {
    const places = ["-f", CONFIGURATION, "-DD", "-E", "-m", "64", "-M", "16", "-Y", folder, "-w", folder];
    const words = Object.entries({ ...given, ...defines }).flatMap(([name, value]) => ["-A", `${name}=${value}`]);
    const child = spawn("kamailio", [...places, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = `${said}${text}`.slice(-4000);
      });
    const ended = new Promise<void>((resolve, reject) => {
      child.once("exit", () => resolve());
      child.once("error", (error) => reject(new Error("kamailio is missing: install kamailio", { cause: error })));
    });
    running = {
      async end() {
        child.kill("SIGTERM");
        await ended;
      },
    };
    const until = Date.now() + START_MS;
    for (;;) {
      if (await rpc("core.uptime").catch(() => undefined)) return;
      if (child.exitCode !== null || Date.now() > until) throw new Error(`Kamailio does not start:\n${said}`);
      await Promise.race([sleep(50), ended]);
    }
  }

  async function stop(): Promise<void> {
    await running?.end();
    running = undefined;
  }

  await start();
  return {
    database,
    registrar: { host: "127.0.0.1", port: sipPort },
    rpcUrl,
    rpc,
    stop,
    start,
    async close() {
      await stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
