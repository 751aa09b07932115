import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { LinkOutcome } from "../../provisioning/pbx-link.ts";

const TIMEOUT_MS = 5000;
/** Some ten thousand registrations. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Kamailio refuses more: `reload_delta` of its module permissions. */
const RELOAD_EVERY_MS = 5000;
const RELOAD_PAUSE_MS = 1000;
const MOST_RELOAD_TRIES = 8;

type RpcReply = { ok: true; result: unknown } | { ok: false; isUnknown: boolean; words: string };
/** JSON-RPC 2.0 over HTTP, as jsonrpcs answers behind xhttp. Never rejects. */
export type CallRpc = (method: string, params?: readonly unknown[]) => Promise<RpcReply>;

export function createRpc(url: string, signal: AbortSignal): CallRpc {
  return async (method, params = []) => {
    const fault = (words: string, isUnknown = false): RpcReply => ({ ok: false, isUnknown, words });
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const { status, text } = await post(url, body, AbortSignal.any([signal, timeout]));
      // Faults of a method come with 500 and the same form.
      const reply = readReply(text);
      if (reply === undefined)
        return fault(`rpcUrl answered ${status} and no JSON-RPC: expected xhttp and jsonrpcs of Kamailio`);
      if (reply.error === undefined) return { ok: true, result: reply.result };
      const { message } = reply.error;
      return fault(`Kamailio answered ${method}: ${message}`, message === "Method Not Found");
    } catch (error) {
      if (timeout.aborted) return fault(`rpcUrl did not answer within ${TIMEOUT_MS / 1000} s`);
      const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
      return fault(`rpcUrl cannot be reached: ${code}`);
    }
  };
}

/** Not `fetch`: that refuses ports that are SIP's. */
function post(url: string, body: string, signal: AbortSignal): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const send = url.startsWith("https:") ? requestHttps : requestHttp;
    const sending = send(new URL(url), { method: "POST", headers, agent: false, signal });
    sending.on("error", reject);
    sending.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) sending.destroy(new Error("too much"));
        else chunks.push(chunk);
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    sending.end(body);
  });
}

function readReply(text: string): { result: unknown; error: { message: string } | undefined } | undefined {
  try {
    const { result, error } = JSON.parse(text) as { result?: unknown; error?: { message?: unknown } };
    if (error === undefined && result === undefined) return undefined;
    return { result, error: error && { message: String(error.message).slice(0, 200) } };
  } catch {
    return undefined;
  }
}

/** Has Kamailio read the table `address` again: at most once in 5 s, and never not at all after it changed. */
export function createReloader(rpc: CallRpc, signal: AbortSignal): { changed(): void; reload(): Promise<LinkOutcome> } {
  // What a process before this one wrote, Kamailio may not have read.
  let isStale = true;
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    changed: () => {
      isStale = true;
    },
    async reload() {
      if (!isStale) return { outcome: "done" };
      for (let tries = 1; ; tries += 1) {
        const waitMs = Math.max(tries === 1 ? 0 : RELOAD_PAUSE_MS, lastAt + RELOAD_EVERY_MS - performance.now());
        if (!(await pause(waitMs, signal))) return { outcome: "later", words: "The address table is not reloaded yet" };
        const at = performance.now();
        const reply = await rpc("permissions.addressReload");
        if (reply.ok) {
          lastAt = at;
          isStale = false;
          return { outcome: "done" };
        }
        // Somebody else had it reloaded.
        if (reply.words.endsWith("ongoing reload") && tries < MOST_RELOAD_TRIES) continue;
        return { outcome: reply.isUnknown ? "failed" : "later", words: reply.words };
      }
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
