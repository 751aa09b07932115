import type { Compilable, CompiledQuery } from "kysely";

/** Stands in a compiled query where a value goes. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Fills the values into a query that was compiled once. */
export type Statement<Values, Row> = (values: Values) => CompiledQuery<Row>;

/** Rows that a statement for many takes, most first. A few sizes, so that each is compiled once; far below any limit on parameters. */
const SIZES = [256, 32, 4, 1] as const;

/**
 * Compiles a query once, for those that every request of a phone needs: building one costs several times what SQLite
 * takes to answer it. `build` gets a slot for every value it names.
 */
export function compileOnce<Values extends Record<string, unknown>, Row>(
  build: (slots: Values) => Compilable<Row>,
): Statement<Values, Row> {
  const slots = new Proxy({}, { get: (_, name) => new Slot(String(name)) }) as Values;
  const compiled = build(slots).compile();
  return (values) => ({
    ...compiled,
    parameters: compiled.parameters.map((parameter) =>
      parameter instanceof Slot ? values[parameter.name] : parameter,
    ),
  });
}

/** The same for a statement that takes any number of rows: as many statements as it needs, for rows in order. */
export function compileSizes<Row extends Record<string, unknown>>(
  build: (slots: Row[]) => Compilable<unknown>,
): (rows: readonly Row[]) => CompiledQuery<unknown>[] {
  const statements = new Map<number, Statement<Record<string, unknown>, unknown>>();
  return (rows) => {
    const queries: CompiledQuery<unknown>[] = [];
    let start = 0;
    for (const size of SIZES) {
      for (; rows.length - start >= size; start += size) {
        const chunk = rows.slice(start, start + size);
        const statement =
          statements.get(size) ?? compileOnce((slots) => build(chunk.map((row, at) => slotsOf(row, at, slots))));
        statements.set(size, statement);
        queries.push(statement(Object.assign({}, ...chunk.map((row, at) => numbered(row, at)))));
      }
    }
    return queries;
  };
}

/** A row of slots, named after the row's keys and its place. */
function slotsOf<Row extends Record<string, unknown>>(row: Row, at: number, slots: Record<string, unknown>): Row {
  return Object.fromEntries(Object.keys(row).map((key) => [key, slots[`${at} ${key}`]])) as Row;
}

function numbered(row: Record<string, unknown>, at: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [`${at} ${key}`, value]));
}
