import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, collect } from "./session.ts";

export type AdmitOptions = {
  pbx: string;
  vendor?: string;
  model?: string;
  label?: string;
  macId?: string;
  line: readonly string[];
  key: readonly string[];
};

/** The options of both ways to admit a phone. */
export function addAdmitOptions(command: Command): Command {
  return addStaffOptions(command, { hasKeyOption: false })
    .requiredOption("--pbx <id>", "the PBX it registers at")
    .option("--vendor <id>", "when its MAC does not tell: snom, yealink or gigaset")
    .option("--model <name>", "for example D785, T46S or N670")
    .option("--label <text>", "where or whose it is")
    .option("--mac-id <id>", "the 4 characters after the MAC on a Gigaset's label")
    .option(
      "--line <user[=name]>",
      "an account; with a display name it is made if it does not exist; again for more lines",
      collect,
      [],
    )
    .option(
      "--key <type[:value[:label]]>",
      "a function key: line, speed-dial, blf or none; again for the next key",
      collect,
      [],
    )
    .addHelpText("after", "\nThe API key comes from OFFHOOK_KEY, or before the command: offhook --key KEY …");
}

/** What the staff API wants to know about a phone that is admitted. */
export function toAdmission({ pbx, vendor, model, label, macId, line, key }: AdmitOptions): Record<string, unknown> {
  return {
    ...{ pbx, vendor, model, label, macId },
    ...(line.length === 0 ? {} : { lines: line.map(parseLine) }),
    ...(key.length === 0 ? {} : { keys: key.map(parseKey) }),
  };
}

function parseLine(text: string): Record<string, string> {
  const [, account, displayName] = /^([^=]+)(?:=(.+))?$/s.exec(text) ?? [];
  if (account === undefined) throw wrongUsage(`--line is ${JSON.stringify(text)}, not USER or USER=Display Name`);
  return displayName === undefined ? { account } : { account, displayName };
}

function parseKey(text: string): Record<string, string> {
  const [, type, value, label] = /^([^:]+)(?::([^:]*))?(?::(.+))?$/s.exec(text) ?? [];
  if (type === undefined)
    throw wrongUsage(`--key is ${JSON.stringify(text)}, not TYPE, TYPE:VALUE or TYPE:VALUE:LABEL`);
  return { type, ...(value ? { value } : {}), ...(label === undefined ? {} : { label }) };
}
