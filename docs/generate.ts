// Writes the pages that are made from the code: npm run docs. A test keeps them in step.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "../src/config/settings-table.ts";
import { EVENTS } from "../src/provisioning/events.ts";
import { keyTypesOf } from "../src/provisioning/key-fit.ts";
import { FUNCTION_KEY_TYPES, sampleKey } from "../src/provisioning/key-types.ts";
import { BUILT_IN_SETTINGS, Settings } from "../src/provisioning/settings.ts";
import type { Vendor } from "../src/provisioning/vendor.ts";
import { PROBLEMS } from "../src/staff/problems.ts";
import { vendors } from "../src/vendors/index.ts";

const MADE = "<!-- Made by npm run docs. Change the table in the code instead. -->";

/** Path from the project's root → text. */
export function generatePages(): Record<string, string> {
  return {
    "docs/configuration.md": configurationPage(),
    "docs/events.md": eventsPage(),
    "docs/problems.md": problemsPage(),
    "docs/phone-settings.md": phoneSettingsPage(),
    "docs/models.md": modelsPage(),
    "offhook.example.yaml": exampleFile(),
  };
}

function configurationPage(): string {
  const rows = Object.values(SETTINGS).map(
    (row) =>
      `| ${row.key === undefined ? "–" : `\`${row.key}\``} | \`${row.env}\` | ${row.default === undefined ? "–" : `\`${row.default}\``} | ${row.help} |`,
  );
  return `# Settings

${MADE}

Every setting has a place in the settings file (YAML, its path in \`OFFHOOK_CONFIG\`) and a variable; the variable wins. An unknown
name or a value that is not allowed ends the daemon with exit 2 and one line that says which setting, its value and what is allowed.
Durations are written \`30s\`, \`10m\`, \`2h\`, \`7d\`; lists with commas.

| in the file | variable | default | what it does |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function eventsPage(): string {
  const rows = Object.entries(EVENTS).map(([name, { level, help }]) => `| \`${name}\` | ${level} | ${help} |`);
  return `# Events

${MADE}

What \`GET /api/v1/events\` and a phone's history can hold. No event ever holds a password.

| name | level | what it means, and what to do |
| --- | --- | --- |
${rows.join("\n")}
`;
}

function problemsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title, help }]) => `| \`${code}\` | ${status} | ${title} | ${help} |`,
  );
  return `# Problems

${MADE}

What the staff API answers when it refuses: \`application/problem+json\` (RFC 9457) with \`type\` \`/problems/<code>\`, and in
\`errors\` a JSON pointer for each bad field.

| code | status | title | what to do |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function phoneSettingsPage(): string {
  const settings = Object.entries(Settings.properties).map(([name, schema]) => {
    const builtIn = BUILT_IN_SETTINGS[name as keyof typeof BUILT_IN_SETTINGS];
    const withoutEffect = familiesWithout(name);
    return `| \`${name}\` | ${describe(schema)} | ${builtIn === undefined ? "–" : `\`${JSON.stringify(builtIn)}\``} | ${withoutEffect} |`;
  });
  const keys = FUNCTION_KEY_TYPES.map((type) => {
    const { value } = sampleKey(type);
    return `| \`${type}\` | ${value === undefined ? "–" : `\`${value}\``} | ${vendorsOfKey(type)} |`;
  });
  return `# What a phone can be given

${MADE}

Settings have one neutral name for all phones; each vendor's folder says them in its own words. They come in layers, a later one wins, value by
value (feature codes and raw settings one by one): built-in, PBX (\`settings\`), vendor, firmware family and model (\`vendors\` of the PBX), profile, phone, the language of who signed in at it ([hot-desking.md](hot-desking.md)), and the version of a roll-out ([rollout.md](rollout.md)).
\`GET /api/v1/phones/{mac}/settings\` or \`offhook phone settings MAC\` tells where each value comes from. A setting that a phone has no
words for is taken with a warning and has no effect on it.

| setting | what it is | built-in | without effect on |
| --- | --- | --- | --- |
${settings.join("\n")}

## Function keys

Keys stand in their order on the phone, those of expansion modules in \`modules\`. A key that a model cannot do is refused.

| type | value, for example | phones of |
| --- | --- | --- |
${keys.join("\n")}
`;
}

type Described = {
  description?: string;
  enum?: readonly unknown[];
  properties?: object;
  items?: { enum?: readonly unknown[] };
};

function describe(schema: object): string {
  const { description = "", enum: choice, items, properties = {} } = schema as Described;
  const choices = choice ?? items?.enum;
  const fields = Object.keys(properties).map((name) => `\`${name}\``);
  return `${description}${choices === undefined ? "" : `: ${choices.join(", ")}`}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`;
}

function familiesWithout(name: string): string {
  const families = vendors.flatMap((vendor) =>
    Object.entries(vendor.families)
      .filter(([id, { cannot }]) => isInUse(vendor, id) && name in cannot)
      .map(([, family]) => family.name),
  );
  return families.length === 0 ? "–" : families.join("; ");
}

function isInUse(vendor: Vendor, familyId: string): boolean {
  return Object.values(vendor.models).some(
    ({ family, unsupported }) => family === familyId && unsupported === undefined,
  );
}

function vendorsOfKey(type: (typeof FUNCTION_KEY_TYPES)[number]): string {
  const names = vendors
    .filter((vendor) =>
      Object.entries(vendor.models).some(([name, model]) => keyTypesOf(vendor, name, model).includes(type)),
    )
    .map(({ name }) => name);
  return names.length === 0 ? "–" : names.join(", ");
}

function modelsPage(): string {
  const tables = vendors.map((vendor) => {
    const models = Object.entries(vendor.models);
    const supported = models.filter(([, { unsupported }]) => unsupported === undefined);
    const rows = supported.map(([name, { family, lines, keys, display, expansion, handsets }]) => {
      const modules = expansion === undefined ? "–" : `${expansion.modules} × ${expansion.keys}`;
      return `| ${name} | ${vendor.families[family]?.name} | ${lines} | ${keys} | ${modules} | ${handsets ?? "–"} | ${display} |`;
    });
    const refused = models.flatMap(([name, { unsupported }]) =>
      unsupported === undefined ? [] : [`- ${name}: ${unsupported}`],
    );
    return `## ${vendor.name}: ${supported.length} models

| model | family | lines | keys | modules × keys | handsets | display |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

Known, and refused on entry with the reason:

${refused.join("\n")}`;
  });
  return `# Models

${MADE}

${tables.join("\n\n")}
`;
}

function exampleFile(): string {
  const lines = [
    "## Settings of Offhook. Start it with OFFHOOK_CONFIG=offhook.yaml. What is commented out is the default.",
    "## docs/configuration.md explains each.",
  ];
  const seen = new Set<string>();
  for (const row of Object.values(SETTINGS)) {
    if (row.key === undefined) continue;
    const names = row.key.split(".");
    for (const [depth, name] of names.entries()) {
      const path = names.slice(0, depth + 1).join(".");
      const indent = "  ".repeat(depth);
      if (depth === names.length - 1) lines.push(`#${indent}${name}: ${row.default ?? ""}`.trimEnd());
      else if (!seen.has(path)) lines.push(`#${indent}${name}:`);
      seen.add(path);
    }
  }
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(generatePages()))
    writeFileSync(new URL(`../${path}`, import.meta.url), text);
}
