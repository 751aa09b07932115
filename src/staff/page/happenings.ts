import type { Static } from "@fastify/type-provider-typebox";
import type { EventAnswer } from "../routes/history.ts";
import { fieldsOf, readOptionalText, readText } from "./read.ts";

/** What an event of the history is about. */
export type Happening = { name: string; mac: string | null; pbx: string | null };
/** Undefined: more happened than was told, so whatever is shown may be old. */
type Listener = (happening: Happening | undefined) => void;
type Source = Pick<EventTarget, "addEventListener"> & Pick<EventSource, "close" | "readyState">;

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;
/** Another place of the page may listen soon. */
const STAYS_MS = 5000;
const CLOSED = 2;

/** What happens, followed by one connection for the whole page, while somebody listens and the page can be seen. */
export function createHappenings(
  connect: () => Source,
  page: Pick<EventTarget, "addEventListener"> & Pick<Document, "visibilityState">,
) {
  const listeners = new Set<Listener>();
  let source: Source | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  /** Whether something may have been missed since it was followed last. */
  let wasCutOff = false;
  let isWatchingPage = false;

  const tell: Listener = (happening) => {
    for (const listener of listeners) listener(happening);
  };

  function open(): void {
    if (source !== undefined || timer !== undefined || listeners.size === 0 || page.visibilityState !== "visible")
      return;
    const opened = connect();
    source = opened;
    opened.addEventListener("ready", () => {
      pauseMs = FIRST_PAUSE_MS;
      if (wasCutOff) tell(undefined);
      wasCutOff = false;
    });
    opened.addEventListener("gap", () => tell(undefined));
    opened.addEventListener("happened", (event) => tell(readHappening((event as MessageEvent).data)));
    opened.addEventListener("error", () => {
      // A connection that broke is made anew by the browser, which says what it had last; one that was refused is not.
      if (source !== opened || opened.readyState !== CLOSED) return;
      close();
      // Perhaps the session is over: who asks for what they show will see.
      if (pauseMs === FIRST_PAUSE_MS) tell(undefined);
      timer = setTimeout(() => {
        timer = undefined;
        open();
      }, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
  }

  function close(): void {
    clearTimeout(timer);
    timer = undefined;
    source?.close();
    if (source !== undefined) wasCutOff = true;
    source = undefined;
  }

  function follow(listener: Listener): () => void {
    // Somebody may have signed in since it was refused.
    if (listeners.size === 0 && source === undefined) {
      clearTimeout(timer);
      timer = undefined;
      pauseMs = FIRST_PAUSE_MS;
    }
    listeners.add(listener);
    if (!isWatchingPage)
      page.addEventListener("visibilitychange", () => (page.visibilityState === "visible" ? open() : close()));
    isWatchingPage = true;
    open();
    return () => {
      listeners.delete(listener);
      setTimeout(() => {
        if (listeners.size === 0) close();
      }, STAYS_MS);
    };
  }

  return { follow };
}

function readHappening(text: unknown): Happening | undefined {
  try {
    const { name, mac, pbx } = fieldsOf<Static<typeof EventAnswer>>(JSON.parse(readText(text)));
    return { name: readText(name), mac: readOptionalText(mac), pbx: readOptionalText(pbx) };
  } catch {
    return undefined;
  }
}

let ofThisPage: ReturnType<typeof createHappenings> | undefined;

/** Tells what happens from now on. Returns how to stop. */
export function followHappenings(listener: Listener): () => void {
  ofThisPage ??= createHappenings(() => new EventSource("/api/v1/events/stream"), document);
  return ofThisPage.follow(listener);
}
