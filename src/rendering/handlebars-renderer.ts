import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { BookPage } from "../provisioning/phone-book/book-form.ts";
import type { Renderer, TrialRenderer } from "../provisioning/ports.ts";
import type { TemplateData } from "../provisioning/template-data.ts";
import { TemplateError } from "../provisioning/template-error.ts";
import { markLines } from "../provisioning/template-line.ts";
import type { EscapeKind } from "../provisioning/vendor.ts";
import { createBoundedEach } from "./bounded-each.ts";
import { encodeValues, UnfitValueError } from "./encode-values.ts";

/** Which text of the operator's is in use, and a revision that changes with it. */
type TextsInUse = (template: string) => { text: string; revision: string } | undefined;

type Compiled = { render: Handlebars.TemplateDelegate; revision: string; checkedAt: number };

/** What a template itself writes is ASCII, so it suits each. */
const ENCODINGS = { xml: "utf8", "cfg-line": "utf8", "latin1-xml": "latin1" } as const satisfies Record<
  EscapeKind,
  string
>;
const RECHECK_MS = 1000;
const MAX_TEMPLATE_BYTES = 1 << 20;
const COMPILE_OPTIONS = {
  strict: true,
  noEscape: true,
  knownHelpers: { if: true, unless: true, each: true, with: true, lookup: true, or: true },
  knownHelpersOnly: true,
  preventIndent: true,
};

/**
 * Renders the operator's template where there is one, else `<shipped>/<template>.hbs`. `operator` is a folder of the same form,
 * whose changed files are noticed within a second, or what says which text is in use.
 * Templates run strictly, without prototypes or partials; the only helper beyond Handlebars' own is `or`.
 */
export function createHandlebarsRenderer(sources: { operator: string | TextsInUse; shipped: string }): TrialRenderer {
  const { operator, shipped } = sources;
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper("log");
  const bounded = createBoundedEach();
  handlebars.registerHelper("each", bounded.each);
  handlebars.registerHelper("or", chooseFirst);
  const compiled = new Map<string, Compiled>();

  function load(template: string): Compiled {
    const known = compiled.get(template);
    const inUse = typeof operator === "string" ? undefined : operator(template);
    if (inUse !== undefined) {
      if (known?.revision === inUse.revision) return known;
      // When it goes, what remains is looked for at once.
      return keep(template, { revision: inUse.revision, checkedAt: 0 }, () => compile(inUse.text, template));
    }
    const now = Date.now();
    if (known !== undefined && now - known.checkedAt < RECHECK_MS) return known;
    const folders = typeof operator === "string" ? [operator, shipped] : [shipped];
    const file = locate(
      folders.map((folder) => join(folder, `${template}.hbs`)),
      template,
    );
    if (known !== undefined && known.revision === file.revision) {
      known.checkedAt = now;
      return known;
    }
    return keep(template, { revision: file.revision, checkedAt: now }, () =>
      compile(readText(file.path, template), template),
    );
  }

  /** Compiled when it is first used: to ask for its revision must not fail because somebody saved half a template. */
  function keep(
    template: string,
    known: Pick<Compiled, "revision" | "checkedAt">,
    make: () => Handlebars.TemplateDelegate,
  ): Compiled {
    let made: Handlebars.TemplateDelegate | undefined;
    const render: Handlebars.TemplateDelegate = (data) => {
      made ??= make();
      return made(data);
    };
    const fresh = { ...known, render };
    compiled.set(template, fresh);
    return fresh;
  }

  function parse(text: string, template: string): hbs.AST.Program {
    const size = Buffer.byteLength(text);
    if (size > MAX_TEMPLATE_BYTES)
      throw new TemplateError(`${template}: it has ${size} bytes; allowed: ${MAX_TEMPLATE_BYTES}`);
    const program = handlebars.parse(text);
    refusePartials(program, template);
    return program;
  }

  const compile = (text: string, template: string) => handlebars.compile(parse(text, template), COMPILE_OPTIONS);

  function renderWith(
    render: Handlebars.TemplateDelegate,
    template: string,
    data: TemplateData | BookPage,
    format: EscapeKind,
  ) {
    bounded.reset();
    return naming(template, () => Buffer.from(render(encodeValues(data, format)), ENCODINGS[format]));
  }

  const renderer: TrialRenderer = {
    render: (template, data, format) => renderWith(load(template).render, template, data, format),
    revision: (template) => load(template).revision,
    trial(template, given) {
      const text = given ?? readText(locate([join(shipped, `${template}.hbs`)], template).path, template);
      const render = naming(template, () => {
        // What is compiled as it is first used would fail only then.
        handlebars.precompile(parse(text, template), COMPILE_OPTIONS);
        return compile(text, template);
      });
      const revision = (asked: string) => (asked === template ? "trial" : renderer.revision(asked));
      const renderBy =
        (work: () => Handlebars.TemplateDelegate): Renderer["render"] =>
        (asked, data, format) =>
          asked === template ? renderWith(work(), template, data, format) : renderer.render(asked, data, format);
      let marked: Handlebars.TemplateDelegate | undefined;
      const compileMarked = () => handlebars.compile(markContent(parse(text, template)), COMPILE_OPTIONS);
      return {
        revision,
        render: renderBy(() => render),
        marked: { revision, render: renderBy(() => (marked ??= compileMarked())) },
      };
    },
    shippedText: (template) => readText(locate([join(shipped, `${template}.hbs`)], template).path, template),
  };
  return renderer;
}

