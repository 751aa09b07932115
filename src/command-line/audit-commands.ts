import { once } from "node:events";
import { open, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Command } from "commander";
import { CommandFailure, EXIT, wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { isItem } from "./staff-client.ts";

export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("every staff action and every delivery of passwords");

  addStaffOptions(audit.command("list", { isDefault: true }))
    .description("list entries, the latest first")
    .option("--phone <mac>", "only about this phone")
    .option("--actor <name>", "only what this key did")
    .option("--action <name>", "only this action")
    .option("--limit <count>", "at most so many", "50")
    .action(async (options: { phone?: string; actor?: string; action?: string; limit: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const { phone, actor, action, limit } = options;
      if (!/^[1-9]\d{0,5}$/.test(limit)) throw wrongUsage(`--limit is ${limit}, not a number from 1 to 999999`);
      const entries = await api.list("/audit", { mac: phone, actor, action }, Number(limit));
      if (isJson) return showJson(entries);
      showTable(entries, [
        ["ENTRY", "sequence"],
        ["AT", "at"],
        ["ACTION", "action"],
        ["BY", "actor"],
        ["MAC", "mac"],
        ["PBX", "pbx"],
        ["ADDRESS", "address"],
        ["DETAIL", "detail"],
      ]);
    });

  addStaffOptions(audit.command("verify"))
    .description("check the whole chain; names the first entry that is not as it was written, and exits 1")
    .option("--head <sequence:hash>", "an entry that was noted down elsewhere and must still be there")
    .action(async ({ head }: { head?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const verdict = await api.getItem("/audit/verify", { head }, true);
      (isJson ? showJson : showItem)(verdict);
      const { broken } = verdict;
      if (isItem(broken)) throw new CommandFailure(EXIT.refused, `entry ${broken.sequence} ${broken.why}`);
    });

  addStaffOptions(audit.command("export"))
    .description("write entries as JSON lines, and a signature of the file beside it")
    .argument("<file>", "what to write; the signature goes to <file>.sig")
    .option("--from <sequence>", "first entry")
    .option("--through <sequence>", "last entry")
    .action(async (file: string, { from, through }: { from?: string; through?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const opened = await open(file, "wx", 0o600).catch((error: Error) => {
        throw wrongUsage(`${file} cannot be written: ${error.message}`);
      });
      const lines = createInterface({ input: Readable.from(await api.download("/audit/export", { from, through })) });
      const out = opened.createWriteStream();
      let count = 0;
      let last: string | undefined;
      for await (const line of lines) {
        if (last !== undefined) {
          count += 1;
          if (!out.write(`${last}\n`)) await once(out, "drain");
        }
        last = line;
      }
      out.end();
      await finished(out);
      const signature = readSignature(last);
      if (signature === undefined)
        throw new CommandFailure(EXIT.unreachable, "the export broke off: it has no signature");
      await writeFile(`${file}.sig`, signature, { flag: "wx" });
      if (isJson) return showJson({ file, signature: `${file}.sig`, entries: count });
      process.stdout.write(`${count} entries in ${file}, signature in ${file}.sig\n`);
    });

  addStaffOptions(audit.command("public-key"))
    .description("print the key that signs exports, as PEM")
    .action(async (_: unknown, command: Command) => {
      process.stdout.write(await openSession(command).api.getText("/audit/public-key"));
    });
}

function readSignature(line: string | undefined): Buffer | undefined {
  const parsed: unknown = JSON.parse(line ?? "null");
  const signature = isItem(parsed) ? parsed.signature : undefined;
  return typeof signature === "string" ? Buffer.from(signature, "base64") : undefined;
}
