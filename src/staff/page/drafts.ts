import { useState } from "preact/hooks";
import { usePage } from "./page-context.ts";

/** Edits of one kind that are not saved, by who made them and what they are about. */
type Drafts<Draft> = Map<string, Draft>;

const kinds: Map<string, unknown>[] = [];

export function createDrafts<Draft>(): Drafts<Draft> {
  const drafts: Drafts<Draft> = new Map();
  kinds.push(drafts);
  return drafts;
}

/**
 * What somebody edited and did not save: it stays while the page is open, also when another of its pages is looked at or
 * the session ends meanwhile. Somebody else who signs in on this page has drafts of their own.
 */
export function useDraft<Draft>(
  drafts: Drafts<Draft>,
  about: string,
): readonly [draft: Draft | undefined, keep: (draft: Draft | undefined) => void] {
  const { who } = usePage();
  const [, setCount] = useState(0);
  const name = `${who.login} ${about}`;
  const keep = (draft: Draft | undefined) => {
    if (draft === undefined) drafts.delete(name);
    else drafts.set(name, draft);
    addEventListener("beforeunload", askBeforeLeaving);
    setCount((count) => count + 1);
  };
  return [drafts.get(name), keep];
}

/** The browser asks before it leaves with something that is not saved. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (kinds.some(({ size }) => size > 0)) event.preventDefault();
}
