/**
 * `npm run bench:page`: how long the staff's page takes with 100,000 phones, in Debian's Chromium on this machine. Medians of ten; the goals are
 * 1 s from signing in to the first view, and 150 ms from a search's request to its rows.
 */
import { seedDataDir, seededMac } from "../../bench/seed.ts";
import { buildPage, startSite } from "./site.ts";

const PHONES = Number(process.env.PAGE_PHONES ?? 100_000);
const RUNS = 10;
const SCROLL_SECONDS = 20;

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
  await field.fill("");
  await page.locator("th[scope=row]").first().waitFor();
  for (const rowsPerSecond of [50, 200, 1000]) {
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(1000);
    const { frames, blank, rows, worst } = await page.evaluate(scrollOn, { rowsPerSecond, seconds: SCROLL_SECONDS });
    process.stdout.write(
      `scrolling ${rows} rows, ${rowsPerSecond} a second: ${blank} of ${frames} frames with a blank row in sight, longest frame ${worst} ms\n`,
    );
  }
  const jumps: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const share = ((run * 7 + 3) % RUNS) / RUNS + 0.05;
    await page.evaluate((to) => scrollTo(0, document.documentElement.scrollHeight * to), share);
    jumps.push(await timed(() => page.waitForFunction(() => document.querySelector(".rows tr.blank") === null)));
  }
  say("rows after a jump to anywhere", jumps);
  const scripts = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ encodedBodySize }) => encodedBodySize),
  );
  process.stdout.write(`script of the phones table: ${scripts.reduce((sum, bytes) => sum + bytes, 0)} bytes as sent\n`);
} finally {
  await site.close();
}

/** Scrolls at a steady pace, and looks at each frame whether all rows in sight are there. */
async function scrollOn({ rowsPerSecond, seconds }: { rowsPerSecond: number; seconds: number }) {
  const rowPx = document.querySelector(".rows tbody tr")?.getBoundingClientRect().height ?? 0;
  const headPx = document.querySelector(".rows thead")?.getBoundingClientRect().height ?? 0;
  const begun = performance.now();
  let [frames, blank, worst, before] = [0, 0, 0, begun];
  for (let now = begun; now - begun < seconds * 1000; ) {
    now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    scrollTo(0, ((now - begun) / 1000) * rowsPerSecond * rowPx);
    // After everything that follows from the scrolling, as it is painted.
    await new Promise((resolve) => setTimeout(resolve));
    frames++;
    worst = Math.max(worst, now - before);
    before = now;
    const seen = [...document.querySelectorAll(".rows tbody tr")].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > headPx && top < innerHeight;
    });
    const bottom = Math.max(0, ...seen.map((row) => row.getBoundingClientRect().bottom));
    if (bottom < innerHeight - 1 || seen.some((row) => row.classList.contains("blank"))) blank++;
  }
  return { frames, blank, rows: Math.round(scrollY / rowPx), worst: Math.round(worst) };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
