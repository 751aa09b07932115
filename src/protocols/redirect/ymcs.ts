import {
  basicAuth,
  DONE,
  type Exchange,
  type Failure,
  failure,
  failureOfStatus,
  fieldOf,
  type Holding,
  type HttpCall,
  type HttpReply,
  type Outcome,
  readJson,
  type Surroundings,
  type WireService,
} from "./exchange.ts";

/** `base` ends in `/`. */
export type YmcsAccount = { base: string; clientId: string; secret: string };

/** A token is given up this long before it ends. */
const TOKEN_MARGIN_MS = 60_000;
const DEFAULT_TOKEN_SECONDS = 600;

/** discovery.md §6.4: the code, in the body or in `errorInfo` of a batch. */
const HELD_ELSEWHERE = /^(?:800003|800004)$|already managed|already exists/i;
const NOT_THERE = /^900404|not.?found|not.?exist/i;
const TOKEN_OVER = new Set(["900401", "900440"]);

/** Yealink's YMCS v2: OAuth2 client credentials and JSON (discovery.md §6.4, yealink.md §9.4). */
export function createYmcs({ base, clientId, secret }: YmcsAccount, { now, nonce }: Surroundings): WireService {
  let token: { text: string; endsAt: number } | undefined;

  function post(path: string, authorization: string, body: unknown): HttpCall {
    return {
      method: "POST",
      url: `${base}v2/${path}`,
      headers: {
        timestamp: String(now()),
        nonce: nonce(),
        "Content-Type": "application/json",
        Accept: "application/json",
        Authorization: authorization,
      },
      body: JSON.stringify(body),
    };
  }

  function* call(path: string, body: unknown): Exchange<HttpReply> {
    if (token === undefined) throw new Error("YMCS was asked before its session was opened");
    return yield post(`rps/${path}`, `Bearer ${token.text}`, body);
  }

  function failureOf(reply: HttpReply): Failure {
    const body = readJson(reply.body);
    const code = textOf(fieldOf(body, "code"));
    const message = textOf(fieldOf(body, "message")) || textOf(fieldOf(body, "error"));
    const words = [code, message].filter((part) => part !== "").join(" ");
    const isSessionOver = reply.status === 401 || TOKEN_OVER.has(code);
    const failed = isKnown(code) ? failureOfCode(code, words) : failureOfStatus(reply, words, now());
    const ofStatus = failureOfStatus(reply, words, now());
    return {
      ...failed,
      ...(ofStatus.retryAfterMs === undefined ? {} : { retryAfterMs: ofStatus.retryAfterMs }),
      ...(isSessionOver ? { isSessionOver } : {}),
    };
  }

  return {
    session: {
      isOpen: () => token !== undefined && now() < token.endsAt,
      *open(): Exchange<Outcome> {
        const reply = yield post("token", basicAuth(clientId, secret), { grant_type: "client_credentials" });
        if (reply.status !== 200) {
          const failed = failureOf(reply);
          // OAuth (RFC 6749 section 5.2) says `invalid_client` with 400, too.
          return reply.status === 400 ? { ...failed, code: "not-authorised" } : failed;
        }
        const body = readJson(reply.body);
        const text = fieldOf(body, "access_token");
        if (typeof text !== "string" || !/^[\x21-\x7e]+$/.test(text))
          return failure("service-refused", "its answer holds no access token");
        const seconds = Number(fieldOf(body, "expires_in")) || DEFAULT_TOKEN_SECONDS;
        token = { text, endsAt: now() + Math.max(1000, seconds * 1000 - TOKEN_MARGIN_MS) };
        return DONE;
      },
      forget: () => {
        token = undefined;
      },
    },

    *register({ mac }, url): Exchange<Outcome> {
      const name = mac.toLowerCase();
      // There is no change by MAC: what is there goes first. That it was not there does not matter.
      const removed = yield* call("delDevices", { deviceIdType: "mac", deviceIds: [name] });
      if (removed.status !== 200) {
        const failed = failureOf(removed);
        if (failed.code !== "service-refused" && failed.code !== "mac-elsewhere") return failed;
      }
      const reply = yield* call("addDevicesByMac", [{ mac: name, uniqueServerUrl: url }]);
      if (reply.status !== 200 && reply.status !== 201) return failureOf(reply);
      const problem = batchProblem(reply.body, "errorInfo");
      if (problem !== undefined) return failureOfCode(problem, problem);
      const isTaken = Number(fieldOf(readJson(reply.body), "successCount")) > 0;
      return isTaken ? DONE : failure("service-refused", "its answer counts no success");
    },

    *release({ mac }): Exchange<Outcome> {
      const reply = yield* call("delDevices", { deviceIdType: "mac", deviceIds: [mac.toLowerCase()] });
      const problem = reply.status === 200 ? batchProblem(reply.body, "msg") : undefined;
      if (reply.status === 200) {
        return problem === undefined || NOT_THERE.test(problem) ? DONE : failureOfCode(problem, problem);
      }
      const failed = failureOf(reply);
      return reply.status === 404 && NOT_THERE.test(failed.words) ? DONE : failed;
    },

    *check({ mac }): Exchange<Holding> {
      const name = mac.toLowerCase();
      const reply = yield* call("listDevices", { skip: 0, limit: 10, autoCount: true, filter: { mac: name } });
      if (reply.status !== 200) return failureOf(reply);
      const list = fieldOf(readJson(reply.body), "data");
      if (!Array.isArray(list)) return failure("service-refused", "its list of devices cannot be read");
      const found = list.find((device) => textOf(fieldOf(device, "mac")).toLowerCase() === name);
      // Devices of other organisations are not in the list, so absence says nothing.
      if (found === undefined) return { ok: true, holder: "unknown", url: null };
      const url = fieldOf(found, "uniqueServerUrl") ?? fieldOf(found, "serverUrl");
      return { ok: true, holder: "ours", url: typeof url === "string" ? url : null };
    },
  };
}

/** What a batch of one says about its one device; undefined: it went well. Some answers spell the field the other way. */
function batchProblem(text: string, field: "errorInfo" | "msg"): string | undefined {
  const body = readJson(text);
  const errors = fieldOf(body, "errors");
  const [first] = Array.isArray(errors) ? errors : [];
  if (first === undefined && !(Number(fieldOf(body, "failureCount")) > 0)) return undefined;
  return (
    textOf(fieldOf(first, field)) || textOf(fieldOf(first, "errorInfo")) || textOf(fieldOf(first, "msg")) || "failed"
  );
}

function isKnown(code: string): boolean {
  return /^(?:8000\d\d|8002\d\d|9004\d\d|9005\d\d)$/.test(code);
}

function failureOfCode(code: string, words: string): Failure {
  if (HELD_ELSEWHERE.test(code)) return failure("mac-elsewhere", words);
  if (/^900(?:401|403|440)$/.test(code)) return failure("not-authorised", words);
  if (code === "900429") return failure("rate-limited", words);
  if (/^900(?:408|409|412|5\d\d)$/.test(code)) return failure("service-unreachable", words);
  if (/url/i.test(words) && /invalid|format/i.test(words)) return failure("url-invalid", words);
  return failure("service-refused", words);
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
