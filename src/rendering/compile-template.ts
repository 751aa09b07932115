import Handlebars from "handlebars";

/*
 * Handlebars' language by its own parser, carried out by closures instead of the code that Handlebars generates: no text of a
 * template ever becomes JavaScript, and a configuration of 12 KB takes a fifth of the time. What templates can say: paths, block
 * parameters, `@root`, `@index`, `@first`, `@last`, `@key`, the blocks if, unless, each and with, and lookup. Only what the
 * data itself holds can be reached, nothing of a prototype; printing what is not there is an error.
 */

export type Template = (data: object) => string;

/** What `@` names reach. A block of `each` has one for each round. */
type Frame = { values: Readonly<Record<string, unknown>>; outer: Frame | undefined };
type BlockParams = { values: readonly unknown[]; outer: BlockParams | undefined };
type Scope = { context: unknown; parent: Scope | undefined; frame: Frame; params: BlockParams | undefined };

type Print = (scope: Scope) => string;
type Evaluate = (scope: Scope) => unknown;
/** The names of the block parameters that are in reach, the innermost block first. */
type Names = readonly (readonly string[])[];
type Call = Pick<hbs.AST.BlockStatement, "params" | "hash" | "loc"> & { path: hbs.AST.Node };
type Block = (call: Call, body: Print, otherwise: Print, names: Names, hasParams: boolean) => Print;

const BLOCKS: ReadonlyMap<string, Block> = new Map([
  ["if", compileIf],
  ["unless", (call, body, otherwise, names, hasParams) => compileIf(call, otherwise, body, names, hasParams)],
  ["each", compileEach],
  ["with", compileWith],
]);

/** Throws where the template is not well-formed or uses what there is not; the message names the line, never a value. */
export function compileTemplate(text: string): Template {
  const print = compileProgram(Handlebars.parse(text), []);
  return (data) =>
    print({ context: data, parent: undefined, frame: { values: { root: data }, outer: undefined }, params: undefined });
}

function compileProgram(program: hbs.AST.Program | undefined, outerNames: Names): Print {
  const names = program?.blockParams?.length ? [program.blockParams, ...outerNames] : outerNames;
  const parts = (program?.body ?? []).flatMap((statement) => compileStatement(statement, names));
  return (scope) => {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : part(scope);
    return text;
  };
}

function compileStatement(statement: hbs.AST.Statement, names: Names): (string | Print)[] {
  switch (statement.type) {
    case "ContentStatement":
      return [(statement as hbs.AST.ContentStatement).value];
    case "CommentStatement":
      return [];
    case "MustacheStatement": {
      const value = compileCall(statement as hbs.AST.MustacheStatement, names);
      return [(scope) => textOf(value(scope))];
    }
    case "BlockStatement":
      return [compileBlock(statement as hbs.AST.BlockStatement, names)];
    default:
      throw at(statement, `${statement.type.replace(/Statement$/, "")} is not allowed in a template`);
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : String(value);
}

function compileBlock(block: hbs.AST.BlockStatement, names: Names): Print {
  const { original: name } = block.path as hbs.AST.PathExpression;
  const hasParams = Boolean(block.program?.blockParams?.length);
  const body = compileProgram(block.program, names);
  const otherwise = compileProgram(block.inverse, names);
  const compile = BLOCKS.get(name);
  if (compile !== undefined) return compile(block, body, otherwise, names, hasParams);
  if (block.params.length > 0 || hasParams)
    throw at(block, `there is no block ${name}; there are ${[...BLOCKS.keys()].join(", ")}`);
  return compileSection(block, body, otherwise, names);
}

/** `{{#name}}…{{/name}}`: each for a list, with for an object, if for true and false. */
function compileSection(block: hbs.AST.BlockStatement, body: Print, otherwise: Print, names: Names): Print {
  const chosen = compileExpression(block.path, names, true);
  return (scope) => {
    const value = chosen(scope);
    if (value === true) return body(scope);
    if (value === false || value === undefined || value === null) return otherwise(scope);
    if (Array.isArray(value)) return printEach(scope, value, body, otherwise, false);
    return body(enter(scope, value, scope.frame, undefined));
  };
}

function compileIf(call: Call, body: Print, otherwise: Print, names: Names, hasParams: boolean): Print {
  if (hasParams) throw at(call, "if and unless give nothing a name");
  const condition = compileOnlyParam(call, names);
  const countsZero = call.hash?.pairs.find((pair) => pair.key === "includeZero");
  const includesZero = countsZero && compileExpression(countsZero.value, names);
  return (scope) => {
    const value = condition(scope);
    const isMet = value === 0 ? Boolean(includesZero?.(scope)) : !isEmpty(value);
    return isMet ? body(scope) : otherwise(scope);
  };
}

function compileWith(call: Call, body: Print, otherwise: Print, names: Names, hasParams: boolean): Print {
  const chosen = compileOnlyParam(call, names);
  return (scope) => {
    const context = chosen(scope);
    if (isEmpty(context)) return otherwise(scope);
    return body(enter(scope, context, scope.frame, hasParams ? [context] : undefined));
  };
}

function compileEach(call: Call, body: Print, otherwise: Print, names: Names, hasParams: boolean): Print {
  const listed = compileOnlyParam(call, names);
  return (scope) => {
    const list = listed(scope);
    if (typeof list !== "object" || list === null) return otherwise(scope);
    return printEach(scope, list, body, otherwise, hasParams);
  };
}

function printEach(scope: Scope, list: object, body: Print, otherwise: Print, hasParams: boolean): string {
  const items: readonly unknown[] = Array.isArray(list) ? list : Object.values(list);
  if (items.length === 0) return otherwise(scope);
  const names = items === list ? undefined : Object.keys(list);
  const { root } = scope.frame.values;
  let text = "";
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const key = names?.[index] ?? index;
    const values = { root, key, index, first: index === 0, last: index === items.length - 1 };
    text += body(enter(scope, item, { values, outer: scope.frame }, hasParams ? [item, key] : undefined));
  }
  return text;
}

