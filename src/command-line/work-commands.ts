import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson } from "./show.ts";
import { segment } from "./staff-client.ts";

/**
 * `show` and what else can be done to work that goes on, such as a rotation. `collection`: where it stands in the staff API. `actions`:
 * names of the calls below it, each with its description.
 */
export function addWorkCommands(group: Command, collection: string, actions: Readonly<Record<string, string>>): void {
  const argument = `<${group.name()}>`;
  addStaffOptions(group.command("show"))
    .description("show how far it is")
    .argument(argument)
    .action(async (id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.getItem(`/${collection}/${segment(id)}`));
    });

  for (const [name, description] of Object.entries(actions))
    addStaffOptions(group.command(name))
      .description(description)
      .argument(argument)
      .action(async (id: string, _: unknown, command: Command) => {
        const { api, isJson } = openSession(command);
        (isJson ? showJson : showItem)(await api.post(`/${collection}/${segment(id)}/${name}`, {}));
      });
}
