import { tmpdir } from "node:os";
import { join } from "node:path";

/** For processes that are started by the hundred: compiling the same modules anew each time would be most of the run. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), "offhook-test-compile-cache") };
