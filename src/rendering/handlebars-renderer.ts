import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Renderer } from "../provisioning/ports.ts";
import { compileTemplate, type Template } from "./compile-template.ts";
import { encodeValues, UnfitValueError } from "./encode-values.ts";

/** A template that cannot be found, compiled or filled in. The message names the template and the place, never a value. */
export class TemplateError extends Error {}

type Compiled = { render: Template; revision: string; checkedAt: number };

const RECHECK_MS = 1000;

/**
 * Renders `<folder>/<template>.hbs`; the operator's folder is looked in first. A changed file is noticed within a second.
 * Templates run strictly, without prototypes, partials or helpers beyond Handlebars' own. One that is not well-formed fails
 * where it is rendered, as one that prints what is not there does.
 */
export function createHandlebarsRenderer(folders: { operator: string; shipped: string }): Renderer {
  const compiled = new Map<string, Compiled>();

  function load(template: string): Compiled {
    const known = compiled.get(template);
    const now = Date.now();
    if (known !== undefined && now - known.checkedAt < RECHECK_MS) return known;
    const file = locate(
      [join(folders.operator, `${template}.hbs`), join(folders.shipped, `${template}.hbs`)],
      template,
    );
    if (known !== undefined && known.revision === file.revision) {
      known.checkedAt = now;
      return known;
    }
    const text = readFileSync(file.path, "utf8");
    let ready: Template | undefined;
    const render: Template = (values) => {
      ready ??= compileTemplate(text);
      return ready(values);
    };
    const fresh = { render, revision: file.revision, checkedAt: now };
    compiled.set(template, fresh);
    return fresh;
  }

  return {
    render(template, data, format) {
      const { render } = load(template);
      try {
        return Buffer.from(render(encodeValues(data, format)), "utf8");
      } catch (error) {
        if (error instanceof UnfitValueError) throw new TemplateError(`${template}: ${error.message}`);
        throw new TemplateError(`${template}: ${firstLine(error)}`);
      }
    },
    revision: (template) => load(template).revision,
  };
}

function locate(paths: readonly string[], template: string): { path: string; revision: string } {
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile()) return { path, revision: `${path}@${stat.mtimeMs}` };
  }
  throw new TemplateError(`${template}: there is no such template`);
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
