import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson } from "./show.ts";
import { segment } from "./staff-client.ts";

type PolicyOptions = {
  mode: string;
  network: readonly string[];
  vendor: readonly string[];
  profile?: string;
  account: readonly string[];
  numbers?: string;
  freeAccounts?: boolean;
  limit?: string;
  limitPerHour?: string;
};

export function addAdmissionCommands(program: Command): void {
  const admission = program.command("admission").description("how a PBX takes phones that nobody admitted");

  addStaffOptions(admission.command("show"))
    .description("show a PBX's policy")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.getItem(pathOf(pbx)));
    });

  addStaffOptions(admission.command("set"))
    .description("set a PBX's policy as a whole; its count begins anew, and a teach-in ends")
    .argument("<pbx>")
    .requiredOption("--mode <mode>", "allow-list, approve or auto")
    .option("--network <address/bits>", "that its phones ask from; again for more networks", collect, [])
    .option("--vendor <id>", "whose phones it takes, all unless given; again for more vendors", collect, [])
    .option("--profile <id>", "a profile that its phones get")
    .option("--account <user>", "an account that a phone may be given; again for more accounts", collect, [])
    .option("--numbers <from-to>", "phones get an account with a number in between, for example 200-299")
    .option("--free-accounts", "phones get any account that no phone has")
    .option("--limit <count>", "automatic admissions at most")
    .option("--limit-per-hour <count>", "automatic admissions within an hour at most")
    .action(async (pbx: string, options: PolicyOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.put(pathOf(pbx), toPolicy(options)));
    });

  addStaffOptions(admission.command("teach-in"))
    .description("admit phones of the policy's networks automatically for a while")
    .argument("<pbx>")
    .argument("[minutes]", "1 to 480")
    .option("--end", "end it now")
    .action(async (pbx: string, minutes: string | undefined, { end }: { end?: boolean }, command: Command) => {
      if ((minutes === undefined) !== (end === true)) throw wrongUsage("give the minutes, or --end");
      const { api, isJson } = openSession(command);
      const path = `${pathOf(pbx)}/teach-in`;
      if (minutes !== undefined) {
        const policy = await api.post(path, { minutes: toNumber("minutes", minutes) });
        (isJson ? showJson : showItem)(policy);
        return;
      }
      await api.delete(path);
      if (!isJson) process.stdout.write("ended\n");
    });

  addStaffOptions(admission.command("remove"))
    .description("remove a PBX's policy: it takes phones of its allow-list only")
    .argument("<pbx>")
    .action(async (pbx: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(pathOf(pbx));
      if (!isJson) process.stdout.write(`removed the policy of ${pbx}\n`);
    });
}

function toPolicy(options: PolicyOptions): Record<string, unknown> {
  const { mode, network: networks, vendor: vendors, profile, account: accounts, numbers } = options;
  const pools = [
    ...(accounts.length === 0 ? [] : [{ accounts }]),
    ...(numbers === undefined ? [] : [parseNumbers(numbers)]),
    ...(options.freeAccounts ? [{ free: true }] : []),
  ];
  if (pools.length > 1) throw wrongUsage("give one of --account, --numbers and --free-accounts");
  return {
    ...{ mode, networks, vendors, profile, pool: pools[0] },
    ...(options.limit === undefined ? {} : { limit: toNumber("--limit", options.limit) }),
    ...(options.limitPerHour === undefined ? {} : { limitPerHour: toNumber("--limit-per-hour", options.limitPerHour) }),
  };
}

function parseNumbers(text: string): { fromNumber: string; toNumber: string } {
  const [, fromNumber, toNumber] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (fromNumber === undefined || toNumber === undefined)
    throw wrongUsage(`--numbers is ${JSON.stringify(text)}, not FROM-TO, for example 200-299`);
  return { fromNumber, toNumber };
}

function toNumber(name: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw wrongUsage(`${name} is ${JSON.stringify(text)}, not a number`);
  return Number(text);
}

function pathOf(pbx: string): string {
  return `/pbxs/${segment(pbx)}/admission`;
}
