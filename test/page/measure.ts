/**
 * `npm run bench:page`: how long the staff's page takes with 100,000 phones, in Debian's Chromium on this machine. Medians of ten; the goals are
 * 1 s from signing in to the first view, and 150 ms from a search's request to its rows.
 */
import { seedDataDir, seededMac } from "../../bench/seed.ts";
import { buildPage, startSite } from "./site.ts";

const PHONES = Number(process.env.PAGE_PHONES ?? 100_000);
const RUNS = 10;

buildPage();
const site = await startSite((dataDir) => seedDataDir(dataDir, PHONES, "closed"));
try {
  const { page } = await site.signIn("anna");
  const say = (what: string, times: readonly number[]) =>
    process.stdout.write(`${what}: median ${median(times)} ms, worst ${Math.max(...times)} ms\n`);
  const timed = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    return Math.round(performance.now() - begun);
  };
  for (const path of ["/", "/phones"]) {
    const ready = path === "/" ? ".grid section a" : "th[scope=row]";
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++)
      times.push(await timed(() => page.goto(path).then(() => page.locator(ready).first().waitFor())));
    say(`first view of ${path}`, times);
  }
  const field = page.getByRole("searchbox");
  for (const [what, textOf] of [
    ["a whole MAC", (run: number) => seededMac(run * 7919 + 1)],
    ["the end of a MAC", (run: number) => seededMac(run * 7919 + 1).slice(-5)],
    ["a word of no phone", (run: number) => `nothing ${run}`],
  ] as const) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const answered = page.waitForResponse((response) => response.url().includes("search="));
      await field.fill(textOf(run));
      const timing = (await answered).request().timing();
      await (await answered).finished();
      times.push(Math.round(timing.responseStart - timing.requestStart));
    }
    say(`search for ${what}`, times);
  }
  const turned: number[] = [];
  await field.fill("");
  for (let run = 0; run < RUNS; run++) {
    const before = await page.getByRole("rowheader").first().textContent();
    turned.push(
      await timed(async () => {
        await page.getByRole("button", { name: "Next page" }).click();
        await page
          .getByRole("rowheader")
          .first()
          .getByText(before ?? "", { exact: true })
          .waitFor({ state: "detached" });
      }),
    );
  }
  say("the next page of 50", turned);
} finally {
  await site.close();
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
