import type { Command } from "commander";
import { readPassword } from "./read-password.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

/** Who sits at the phones that people share. */
export function addDeskCommands(program: Command): void {
  const desk = program.command("desk").description("phones that people share: who sits where");

  addStaffOptions(desk.command("list"))
    .description("list who sits where")
    .option("--search <text>", "only those that contain this")
    .option("--pbx <id>", "only those of this PBX")
    .action(async ({ search, pbx }: { search?: string; pbx?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const seats = await api.list("/desks", { search, pbx });
      if (isJson) return showJson(seats);
      showTable(seats, [
        ["MAC", "mac"],
        ["PHONE", "label"],
        ["PBX", "pbx"],
        ["ACCOUNT", "account"],
        ["NAME", "displayName"],
        ["SINCE", "since"],
        ["UNTIL", "until"],
        ["BY", "by"],
        ["DELIVERED", "delivered"],
      ]);
    });

  addStaffOptions(desk.command("sign-in"))
    .description("have somebody sit at a shared phone, without a PIN; who sits there leaves")
    .argument("<mac>", "in any usual notation")
    .argument("<extension>", "a username or number of the phone's PBX")
    .action(async (mac: string, extension: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const seat = await api.post(`/phones/${segment(mac)}/seat`, { extension });
      (isJson ? showJson : showItem)(seat);
    });

  addStaffOptions(desk.command("sign-out"))
    .description("have whoever sits at a phone leave it")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`/phones/${segment(mac)}/seat`);
      if (!isJson) process.stdout.write(`nobody sits at ${mac} any more\n`);
    });

  addStaffOptions(desk.command("share"))
    .description("mark a phone as shared, or no longer: then whoever sits there leaves")
    .argument("<mac>")
    .option("--off", "no longer")
    .action(async (mac: string, { off }: { off?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      const changed = await api.patch(`/phones/${segment(mac)}`, { shared: off !== true });
      (isJson ? showJson : showItem)(changed);
    });
}

/** The PIN comes by standard input: an argument would stand in the list of processes. */
export function addPinCommand(account: Command): void {
  addStaffOptions(account.command("pin"))
    .description("set the PIN by which an account signs in at shared phones: 4 to 12 digits, from standard input")
    .argument("<pbx>", "the PBX's id")
    .argument("<username>", "the SIP user")
    .option("--remove", "take its PIN away instead")
    .action(async (pbx: string, username: string, { remove }: { remove?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      const path = `/pbxs/${segment(pbx)}/accounts/${segment(username)}/desk-pin`;
      if (remove) await api.delete(path);
      else await api.put(path, { pin: await readPassword("account pin") });
      if (!isJson) process.stdout.write(remove ? `removed the PIN of ${username}\n` : `set the PIN of ${username}\n`);
    });
}
