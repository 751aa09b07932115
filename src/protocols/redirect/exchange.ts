/** One request to a service. `url` is absolute. */
export type HttpCall = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
};
export type HttpReply = { status: number; headers: { get(name: string): string | null }; body: string };

/** Requests that follow from each other's answers. Whoever runs it sends what it yields and hands in the answer. */
export type Exchange<T> = Generator<HttpCall, T, HttpReply>;

export type FailureCode =
  | "mac-elsewhere"
  | "mac-id-wrong"
  | "mac-id-required"
  | "not-authorised"
  | "service-unreachable"
  | "rate-limited"
  | "url-invalid"
  | "service-refused";

/** `words` are the service's own. `isSessionOver`: what was learnt when the session was opened may hold no longer. */
export type Failure = { ok: false; code: FailureCode; words: string; retryAfterMs?: number; isSessionOver?: true };
export type Outcome = { ok: true } | Failure;
/** Who holds a phone: `unknown` where the service does not say. */
export type Holding = { ok: true; holder: "ours" | "elsewhere" | "nobody" | "unknown"; url: string | null } | Failure;

/** 12 hex digits in upper case; the 4 characters that Gigaset prints beside them. */
export type PhoneName = { mac: string; macId: string | null };

/** What a client needs of time and chance: milliseconds since the epoch, and fresh random bytes as hex. */
export type Surroundings = { now(): number; nonce(): string };

/** What all redirect services can do. */
export type WireService = {
  /** Absent where every request stands alone. */
  session?: { isOpen(): boolean; open(): Exchange<Outcome>; forget(): void };
  register(phone: PhoneName, url: string): Exchange<Outcome>;
  /** A phone that is not there counts as released. */
  release(phone: PhoneName): Exchange<Outcome>;
  check(phone: PhoneName): Exchange<Holding>;
};

export const DONE: Outcome = { ok: true };

export function failure(code: FailureCode, words: string): Failure {
  return { ok: false, code, words };
}

/** What a status says where the body says nothing more exact. */
export function failureOfStatus(reply: HttpReply, words: string, now: number): Failure {
  const { status } = reply;
  const said = words.trim() === "" ? `HTTP ${status}` : `HTTP ${status}: ${words}`;
  if (status === 401 || status === 403) return failure("not-authorised", said);
  if (status === 429 || status === 503) {
    const retryAfterMs = readRetryAfter(reply.headers.get("retry-after"), now);
    const code = status === 429 ? "rate-limited" : "service-unreachable";
    return { ...failure(code, said), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  if (status === 408 || status >= 500) return failure("service-unreachable", said);
  if (status >= 300 && status < 400) return failure("service-refused", `${said}, a redirect that is not followed`);
  return failure("service-refused", said);
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function readRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** A JSON object or list; undefined for anything else. */
export function readJson(body: string): Record<string, unknown> | unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown> | unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

/** A property of what may be an object. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

export function basicAuth(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
