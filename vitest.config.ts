import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than the cores of a small machine: many tests wait for networks and timers.
    maxWorkers: 3,
    pool: "forks",
  },
});
