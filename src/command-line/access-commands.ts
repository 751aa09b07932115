import type { Command } from "commander";
import { type AdmitOptions, addAdmitOptions, toAdmission } from "./admit-options.ts";
import { toScope } from "./people-commands.ts";
import { addRotateCommand } from "./rotate-command.ts";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

export function addAllowListCommand(program: Command): void {
  addStaffOptions(program.command("allow-list"))
    .description("list the MAC of every admitted phone")
    .option("--csv", "as comma-separated values")
    .option("--text", "as plain lines: MAC, vendor, PBX")
    .action(async ({ csv, text }: { csv?: boolean; text?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      if (csv || text) {
        process.stdout.write(await api.getText("/allow-list", { format: csv ? "csv" : "text" }));
        return;
      }
      const phones = await api.listWhole("/allow-list", { format: "json" });
      if (isJson) return showJson(phones);
      showTable(phones, [
        ["MAC", "mac"],
        ["VENDOR", "vendor"],
        ["PBX", "pbx"],
      ]);
    });
}

export function addSightingCommands(program: Command): void {
  const sightings = program.command("sightings").description("phones that were seen and are not admitted");

  addStaffOptions(sightings.command("list", { isDefault: true }))
    .description("list them")
    .option("--search <text>", "only those that contain this")
    .action(async ({ search }: { search?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const seen = await api.list("/sightings", { search });
      if (isJson) return showJson(seen);
      showTable(seen, [
        ["MAC", "mac"],
        ["VENDOR", "vendor"],
        ["MODEL", "model"],
        ["FIRMWARE", "firmware"],
        ["ADDRESS", "address"],
        ["VIA", "via"],
        ["REASON", "reason"],
        ["PBX", "pbx"],
        ["LAST SEEN", "lastSeen"],
        ["COUNT", "count"],
      ]);
    });

  addAdmitOptions(sightings.command("admit"))
    .description(
      "admit a phone that was seen; its vendor and model are known from that, the rest from its admission policy",
    )
    .argument("<mac>")
    .option("--pbx <id>", "the PBX it registers at, unless an admission policy covers its address")
    .action(async (mac: string, options: AdmitOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.post(`/sightings/${segment(mac)}/admit`, toAdmission(options));
      (isJson ? showJson : showItem)(made);
    });
}

type KeyOptions = { role: string; pbx?: string; customer: readonly string[] };

export function addKeyCommands(program: Command): void {
  const key = program.command("key").description("keys for the staff API, and the master key");

  addStaffOptions(key.command("add"))
    .description("make a key and print it, this once")
    .argument("<name>", "who or what it is for")
    .requiredOption("--role <role>", "admin, technician, viewer or pbx")
    .option("--pbx <id>", "for role pbx: the only PBX that the key reaches")
    .option("--customer <id>", "reaches this customer's PBXs only; may be given several times", collect, [])
    .action(async (name: string, { role, pbx, customer }: KeyOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.post("/keys", { name, role, pbx, scope: toScope(customer, []) });
      (isJson ? showJson : showItem)(made);
    });

  addRotateCommand(key);

  addStaffOptions(key.command("list"))
    .description("list the keys, without the keys themselves")
    .action(async (_: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const keys = await api.listWhole("/keys");
      if (isJson) return showJson(keys);
      showTable(keys, [
        ["ID", "id"],
        ["NAME", "name"],
        ["ROLE", "role"],
        ["PBX", "pbx"],
        ["SCOPE", "scope"],
        ["CREATED", "createdAt"],
        ["LAST USED", "lastUsedAt"],
      ]);
    });

  addStaffOptions(key.command("revoke"))
    .description("revoke a key at once")
    .argument("<id>", "its id out of key list")
    .action(async (id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`/keys/${segment(id)}`);
      if (!isJson) process.stdout.write(`revoked ${id}\n`);
    });
}
