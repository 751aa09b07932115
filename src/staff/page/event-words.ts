import { useEffect, useState } from "preact/hooks";
import { usePage } from "./page-context.ts";
import { loadEventNames } from "./texts/event-names.ts";

/** What each event is called in the reader's language; empty until that has been loaded. */
export function useEventNames(): Readonly<Record<string, string>> {
  const { language } = usePage();
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => {
    let isOver = false;
    loadEventNames(language).then(
      (loaded) => {
        if (!isOver) setNames(loaded);
      },
      // Their own names stand for them.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [language]);
  return names;
}
