import type { ComponentChildren } from "preact";
import type { Page } from "../../../src/staff/page/page-context.ts";

/** What the page shows of the answer to each call. */
export type Views = Readonly<Record<string, (raw: unknown, page: Page) => ComponentChildren>>;
