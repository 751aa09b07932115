import type { Command } from "commander";
import { toPlain } from "../provisioning/plain-text.ts";
import { CommandFailure, EXIT } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { type Column, showJson, showTable } from "./show.ts";
import { type Item, segment } from "./staff-client.ts";

type SearchOptions = { network?: string; probe?: boolean };

const FOUND_COLUMNS: readonly Column[] = [
  ["MAC", "mac"],
  ["ADDRESS", "address"],
  ["VENDOR", "vendor"],
  ["MODEL", "model"],
  ["FIRMWARE", "firmware"],
  ["KNOWN BY", "knownBy"],
  ["ADMITTED", "admitted"],
  ["PBX", "pbx"],
];

export function addSearchCommand(program: Command): void {
  addStaffOptions(program.command("search"))
    .description("search the networks of the daemon's machine for phones; those not admitted become sightings")
    .option("--network <cidr>", "only this network or part of one, at most a /22; else all of its private ones")
    .option("--probe", "ask every address by SIP and phones for their web page; else nothing is sent")
    .action(async ({ network, probe }: SearchOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const search = await api.post("/search", { network, probe });
      const path = `/search/${segment(String(search.id))}`;
      const say = isJson ? () => {} : showProgress();
      for (const { network: name, why } of listOf(search.skipped)) say(`left out ${name}: ${why}`, true);
      const cancel = () => void api.post(`${path}/cancel`, undefined).catch(() => {});
      process.once("SIGINT", cancel);
      try {
        await api.follow(`${path}/events`, (event, { asked, toAsk, found }) => {
          if (event === "progress") say(`asked ${asked} of ${toAsk}, found ${found}`, false);
        });
      } finally {
        process.off("SIGINT", cancel);
      }
      say("", false);
      if (probe !== true)
        say("nothing was sent: with --probe, phones that this machine did not speak to lately are found too", true);
      const ended = await api.getItem(path);
      if (isJson) showJson(ended);
      else showTable(byAddress(listOf(ended.phones)), FOUND_COLUMNS);
      if (ended.state !== "done") throw new CommandFailure(EXIT.refused, `the search was not finished: ${ended.state}`);
    });
}

export function addLeasesCommand(program: Command): void {
  addStaffOptions(program.command("leases"))
    .description("list the addresses that the daemon gave out by DHCP")
    .option("--search <text>", "only those that contain this")
    .action(async ({ search }: { search?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const leases = byAddress(await api.list("/leases", { search }));
      if (isJson) return showJson(leases);
      showTable(leases, [
        ["ADDRESS", "address"],
        ["MAC", "mac"],
        ["HOST NAME", "hostName"],
        ["VENDOR CLASS", "vendorClass"],
        ["STATE", "state"],
        ["EXPIRES", "expiresAt"],
        ["VENDOR", "vendor"],
        ["ADMITTED", "admitted"],
      ]);
    });
}

/** On standard error: in one line that is written over where somebody looks on, else only what stays true. */
function showProgress(): (text: string, stays: boolean) => void {
  const { isTTY } = process.stderr;
  return (text, stays) => {
    if (stays) process.stderr.write(`${toPlain(text)}\n`);
    else if (isTTY) process.stderr.write(`\r\x1b[K${toPlain(text)}`);
  };
}

function listOf(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value : [];
}

/** As people count. */
function byAddress(items: readonly Item[]): Item[] {
  const key = ({ address }: Item) =>
    String(address)
      .split(".")
      .map((part) => part.padStart(3, "0"))
      .join(".");
  return [...items].sort((a, b) => key(a).localeCompare(key(b)));
}
