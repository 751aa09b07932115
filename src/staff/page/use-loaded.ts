import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Fault } from "./api.ts";
import { followHappenings, type Happening } from "./happenings.ts";

/** What was loaded last stays while it is loaded anew. */
export type Loaded<Value> = {
  value: Value | undefined;
  fault: Fault | undefined;
  isLoading: boolean;
  /** Loads it now. */
  again(): void;
};

/** What took long to find is asked for again so much later: nobody's open page keeps the daemon from its phones. */
export const REST = 8;

/** What is told of needs no asking, but not all that changes is. */
const SLOWLY_MS = 30_000;
/** Many things that happen at once are one reason to ask again. */
const TOGETHER_MS = 300;

/** When something is loaded again by itself, while the page can be seen. */
export type Again = {
  /** 30 seconds where it is said what `concerns` it, else never. */
  everyMs?: number | undefined;
  /** Whether what happened may have changed it: then it is loaded at once. */
  concerns?: ((happening: Happening) => boolean) | undefined;
};

/**
 * Loads something and reads it, again when `about` changes, and as `live` says. `load` answers undefined where there is nothing to load.
 * Another `step` is more of the same: what was loaded last stays until it is there.
 */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Answer> | undefined,
  read: (raw: unknown, etag: string | undefined) => Value,
  about: readonly unknown[],
  { step = "", ...live }: Again & { step?: string } = {},
): Loaded<Value> {
  const [state, setState] = useState<Omit<Loaded<Value>, "again">>(NOTHING);
  const [round, setRound] = useState(0);
  const latest = useRef({ load, read, live });
  latest.current = { load, read, live };
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
  }, [name, step, round]);

  const again = useCallback(() => setRound((count) => count + 1), []);
  const isTold = live.concerns !== undefined;
  const everyMs = live.everyMs ?? (isTold ? SLOWLY_MS : undefined);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible" || isBusy.current) return;
      if (performance.now() >= restUntil.current) again();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, again]);
  useEffect(() => {
    if (!isTold) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const whenRested = () => {
      const restMs = isBusy.current ? TOGETHER_MS : restUntil.current - performance.now();
      timer = restMs > 0 ? setTimeout(whenRested, restMs) : undefined;
      if (timer === undefined) again();
    };
    const stop = followHappenings((happening) => {
      if (timer !== undefined) return;
      if (happening === undefined || latest.current.live.concerns?.(happening) === true)
        timer = setTimeout(whenRested, TOGETHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [isTold, again]);
  return { ...state, again };
}

const NOTHING = { value: undefined, fault: undefined, isLoading: false };
