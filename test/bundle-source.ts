import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** As deep as src, so that what is found by the place of a file is found. */
const folder = mkdtempSync(join(ROOT, ".bundle-"));

/**
 * Puts the source and what it imports into a few files, once for all tests: a daemon that reads 1,400 modules spends more than half of its start
 * on finding them, and tests start hundreds. `started-source.ts` tells them.
 */
export async function setup(): Promise<void> {
  const bundle = await rolldown({
    input: join(ROOT, "src", "cli.ts"),
    platform: "node",
    // They look for files beside their own.
    external: [/^better-sqlite3/, /^@fastify\/swagger-ui/],
    logLevel: "warn",
  });
  await bundle.write({ dir: folder, format: "esm", entryFileNames: "cli.js", chunkFileNames: "[name]-[hash].js" });
  await bundle.close();
  // Where a built daemon looks for its page, which tests build when they need it.
  symlinkSync(join(ROOT, "dist", "page"), join(folder, "page"));
  process.env.OFFHOOK_TEST_BUNDLE = join(folder, "cli.js");
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
