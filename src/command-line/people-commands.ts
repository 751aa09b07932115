import type { Command } from "commander";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

type Scope = { customers?: readonly string[]; pbxs?: readonly string[] };
type PersonOptions = { role: string; name?: string; customer: readonly string[]; pbx: readonly string[] };

export function addPeopleCommands(program: Command): void {
  const people = program.command("people").description("people who sign in with a browser");

  addStaffOptions(people.command("add"))
    .description("invite somebody, and print the link by which they choose a password, this once")
    .argument("<login>")
    .requiredOption("--role <role>", "admin, technician, viewer or pbx")
    .option("--name <name>", "for people")
    .option("--customer <id>", "sees this customer's PBXs only; may be given several times", collect, [])
    .option("--pbx <id>", "sees this PBX; may be given several times", collect, [])
    .action(async (login: string, { role, name, customer, pbx }: PersonOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.post("/people", { login, name, role, scope: toScope(customer, pbx) });
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(people.command("list"))
    .description("list them")
    .option("--search <text>", "only those that contain this")
    .action(async ({ search }: { search?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const all = await api.list("/people", { search });
      if (isJson) return showJson(all);
      showTable(all, [
        ["LOGIN", "login"],
        ["NAME", "name"],
        ["ROLE", "role"],
        ["SCOPE", "scope"],
        ["2ND FACTOR", "secondFactor"],
        ["DISABLED", "disabled"],
        ["LAST SIGN-IN", "lastSignInAt"],
      ]);
    });

  addStaffOptions(people.command("disable"))
    .description("let somebody sign in no more; their sessions end at once")
    .argument("<login>")
    .option("--undo", "let them sign in again")
    .action(async (login: string, { undo = false }: { undo?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      const changed = await api.patch(`/people/${segment(login)}`, { disabled: !undo });
      if (isJson) return showJson(changed);
      process.stdout.write(`${undo ? "enabled" : "disabled"} ${login}\n`);
    });

  addStaffOptions(people.command("reset"))
    .description("take somebody's password away, and print a link to choose another")
    .argument("<login>")
    .option("--second-factor", "take the second factor away as well")
    .action(async (login: string, { secondFactor }: { secondFactor?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      const reset = await api.post(`/people/${segment(login)}/reset`, { secondFactor });
      (isJson ? showJson : showItem)(reset);
    });
}

/** Undefined, which is left out of a body, where nothing was said. */
export function toScope(customers: readonly string[], pbxs: readonly string[]): Scope | undefined {
  if (customers.length + pbxs.length === 0) return undefined;
  return { ...(customers.length > 0 ? { customers } : {}), ...(pbxs.length > 0 ? { pbxs } : {}) };
}
