// Writes the pages that are made from the code: npm run docs. A test keeps them in step.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "../src/config/settings-table.ts";
import { EVENTS } from "../src/provisioning/events.ts";
import { PROBLEMS } from "../src/staff/problems.ts";

const MADE = "<!-- Made by npm run docs. Change the table in the code instead. -->";

/** Path from the project's root → text. */
export function generatePages(): Record<string, string> {
  return {
    "docs/configuration.md": configurationPage(),
    "docs/events.md": eventsPage(),
    "docs/problems.md": problemsPage(),
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
