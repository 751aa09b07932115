import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { CommandFailure, EXIT, wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { type Item, isItem, segment } from "./staff-client.ts";

const MOST_FOUND = 500;

/** Phone books of a PBX. */
export function addBookCommands(program: Command): void {
  const book = program.command("book").description("phone books that the phones of a PBX show and search");

  addStaffOptions(book.command("add"))
    .description("make a phone book; phones show it whose setting phoneBook is its id")
    .argument("<pbx>")
    .argument("<id>", "a short name, unique on its PBX")
    .option("--label <text>", "shown on the phones")
    .option("--accounts", "have the PBX's accounts in it, too")
    .action(
      async (pbx: string, id: string, { label, accounts }: { label?: string; accounts?: true }, command: Command) => {
        const { api, isJson } = openSession(command);
        const made = await api.post(booksOf(pbx), { id, label, includeAccounts: accounts });
        (isJson ? showJson : showItem)(made);
      },
    );

  addStaffOptions(book.command("list"))
    .description("list the phone books of a PBX")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const books = await api.listWhole(booksOf(pbx));
      if (isJson) return showJson(books);
      showTable(books, [
        ["ID", "id"],
        ["LABEL", "label"],
        ["ENTRIES", "entries"],
        ["ACCOUNTS", "includeAccounts"],
      ]);
    });

  addStaffOptions(book.command("remove"))
    .description("delete a phone book with all its entries")
    .argument("<pbx>")
    .argument("<id>")
    .action(async (pbx: string, id: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(bookOf(pbx, id));
      if (!isJson) process.stdout.write(`removed ${id}\n`);
    });

  addStaffOptions(book.command("search"))
    .description(`look for beginnings of words or for digits, as phones do; shows up to ${MOST_FOUND}`)
    .argument("<pbx>")
    .argument("<id>")
    .argument("<text...>")
    .action(async (pbx: string, id: string, text: string[], _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const found = await api.list(`${bookOf(pbx, id)}/entries`, { search: text.join(" ") }, MOST_FOUND);
      if (isJson) return showJson(found);
      const rows = found.map((entry) => ({ ...entry, numbers: listNumbers(entry) }));
      showTable(rows, [
        ["LAST NAME", "lastName"],
        ["FIRST NAME", "firstName"],
        ["COMPANY", "company"],
        ["NUMBERS", "numbers"],
        ["ID", "id"],
      ]);
    });

  addStaffOptions(book.command("import"))
    .description("read entries from a CSV file; one bad line, and nothing is written")
    .argument("<pbx>")
    .argument("<id>")
    .argument("<file>", "CSV, or - for standard input")
    .addOption(new Option("--mode <mode>", "whether other entries stay").choices(["merge", "replace"]).default("merge"))
    .option("--dry-run", "only say what would happen, and what is wrong on which line")
    .action(
      async (
        pbx: string,
        id: string,
        file: string,
        { mode, dryRun }: { mode: string; dryRun?: true },
        command: Command,
      ) => {
        const { api, isJson } = openSession(command);
        const bytes = readBytes(file);
        const done = await api.upload(
          "POST",
          `${bookOf(pbx, id)}/import`,
          new Blob([Buffer.from(bytes)], { type: "text/csv" }),
          { mode, dryRun },
        );
        if (isJson) return showJson(done);
        const { faults, ...counts } = done;
        showItem(counts);
        const lines = Array.isArray(faults)
          ? faults.filter(isItem).map(({ line, detail }) => `line ${line} ${detail}`)
          : [];
        if (lines.length > 0) throw new CommandFailure(EXIT.refused, `${file} has lines that cannot be read`, lines);
      },
    );

  addStaffOptions(book.command("export"))
    .description("write the book's own entries as CSV to standard output")
    .argument("<pbx>")
    .argument("<id>")
    .action(async (pbx: string, id: string, _: unknown, command: Command) => {
      const { api } = openSession(command);
      for await (const part of await api.download(`${bookOf(pbx, id)}/export`)) process.stdout.write(part);
    });
}

function booksOf(pbx: string): string {
  return `/pbxs/${segment(pbx)}/phone-books`;
}

function bookOf(pbx: string, id: string): string {
  return `${booksOf(pbx)}/${segment(id)}`;
}

function listNumbers({ numbers }: Item): string[] {
  return Array.isArray(numbers) ? numbers.filter(isItem).map(({ kind, number }) => `${number} (${kind})`) : [];
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw wrongUsage(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
