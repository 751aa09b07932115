// Builds the staff's page into dist/page. npm's `prepare` runs it, also where development packages were left out and with any Node.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "..", "..", "dist", "page");
/** Put in place as a whole, so that nobody reads half a page. */
const next = `${target}.next-${process.pid}`;

const vite = existsSync(join(here, "main.tsx")) ? await findVite() : undefined;
if (vite === undefined) {
  process.stdout.write("offhook: the staff's page is not built, since development packages were left out\n");
} else {
  await vite.build({
    configFile: false,
    root: here,
    logLevel: "warn",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: next,
      emptyOutDir: true,
      target: "es2023",
      // Inlined files would need data: in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  for (const name of ["index.html", ...readdirSync(join(next, "assets")).map((asset) => join("assets", asset))])
    pack(join(next, name));
  rmSync(target, { recursive: true, force: true });
  renameSync(next, target);
}

async function findVite() {
  try {
    return await import("vite");
  } catch (error) {
    if (error?.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

function pack(path) {
  const plain = readFileSync(path);
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(`${path}.br`, brotliCompressSync(plain, options));
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
}
