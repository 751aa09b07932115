import { CommandFailure, EXIT } from "./failures.ts";

/** Any object that the API answers with. The command line shows what it gets and relies on few names. */
export type Item = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string | boolean | number | undefined>>;

/** Calls of the staff API. Paths are below `/api/v1`. All reject with `CommandFailure`. */
export type StaffClient = {
  /** `isSlow`: the server may take minutes. */
  getItem(path: string, query?: Query, isSlow?: boolean): Promise<Item>;
  getText(path: string, query?: Query): Promise<string>;
  /** A long answer, as it comes. */
  download(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>>;
  /** All pages of a list, up to `maxItems`. */
  list(path: string, query?: Query, maxItems?: number): Promise<Item[]>;
  /** A list that always comes whole. */
  listWhole(path: string, query?: Query): Promise<readonly Item[]>;
  /** Server-sent events until the server ends them. */
  follow(path: string, listener: (event: string, data: Item) => void): Promise<void>;
  post(path: string, body: unknown, query?: Query, isSlow?: boolean): Promise<Item>;
  put(path: string, body: unknown, isSlow?: boolean): Promise<Item>;
  /** Sends a file as it is, for as long as it takes. Its type says what it is. */
  upload(method: "POST" | "PUT", path: string, file: Blob, query?: Query): Promise<Item>;
  patch(path: string, body: unknown): Promise<Item>;
  delete(path: string): Promise<void>;
};

const TIMEOUT_MS = 30_000;
const JSON_TYPE = { type: "application/json" };
const SLOW_TIMEOUT_MS = 3_600_000;
const PAGE_ITEMS = 500;
const NOT_AS_DOCUMENTED = "the server answered something that the staff API does not";

/** `url` is the address of the staff door, with or without a path before `/api/v1`. */
export function createStaffClient({ url, key }: { url: string; key: string }): StaffClient {
  const base = `${url.replace(/\/+$/, "")}/api/v1`;

  async function call(
    method: string,
    path: string,
    query: Query = {},
    body?: unknown,
    signal = AbortSignal.timeout(TIMEOUT_MS),
  ): Promise<Response> {
    const address = new URL(base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const sent = body instanceof Blob || body === undefined ? body : new Blob([JSON.stringify(body)], JSON_TYPE);
    const headers = { Authorization: `Bearer ${key}` };
    const init = { method, headers, signal, redirect: "error" as const };
    const response = await fetch(address, sent === undefined ? init : { ...init, body: sent }).catch(
      (error: unknown) => {
        throw new CommandFailure(EXIT.unreachable, `cannot reach ${url}: ${describeFault(error)}`);
      },
    );
    if (!response.ok) throw await readProblem(response);
    return response;
  }

  async function get(path: string, query?: Query): Promise<unknown> {
    return readJson(await call("GET", path, query));
  }

  return {
    getItem: async (path, query, isSlow = false) =>
      readItem(
        await readJson(
          await call("GET", path, query, undefined, isSlow ? AbortSignal.timeout(SLOW_TIMEOUT_MS) : undefined),
        ),
      ),
    download: async (path, query) =>
      (await call("GET", path, query, undefined, AbortSignal.timeout(SLOW_TIMEOUT_MS))).body ?? noBody(),
    getText: async (path, query) => readBody(await call("GET", path, query)),
    list: async (path, query, maxItems = Number.POSITIVE_INFINITY) => {
      const items: Item[] = [];
      let cursor: string | undefined;
      do {
        const limit = Math.min(PAGE_ITEMS, maxItems - items.length);
        const page = readPage(await get(path, { ...query, limit, cursor }));
        items.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined && items.length < maxItems);
      return items;
    },
    listWhole: async (path, query) => readPage(await get(path, query)).items,
    follow: async (path, listener) =>
      // They may come for minutes.
      readEvents(await call("GET", path, {}, undefined, new AbortController().signal), listener),
    post: async (path, body, query, isSlow) =>
      readItem(await readJson(await call("POST", path, query, body, patienceFor(isSlow)))),
    put: async (path, body, isSlow) => readItem(await readJson(await call("PUT", path, {}, body, patienceFor(isSlow)))),
    upload: async (method, path, file, query) =>
      readItem(await readJson(await call(method, path, query, file, AbortSignal.timeout(SLOW_TIMEOUT_MS)))),
    patch: async (path, body) => readItem(await readJson(await call("PATCH", path, {}, body))),
    delete: async (path) => {
      await call("DELETE", path);
    },
  };
}

function patienceFor(isSlow = false): AbortSignal {
  return AbortSignal.timeout(isSlow ? SLOW_TIMEOUT_MS : TIMEOUT_MS);
}

async function* noBody(): AsyncGenerator<Uint8Array> {}

/** The last part of a path, whatever characters it holds. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

export function isItem(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `event: NAME` and `data: JSON`, with an empty line after each. */
async function readEvents(response: Response, listener: (event: string, data: Item) => void): Promise<void> {
  let text = "";
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const whole = (text + part).split("\n\n");
      text = whole.pop() ?? "";
      for (const one of whole) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(one) ?? [];
        if (event !== undefined && data !== undefined) listener(event, readItem(JSON.parse(data)));
      }
    }
  } catch (error) {
    throw new CommandFailure(EXIT.unreachable, `the answer broke off: ${describeFault(error)}`);
  }
}

async function readBody(response: Response): Promise<string> {
  return response.text().catch((error: unknown) => {
    throw new CommandFailure(EXIT.unreachable, `the answer broke off: ${describeFault(error)}`);
  });
}

async function readJson(response: Response): Promise<unknown> {
  const text = await readBody(response);
  try {
    return JSON.parse(text);
  } catch {
    throw noStaffApi(response.url);
  }
}

function readItem(answer: unknown): Item {
  if (!isItem(answer)) throw new CommandFailure(EXIT.refused, NOT_AS_DOCUMENTED);
  return answer;
}

export function readPage(answer: unknown): { items: readonly Item[]; next: string | null } {
  const { items, next = null } = isItem(answer) ? answer : { items: answer };
  if (!Array.isArray(items) || !items.every(isItem) || !(next === null || typeof next === "string")) {
    throw new CommandFailure(EXIT.refused, NOT_AS_DOCUMENTED);
  }
  return { items, next };
}

/** RFC 9457 where the server keeps to it, else the bare status. */
async function readProblem(response: Response): Promise<CommandFailure> {
  const answer = await response.json().catch(() => undefined);
  const status = `${response.status} ${response.statusText}`.trim();
  if (!isItem(answer) || typeof answer.title !== "string") return new CommandFailure(EXIT.refused, status);
  const detail = typeof answer.detail === "string" ? `: ${answer.detail}` : "";
  const errors = Array.isArray(answer.errors) ? answer.errors.filter(isItem) : [];
  return new CommandFailure(
    EXIT.refused,
    answer.title + detail,
    errors.map(({ pointer, parameter, detail: what }) => `${pointer ?? parameter ?? "?"} ${what ?? ""}`.trim()),
  );
}

function noStaffApi(url: string): CommandFailure {
  return new CommandFailure(EXIT.refused, `${url} answers, but not as the staff API of Offhook does`);
}

/** fetch hides the reason in a cause, and that of several addresses in a list. */
function describeFault(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof AggregateError) return cause.errors.map(describeFault).join(", ");
  return cause instanceof Error ? cause.message : String(cause);
}
