import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";
import { addWorkCommands } from "./work-commands.ts";

type StartOptions = Partial<Record<"profile" | "vendor" | "model" | "stages" | "window" | "reason", string>> & {
  phones?: string[];
  haltAbove?: number;
  within?: number;
};

export function addRolloutCommands(program: Command): void {
  const rollout = program.command("rollout").description("another firmware for many phones, in stages");

  addStaffOptions(rollout.command("start"))
    .description("begin one")
    .argument("<pbx>")
    .argument("<version>")
    .option("--profile <id>", "only phones of this profile")
    .option("--vendor <id>", "only phones of this vendor")
    .option("--model <name>", "only phones of this model")
    .option("--phones <mac...>", "only these phones")
    .option("--stages <percents>", "such as 5,25,100")
    .option("--window <name>", "begin phones in this maintenance window only")
    .option("--halt-above <percent>", "percent of a stage's phones that may fail", Number)
    .option("--within <minutes>", "when a phone has failed", Number)
    .option("--reason <text>", "for the history")
    .action(async (pbx: string, version: string, options: StartOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const { profile, vendor, model, phones, window, haltAbove, within: withinMinutes, reason } = options;
      const stages = options.stages?.split(",").map(Number);
      const body = { version, profile, vendor, model, phones, stages, window, haltAbove, withinMinutes, reason };
      (isJson ? showJson : showItem)(await api.post(`/pbxs/${segment(pbx)}/rollouts`, body));
    });

  addStaffOptions(rollout.command("list"))
    .description("list a PBX's")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const rollouts = await api.listWhole(`/pbxs/${segment(pbx)}/rollouts`);
      if (isJson) return showJson(rollouts);
      showTable(rollouts, [
        ["ID", "id"],
        ["VERSION", "version"],
        ["STATE", "state"],
        ["STAGE", "stage"],
        ["BEGUN", "createdAt"],
      ]);
    });

  addStaffOptions(rollout.command("phones"))
    .description("list its phones, how far each is, and why not further")
    .argument("<rollout>")
    .option("--state <state>", "such as failed")
    .action(async (id: string, { state }: { state?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const phones = await api.listWhole(`${pathOf(id)}/phones`, { state });
      if (isJson) return showJson(phones);
      showTable(phones, [
        ["MAC", "mac"],
        ["STATE", "state"],
        ["STAGE", "stage"],
        ["PREVIOUS", "previous"],
        ["WORDS", "words"],
      ]);
    });

  addWorkCommands(rollout, "rollouts", {
    pause: "begin no more phones",
    resume: "go on with one that was paused or halted",
    rollback: "give phones their previous version again",
    cancel: "end it; phones keep what they have been given",
  });
}

function pathOf(id: string): string {
  return `/rollouts/${segment(id)}`;
}
