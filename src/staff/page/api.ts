import type { Static } from "@fastify/type-provider-typebox";
import type { ProblemAnswer } from "../schemas/shared.ts";
import { readFieldFault, type ShownFieldFault } from "./field-faults.ts";
import { noteServerTime } from "./format.ts";
import type { PageLanguage } from "./languages.ts";
import { fieldsOf, readCount, readList, readText } from "./read.ts";
import { sendFile } from "./send-file.ts";
import type { Texts } from "./texts/texts.ts";

/** A language and what the page says in it. */
export type Speech = { language: PageLanguage; texts: Texts };

/** Why a call did not do what it should. */
export type Fault = {
  status: number;
  /** Of the API's problems; `unreachable`: no answer came. */
  code: string;
  detail: string;
  errors: readonly ShownFieldFault[];
  retryAfterSeconds: number | null;
};
/** `etag`: of a single resource, to change it only as it was read. */
export type Answer = { ok: true; value: unknown; etag?: string | undefined } | { ok: false; fault: Fault };

type Call = {
  /** What stands for `:name` in the call. */
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  /** The state that a change must still find, as an answer's `etag` named it. */
  ifMatch?: string | undefined;
  /** A body that is a file, sent as it is. */
  file?: Blob | undefined;
  /** Of the file; `application/octet-stream` unless given. */
  fileType?: string;
  onProgress?: (sent: number) => void;
  /** The same again: the same call again, which is to have no further effect. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};
export type Api = (name: string, call?: Call) => Promise<Answer>;

/**
 * Makes calls of the staff API, by the names that `access.ts` has for them. `onSignedOut` is told when the session is over;
 * `speak` says in which language answers should be.
 */
export function createApi(speak: () => Speech, onSignedOut: () => void): Api {
  return async (
    name,
    { params = {}, query = {}, body, ifMatch, idempotencyKey, file, fileType, onProgress, signal } = {},
  ) => {
    const [method = "GET"] = name.split(" ");
    const url = addressOf(name, params) + writeQuery(query);
    const type = file === undefined ? "application/json" : (fileType ?? "application/octet-stream");
    const headers = {
      accept: "application/json, application/problem+json, text/*",
      "accept-language": speak().language,
      "x-offhook-request": "1",
      ...(body === undefined && file === undefined ? {} : { "content-type": type }),
      ...(ifMatch ? { "if-match": ifMatch } : {}),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    };
    try {
      const response =
        file !== undefined
          ? await sendFile(url, { method, headers, file, onProgress, signal })
          : await fetch(url, {
              ...{ method, headers, credentials: "same-origin", cache: "no-store" },
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
              ...(signal === undefined ? {} : { signal }),
            });
      noteServerTime(response.headers.get("date"));
      const text = await response.text();
      const value = /json/.test(response.headers.get("content-type") ?? "") ? parse(text) : text;
      if (response.ok) return { ok: true, value, etag: response.headers.get("etag") ?? undefined };
      const fault = readFault(value, response.status, response.headers.get("retry-after"), speak().texts);
      if (fault.code === "unauthorized") onSignedOut();
      return { ok: false, fault };
    } catch (error) {
      return { ok: false, fault: { ...UNREACHABLE, detail: error instanceof Error ? error.message : "" } };
    }
  };
}

export const UNREACHABLE: Fault = { status: 0, code: "unreachable", detail: "", errors: [], retryAfterSeconds: null };

export function readFault(raw: unknown, status: number, retryAfter: string | null, texts: Texts): Fault {
  const problem = fieldsOf<Static<typeof ProblemAnswer>>(raw);
  const code = readText(problem.code) || "internal";
  return {
    status,
    code,
    detail: readText(problem.detail),
    errors: readList(problem.errors, (error) => readFieldFault(error, code, texts)),
    retryAfterSeconds: retryAfter === null ? null : readCount(Number(retryAfter)),
  };
}

/** Where a call is made; what is downloaded is led to by a link. */
export function addressOf(name: string, params: Readonly<Record<string, string>>): string {
  const [, path = ""] = name.split(" ");
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

function writeQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
