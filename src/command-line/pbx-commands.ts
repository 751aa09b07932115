import type { Command } from "commander";
import { addPinCommand } from "./desk-commands.ts";
import { wrongUsage } from "./failures.ts";
import { readPassword } from "./read-password.ts";
import { addPbxResyncCommands } from "./resync-commands.ts";
import { addStaffOptions, collect, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";

type PbxOptions = {
  port?: string;
  transport?: string;
  customer?: string;
  timezone?: string;
  language?: string;
};

export function addPbxCommands(program: Command): void {
  const pbx = program.command("pbx").description("PBXs that phones register at");

  addStaffOptions(pbx.command("add"))
    .description("register a PBX")
    .argument("<id>", "a short name of your own, unique")
    .argument("<host>", "the SIP server")
    .option("--port <port>", "SIP port (5060, with tls 5061)")
    .option("--transport <transport>", "udp, tcp or tls")
    .option("--customer <name>", "whose it is")
    .option("--timezone <zone>", "for its phones, for example Europe/Berlin")
    .option("--language <code>", "for its phones, for example de")
    .action(
      async (
        id: string,
        host: string,
        { port, transport, customer, timezone, language }: PbxOptions,
        command: Command,
      ) => {
        const { api, isJson } = openSession(command);
        const body = {
          id,
          host,
          transport,
          customer,
          timezone,
          language,
          ...(port === undefined ? {} : { port: toPort(port) }),
        };
        const made = await api.post("/pbxs", body);
        (isJson ? showJson : showItem)(made);
      },
    );

  addStaffOptions(pbx.command("set"))
    .description("say what a PBX asks of its phones; what is not given stays as it is")
    .argument("<id>", "the PBX's id")
    .option(
      "--client-certificates <vendor=policy>",
      "off, prefer or require for a vendor's phones; may be given several times",
      collect,
      [],
    )
    .option("--https <when>", "whether phones are moved to https: off, after-ca or always")
    .option("--proof <what>", "what a phone must show: token, credentials, or both with a comma between; none")
    .option(
      "--proof-mode <mode>",
      "require, or prepare: give phones what they will need, and refuse none for want of it",
    )
    .option("--allow <network>", "phones may ask from there only; again for more; any for everywhere", collect, [])
    .option("--deny <network>", "phones may not ask from there; again for more; none for nowhere", collect, [])
    .option("--pause", "pause provisioning: its phones get nothing and keep what they have")
    .option("--no-pause", "resume it")
    .action(async (id: string, options: SetOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const path = `/pbxs/${segment(id)}`;
      const known = await api.getItem(path);
      const { clientCertificates = {}, settings = {}, access = {} } = known as Record<string, object>;
      const policies = Object.fromEntries(options.clientCertificates.map(readPolicy));
      const changed = await api.patch(path, {
        clientCertificates: { ...clientCertificates, ...policies },
        access: { ...access, ...toAccess(options) },
        ...(options.pause === undefined ? {} : { paused: options.pause }),
        ...(options.https === undefined ? {} : { settings: { ...settings, https: options.https } }),
      });
      (isJson ? showJson : showItem)(changed);
    });

  addStaffOptions(pbx.command("list"))
    .description("list the PBXs")
    .option("--search <text>", "only those that contain this")
    .action(async ({ search }: { search?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const pbxs = await api.list("/pbxs", { search });
      if (isJson) return showJson(pbxs);
      showTable(pbxs, [
        ["ID", "id"],
        ["HOST", "host"],
        ["PORT", "port"],
        ["TRANSPORT", "transport"],
        ["CUSTOMER", "customer"],
        ["TIME ZONE", "timezone"],
        ["LANGUAGE", "language"],
      ]);
    });
  addPbxResyncCommands(pbx);
}

type SetOptions = AccessOptions & { clientCertificates: readonly string[]; https?: string; pause?: boolean };
type AccessOptions = {
  proof?: string;
  proofMode?: string;
  allow: readonly string[];
  deny: readonly string[];
};

function toAccess({ proof, proofMode, allow, deny }: AccessOptions): Record<string, unknown> {
  return {
    ...(proof === undefined ? {} : { proof: proof === "none" ? [] : proof.split(",") }),
    ...(proofMode === undefined ? {} : { mode: proofMode }),
    ...(allow.length === 0 ? {} : { allow: allow.filter((network) => network !== "any") }),
    ...(deny.length === 0 ? {} : { deny: deny.filter((network) => network !== "none") }),
  };
}

type AccountOptions = {
  displayName?: string;
  number?: string;
  authName?: string;
  passwordStdin?: boolean;
  reveal?: boolean;
};

export function addAccountCommands(program: Command): void {
  const account = program.command("account").description("SIP accounts of a PBX");

  addStaffOptions(account.command("add"))
    .description("make a SIP account; its password is generated unless you give one")
    .argument("<pbx>", "the PBX's id")
    .argument("<username>", "the SIP user")
    .option("--display-name <name>", "shown to those who are called")
    .option("--number <number>", "the number to dial")
    .option("--auth-name <name>", "when it differs from the user")
    .option("--password-stdin", "read the password from standard input, up to its first line end")
    .option("--reveal", "print the password once")
    .action(async (pbx: string, username: string, options: AccountOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const { displayName, number, authName, reveal } = options;
      const password = options.passwordStdin ? await readPassword("--password-stdin") : undefined;
      const body = { username, displayName, number, authName, password };
      const made = await api.post(`/pbxs/${segment(pbx)}/accounts`, body, { reveal });
      (isJson ? showJson : showItem)(made);
    });

  addStaffOptions(account.command("list"))
    .description("list the SIP accounts of a PBX")
    .argument("<pbx>", "the PBX's id")
    .option("--search <text>", "only those that contain this")
    .action(async (pbx: string, { search }: { search?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const accounts = await api.list(`/pbxs/${segment(pbx)}/accounts`, { search });
      if (isJson) return showJson(accounts);
      showTable(accounts, [
        ["USERNAME", "username"],
        ["DISPLAY NAME", "displayName"],
        ["NUMBER", "number"],
        ["AUTH NAME", "authName"],
        ["DESK PIN", "deskPin"],
      ]);
    });
  addPinCommand(account);
}

function readPolicy(text: string): [vendor: string, policy: string] {
  const [, vendor, policy] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (vendor === undefined || policy === undefined) throw wrongUsage(`${text} is not like snom=require`);
  return [vendor, policy];
}

/** Limits are the server's to judge. */
function toPort(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrongUsage(`--port is ${text}, which is not a number`);
  return Number(text);
}
