import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

type SetOptions = {
  hours: string[];
  days?: string;
  dates: string[];
  holiday: string[];
  onHolidays?: string;
  timezone?: string;
  stdin?: boolean;
};

export function addWindowCommands(program: Command): void {
  const window = program.command("window").description("when the phones of a PBX may be worked on");

  addStaffOptions(window.command("set"))
    .description("set a maintenance window, by the site's clock")
    .argument("<pbx>")
    .argument("<name>", "a short name, unique on its PBX")
    .option("--hours <from-to>", "as in 22:00-05:00; may be given several times", collect, [])
    .option("--days <list>", "on which it begins, as in mon,tue,wed; every day unless given")
    .option("--dates <from..to>", "between which it begins, as in 2026-12-24..2027-01-06; several times", collect, [])
    .option("--holiday <date>", "a public holiday; several times", collect, [])
    .option("--on-holidays <rule>", "closed (unless given), open or as-usual")
    .option("--timezone <zone>", "the site's; that of the PBX unless given")
    .option("--stdin", "take it as JSON from standard input instead, as the staff API does")
    .action(async (pbx: string, name: string, options: SetOptions, command: Command) => {
      const body = options.stdin ? readJson(await text(process.stdin)) : toSettings(options);
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.put(pathOf(pbx, name), body));
    });

  addStaffOptions(window.command("list"))
    .description("list the maintenance windows of a PBX")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const windows = await api.listWhole(`/pbxs/${segment(pbx)}/windows`);
      if (isJson) return showJson(windows);
      showTable(windows, [
        ["NAME", "name"],
        ["TIME ZONE", "timezone"],
        ["SETTINGS", "settings"],
      ]);
    });

  addStaffOptions(window.command("show"))
    .description("show a maintenance window")
    .argument("<pbx>")
    .argument("<name>")
    .action(async (pbx: string, name: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.getItem(pathOf(pbx, name)));
    });

  addStaffOptions(window.command("next"))
    .description("say whether a window is open, and when it opens and closes next")
    .argument("<pbx>")
    .argument("<name>")
    .option("--at <time>", "another moment than now, as in 2026-10-25T00:30:00Z")
    .action(async (pbx: string, name: string, { at }: { at?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.getItem(`${pathOf(pbx, name)}/next`, { at }));
    });

  addStaffOptions(window.command("remove"))
    .description("remove a maintenance window")
    .argument("<pbx>")
    .argument("<name>")
    .action(async (pbx: string, name: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(pathOf(pbx, name));
      if (!isJson) process.stdout.write(`removed ${name}\n`);
    });
}

function toSettings({ hours, days, dates, holiday, onHolidays, timezone }: SetOptions): object {
  if (hours.length === 0) throw wrongUsage("window set: --hours is needed, as in --hours 22:00-05:00");
  const ranges = dates.map((range) => splitAt(range, "..", "--dates", "2026-12-24..2027-01-06"));
  const intervals = hours.map((range) => ({
    ...splitAt(range, "-", "--hours", "22:00-05:00"),
    ...(days === undefined ? {} : { days: days.split(",") }),
    ...(ranges.length === 0 ? {} : { dates: ranges }),
  }));
  return {
    intervals,
    ...(holiday.length === 0 ? {} : { holidays: holiday }),
    ...(onHolidays === undefined ? {} : { onHolidays }),
    ...(timezone === undefined ? {} : { timezone }),
  };
}

function splitAt(range: string, mark: string, option: string, example: string): { from: string; to: string } {
  const [from, to, ...more] = range.split(mark);
  if (!from || !to || more.length > 0) throw wrongUsage(`window set: ${option} is ${range}, not like ${example}`);
  return { from, to };
}

function readJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw wrongUsage("window set: standard input is no JSON");
  }
}

function pathOf(pbx: string, name: string): string {
  return `/pbxs/${segment(pbx)}/windows/${segment(name)}`;
}
