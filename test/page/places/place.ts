import type { Page } from "playwright-core";

/** A page or a dialog that is looked at in every language and colour. */
export type PagePlace = {
  name: string;
  /** For people who are not signed in. */
  isOpen?: boolean;
  isDialog?: boolean;
  /** What is shown is that something went wrong. */
  isFault?: boolean;
  /** Goes there, and waits until everything is there. */
  show(page: Page): Promise<void>;
};

export async function settle(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("h1").waitFor();
  await page.waitForLoadState("networkidle");
}
