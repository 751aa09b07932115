import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";
import { showChange } from "./template-commands.ts";

export function addProfileCommands(program: Command): void {
  const profile = program.command("profile").description("settings and key layouts for many phones of a PBX");

  addStaffOptions(profile.command("add"))
    .description("make a profile")
    .argument("<pbx>")
    .argument("<id>", "a short name, unique on its PBX")
    .option("--label <text>", "for people")
    .option("--file <path>", 'JSON with "settings" and "layouts", as the staff API takes them')
    .action(async (pbx: string, id: string, { label, file }: { label?: string; file?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const body = { id, label, ...(file === undefined ? {} : readJson(file)) };
      const made = await api.post(`/pbxs/${segment(pbx)}/profiles`, body);
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(profile.command("list"))
    .description("list the profiles of a PBX")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const profiles = await api.list(`/pbxs/${segment(pbx)}/profiles`, {});
      if (isJson) return showJson(profiles);
      showTable(profiles, [
        ["ID", "id"],
        ["LABEL", "label"],
        ["SETTINGS", "settings"],
      ]);
    });

  addStaffOptions(profile.command("change"))
    .description("change a profile; what the file gives replaces what was there as a whole")
    .argument("<pbx>")
    .argument("<id>")
    .requiredOption("--file <path>", 'JSON with "settings" or "layouts", as the staff API takes them')
    .option("--dry-run", "only say what it would change: how many phones, in which distinct ways")
    .action(async (pbx: string, id: string, options: { file: string; dryRun?: true }, command: Command) => {
      const { api, isJson } = openSession(command);
      const body = readJson(options.file);
      if (options.dryRun) {
        const found = await api.post("/changes/preview", { profile: { pbx, id, ...body } }, undefined, true);
        return (isJson ? showJson : showChange)(found);
      }
      (isJson ? showJson : showItem)(await api.patch(`/pbxs/${segment(pbx)}/profiles/${segment(id)}`, body));
    });

  addStaffOptions(profile.command("remove"))
    .description("delete a profile that no phone has")
    .argument("<pbx>")
    .argument("<id>")
    .action(async (pbx: string, id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`/pbxs/${segment(pbx)}/profiles/${segment(id)}`);
      if (!isJson) process.stdout.write(`removed ${id}\n`);
    });
}

function readJson(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw wrongUsage(`--file ${path} cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrongUsage(`--file ${path} must hold a JSON object`);
  return { ...value };
}
