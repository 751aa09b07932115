import { parse as parseYaml } from "yaml";
import { NotAllowedError } from "./parse-values.ts";
import { SETTINGS, type Setting } from "./settings-table.ts";

/** A setting that cannot be used. One line: which, its value, what is allowed. */
export class SettingError extends Error {}

type Table = typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
/** Checked and frozen. A setting that was left out and has no default is undefined. */
export type Config = {
  readonly [K in keyof Table]: ValueOf<Table[K]> | (Table[K]["default"] extends undefined ? undefined : never);
};

/** Variables that are not settings of the daemon: the file's path and the command line's own. */
const OTHER_VARIABLES = ["OFFHOOK_CONFIG", "OFFHOOK_URL", "OFFHOOK_KEY"];

export type Sources = {
  yaml: string | undefined;
  yamlPath?: string;
  env: Readonly<Record<string, string | undefined>>;
};
type GivenText = { text: string; origin: "environment" | "file" | "default" };

/** Puts file and environment together; the environment wins. Throws SettingError at the first thing that is wrong. */
export function loadConfig(sources: Sources): Config {
  const fromFile = readFile(sources);
  const rows: [string, Setting<unknown>][] = Object.entries(SETTINGS);
  rejectUnknown(
    [...fromFile.keys()],
    rows.flatMap(([, row]) => row.key ?? []),
    "key",
  );
  const variables = Object.keys(sources.env).filter(
    (name) => name.startsWith("OFFHOOK_") && !name.startsWith("OFFHOOK_TEST_"),
  );
  rejectUnknown(variables, [...rows.map(([, row]) => row.env), ...OTHER_VARIABLES], "variable");
  return Object.freeze(
    Object.fromEntries(rows.map(([name, row]) => [name, readSetting(row, sources.env, fromFile)])),
  ) as Config;
}

/** Each setting's text as it was given, before it is read; undefined: left out, and there is no default. */
export function findGivenTexts(sources: Sources): ReadonlyMap<string, GivenText | undefined> {
  const fromFile = readFile(sources);
  return new Map(Object.entries(SETTINGS).map(([name, row]) => [name, findText(row, sources.env, fromFile)]));
}

function readFile({ yaml, yamlPath = "offhook.yaml" }: Sources): ReadonlyMap<string, string> {
  return yaml === undefined ? new Map() : flattenYaml(yaml, yamlPath);
}

function findText(
  row: Setting<unknown>,
  env: Sources["env"],
  fromFile: ReadonlyMap<string, string>,
): GivenText | undefined {
  const inEnv = env[row.env];
  if (inEnv !== undefined) return { text: inEnv, origin: "environment" };
  const inFile = row.key === undefined ? undefined : fromFile.get(row.key);
  if (inFile !== undefined) return { text: inFile, origin: "file" };
  return row.default === undefined ? undefined : { text: row.default, origin: "default" };
}

function readSetting(row: Setting<unknown>, env: Sources["env"], fromFile: ReadonlyMap<string, string>): unknown {
  const given = findText(row, env, fromFile);
  if (given === undefined) return undefined;
  try {
    return row.read(given.text);
  } catch (error) {
    if (!(error instanceof NotAllowedError)) throw error;
    const name = given.origin === "environment" ? row.env : (row.key ?? row.env);
    throw new SettingError(
      `${name}: ${row.isSecret === true ? "the value given" : JSON.stringify(given.text)} is not allowed; allowed: ${error.message}`,
    );
  }
}

function flattenYaml(yaml: string, path: string): Map<string, string> {
  let document: unknown;
  try {
    document = parseYaml(yaml);
  } catch (error) {
    throw new SettingError(`${path}: ${String(error instanceof Error ? error.message : error).split("\n", 1)[0]}`);
  }
  const flat = new Map<string, string>();
  if (document === null || document === undefined) return flat;
  if (typeof document !== "object" || Array.isArray(document))
    throw new SettingError(`${path}: must hold settings as "name: value" lines`);
  flattenInto(flat, document as Record<string, unknown>, "");
  return flat;
}

function flattenInto(flat: Map<string, string>, node: Record<string, unknown>, prefix: string): void {
  for (const [name, value] of Object.entries(node)) {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (Array.isArray(value)) flat.set(key, value.map(String).join(", "));
    else if (value !== null && typeof value === "object") flattenInto(flat, value as Record<string, unknown>, key);
    else if (value !== null) flat.set(key, String(value));
  }
}

function rejectUnknown(given: readonly string[], known: readonly string[], what: string): void {
  for (const name of given) {
    if (known.includes(name)) continue;
    const nearest = known.toSorted((a, b) => distance(a, name) - distance(b, name)).slice(0, 3);
    throw new SettingError(`${name}: unknown ${what}; the nearest known ones are ${nearest.join(", ")}`);
  }
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
