import { randomBytes } from "node:crypto";
import { oneLine } from "../protocols/one-line.ts";
import type {
  Exchange,
  Failure,
  HttpCall,
  HttpReply,
  Surroundings,
  WireService,
} from "../protocols/redirect/exchange.ts";
import { createGigasetRedirect } from "../protocols/redirect/gigaset-redirect.ts";
import { createSnomRds } from "../protocols/redirect/snom-rds.ts";
import { createSraps } from "../protocols/redirect/sraps.ts";
import { createYealinkRps } from "../protocols/redirect/yealink-rps.ts";
import { createYmcs } from "../protocols/redirect/ymcs.ts";
import { MASK } from "../provisioning/password.ts";
import type {
  ConnectRedirectService,
  RedirectCredentials,
  RedirectFailure,
  RedirectService,
  RedirectServiceId,
} from "../provisioning/redirect.ts";

export type RedirectClientOptions = {
  /** Ends what is under way when the daemon stops. */
  signal: AbortSignal;
  /** For one request. */
  callTimeoutMs?: number;
};

const CALL_TIMEOUT_MS = 10_000;
/** For one job: signing in, and what a session that has ended costs anew. */
const JOB_TIMEOUT_MS = 60_000;
/** A thousand settings of SRAPS are far below it. */
const MAX_REPLY_BYTES = 4 * 1024 * 1024;
const MAX_WORDS = 200;
/** Anything shorter is in every other word. */
const MIN_MASKED = 3;
const MAX_SERVICES = 1000;

/** Talks to the services by fetch. An account's session is kept until the account changes. */
export function createRedirectClient(options: RedirectClientOptions): ConnectRedirectService {
  const kept = new Map<string, RedirectService>();
  return (account) => {
    const { pbxId, service, revision, createdAt } = account;
    const name = JSON.stringify([pbxId, service, revision, createdAt]);
    const connected = kept.get(name) ?? connectService(account, options);
    kept.set(name, connected);
    if (kept.size > MAX_SERVICES) kept.delete(kept.keys().next().value ?? name);
    return connected;
  };
}

const WIRES: Readonly<Record<RedirectServiceId, (account: Revealed, surroundings: Surroundings) => WireService>> = {
  "snom-sraps": (account, around) => createSraps({ ...hawk(account), setting: "setting_server" }, around),
  "gigaset-grape": (account, around) => createSraps({ ...hawk(account), setting: "ProvisioningServer" }, around),
  "snom-rds": (account, around) => createSnomRds(xmlRpc(account), around),
  "yealink-rps": (account, around) => createYealinkRps({ ...xmlRpc(account), serverName: account.label }, around),
  "gigaset-redirect": (account, around) =>
    createGigasetRedirect({ ...xmlRpc(account), providerName: account.label, needsMacId: account.needsMacId }, around),
  "yealink-ymcs": ({ baseUrl, username, password }, around) =>
    createYmcs({ base: withSlash(baseUrl), clientId: username, secret: password }, around),
};

type Revealed = Omit<RedirectCredentials, "username" | "password"> & { username: string; password: string };

function hawk({ baseUrl, username, password }: Revealed) {
  return { base: withSlash(baseUrl), id: username, key: password };
}

function xmlRpc({ baseUrl, username, password }: Revealed) {
  return { endpoint: baseUrl, username, password };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

function connectService(account: RedirectCredentials, options: RedirectClientOptions): RedirectService {
  const username = account.username.reveal();
  const password = account.password.reveal();
  const surroundings = { now: Date.now, nonce: () => randomBytes(16).toString("hex") };
  const wire = WIRES[account.service]({ ...account, username, password }, surroundings);
  let opening: Promise<{ ok: true } | Failure> | undefined;

  async function converse<T>(exchange: Exchange<T>, signal: AbortSignal): Promise<T | Failure> {
    let step = exchange.next();
    while (!step.done) {
      const reply = await send(step.value, signal, options.callTimeoutMs ?? CALL_TIMEOUT_MS);
      if ("code" in reply) return reply;
      step = exchange.next(reply);
    }
    return step.value;
  }

  async function inSession<T extends { ok: true }>(
    start: () => Exchange<T | Failure>,
    timeoutMs = JOB_TIMEOUT_MS,
  ): Promise<T | RedirectFailure> {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
    for (let tries = 1; ; tries++) {
      const isFresh = wire.session?.isOpen() === false;
      if (wire.session !== undefined && isFresh) {
        // Those who come meanwhile wait for the same one. A failure is not kept.
        opening ??= converse(
          wire.session.open(),
          AbortSignal.any([options.signal, AbortSignal.timeout(JOB_TIMEOUT_MS)]),
        );
        const shared = opening;
        void shared.finally(() => {
          if (opening === shared) opening = undefined;
        });
        const opened = await orUnreachable(shared, signal);
        if (!opened.ok) return clean(opened);
      }
      const outcome = await converse(start(), signal);
      if (outcome.ok) return outcome;
      if (!outcome.isSessionOver) return clean(outcome);
      wire.session?.forget();
      if (isFresh || wire.session === undefined || tries > 1) return clean(outcome);
    }
  }

  /** The service's words as an event may hold them: on one line, cut, and without what an echo would give away. */
  function clean({ code, words, retryAfterMs }: Failure): RedirectFailure {
    let text = words;
    const basic = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
    const secrets = [basic, password, username].filter((secret) => secret.length >= MIN_MASKED);
    for (const secret of secrets) text = text.replaceAll(secret, MASK);
    return {
      ok: false,
      code,
      words: oneLine(text, MAX_WORDS),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }

  return {
    register: (phone, url) => inSession(() => wire.register(phone, url)),
    release: (phone) => inSession(() => wire.release(phone)),
    check: (phone, timeoutMs) => inSession(() => wire.check(phone), timeoutMs),
  };
}

/** Redirects are not followed: they would take the credentials elsewhere. */
async function send(call: HttpCall, signal: AbortSignal, timeoutMs: number): Promise<HttpReply | Failure> {
  const { method, url, headers, body } = call;
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: response.status, headers: response.headers, body: await readLimited(response) };
  } catch (error) {
    return unreachable(describeFault(error));
  }
}

async function readLimited(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MAX_REPLY_BYTES) throw new Error(`its answer is longer than ${MAX_REPLY_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** What others wait for longer than this one may. */
async function orUnreachable<T>(shared: Promise<T>, signal: AbortSignal): Promise<T | Failure> {
  const { promise: over, resolve } = Promise.withResolvers<Failure>();
  const end = () => resolve(unreachable("no answer in time"));
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([shared, over]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function unreachable(words: string): Failure {
  return { ok: false, code: "service-unreachable", words };
}

/** fetch hides the reason in a cause, and that of several addresses in a list. */
function describeFault(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof AggregateError) return [...new Set(cause.errors.map(describeFault))].join(", ");
  return cause instanceof Error ? cause.message : String(cause);
}
