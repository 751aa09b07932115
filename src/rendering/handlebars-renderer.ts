import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { Renderer } from "../provisioning/ports.ts";
import type { EscapeKind } from "../provisioning/vendor.ts";
import { createBoundedEach } from "./bounded-each.ts";
import { encodeValues, UnfitValueError } from "./encode-values.ts";

/** A template that cannot be found, compiled or filled in. The message names the template and the place, never a value. */
export class TemplateError extends Error {}

type Compiled = { render: Handlebars.TemplateDelegate; revision: string; checkedAt: number };

/** What a template itself writes is ASCII, so it suits each. */
const ENCODINGS = { xml: "utf8", "cfg-line": "utf8", "latin1-xml": "latin1" } as const satisfies Record<
  EscapeKind,
  string
>;
const RECHECK_MS = 1000;
const MAX_TEMPLATE_BYTES = 1 << 20;
const KNOWN_HELPERS = { if: true, unless: true, each: true, with: true, lookup: true };

/**
 * Renders `<folder>/<template>.hbs`; the operator's folder is looked in first. A changed file is noticed within a second.
 * Templates run strictly, without prototypes, partials or helpers beyond Handlebars' own.
 */
export function createHandlebarsRenderer(folders: { operator: string; shipped: string }): Renderer {
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper("log");
  const bounded = createBoundedEach();
  handlebars.registerHelper("each", bounded.each);
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
    let made: Handlebars.TemplateDelegate | undefined;
    // Compiled when it is first used: to ask for its revision must not fail because somebody saved half a template.
    const render: Handlebars.TemplateDelegate = (data) => {
      made ??= compile(file.path, template);
      return made(data);
    };
    const fresh = { render, revision: file.revision, checkedAt: now };
    compiled.set(template, fresh);
    return fresh;
  }

  function compile(path: string, template: string): Handlebars.TemplateDelegate {
    const text = readFileSync(path);
    if (text.length > MAX_TEMPLATE_BYTES)
      throw new TemplateError(`${template}: it has ${text.length} bytes; allowed: ${MAX_TEMPLATE_BYTES}`);
    const program = handlebars.parse(text.toString());
    refusePartials(program, template);
    return handlebars.compile(program, {
      strict: true,
      noEscape: true,
      knownHelpers: KNOWN_HELPERS,
      knownHelpersOnly: true,
      preventIndent: true,
    });
  }

  return {
    render(template, data, format) {
      const { render } = load(template);
      bounded.reset();
      try {
        return Buffer.from(render(encodeValues(data, format)), ENCODINGS[format]);
      } catch (error) {
        if (error instanceof TemplateError) throw error;
        if (error instanceof UnfitValueError) throw new TemplateError(`${template}: ${error.message}`);
        throw new TemplateError(`${template}: ${firstLine(error)}`);
      }
    },
    revision: (template) => load(template).revision,
  };
}

/** A partial could call itself, and nothing bounds that. */
function refusePartials(program: hbs.AST.Program, template: string): void {
  const visitor = new Handlebars.Visitor();
  const refuse = ({ loc }: hbs.AST.Node) => {
    throw new TemplateError(`${template}: partials and decorators are not allowed, line ${loc.start.line}`);
  };
  Object.assign(visitor, {
    PartialStatement: refuse,
    PartialBlockStatement: refuse,
    Decorator: refuse,
    DecoratorBlock: refuse,
  });
  visitor.accept(program);
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
