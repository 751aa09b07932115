import type { Command } from "commander";
import { type CommandFailure, wrongUsage } from "./failures.ts";
import { createStaffClient, type StaffClient } from "./staff-client.ts";

const DEFAULT_URL = "http://127.0.0.1:8081";

/** One command's way to the daemon, and how it shows what it gets. */
export type Session = { api: StaffClient; isJson: boolean };

/** Adds the options of every client of the staff API. `--key` can be left out where it means a function key. */
export function addStaffOptions(command: Command, { hasKeyOption = true } = {}): Command {
  command.option("--url <url>", `address of the staff API (OFFHOOK_URL, else ${DEFAULT_URL})`);
  if (hasKeyOption)
    command.option("--key <key>", "API key (OFFHOOK_KEY, which other users of this machine cannot see)");
  return command.option("--json", "print JSON for programs");
}

/** Where the daemon is, and the key to it if there is one. Options after the command win over those before it, those over the environment. */
export function readTarget(command: Command): { url: string; key: string | undefined; isJson: boolean } {
  const options = [command.opts<Record<string, unknown>>(), rootOf(command).opts<Record<string, unknown>>()];
  const pick = (name: string): string | undefined =>
    options.map((set) => set[name]).find((value): value is string => typeof value === "string");
  const url = pick("url") ?? (process.env.OFFHOOK_URL || DEFAULT_URL);
  const key = pick("key") ?? process.env.OFFHOOK_KEY;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw wrongUsage(`${url} is not the address of a staff API, which is like ${DEFAULT_URL}`);
  }
  if (key && !/^[\x21-\x7e]+$/.test(key)) throw wrongUsage("the API key holds blanks or characters that no key has");
  return { url, key: key || undefined, isJson: options.some(({ json }) => json === true) };
}

export function openSession(command: Command): Session {
  const { url, key, isJson } = readTarget(command);
  if (key === undefined) throw noKey();
  return { api: createStaffClient({ url, key }), isJson };
}

export function noKey(): CommandFailure {
  return wrongUsage("no API key: set OFFHOOK_KEY or give --key");
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
