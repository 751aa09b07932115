import { readFile, rename, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { parseMac } from "../provisioning/mac.ts";
import { toPlain } from "../provisioning/plain-text.ts";
import type { BootRequest } from "../simulation/family.ts";
import type { Flash } from "../simulation/flash.ts";
import type { BootReport, SimulatedPhone } from "../simulation/simulated-phone.ts";
import { CommandFailure, EXIT, wrongUsage } from "./failures.ts";
import { showJson, showRows } from "./show.ts";

const DEFAULT_BASE = "http://127.0.0.1:8080/";
/** Where phones ask by SIP PnP, unless a test sends them elsewhere. */
const PNP_GROUP = "224.0.1.75";
const PNP_PORT = 5060;

type SimulateOptions = {
  mac: string;
  vendor: string;
  model?: string;
  url?: string;
  tftp?: string;
  pnp?: string | true;
  localAddress?: string;
  flash?: string;
  factoryReset?: boolean;
  json?: boolean;
};

export function addSimulateCommand(program: Command): void {
  program
    .command("simulate")
    .description(
      "start a simulated phone once, and print what it then holds, passwords included: it is the phone's own view",
    )
    .requiredOption("--mac <mac>", "its MAC")
    .requiredOption("--vendor <id>", "snom, yealink or gigaset")
    .option("--model <name>", "for example D785, T46S, N670, 'Maxwell 3' or P825")
    .option("--url <url>", `what the network tells the phone: the phones' door of any daemon (${DEFAULT_BASE})`)
    .option("--tftp <host:port>", "ask by TFTP instead")
    .option(
      "--pnp [address:port]",
      `find the server by SIP PnP, as at a start without any setting (${PNP_GROUP}:${PNP_PORT})`,
    )
    .option("--local-address <address>", "ask from this address of this machine, for example 127.0.0.2")
    .option("--flash <file>", "its memory: read before, written after (it holds the passwords)")
    .option("--factory-reset", "forget everything before the start")
    .option("--json", "print JSON for programs")
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  const mac = parseMac(options.mac);
  if (mac === undefined) throw wrongUsage(`--mac is ${options.mac}, not the MAC of a phone`);
  if (options.url !== undefined && options.tftp !== undefined) throw wrongUsage("give --url or --tftp, not both");
  const pnp = options.pnp === undefined ? undefined : readPnpAddress(options.pnp);
  const told = options.tftp === undefined ? options.url : `tftp://${options.tftp}/`;
  const base = told ?? (pnp === undefined ? DEFAULT_BASE : undefined);
  if (base !== undefined && !/^(?:http|tftp):\/\/[^/]/.test(base))
    throw wrongUsage(`${base} is neither an http:// nor a tftp:// address`);

  const { createSimulatedPhone, NoSuchPhone } = await import("../simulation/simulated-phone.ts");
  const { vendor, model, localAddress } = options;
  const flash = options.flash === undefined ? undefined : await loadFlash(options.flash);
  let phone: SimulatedPhone;
  try {
    phone = createSimulatedPhone({ vendor, model, mac, base, pnp, localAddress, flash });
  } catch (error) {
    throw error instanceof NoSuchPhone ? wrongUsage(error.message) : error;
  }
  if (options.factoryReset) phone.factoryReset();
  const report = await phone.boot();
  if (options.flash !== undefined) await saveFlash(options.flash, phone.flash());

  if (options.json) showJson({ mac, vendor, model: phone.model, ...report, holds: phone.holds() });
  else showPhone(report, phone);
  const failure = judge(report);
  if (failure !== undefined) throw failure;
}

function readPnpAddress(text: string | true): { host: string; port: number } {
  const [, host = PNP_GROUP, port = String(PNP_PORT)] =
    text === true ? [] : (PNP_ADDRESS.exec(text) ?? [undefined, ""]);
  if (host === "" || Number(port) > 65_535) throw wrongUsage(`--pnp: ${text} is not an IPv4 address and port`);
  return { host, port: Number(port) };
}

const PNP_ADDRESS = /^(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?$/;

/** A start is good when the phone got one file that it could read. */
function judge({ pnp, requests }: BootReport): CommandFailure | undefined {
  const outcomes = requests.map(({ outcome }) => outcome);
  if (outcomes.includes("malformed")) return new CommandFailure(EXIT.refused, "the phone could not read a file");
  if (outcomes.some((outcome) => outcome === "applied" || outcome === "unchanged")) return undefined;
  if (pnp === "no answer" && outcomes.length === 0)
    return new CommandFailure(
      EXIT.unreachable,
      "nobody answered by SIP PnP: is the phone admitted, and in the server's network?",
    );
  if (outcomes.length === 0) return new CommandFailure(EXIT.unreachable, "the phone knows no server to ask");
  return outcomes.includes("absent")
    ? new CommandFailure(EXIT.refused, "the server had no file for this phone: is it admitted?")
    : new CommandFailure(EXIT.unreachable, "the phones' door cannot be reached");
}

function showPhone({ pnp, requests }: BootReport, phone: SimulatedPhone): void {
  if (pnp !== undefined) process.stdout.write(`SIP PnP: ${toPlain(typeof pnp === "object" ? pnp.url : pnp)}\n`);
  showRows(requests.map(describeRequest));
  const held = phone.holds();
  const rows = [
    ...held.accounts.map(({ line, user, authUser, displayName, server, password }) => [
      `account ${line}`,
      `${user}${server === null ? "" : ` at ${server}`}, password ${password ?? "none yet"}` +
        `${displayName === null ? "" : `, shown as ${displayName}`}${authUser === null || authUser === user ? "" : `, logs in as ${authUser}`}`,
    ]),
    ["menu password", held.menuPassword ?? NOT_KNOWN],
    ["web user", held.webUser ?? NOT_KNOWN],
    ["web password", held.webPassword ?? NOT_KNOWN],
    ["language", held.language ?? NOT_KNOWN],
    ["time zone", held.timezone ?? NOT_KNOWN],
    ...held.keys.map(({ position, type, value, label }) => [
      `key ${position}`,
      [type, value, label === null ? null : `labelled ${label}`].filter((part) => part !== null).join(" "),
    ]),
    ["settings", `${Object.keys(held.settings).length} (all of them with --json)`],
  ];
  process.stdout.write("\nThe phone now holds\n");
  showRows(rows.map(([name = "", value = ""]) => [`  ${name}`, toPlain(value)]));
}

const NOT_KNOWN = "as from the factory";

function describeRequest({ url, status, byteCount, outcome, problem }: BootRequest): string[] {
  const what = problem === undefined ? outcome : `${outcome}: ${problem}`;
  return [url, status, `${byteCount} bytes`, toPlain(what)];
}

/** Nothing there yet: a phone fresh from the factory. */
async function loadFlash(path: string): Promise<Flash | undefined> {
  const { readFlash } = await import("../simulation/flash.ts");
  try {
    const flash = readFlash(JSON.parse(await readFile(path, "utf8")));
    if (flash !== undefined) return flash;
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      if (error.code === "ENOENT") return undefined;
      throw wrongUsage(`--flash: ${error.message}`);
    }
  }
  throw wrongUsage(`--flash: ${path} is not the memory of a simulated phone`);
}

/** For nobody else's eyes, and never half written. */
async function saveFlash(path: string, flash: Flash): Promise<void> {
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(flash, null, 2)}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw wrongUsage(`--flash: ${error instanceof Error ? error.message : String(error)}`);
  }
}