/** A block that goes into what it is already in adds no step for `../`. */
function enter(scope: Scope, context: unknown, frame: Frame, values: readonly unknown[] | undefined): Scope {
  return {
    context,
    parent: context === scope.context ? scope.parent : scope,
    frame,
    params: values === undefined ? scope.params : { values, outer: scope.params },
  };
}

function compileOnlyParam(call: Call, names: Names): Evaluate {
  const [param, ...more] = call.params;
  if (param === undefined || more.length > 0)
    throw at(call, `${(call.path as hbs.AST.PathExpression).original} takes exactly one value`);
  return compileExpression(param, names);
}

/** What stands in `{{ }}`, or in `( )` inside it: a path, or a lookup. */
function compileCall({ path, params, hash, loc }: Call, names: Names): Evaluate {
  const name = path.type === "PathExpression" ? (path as hbs.AST.PathExpression).original : undefined;
  if (params.length === 0 && hash === undefined && name !== "lookup" && !BLOCKS.has(name ?? ""))
    return compileExpression(path, names, true);
  const [from, which, ...more] = params;
  if (name !== "lookup") throw at({ loc }, `${name ?? "this"} cannot be called; only lookup can`);
  if (from === undefined || which === undefined || more.length > 0)
    throw at({ loc }, "lookup takes exactly two values");
  const [object, field] = [compileExpression(from, names), compileExpression(which, names)];
  return (scope) => {
    const value = object(scope);
    const key = String(field(scope));
    return value ? read(value, key) : value;
  };
}

function compileExpression(expression: hbs.AST.Expression, names: Names, mustBeThere = false): Evaluate {
  switch (expression.type) {
    case "PathExpression":
      return compilePath(expression as hbs.AST.PathExpression, names, mustBeThere);
    case "SubExpression":
      return compileCall(expression as hbs.AST.SubExpression, names);
    case "StringLiteral":
    case "NumberLiteral":
    case "BooleanLiteral": {
      const { value } = expression as hbs.AST.StringLiteral;
      return () => value;
    }
    case "NullLiteral":
      return () => null;
    case "UndefinedLiteral":
      return () => undefined;
    default:
      throw at(expression, `${expression.type} is not allowed in a template`);
  }
}

function compilePath(path: hbs.AST.PathExpression, names: Names, mustBeThere: boolean): Evaluate {
  const { depth, data, original } = path;
  const parts = path.parts as string[];
  const [first] = parts;
  const isScoped = /^\.|this\b/.test(original);
  if (data) return follow(path, parts, (scope) => climb(scope.frame, "outer", depth)?.values, mustBeThere);
  if (depth === 0 && !isScoped && first !== undefined) {
    const hops = names.findIndex((inBlock) => inBlock.includes(first));
    const place = names[hops]?.lastIndexOf(first);
    if (place !== undefined)
      return follow(path, parts.slice(1), (scope) => climb(scope.params, "outer", hops)?.values[place], false);
  }
  if (depth === 0) return follow(path, parts, (scope) => scope.context, mustBeThere);
  return follow(path, parts, (scope) => climb<Scope, "parent">(scope, "parent", depth)?.context, mustBeThere);
}

function climb<T extends { [name in K]: T | undefined }, K extends string>(
  from: T | undefined,
  by: K,
  steps: number,
): T | undefined {
  let reached = from;
  for (let step = 0; step < steps; step++) reached = reached?.[by];
  return reached;
}

function follow(
  path: hbs.AST.PathExpression,
  parts: readonly string[],
  start: Evaluate,
  mustBeThere: boolean,
): Evaluate {
  const last = parts.at(-1);
  if (last === undefined) return start;
  const inner = parts.slice(0, -1);
  return (scope) => {
    let object = start(scope) ?? missing(path);
    for (const part of inner) object = read(object, part) ?? missing(path);
    const value = read(object, last);
    if (mustBeThere && (typeof object !== "object" || (value === undefined && !Object.hasOwn(object, last))))
      return missing(path);
    return value;
  };
}

/** Nothing that a value has from its prototype: plain objects, lists and texts inherit functions, and their prototype's name. */
function read(object: object, name: string): unknown {
  const value = (object as Record<string, unknown>)[name];
  return typeof value === "function" || name === "__proto__" ? undefined : value;
}

function missing(path: hbs.AST.PathExpression): never {
  throw at(path, `${path.original} is not there`);
}

function isEmpty(value: unknown): boolean {
  return (!value && value !== 0) || (Array.isArray(value) && value.length === 0);
}

function at({ loc }: Pick<hbs.AST.Node, "loc">, message: string): Error {
  return new Error(`line ${loc.start.line}: ${message}`);
}
