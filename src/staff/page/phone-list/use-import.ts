import { useEffect, useRef, useState } from "preact/hooks";
import type { Api, Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { type ListedRow, type RowResult, readResults } from "./import-rows.ts";

/** Checked quickly; admitted in small parts, so that one sees it go on and can stop it. */
const ROWS_AT_ONCE = { check: 250, admit: 25 } as const;
type Kind = keyof typeof ROWS_AT_ONCE;
export type Run = {
  kind: Kind;
  rows: readonly ListedRow[];
  results: readonly RowResult[];
  state: "running" | "stopping" | "stopped" | "over";
  /** Why it stopped. */
  fault: Fault | undefined;
};

/** Sends a list part by part: first to have it checked, then for good. */
export function useImport() {
  const { api, texts } = usePage();
  const [run, setRun] = useState<Run>();
  const isWanted = useRef(true);
  const name = useRef("");
  useEffect(
    () => () => {
      isWanted.current = false;
    },
    [],
  );

  async function walk(begun: Run): Promise<Run> {
    isWanted.current = true;
    let now: Run = { ...begun, state: "running", fault: undefined };
    setRun(now);
    while (isWanted.current && now.results.length < now.rows.length) {
      const part = now.rows.slice(now.results.length, now.results.length + ROWS_AT_ONCE[now.kind]);
      const answer = await sendPart(api, part, now.kind, `${name.current}-${now.results.length}`);
      const results = answer.ok ? readResults(answer.value, part, texts) : [];
      if (results.length === 0) {
        now = { ...now, state: "stopped", fault: answer.ok ? NO_ANSWER : answer.fault };
        break;
      }
      now = { ...now, results: [...now.results, ...results] };
      if (isWanted.current) setRun(now);
    }
    if (now.fault === undefined) now = { ...now, state: now.results.length < now.rows.length ? "stopped" : "over" };
    setRun(now);
    return now;
  }

  return {
    run,
    start(kind: Kind, rows: readonly ListedRow[]) {
      name.current = randomName();
      return walk({ kind, rows, results: [], state: "running", fault: undefined });
    },
    /** What was sent is answered yet. */
    stop() {
      isWanted.current = false;
      setRun((before) => before && { ...before, state: "stopping" });
    },
    goOn: (from: Run) => walk(from),
    forget: () => setRun(undefined),
  };
}

const NO_ANSWER: Fault = { status: 500, code: "internal", detail: "", errors: [], retryAfterSeconds: null };

/** A part whose answer got lost is sent under the same name, and so is not done twice. */
function sendPart(api: Api, part: readonly ListedRow[], kind: Kind, idempotencyKey: string) {
  const body = { rows: part.map(({ body }) => body), dryRun: kind === "check" };
  return api("POST /api/v1/phones/import", kind === "check" ? { body } : { body, idempotencyKey });
}

/** `randomUUID` is for secure contexts only. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
