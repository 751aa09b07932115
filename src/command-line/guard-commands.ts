import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

export function addGuardCommands(program: Command): void {
  const guard = program.command("guard").description("addresses that ask for phones that are not admitted");

  addStaffOptions(guard.command("list", { isDefault: true }))
    .description("list those that are slowed or held back")
    .action(async (_: object, command: Command) => {
      const { api, isJson } = openSession(command);
      const watched = await api.listWhole("/guard");
      if (isJson) return showJson(watched);
      showTable(watched, [
        ["ADDRESS", "address"],
        ["STATE", "state"],
        ["GUESSES", "guesses"],
        ["HELD BACK", "heldRequests"],
        ["SINCE", "firstSeen"],
        ["LAST", "lastSeen"],
      ]);
    });

  addStaffOptions(guard.command("pardon"))
    .description("free an address and its network at once")
    .argument("<address>")
    .action(async (address: string, _: object, command: Command) => {
      await openSession(command).api.delete(`/guard/${segment(address)}`);
    });
}
