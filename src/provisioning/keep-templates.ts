import { faultFrom } from "./check-rendering.ts";
import { checkTemplate, isFit, type TemplateCheck, templateNames } from "./check-template.ts";
import type { TemplateStore, TemplateVersion } from "./operator-template.ts";
import type { Clock } from "./ports.ts";
import type { EventRecord } from "./request.ts";
import type { Survey, SurveyParts } from "./survey.ts";

/** Where operators put templates by hand. */
export type TemplateFolder = {
  /** Changes with the file; undefined: there is none. */
  revision(template: string): Promise<string | undefined>;
  read(template: string): Promise<string | undefined>;
  write(template: string, text: string): Promise<void>;
  remove(template: string): Promise<void>;
};

/** A file in the folder that is not used. What was in use before stays so. */
export type RefusedTemplate = { template: string; why: string; phone: string | undefined; at: number };
export type TemplateState = {
  name: string;
  /** Of the operator's text in use; undefined: the shipped one is. */
  version: TemplateVersion | undefined;
  refused: RefusedTemplate | undefined;
};

export type TemplatesInUse = Map<string, { text: string; revision: string; version: TemplateVersion }>;

export type TemplateKeeper = {
  list(): TemplateState[];
  find(name: string): TemplateState | undefined;
  check(name: string, text: string): Promise<TemplateCheck>;
  /** Takes a text into use and writes it into the folder; what is not fit is not used. */
  put(name: string, text: string, author: string): Promise<{ version: TemplateVersion } | { refused: TemplateCheck }>;
  /** Back to the shipped one. */
  remove(name: string, author: string): Promise<"removed" | "not-found">;
  refusals(): RefusedTemplate[];
  /** Compares the folder with what is in use. Files that others still write are left for the next time. */
  look(): Promise<void>;
  /** As `look`, without waiting for files to settle. */
  start(): Promise<void>;
};

type Parts = Pick<SurveyParts, "vendors" | "renderer" | "readFile"> & {
  store: TemplateStore;
  folder: TemplateFolder;
  survey: Survey;
  inUse: TemplatesInUse;
  record: (event: EventRecord) => void;
  clock: Clock;
};

const BY_HAND = "a file in data/templates";

/** Which of the operator's templates are in use: those that every admitted phone can read. Each that ever was is kept as a version. */
export function createTemplateKeeper(parts: Parts): TemplateKeeper {
  const { store, folder, survey, inUse, record, clock } = parts;
  const names = templateNames(parts.vendors);
  const refused = new Map<string, RefusedTemplate>();
  /** Revisions of files that were judged, and of those that may still be written. */
  const judged = new Map<string, string | undefined>();
  const pending = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();

  /** One change after the other: a check takes its time. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  }

  const check = (name: string, text: string) => checkTemplate(name, text, survey, parts);

  async function takeIntoUse(name: string, text: string | null, author: string): Promise<TemplateVersion> {
    const version = await store.addTemplateVersion({ template: name, text, author });
    use(version);
    refused.delete(name);
    return version;
  }

  function use(version: TemplateVersion): void {
    const { template, text } = version;
    if (text === null) inUse.delete(template);
    else inUse.set(template, { text, revision: `version ${version.version} of ${version.createdAt}`, version });
  }

  function refuse(name: string, { fault, illFormed, examples }: TemplateCheck): void {
    const [first] = examples;
    const why = fault?.why ?? first?.why ?? "";
    refused.set(name, { template: name, why, phone: first?.mac, at: clock() });
    record({
      name: "template-refused",
      at: clock(),
      mac: first?.mac,
      detail: { template: name, why, phones: illFormed, file: first?.file ?? null },
    });
  }

  async function judge(name: string): Promise<void> {
    const current = inUse.get(name);
    const text = await folder.read(name).catch((error: unknown) => {
      refuse(name, { ...{ phones: 0, illFormed: 0, examples: [] }, fault: faultFrom(error) });
      return null;
    });
    if (text === null) return;
    if (text === current?.text) {
      refused.delete(name);
      return;
    }
    if (text === undefined) {
      refused.delete(name);
      if (current === undefined) return;
      await takeIntoUse(name, null, BY_HAND);
      record({ name: "template-removed", at: clock(), detail: { template: name, author: BY_HAND } });
      return;
    }
    const found = await check(name, text);
    if (!isFit(found)) return refuse(name, found);
    const { version } = await takeIntoUse(name, text, BY_HAND);
    record({ name: "template-changed", at: clock(), detail: { template: name, version, author: BY_HAND } });
  }

  async function look(waits: boolean): Promise<void> {
    for (const name of names) {
      const revision = await folder.revision(name);
      if (judged.has(name) && judged.get(name) === revision) continue;
      if (waits && revision !== undefined && pending.get(name) !== revision) {
        pending.set(name, revision);
        continue;
      }
      pending.delete(name);
      await judge(name);
      judged.set(name, revision);
    }
  }

  function stateOf(name: string): TemplateState {
    return { name, version: inUse.get(name)?.version, refused: refused.get(name) };
  }

  return {
    list: () => names.map(stateOf),
    find: (name) => (names.includes(name) ? stateOf(name) : undefined),
    check,
    put: (name, text, author) =>
      alone(async () => {
        const found = await check(name, text);
        if (!isFit(found)) return { refused: found };
        await folder.write(name, text);
        judged.set(name, await folder.revision(name));
        return { version: await takeIntoUse(name, text, author) };
      }),
    remove: (name, author) =>
      alone(async () => {
        const isThere = (await folder.revision(name)) !== undefined;
        if (!isThere && !inUse.has(name)) return "not-found";
        await folder.remove(name);
        judged.set(name, undefined);
        refused.delete(name);
        if (inUse.has(name)) await takeIntoUse(name, null, author);
        return "removed";
      }),
    refusals: () => [...refused.values()],
    look: () => alone(() => look(true)),
    async start() {
      for (const version of await store.listTemplatesInUse()) if (names.includes(version.template)) use(version);
      await alone(() => look(false));
    },
  };
}
