import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TemplateFolder } from "../provisioning/keep-templates.ts";

const MAX_TEMPLATE_BYTES = 1 << 20;

/** The operator's templates, each in `<folder>/<vendor>/<name>.hbs`. */
export function createTemplateFolder(folder: string): TemplateFolder {
  const pathOf = (template: string) => join(folder, `${template}.hbs`);
  return {
    async revision(template) {
      const found = await stat(pathOf(template)).catch(ignoreMissing);
      return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : undefined;
    },
    async read(template) {
      const found = await stat(pathOf(template)).catch(ignoreMissing);
      if (found !== undefined && found.size > MAX_TEMPLATE_BYTES)
        throw new Error(`${template}: it has ${found.size} bytes; allowed: ${MAX_TEMPLATE_BYTES}`);
      return readFile(pathOf(template), "utf8").catch(ignoreMissing);
    },
    async write(template, text) {
      const path = pathOf(template);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const other = `${path}.new`;
      await writeFile(other, text, { mode: 0o600, flush: true });
      await rename(other, path);
    },
    remove: (template) => rm(pathOf(template), { force: true }),
  };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