/** `{{or label name}}`: the second where the first is empty, as `if` sees it. Cheaper than a block, which makes two functions each time. */
function chooseFirst(...given: unknown[]): unknown {
  // Handlebars adds its options.
  if (given.length !== 3) throw new Error(`"or" takes two values, and got ${given.length - 1}`);
  const [value, otherwise] = given;
  return Handlebars.Utils.isEmpty(value) || value === 0 ? otherwise : value;
}

/** Turns whatever a template fails with into words that name it. */
function naming<T>(template: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    if (error instanceof UnfitValueError) throw new TemplateError(`${template}: ${error.message}`);
    throw new TemplateError(`${template}: ${wordsOf(error)}`, lineOf(error));
  }
}

function readText(path: string, template: string): string {
  const { size } = statSync(path);
  if (size > MAX_TEMPLATE_BYTES)
    throw new TemplateError(`${template}: it has ${size} bytes; allowed: ${MAX_TEMPLATE_BYTES}`);
  return readFileSync(path).toString();
}

/** What the template itself writes, with the numbers of its lines. */
function markContent(program: hbs.AST.Program): hbs.AST.Program {
  const visitor = new Handlebars.Visitor();
  visitor.ContentStatement = (content) => {
    const { value, loc, original } = content as hbs.AST.ContentStatement & { original: string };
    if (value === "") return;
    // Blanks and line ends around a block's tags are left out of what is written.
    const leftOut = original.slice(0, original.indexOf(value)).split("\n").length - 1;
    content.value = markLines(value, loc.start.line + leftOut);
  };
  visitor.accept(program);
  return program;
}

/** A partial could call itself, and nothing bounds that. */
function refusePartials(program: hbs.AST.Program, template: string): void {
  const visitor = new Handlebars.Visitor();
  const refuse = ({ loc }: hbs.AST.Node) => {
    const { line } = loc.start;
    throw new TemplateError(`${template}: partials and decorators are not allowed, line ${line}`, line);
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

/** Handlebars tells the place of a mistake in several lines: all but the drawing. */
function wordsOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split("\n");
  const [first = "", ...more] = lines;
  if (!first.endsWith(":")) return first;
  const last = more.at(-1) ?? "";
  const [, got] = /^Expecting .*, got '(\w+)'$/.exec(last) ?? [];
  return `${first} ${got === undefined ? last : (UNEXPECTED[got] ?? `unexpected ${got}`)}`.trim();
}

/** What Handlebars calls INVALID and EOF; it lists a dozen names of what it would have expected. */
const UNEXPECTED: Readonly<Record<string, string>> = {
  INVALID: "a character that cannot stand inside {{ }}",
  EOF: "the text ends inside a block or an expression",
};

/** Handlebars knows the line of what it compiled, and only says that of what it could not read. */
function lineOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if ("lineNumber" in error && typeof error.lineNumber === "number") return error.lineNumber;
  const said = /\bon line (\d+)| - (\d+):\d+$/.exec(error.message.split("\n", 1)[0] ?? "");
  const line = said?.[1] ?? said?.[2];
  return line === undefined ? null : Number(line);
}
