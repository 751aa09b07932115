import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SRC = join(dirname(fileURLToPath(import.meta.url)), "..", "src");
const MAX_LINES = 300;
/** Files that are tables, not code. */
const DATA_TABLES = [
  /^vendors\/\w+\/(?:models|known-settings)\.ts$/,
  /^vendors\/\w+\/(?:time-zones|locale)\.ts$/,
  /^config\/settings-table\.ts$/,
  /^provisioning\/events\.ts$/,
  /^staff\/problems\.ts$/,
];

/** Folder → folders it may import from. A missing folder may import from none but itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "": [
    "config",
    "protocols",
    "provisioning",
    "vendors",
    "rendering",
    "storage",
    "servers",
    "staff",
    "simulation",
    "command-line",
    "",
  ],
  "command-line": ["simulation", "provisioning"],
  simulation: ["provisioning"],
  staff: ["provisioning", "protocols"],
  servers: ["provisioning", "protocols"],
  vendors: ["provisioning"],
  rendering: ["provisioning"],
  storage: ["provisioning"],
};
const WITHOUT_IO = ["protocols", "provisioning", "vendors", "config"];
const IO = /^node:(?:fs|net|dgram|http|https|http2|tls|dns|child_process|cluster|worker_threads)/;

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(SRC, path), "utf8") }));

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].flatMap((match) => match[1] ?? []);
}

function folderOf(path: string): string {
  return path.includes("/") ? (path.split("/", 1)[0] ?? "") : "";
}

test("every folder imports only what the table in docs/architecture.md allows", () => {
  const wrong = files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((target) => target.startsWith("."))
      .map((target) =>
        relative(SRC, join(SRC, dirname(path), target))
          .split(sep)
          .join("/"),
      )
      .filter((target) => {
        const [from, to] = [folderOf(path), folderOf(target)];
        return from !== to && !(MAY_IMPORT[from] ?? []).includes(to);
      })
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThan(40);
});

test("only app.ts knows every folder, and only main.ts imports it", () => {
  const importers = files
    .filter(({ text }) => importsOf(text).some((target) => target.endsWith("/app.ts")))
    .map(({ path }) => path);
  expect(importers).toEqual(["main.ts"]);
});

test("protocols, provisioning, vendors and config touch no socket, file or process", () => {
  const wrong = files
    .filter(({ path }) => WITHOUT_IO.includes(folderOf(path)))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter((target) => IO.test(target))
        .map((target) => `${path} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

test("no file outside the data tables is longer than 300 lines", () => {
  const long = files
    .filter(({ path }) => !DATA_TABLES.some((table) => table.test(path)))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES);
  expect(long).toEqual([]);
});

test("nobody compares a vendor's id: an oddity is a field of Vendor", () => {
  const wrong = files.filter(({ text }) => /vendor(?:Id|\.id)\s*[!=]==?\s*["']/.test(text)).map(({ path }) => path);
  expect(wrong).toEqual([]);
});
