import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { CommandFailure, EXIT, wrongUsage } from "./failures.ts";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson } from "./show.ts";
import { type Item, type StaffClient, segment } from "./staff-client.ts";
import { addWorkCommands } from "./work-commands.ts";

type PhoneOptions = { wait?: boolean; reason?: string; timeout?: string; notBefore?: string };
type PbxOptions = {
  phone: string[];
  profile?: string;
  vendor?: string;
  perMinute?: string;
  window?: string;
  timezone?: string;
  reason?: string;
  timeout?: string;
};

const KINDS = { resync: "fetch its configuration again", reboot: "reboot" } as const;
const LIVE = ["waiting", "sent", "accepted"];
const LOOK_EVERY_MS = 500;

/** `phone resync` and `phone reboot`. */
export function addPhoneResyncCommands(phone: Command): void {
  for (const [kind, what] of Object.entries(KINDS)) {
    addStaffOptions(phone.command(kind))
      .description(`have a phone ${what}; with --wait see whether it did`)
      .argument("<mac>")
      .option("--wait", "print the states as they come; the exit code says whether it is done")
      .option("--reason <text>", "for the history")
      .option("--timeout <duration>", "how long the phone has once it was told, for example 2m")
      .option("--not-before <time>", "not earlier than that, RFC 3339")
      .action(async (mac: string, { wait, reason, timeout, notBefore }: PhoneOptions, command: Command) => {
        const { api, isJson } = openSession(command);
        const asked = await api.post(`/phones/${segment(mac)}/${kind}`, { reason, timeout, notBefore });
        if (wait !== true) return (isJson ? showJson : showItem)(asked);
        const ended = await follow(asked, api, isJson ? () => {} : print);
        if (isJson) showJson(ended);
        if (ended.state !== "done")
          throw new CommandFailure(EXIT.refused, `${mac}: ${kind} ${ended.state}`, [String(ended.words ?? "")]);
      });
  }
}

/** `pbx resync` and `pbx reboot`. */
export function addPbxResyncCommands(pbx: Command): void {
  for (const kind of Object.keys(KINDS)) {
    addStaffOptions(pbx.command(kind))
      .description(`${kind} phones of a PBX, one after the other; follow them with: offhook batch show`)
      .argument("<id>")
      .option("--phone <mac>", "only this one (may be given several times)", collect, [])
      .option("--profile <id>", "only those with this profile")
      .option("--vendor <id>", "only those of this vendor")
      .option("--per-minute <number>", "so many within a minute (30)")
      .option("--window <from-to>", "only then, for example 22:00-05:00, or the name of a maintenance window")
      .option("--timezone <zone>", "of the window; the PBX's unless given")
      .option("--reason <text>", "for the history")
      .option("--timeout <duration>", "how long a phone has once it was told")
      .action(async (id: string, options: PbxOptions, command: Command) => {
        const { api, isJson } = openSession(command);
        const { phone: phones, profile, vendor, perMinute, reason, timeout } = options;
        const body = {
          ...{ profile, vendor, reason, timeout },
          ...(phones.length === 0 ? {} : { phones }),
          ...(perMinute === undefined ? {} : { perMinute: Number(perMinute) }),
          ...readWindow(options),
        };
        (isJson ? showJson : showItem)(await api.post(`/pbxs/${segment(id)}/${kind}`, body));
      });
  }
}

/** `command` and `batch`: how far they are, and an end to them. */
export function addFollowCommands(program: Command): void {
  for (const [name, collection] of [
    ["command", "commands"],
    ["batch", "batches"],
  ] as const) {
    const group = program.command(name).description(`${collection} that phones were given: resync, reboot`);
    addWorkCommands(group, collection, { cancel: "send it no more, and wait for it no more" });
  }
}

async function follow(asked: Item, api: StaffClient, show: (item: Item) => void): Promise<Item> {
  let now = asked;
  for (let shown = ""; ; now = await api.getItem(`/commands/${segment(String(asked.id))}`)) {
    const text = `${now.state} ${now.words}`;
    if (text !== shown) show(now);
    shown = text;
    if (!LIVE.includes(String(now.state))) return now;
    await sleep(LOOK_EVERY_MS);
  }
}

function print({ updatedAt, state, words }: Item): void {
  process.stdout.write(`${updatedAt}  ${state}${words === null ? "" : `  ${words}`}\n`);
}

function readWindow({ window, timezone }: PbxOptions): { window?: object; maintenanceWindow?: string } {
  if (window === undefined) {
    if (timezone !== undefined) throw wrongUsage("--timezone is that of --window, which is not given");
    return {};
  }
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(window) ?? [];
  if (from === undefined) {
    if (/^[\d:-]+$/.test(window))
      throw wrongUsage(`--window must be like 22:00-05:00, or name a maintenance window, but is ${window}`);
    if (timezone !== undefined) throw wrongUsage("--timezone is not for a maintenance window, which has its own");
    return { maintenanceWindow: window };
  }
  return { window: { from, to, timezone } };
}
