import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { CommandFailure, EXIT, wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showRows, showTable } from "./show.ts";
import { type Item, isItem, segment } from "./staff-client.ts";

export function addTemplateCommands(program: Command): void {
  const template = program
    .command("template")
    .description("the operator's own templates, looked at before they are used");

  addStaffOptions(template.command("list"))
    .description("list the templates, and of which the operator's own is in use")
    .action(async (_: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const templates = await api.listWhole("/templates");
      if (isJson) return showJson(templates);
      showTable(templates, [
        ["NAME", "name"],
        ["OWN", "isOverridden"],
        ["VERSION", "version"],
        ["REFUSED", "refused"],
      ]);
    });

  addStaffOptions(template.command("show"))
    .description("print the text in use")
    .argument("<template>", "as in snom/settings")
    .option("--shipped", "as it came with the product")
    .option("--versions", "its versions instead")
    .action(async (name: string, options: { shipped?: true; versions?: true }, command: Command) => {
      const { api, isJson } = openSession(command);
      const found = await api.getItem(pathOf(name));
      if (isJson) return showJson(found);
      if (options.versions !== true) {
        process.stdout.write(String(options.shipped ? found.shipped : found.text));
        return;
      }
      showTable(itemsOf(found.versions), [
        ["VERSION", "version"],
        ["AUTHOR", "author"],
        ["SINCE", "createdAt"],
        ["REMOVAL", "isRemoval"],
      ]);
    });

  addStaffOptions(template.command("check"))
    .description("try a file on every admitted phone without using it")
    .argument("<template>")
    .argument("<file>")
    .action(async (name: string, file: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const found = await api.post(`${pathOf(name)}/check`, { text: readText(file) }, undefined, true);
      (isJson ? showJson : showItem)(found);
      if (found.isFit !== true) throw new CommandFailure(EXIT.refused, `${name}: the file is not fit for use`);
    });

  addStaffOptions(template.command("diff"))
    .description("say what a file would change: how many phones, in which distinct ways")
    .argument("<template>")
    .argument("[file]", "unless given: as if the operator's were taken away")
    .option("--diffs <number>", "how many ways to show", "10")
    .action(async (name: string, file: string | undefined, { diffs }: { diffs: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const body = { text: file === undefined ? null : readText(file), diffs: Number(diffs) };
      const found = await api.post(`${pathOf(name)}/diff`, body, undefined, true);
      (isJson ? showJson : showChange)(found);
    });

  addStaffOptions(template.command("put"))
    .description("take a file into use, if every admitted phone can read what it writes")
    .argument("<template>")
    .argument("<file>")
    .action(async (name: string, file: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      showVersion(await api.put(pathOf(name), { text: readText(file) }, true), isJson);
    });

  addStaffOptions(template.command("rollback"))
    .description("take an older version into use again")
    .argument("<template>")
    .argument("<version>")
    .action(async (name: string, version: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      showVersion(await api.post(`${pathOf(name)}/rollback`, { version: Number(version) }, undefined, true), isJson);
    });

  addStaffOptions(template.command("remove"))
    .description("take the operator's away: the shipped one comes into use")
    .argument("<template>")
    .action(async (name: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(pathOf(name));
      if (!isJson) process.stdout.write(`the shipped ${name} is in use\n`);
    });

  addStaffOptions(program.command("lint"))
    .description("compare all phones' files with the settings that are known of their vendors")
    .action(async (_: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const found = await api.getItem("/lint", {}, true);
      const findings = itemsOf(found.findings);
      if (isJson) showJson(found);
      else if (findings.length === 0) process.stdout.write(`${found.phones} phones, nothing found\n`);
      else
        showTable(findings, [
          ["PHONES", "phones"],
          ["VENDOR", "vendor"],
          ["KIND", "kind"],
          ["NAME", "name"],
          ["DETAIL", "detail"],
          ["SOME", "macs"],
        ]);
      if (findings.length > 0) throw new CommandFailure(EXIT.refused, `${findings.length} findings`);
    });
}

/** What a change would do, with its diffs. */
export function showChange(found: Item): void {
  process.stdout.write(`${found.summary}\n`);
  for (const way of itemsOf(found.ways)) {
    process.stdout.write(`\n${way.phones} phones, for example ${(way.macs as string[]).slice(0, 3).join(", ")}\n`);
    for (const { name, diff } of itemsOf(way.files)) process.stdout.write(`--- ${name}\n+++ ${name}\n${diff}`);
  }
  const illFormed = itemsOf(found.illFormedPhones);
  if (illFormed.length === 0) return;
  process.stdout.write(`\n${found.illFormed} phones could not read their file:\n`);
  showRows(illFormed.map(({ mac, label, file, why }) => [mac, label, file, why].map(String)));
}

function showVersion(found: Item, isJson: boolean): void {
  if (isJson) showJson(found);
  else if (found.version === null) process.stdout.write(`the shipped ${found.name} is in use\n`);
  else process.stdout.write(`${found.name}: version ${found.version} is in use\n`);
}

function itemsOf(list: unknown): Item[] {
  return Array.isArray(list) ? list.filter(isItem) : [];
}

function pathOf(name: string): string {
  const [vendor = "", own, ...more] = name.split("/");
  if (own === undefined || more.length > 0)
    throw wrongUsage(`${name} is no template's name, which is like snom/settings`);
  return `/templates/${segment(vendor)}/${segment(own)}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw wrongUsage(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
