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
  /^staff\/page\/texts\/[\w/-]+\.ts$/,
];
/** What runs in browsers. */
const PAGE = "staff/page/";
/** Packages that the page takes code from, and where: what is big is behind one file, which is loaded when it is needed. */
const PAGE_PACKAGES = [
  { into: /^/, packages: /^(?:preact(?:\/hooks)?|qr|jsbarcode)$/ },
  { into: /\/use-window-rows\.ts$/, packages: /^@tanstack\/virtual-core$/ },
  { into: /\/code-mirror\.ts$/, packages: /^@(?:codemirror|lezer)\// },
];
/** The only files outside the page that it takes more than types from: tables and pure functions, without Node and without packages. */
const PAGE_USES = [
  "provisioning/choose-firmware.ts",
  "provisioning/field-error.ts",
  "provisioning/findings.ts",
  "provisioning/hosted-file.ts",
  "provisioning/key-types.ts",
  "provisioning/language.ts",
  "provisioning/mac.ts",
  "provisioning/phone-book/csv.ts",
  "provisioning/phone-book/fold-text.ts",
  "provisioning/phone-light.ts",
  "provisioning/phone-stages.ts",
  "provisioning/ports.ts",
  "provisioning/redirect.ts",
  "provisioning/registration-standing.ts",
  "provisioning/rollout.ts",
  "provisioning/unified-diff.ts",
  "staff/access.ts",
  "staff/page-paths.ts",
  "staff/problems.ts",
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
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(SRC, path), "utf8") }));

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?<![\w/"'])(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].flatMap((match) => match[1] ?? []);
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

/** Imports that are left when types are gone. */
function valueImportsOf(text: string): string[] {
  return importsOf(text.replaceAll(/^import type [^;]*;$/gms, ""));
}

test("nothing outside the page imports it, and the page imports no Node, and only types of the rest but for a few pure files", () => {
  const onPage = (path: string) => path.startsWith(PAGE);
  const targetsOf = ({ path, text }: (typeof files)[number]) =>
    valueImportsOf(text).map((target) =>
      target.startsWith(".")
        ? relative(SRC, join(SRC, dirname(path), target))
            .split(sep)
            .join("/")
        : target,
    );
  const into = files.filter((file) => !onPage(file.path) && targetsOf(file).some(onPage)).map(({ path }) => path);
  expect(into).toEqual([]);
  const page = files.filter(({ path }) => onPage(path));
  expect(page.length).toBeGreaterThan(20);
  const out = page.flatMap((file) =>
    targetsOf(file)
      .filter((target) => !onPage(target) && !PAGE_USES.includes(target))
      .filter((target) => !PAGE_PACKAGES.some(({ into, packages }) => into.test(file.path) && packages.test(target)))
      .map((target) => `${file.path} uses ${target}`),
  );
  expect(out).toEqual([]);
  const impure = files
    .filter(({ path }) => PAGE_USES.includes(path))
    .flatMap((file) =>
      targetsOf(file)
        .filter((target) => /^node:/.test(target))
        .map((target) => `${file.path} uses ${target}`),
    );
  expect(impure).toEqual([]);
});
