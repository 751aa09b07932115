import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import type { Vendor } from "../provisioning/vendor.ts";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

export function addFirmwareCommands(program: Command, loadVendors: () => Promise<readonly Vendor[]>): void {
  const firmware = program.command("firmware").description("images in the catalogue");

  addStaffOptions(firmware.command("add"))
    .description("upload an image; its name, which must be the maker's, says version and models")
    .argument("<file>")
    .option("--vendor <id>", "unless its name tells")
    .option("--models <names>", "with commas between, where its name does not tell")
    .option("--minimum <version>", "what a phone must run at least to take it")
    .action(async (file: string, { vendor, models, minimum }: Record<string, string>, command: Command) => {
      const { api, isJson } = openSession(command);
      const name = basename(file);
      const id = vendor ?? (await loadVendors()).find((one) => one.firmware.read(name) !== undefined)?.id;
      if (id === undefined) throw wrongUsage(`the name ${name} says no vendor: give --vendor`);
      const query = { models, minimumVersion: minimum };
      const made = await api.upload("PUT", pathOf("firmware", id, name), await readBlob(file), query);
      (isJson ? showJson : showItem)(made);
    });
  addListAndRemove(firmware, "firmware", [
    ["VENDOR", "vendor"],
    ["VERSION", "version"],
    ["NAME", "name"],
    ["BYTES", "bytes"],
    ["MODELS", "models"],
    ["FROM", "minimumVersion"],
  ]);
}

export function addFileCommands(program: Command): void {
  const file = program.command("file").description("languages, ring tones and pictures that phones may fetch");

  addStaffOptions(file.command("add"))
    .description("upload a file under its own name")
    .argument("<vendor>")
    .argument("<kind>", "language, ring-tone or picture")
    .argument("<file>")
    .option("--model <name>", "whose display a picture must fit")
    .action(async (vendor: string, kind: string, path: string, { model }: Record<string, string>, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.upload("PUT", pathOf("files", vendor, basename(path)), await readBlob(path), {
        kind,
        model,
      });
      (isJson ? showJson : showItem)(made);
    });
  addListAndRemove(file, "files", [
    ["VENDOR", "vendor"],
    ["KIND", "kind"],
    ["NAME", "name"],
    ["BYTES", "bytes"],
    ["WIDTH", "width"],
    ["HEIGHT", "height"],
  ]);
}

function addListAndRemove(group: Command, path: "files" | "firmware", columns: Parameters<typeof showTable>[1]): void {
  addStaffOptions(group.command("list"))
    .description("list them")
    .option("--vendor <id>", "of one vendor")
    .action(async ({ vendor }: Record<string, string>, command: Command) => {
      const { api, isJson } = openSession(command);
      const items = await api.listWhole(`/${path}`, { vendor });
      if (isJson) showJson(items);
      else showTable(items, columns);
    });

  addStaffOptions(group.command("remove"))
    .description("delete one that no setting names")
    .argument("<vendor>")
    .argument("<name>")
    .action(async (vendor: string, name: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(pathOf(path, vendor, name));
      if (!isJson) process.stdout.write(`removed ${name}\n`);
    });
}

function pathOf(path: "files" | "firmware", vendor: string, name: string): string {
  return `/${path}/${segment(vendor)}/${segment(name)}`;
}

/** Read while it is sent: an image may be larger than what one would like to hold in memory. */
async function readBlob(file: string): Promise<Blob> {
  return openAsBlob(file).catch((error: unknown) => {
    throw wrongUsage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
}
