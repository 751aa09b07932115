import type { Command } from "commander";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

export function addWebhookCommands(program: Command): void {
  const webhook = program.command("webhook").description("whom a PBX wants told of its phones");

  addStaffOptions(webhook.command("add"))
    .description("make a webhook and print its secret, this once")
    .argument("<pbx>")
    .argument("<url>")
    .option(
      "--event <name>",
      "phone.admitted, phone.released, phone.reset or phone.deleted; all unless given",
      collect,
      [],
    )
    .action(async (pbx: string, url: string, { event }: { event: string[] }, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.post(pathOf(pbx), { url, ...(event.length === 0 ? {} : { events: event }) });
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(webhook.command("list"))
    .description("list a PBX's webhooks, and what waits to be delivered")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const webhooks = await api.listWhole(pathOf(pbx));
      if (isJson) return showJson(webhooks);
      showTable(webhooks, [
        ["ID", "id"],
        ["URL", "url"],
        ["EVENTS", "events"],
        ["WAITING", "waiting"],
        ["LAST ERROR", "lastError"],
      ]);
    });

  addStaffOptions(webhook.command("remove"))
    .description("delete a webhook, with what it was still to be told")
    .argument("<pbx>")
    .argument("<id>")
    .action(async (pbx: string, id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`${pathOf(pbx)}/${segment(id)}`);
      if (!isJson) process.stdout.write(`removed ${id}\n`);
    });
}

function pathOf(pbx: string): string {
  return `/pbxs/${segment(pbx)}/webhooks`;
}
