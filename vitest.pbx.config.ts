import { defineConfig } from "vitest/config";

/** Tests that need the PBX programs of Debian 12: `npm run test:pbx`. */
export default defineConfig({
  test: {
    globalSetup: "test/bundle-source.ts",
    include: ["test/pbx/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Its second is short where other tests take the cores.
    expect: { poll: { timeout: 10_000 } },
    // They wait for timers of phones and PBXs more than they compute.
    maxWorkers: 5,
    pool: "forks",
  },
});
