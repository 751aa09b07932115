import type { Command } from "commander";
import { type AdmitOptions, addAdmitOptions, toAdmission } from "./admit-options.ts";
import { addAdviceCommands } from "./advice-commands.ts";
import { addPasswordCommands } from "./password-commands.ts";
import { addProofCommands } from "./proof-commands.ts";
import { addPhoneRedirectCommand } from "./redirect-commands.ts";
import { addPhoneResyncCommands } from "./resync-commands.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";
import { addStatusCommands } from "./status-commands.ts";
import { addUploadCommands } from "./upload-commands.ts";

type PhoneFilter = { search?: string; pbx?: string; vendor?: string; status?: string; registration?: string };

export function addPhoneCommands(program: Command): void {
  const phone = program.command("phone").description("admitted phones");

  addAdmitOptions(phone.command("add"))
    .description("admit a phone: its MAC goes on the allow-list, its passwords wait for it")
    .argument("<mac>", "in any usual notation")
    .requiredOption("--pbx <id>", "the PBX it registers at")
    .option("--reveal", "print the address with its first token once, where its PBX asks for one")
    .action(async (mac: string, options: AdmitOptions & { reveal?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      const made = await api.post("/phones", { mac, ...toAdmission(options) }, { reveal: options.reveal });
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(phone.command("list"))
    .description("list the phones")
    .option("--search <text>", "only those that contain this")
    .option("--pbx <id>", "only those of this PBX")
    .option("--vendor <id>", "only those of this vendor")
    .option("--status <status>", "waiting, delivering or provisioned")
    .option("--registration <state>", "registered, gone, never or unknown")
    .action(async ({ search, pbx, vendor, status, registration }: PhoneFilter, command: Command) => {
      const { api, isJson } = openSession(command);
      const phones = await api.list("/phones", { search, pbx, vendor, status, registration });
      if (isJson) return showJson(phones);
      showTable(phones, [
        ["MAC", "mac"],
        ["VENDOR", "vendor"],
        ["MODEL", "model"],
        ["PBX", "pbx"],
        ["LABEL", "label"],
        ["STATUS", "status"],
        ["LIGHT", "light"],
        ["LAST SEEN", "lastSeen"],
        ["FIRMWARE", "firmware"],
      ]);
    });

  addStaffOptions(phone.command("show"))
    .description("show one phone")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const found = await api.getItem(`/phones/${segment(mac)}`);
      (isJson ? showJson : showItem)(found);
    });

  addStaffOptions(phone.command("remove"))
    .description("take a phone off the allow-list; its passwords close at once")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(`/phones/${segment(mac)}`);
      if (!isJson) process.stdout.write(`removed ${mac}\n`);
    });

  addPasswordCommands(phone);
  addProofCommands(phone);
  addPhoneRedirectCommand(phone);
  addAdviceCommands(phone);
  addStatusCommands(phone);
  addPhoneResyncCommands(phone);
  addUploadCommands(phone);

  addStaffOptions(phone.command("settings"))
    .description("list a phone's settings after all layers, each with the layer that gave it")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const settings = await api.listWhole(`/phones/${segment(mac)}/settings`);
      if (isJson) return showJson(settings);
      showTable(settings, [
        ["NAME", "name"],
        ["VALUE", "value"],
        ["FROM", "origin"],
        ["WITHOUT EFFECT", "withoutEffect"],
      ]);
    });

  addStaffOptions(phone.command("files"))
    .description("list the files that a phone asks for, in its order")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const files = await api.listWhole(`/phones/${segment(mac)}/files`);
      if (isJson) return showJson(files);
      showTable(files, [
        ["NAME", "name"],
        ["KIND", "kind"],
        ["CONTENT TYPE", "contentType"],
        ["PASSWORDS", "carriesSecrets"],
      ]);
    });

  addStaffOptions(phone.command("preview"))
    .description("print a file as the phone would get it now, its passwords masked")
    .argument("<mac>")
    .argument("<file>", "a name out of phone files")
    .action(async (mac: string, file: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const text = await api.getText(`/phones/${segment(mac)}/preview`, { file });
      if (isJson) return showJson({ file, text });
      process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    });
}
