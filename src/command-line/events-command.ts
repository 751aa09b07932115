import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showJson, showTable } from "./show.ts";

export function addEventsCommand(program: Command): void {
  addStaffOptions(program.command("events"))
    .description("show what happened, the latest first")
    .option("--phone <mac>", "only to this phone")
    .option("--limit <count>", "at most so many", "50")
    .action(async ({ phone, limit }: { phone?: string; limit: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      if (!/^[1-9]\d{0,5}$/.test(limit)) throw wrongUsage(`--limit is ${limit}, not a number from 1 to 999999`);
      // Not below /phones, which knows no phone that was refused or removed.
      const events = await api.list("/events", { mac: phone }, Number(limit));
      if (isJson) return showJson(events);
      showTable(events, [
        ["AT", "at"],
        ["LEVEL", "level"],
        ["EVENT", "name"],
        ["MAC", "mac"],
        ["PBX", "pbx"],
        ["ADDRESS", "address"],
        ["DOOR", "door"],
        ["BY", "actor"],
        ["DETAIL", "detail"],
      ]);
    });
}
