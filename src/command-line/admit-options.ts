import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, collect } from "./session.ts";

export type AdmitOptions = {
  pbx?: string;
  vendor?: string;
  model?: string;
  label?: string;
  macId?: string;
  line: readonly string[];
  key: readonly string[];
  handset: readonly string[];
  profile?: string;
  shared?: boolean;
};

/** The options of both ways to admit a phone. */
export function addAdmitOptions(command: Command): Command {
  return addStaffOptions(command, { hasKeyOption: false })
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
      "a function key, for example line, speed-dial:0301234, blf:21:Anna, dnd or none; again for the next key",
      collect,
      [],
    )
    .option(
      "--handset <[ipui][=name]>",
      "a handset of a DECT base; without its IPUI the slot takes whichever registers; again for more handsets",
      collect,
      [],
    )
    .option("--profile <id>", "a profile of its PBX")
    .option("--shared", "people sign in at it with extension and PIN")
    .addHelpText("after", "\nThe API key comes from OFFHOOK_KEY, or before the command: offhook --key KEY …");
}

/** What the staff API wants to know about a phone that is admitted. */
export function toAdmission({ line, key, handset, ...options }: AdmitOptions): Record<string, unknown> {
  return {
    ...pick(options),
    ...(line.length === 0 ? {} : { lines: line.map(parseLine) }),
    ...(key.length === 0 ? {} : { keys: key.map(parseKey) }),
    ...(handset.length === 0 ? {} : { handsets: handset.map(parseHandset) }),
  };
}

function pick({ profile, shared, ...options }: Omit<AdmitOptions, "line" | "key" | "handset">) {
  const { pbx, vendor, model, label, macId } = options;
  return {
    pbx,
    vendor,
    model,
    label,
    macId,
    ...(profile === undefined ? {} : { profile }),
    ...(shared ? { shared } : {}),
  };
}

function parseHandset(text: string): Record<string, string> {
  const [, ipui, name] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? [];
  return { ...(ipui ? { ipui } : {}), ...(name === undefined ? {} : { name }) };
}

function parseLine(text: string): Record<string, string> {
  const [, account, displayName] = /^([^=]+)(?:=(.+))?$/s.exec(text) ?? [];
  if (account === undefined) throw wrongUsage(`--line is ${JSON.stringify(text)}, not USER or USER=Display Name`);
  return displayName === undefined ? { account } : { account, displayName };
}

function parseKey(text: string): Record<string, string> {
  // Addresses hold colons themselves: nothing comes after them.
  const [, type, value, label] = /^([^:]+)(?::(https?:\/\/.*|\d+(?:\.\d+){3}:\d+|[^:]*))?(?::(.+))?$/s.exec(text) ?? [];
  if (type === undefined)
    throw wrongUsage(`--key is ${JSON.stringify(text)}, not TYPE, TYPE:VALUE or TYPE:VALUE:LABEL`);
  return { type, ...(value ? { value } : {}), ...(label === undefined ? {} : { label }) };
}
