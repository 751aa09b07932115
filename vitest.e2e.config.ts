import { defineConfig } from "vitest/config";

/** The staff's page in every language, colour and size: `npm run test:e2e`. Needs Debian's chromium. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    globalSetup: "test/bundle-source.ts",
    include: ["test/page/e2e/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // Its second is short where other tests take the cores.
    expect: { poll: { timeout: 10_000 } },
    // They share the place of the built page.
    maxWorkers: 1,
    pool: "forks",
  },
});
