import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a process of Offhook is started from: the source, bundled where a test run has done that (bundle-source.ts). */
export const CLI = process.env.OFFHOOK_TEST_BUNDLE ?? fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** For processes that are started by the hundred: compiling the same modules anew each time would be most of the run. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), "offhook-test-compile-cache") };
