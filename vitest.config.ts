import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** They take minutes: begun last, they would be waited for alone. */
const LONGEST = [
  "daemon/kill-nine",
  "storage/contract",
  "daemon/redirects",
  "daemon/rollout",
  "daemon/admission",
  "daemon/dhcp",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    globalSetup: "test/bundle-source.ts",
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/pbx/**", "test/page/e2e/**"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Its second is short where other tests take the cores.
    expect: { poll: { timeout: 10_000 } },
    // One more than the cores of a small machine: many tests wait for networks and timers.
    maxWorkers: 3,
    pool: "forks",
    sequence: { sequencer: LongestFirst },
  },
});
