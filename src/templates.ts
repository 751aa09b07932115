import { type PhoneMenus, preparePhoneMenus } from "./phone-menus.ts";
import { type BlastRadius, measureChange, type ProposedChange } from "./provisioning/blast-radius.ts";
import { createDeliveries, type Deliveries } from "./provisioning/deliveries.ts";
import { createTemplateKeeper, type TemplateKeeper, type TemplatesInUse } from "./provisioning/keep-templates.ts";
import { type LintFinding, lintPhones } from "./provisioning/lint.ts";
import { type BookPages, createBookPages } from "./provisioning/phone-book/book-pages.ts";
import { createPhoneBooks, type PhoneBooks } from "./provisioning/phone-book/open-books.ts";
import type { Clock, Store, TrialRenderer } from "./provisioning/ports.ts";
import { createPreviewer, type Previewer } from "./provisioning/preview.ts";
import type { EventRecord } from "./provisioning/request.ts";
import { createSurvey, type SurveyParts } from "./provisioning/survey.ts";
import { createTrialPreviewer, type TrialPreviewer } from "./provisioning/trial-preview.ts";
import { readPhoneFile } from "./read-phone-file.ts";
import { createHandlebarsRenderer } from "./rendering/handlebars-renderer.ts";
import { createTemplateFolder } from "./rendering/template-folder.ts";
import { vendors } from "./vendors/index.ts";

type Parts = Pick<SurveyParts, "reached" | "authorities" | "hosted"> & {
  store: Store;
  folders: { operator: string; shipped: string };
  record: (event: EventRecord) => void;
  clock: Clock;
  reportFault: (error: unknown) => void;
};

export type Templates = {
  renderer: TrialRenderer;
  preview: Previewer;
  deliveries: Deliveries;
  books: PhoneBooks;
  bookPages: BookPages;
  menus: PhoneMenus;
  keeper: TemplateKeeper;
  trials: TrialPreviewer;
  measure(change: ProposedChange, most: number): Promise<BlastRadius>;
  lint(where: { pbxIds?: readonly string[] | undefined }): Promise<{ phones: number; findings: LintFinding[] }>;
  /** Judges what lies in the folder, for as long as phones can be kept waiting; then looks at it every second. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

const LOOK_EVERY_MS = 1000;
/** What takes longer goes on while phones get what was in use before. */
const START_MS = 10_000;

/** The operator's templates, and what a change to them or to settings would do. */
export function prepareTemplates({
  store,
  folders,
  record,
  clock,
  reportFault,
  reached,
  authorities,
  hosted,
}: Parts): Templates {
  const inUse: TemplatesInUse = new Map();
  const renderer = createHandlebarsRenderer({
    operator: (template) => inUse.get(template),
    shipped: folders.shipped,
  });
  const parts: SurveyParts = { store, vendors, renderer, reached, authorities, hosted, readFile: readPhoneFile };
  const books = createPhoneBooks(store);
  const bookPages = createBookPages({ store, books, renderer });
  const menus = preparePhoneMenus({ store, books, clock, record });
  const deliveries = createDeliveries();
  const survey = createSurvey(parts);
  const folder = createTemplateFolder(folders.operator);
  const keeper = createTemplateKeeper({ ...parts, store, folder, survey, inUse, record, clock });
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();
  let isOver = false;

  function lookLater(): void {
    if (isOver) return;
    timer = setTimeout(() => {
      looking = keeper.look().catch(reportFault).finally(lookLater);
    }, LOOK_EVERY_MS);
    timer.unref();
  }

  return {
    renderer,
    books,
    bookPages,
    menus,
    deliveries,
    preview: createPreviewer({ ...parts, store, deliveries, bookPages, showMenu: menus.show }),
    keeper,
    trials: createTrialPreviewer(parts),
    measure: (change, most) => measureChange(change, most, { survey, parts }),
    lint: (where) => lintPhones(where, { survey, parts }),
    async start() {
      looking = keeper.start().catch(reportFault).finally(lookLater);
      const patience = new Promise((resolve) => setTimeout(resolve, START_MS).unref());
      await Promise.race([looking, patience]);
    },
    async stop() {
      isOver = true;
      clearTimeout(timer);
      await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, START_MS).unref())]);
    },
  };
}
