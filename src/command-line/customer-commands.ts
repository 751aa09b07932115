import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

export function addCustomerCommands(program: Command): void {
  const customer = program.command("customer").description("customers, whose PBXs only their own people and keys see");

  addStaffOptions(customer.command("add"))
    .description("make a customer")
    .argument("<id>", "what PBXs, keys and people name it by")
    .option("--name <name>", "for people")
    .action(async (id: string, { name }: { name?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.post("/customers", { id, name });
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(customer.command("list"))
    .description("list them")
    .option("--search <text>", "only those that contain this")
    .action(async ({ search }: { search?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const customers = await api.list("/customers", { search });
      if (isJson) return showJson(customers);
      showTable(customers, [
        ["ID", "id"],
        ["NAME", "name"],
        ["CREATED", "createdAt"],
      ]);
    });

  addStaffOptions(customer.command("remove"))
    .description("remove a customer that has no PBX, no key and nobody")
    .argument("<id>")
    .action(async (id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`/customers/${segment(id)}`);
      if (!isJson) process.stdout.write(`removed ${id}\n`);
    });
}
