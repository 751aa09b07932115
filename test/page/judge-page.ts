import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with the page as it is shown now, one line for each element. */
export async function findViolations(page: Page): Promise<string[]> {
  // Not as a script of the page, which its content security policy would refuse.
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
    );
  }, RULES);
}

/** Elements whose text is cut off, and the page itself where it must be scrolled sideways. */
export async function findCutText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide =
      document.documentElement.scrollWidth > innerWidth
        ? [`the page is ${document.documentElement.scrollWidth} wide`]
        : [];
    const isMeantTo = (element: Element) => element.closest(".scroll, .unseen, thead, input, option, svg") !== null;
    const cut = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
      if (isMeantTo(element) || element.clientWidth === 0) return false;
      if (element.scrollWidth > element.clientWidth + 1) return true;
      return element.getBoundingClientRect().right > innerWidth + 1;
    });
    return [
      ...wide,
      ...cut.map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)}`),
    ];
  });
}
