import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson } from "./show.ts";
import { segment } from "./staff-client.ts";

export function addLinkCommands(program: Command): void {
  const link = program.command("link").description("how a PBX is told of its accounts and phones");

  addStaffOptions(link.command("set"))
    .description("set a PBX's link from JSON on standard input: settings, credentials, passwordOrder (see docs/pbx.md)")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.put(pathOf(pbx), readJson(await text(process.stdin)));
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(link.command("show"))
    .description("show a PBX's link, and what the PBX has not been told yet")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.getItem(pathOf(pbx)));
    });

  addStaffOptions(link.command("retry"))
    .description("tell a PBX now what failed, and what waits for phones")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.post(`${pathOf(pbx)}/retry`, {}));
    });

  addStaffOptions(link.command("remove"))
    .description("forget a PBX's link; what the PBX was told stays there")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(pathOf(pbx));
      if (!isJson) process.stdout.write(`removed the link of ${pbx}\n`);
    });
}

function readJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw wrongUsage("link set: standard input is no JSON");
  }
}

function pathOf(pbx: string): string {
  return `/pbxs/${segment(pbx)}/link`;
}
