import { defineConfig } from "vitest/config";

/** Tests that need the PBX programs of Debian 12: `npm run test:pbx`. */
export default defineConfig({
  test: {
    include: ["test/pbx/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    pool: "forks",
  },
});
