import type { Command } from "commander";
import { readPassword } from "./read-password.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson } from "./show.ts";
import { segment } from "./staff-client.ts";

type AccountOptions = {
  username: string;
  baseUrl?: string;
  label?: string;
  macId: boolean;
  check: boolean;
};

export function addRedirectCommands(program: Command): void {
  const redirect = program
    .command("redirect")
    .description("a PBX's accounts at the vendors' redirect services, which send new phones here")
    .addHelpText(
      "after",
      "\nServices: snom-sraps, snom-rds, yealink-ymcs, yealink-rps, gigaset-redirect, gigaset-grape",
    );

  addStaffOptions(redirect.command("set"))
    .description("set the account and register the PBX's phones there; the password comes from standard input")
    .argument("<pbx>")
    .argument("<service>")
    .requiredOption("--username <name>", "user; SRAPS, GRAPE: id of the API key; YMCS: client id")
    .option("--base-url <url>", "address of the service, where it is not the vendor's usual one")
    .option("--label <text>", "RPS: the server's name there; Gigaset by XML-RPC: the provider's name")
    .option("--no-mac-id", "Gigaset by XML-RPC: the account takes phones without MAC-ID")
    .option("--no-check", "do not ask the service who holds a phone before it is admitted")
    .action(async (pbx: string, service: string, options: AccountOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const { username, baseUrl, label } = options;
      const account = await api.put(pathOf(pbx, service), {
        credentials: { username, password: await readPassword("redirect set") },
        baseUrl,
        label,
        ...(options.macId ? {} : { needsMacId: false }),
        ...(options.check ? {} : { checkFirst: false }),
      });
      (isJson ? showJson : showItem)(account);
    });

  addStaffOptions(redirect.command("show"))
    .description("show an account, and how many phones stand where")
    .argument("<pbx>")
    .argument("<service>")
    .action(async (pbx: string, service: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const account = await api.getItem(pathOf(pbx, service));
      (isJson ? showJson : showItem)(account);
    });

  addStaffOptions(redirect.command("remove"))
    .description("forget an account; what is registered at the service stays so")
    .argument("<pbx>")
    .argument("<service>")
    .action(async (pbx: string, service: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      await api.delete(pathOf(pbx, service));
      if (!isJson) process.stdout.write(`removed ${service}\n`);
    });
}

/** Below `phone`. */
export function addPhoneRedirectCommand(phone: Command): void {
  addStaffOptions(phone.command("redirect"))
    .description("show how a phone stands at its vendor's redirect service")
    .argument("<mac>")
    .option("--retry", "register it there anew, now")
    .action(async (mac: string, { retry }: { retry?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      const path = `/phones/${segment(mac)}/redirect`;
      const state = retry ? await api.post(`${path}/retry`, undefined) : await api.getItem(path);
      (isJson ? showJson : showItem)(state);
    });
}

function pathOf(pbx: string, service: string): string {
  return `/pbxs/${segment(pbx)}/redirects/${segment(service)}`;
}
