import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";
import { writeNewFile } from "./write-new-file.ts";

/** The commands around what a phone saved here. */
export function addUploadCommands(phone: Command): void {
  const upload = phone.command("upload").description("files that a phone saved here");

  addStaffOptions(upload.command("list"))
    .description("list what a phone saved here, the newest first")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const uploads = await api.listWhole(`/phones/${segment(mac)}/uploads`);
      if (isJson) return showJson(uploads);
      showTable(uploads, [
        ["ID", "id"],
        ["KIND", "kind"],
        ["NAME", "name"],
        ["BYTES", "bytes"],
        ["RECEIVED AT", "receivedAt"],
        ["ADDRESS", "address"],
        ["DOOR", "door"],
        ["PROVEN", "isProven"],
      ]);
    });

  addStaffOptions(upload.command("get"))
    .description("print one, or write it to a file; it may hold passwords, so this is for admins and written down")
    .argument("<mac>")
    .argument("<id>")
    .option("--output <file>", "a new file that only its owner may read, instead of printing")
    .action(async (mac: string, id: string, { output }: { output?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const text = await api.getText(`/phones/${segment(mac)}/uploads/${segment(id)}`);
      if (output !== undefined) await writeNewFile(output, text);
      else if (isJson) showJson({ id, text });
      else process.stdout.write(text);
    });

  addStaffOptions(upload.command("delete"))
    .description("delete one")
    .argument("<mac>")
    .argument("<id>")
    .action(async (mac: string, id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`/phones/${segment(mac)}/uploads/${segment(id)}`);
      if (!isJson) process.stdout.write(`deleted ${id}\n`);
    });
}
