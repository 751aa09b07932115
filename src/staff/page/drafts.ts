/** A text that somebody is writing, and the state of what it would replace. */
type Draft = { text: string; basedOn: string | undefined };

const drafts = new Map<string, Draft>();

/** What was written and not saved stays while the page is open, also when another of its pages is looked at meanwhile. */
export function readDraft(name: string): Draft | undefined {
  return drafts.get(name);
}

export function keepDraft(name: string, draft: Draft | undefined): void {
  if (draft === undefined) drafts.delete(name);
  else drafts.set(name, draft);
  addEventListener("beforeunload", askBeforeLeaving);
}

/** The browser asks before it leaves with something that is not saved. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (drafts.size > 0) event.preventDefault();
}
