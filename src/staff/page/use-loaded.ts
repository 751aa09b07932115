import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Fault } from "./api.ts";

/** What was loaded last stays while it is loaded anew. */
export type Loaded<Value> = {
  value: Value | undefined;
  fault: Fault | undefined;
  isLoading: boolean;
  /** Loads it now. */
  again(): void;
};

/** What took long to find is asked for again so much later: nobody's open page keeps the daemon from its phones. */
const REST = 8;

/**
 * Loads something and reads it, again when `about` changes, and every `everyMs` while the page can be seen. `load` answers undefined where
 * there is nothing to load.
 */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Answer> | undefined,
  read: (raw: unknown, etag: string | undefined) => Value,
  about: readonly unknown[],
  everyMs?: number,
): Loaded<Value> {
  const [state, setState] = useState<Omit<Loaded<Value>, "again">>(NOTHING);
  const [round, setRound] = useState(0);
  const latest = useRef({ load, read });
  latest.current = { load, read };
  const name = JSON.stringify(about);
  const shown = useRef(name);
  const isBusy = useRef(false);
  const restUntil = useRef(0);

  useEffect(() => {
    const ended = new AbortController();
    const isOther = shown.current !== name;
    shown.current = name;
    setState((before) => (isOther ? { ...NOTHING, isLoading: true } : { ...before, isLoading: true }));
    const loading = latest.current.load(ended.signal);
    if (loading === undefined) {
      setState(NOTHING);
      return undefined;
    }
    isBusy.current = true;
    const begun = performance.now();
    void loading.then((answer) => {
      if (ended.signal.aborted) return;
      isBusy.current = false;
      const now = performance.now();
      restUntil.current = now + (now - begun) * REST;
      setState((before) =>
        answer.ok
          ? { value: latest.current.read(answer.value, answer.etag), fault: undefined, isLoading: false }
          : { value: before.value, fault: answer.fault, isLoading: false },
      );
    });
    return () => ended.abort();
  }, [name, round]);

  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible" || isBusy.current) return;
      if (performance.now() >= restUntil.current) again();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, again]);
  return { ...state, again };
}

const NOTHING = { value: undefined, fault: undefined, isLoading: false };
