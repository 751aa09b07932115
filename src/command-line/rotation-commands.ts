import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";
import { addWorkCommands } from "./work-commands.ts";

export function addRotationCommands(program: Command): void {
  const rotation = program
    .command("rotation")
    .description("new SIP passwords for all phones of a PBX or a profile, a few at a time");

  addStaffOptions(rotation.command("start"))
    .description("begin one")
    .argument("<pbx>")
    .option("--profile <id>", "only phones of this profile")
    .option("--most <n>", "so many phones may be without their registration at a time", Number, 5)
    .option("--reason <text>", "for the history")
    .action(async (pbx: string, options: { profile?: string; most: number; reason?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const { profile, most: mostUnregistered, reason } = options;
      const made = await api.post(`/pbxs/${segment(pbx)}/rotations`, { profile, mostUnregistered, reason });
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(rotation.command("list"))
    .description("list a PBX's")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const rotations = await api.listWhole(`/pbxs/${segment(pbx)}/rotations`);
      if (isJson) return showJson(rotations);
      showTable(rotations, [
        ["ID", "id"],
        ["STATE", "state"],
        ["PROFILE", "profile"],
        ["BEGUN", "createdAt"],
      ]);
    });

  addStaffOptions(rotation.command("phones"))
    .description("list its phones and how far each is")
    .argument("<rotation>")
    .option("--state <state>", "waiting, changing, done or skipped")
    .action(async (id: string, { state }: { state?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const phones = await api.listWhole(`${pathOf(id)}/phones`, { state });
      if (isJson) return showJson(phones);
      showTable(phones, [
        ["MAC", "mac"],
        ["STATE", "state"],
        ["BEGUN", "begunAt"],
        ["TOLD", "toldAt"],
        ["WORDS", "words"],
      ]);
    });

  addWorkCommands(rotation, "rotations", {
    pause: "begin no more phones",
    resume: "go on with one that was paused",
    cancel: "end it; phones under way are brought to their end",
  });

  addStaffOptions(rotation.command("skip"))
    .description("wait no longer for a phone")
    .argument("<rotation>")
    .argument("<mac>")
    .action(async (id: string, mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.post(`${pathOf(id)}/phones/${segment(mac)}/skip`, {}));
    });
}

function pathOf(id: string): string {
  return `/rotations/${segment(id)}`;
}
