import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import supertest from "supertest";
import { CLI, COMPILE_CACHE } from "../started-source.ts";

export const ADMIN_KEY = "test-admin-key-0123456789abcdefghij";

type Doors = {
  http: string | null;
  https: string | null;
  httpsLegacy: string | null;
  tftp: string | null;
  staff: string | null;
  pnp: string | null;
};
export type Daemon = {
  doors: Doors;
  dataDir: string;
  pid: number;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** A call of the staff API, as admin. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** A phone's request by HTTP from a loopback address of its own. */
  fetch(path: string, options?: PhoneFetch): Promise<PhoneAnswer>;
  /** Resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};
type ApiAnswer = { status: number; headers: Record<string, string>; text: string; json: unknown };
type PhoneFetch = { from?: string; method?: string; headers?: Record<string, string> };
type PhoneAnswer = { status: number; headers: NodeJS.Dict<string | string[]>; body: string };

/** A fresh folder for a daemon's data. The caller removes it with `removeFolder`. */
export function makeDataDir(): string {
  return mkdtempSync(join(tmpdir(), "offhook-test-"));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/**
 * Starts the real daemon on free ports of 127.0.0.1. Rejects with its standard error when it does not come up.
 * `before`: the words of a command that runs another, such as one that enters a network.
 */
export async function startDaemon(
  dataDir: string,
  env: Record<string, string | undefined> = {},
  before: readonly string[] = [],
): Promise<Daemon> {
  const [command = "", ...args] = [...before, process.execPath, CLI, "serve"];
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH ?? "",
      ...COMPILE_CACHE,
      OFFHOOK_DATA_DIR: dataDir,
      OFFHOOK_ADMIN_KEY: ADMIN_KEY,
      OFFHOOK_HTTP: "127.0.0.1:0",
      OFFHOOK_HTTPS: "off",
      OFFHOOK_TFTP: "127.0.0.1:0",
      OFFHOOK_STAFF: "127.0.0.1:0",
      OFFHOOK_PNP: "off",
      OFFHOOK_MDNS: "off",
      // No phone is in a hurry here.
      OFFHOOK_WARM_UP: "0s",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const doors = await new Promise<Doors>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      stdout += `${line}\n`;
      if (line.startsWith("offhook ready ")) resolve(JSON.parse(line.slice("offhook ready ".length)) as Doors);
    });
    void exited.then((code) => reject(new DaemonExitError(code, stderr)));
  });
  return {
    doors,
    dataDir,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    api: (method, path, body, headers) => callApi(doors, method, path, body, headers),
    fetch: (path, options) => fetchAsPhone(doors, path, options),
    stop: (signal = "SIGTERM") => stop(child, exited, signal),
  };
}

export class DaemonExitError extends Error {
  readonly code: number | null;
  readonly stderr: string;
  constructor(code: number | null, stderr: string) {
    super(`the daemon ended with ${code}: ${stderr}`);
    this.code = code;
    this.stderr = stderr;
  }
}

async function stop(
  child: ChildProcess,
  exited: Promise<number | null>,
  signal: NodeJS.Signals,
): Promise<number | null> {
  child.kill(signal);
  return exited;
}

async function callApi(
  doors: Doors,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const calling = new supertest.Test(`http://${doors.staff}`, method, path)
    .set({ authorization: `Bearer ${ADMIN_KEY}`, ...headers })
    .buffer(true);
  const { status, headers: answered, text } = await (body === undefined ? calling : calling.send(body as object));
  const isJson = text?.startsWith("{") || text?.startsWith("[");
  return { status, headers: answered, text: text ?? "", json: isJson ? JSON.parse(text) : undefined };
}

/** `path` goes out as it is, dot segments and all. */
function fetchAsPhone(
  doors: Doors,
  path: string,
  { from, method = "GET", headers = {} }: PhoneFetch = {},
): Promise<PhoneAnswer> {
  const { hostname, port } = new URL(`http://${doors.http}`);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path, method, headers, agent: false, ...(from === undefined ? {} : { localAddress: from }) },
      (incoming) => {
        let body = "";
        incoming.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}
