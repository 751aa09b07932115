import { Command, CommanderError } from "commander";
import type { Vendor } from "../provisioning/vendor.ts";
import { addAllowListCommand, addKeyCommands, addSightingCommands } from "./access-commands.ts";
import { addAdmissionCommands } from "./admission-commands.ts";
import { addAuditCommands } from "./audit-commands.ts";
import { addBookCommands } from "./book-commands.ts";
import { addCaCommands } from "./ca-commands.ts";
import { addCustomerCommands } from "./customer-commands.ts";
import { addDeskCommands } from "./desk-commands.ts";
import { addDhcpSnippetCommand } from "./dhcp-snippet-command.ts";
import { addDoctorCommand, type ExamineHere } from "./doctor-command.ts";
import { addEventsCommand } from "./events-command.ts";
import { CommandFailure, EXIT } from "./failures.ts";
import { addGuardCommands } from "./guard-commands.ts";
import { addFileCommands, addFirmwareCommands } from "./hosted-commands.ts";
import { addLinkCommands } from "./link-commands.ts";
import { addLeasesCommand, addSearchCommand } from "./network-commands.ts";
import { addAccountCommands, addPbxCommands } from "./pbx-commands.ts";
import { addPeopleCommands } from "./people-commands.ts";
import { addPhoneCommands } from "./phone-commands.ts";
import { addProfileCommands } from "./profile-commands.ts";
import { addRedirectCommands } from "./redirect-commands.ts";
import { addFollowCommands } from "./resync-commands.ts";
import { addRolloutCommands } from "./rollout-commands.ts";
import { addRotationCommands } from "./rotation-commands.ts";
import { addStaffOptions } from "./session.ts";
import { addSimulateCommand } from "./simulate-command.ts";
import { addTemplateCommands } from "./template-commands.ts";
import { addWebhookCommands } from "./webhook-commands.ts";
import { addWindowCommands } from "./window-commands.ts";

const HELP = `
Everything but serve, simulate and dhcp-snippet talks to the staff API of a running daemon; doctor looks around here when there is none.

Exit codes
  ${EXIT.ok}  done
  ${EXIT.refused}  the server refused; what and why is on standard error. doctor: it found errors or warnings
  ${EXIT.usage}  wrong usage, or a bad setting
  ${EXIT.unreachable}  the server cannot be reached`;

/** What commands need of folders that they may not know. */
type CommandParts = {
  serve: () => Promise<void>;
  loadVendors: () => Promise<readonly Vendor[]>;
  examineHere: ExamineHere;
};

/** Runs one command line and returns its exit code; undefined where the command sets it itself. */
export async function runCommandLine(argv: readonly string[], parts: CommandParts): Promise<number | undefined> {
  try {
    await buildProgram(parts).parseAsync(argv);
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof CommandFailure)) throw error;
    process.stderr.write(`offhook: ${error.message}\n${error.details.map((line) => `  ${line}\n`).join("")}`);
    return error.exitCode;
  }
}

function buildProgram({ serve, loadVendors, examineHere }: CommandParts): Command {
  const program = new Command("offhook")
    .description("Auto-provisioning for desk phones and DECT bases from Snom, Yealink and Gigaset")
    // Options before the command are ours, those after it the command's: --key means two things.
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText("after", HELP);
  addStaffOptions(program);

  program
    .command("serve")
    .description("run the daemon until SIGTERM or SIGINT; settings come from OFFHOOK_CONFIG and the environment")
    .action(() => serve());
  addPbxCommands(program);
  addAccountCommands(program);
  addProfileCommands(program);
  addBookCommands(program);
  addRedirectCommands(program);
  addAdmissionCommands(program);
  addPhoneCommands(program);
  addDeskCommands(program);
  addCaCommands(program);
  addAllowListCommand(program);
  addSightingCommands(program);
  addSearchCommand(program);
  addLeasesCommand(program);
  addKeyCommands(program);
  addGuardCommands(program);
  addPeopleCommands(program);
  addCustomerCommands(program);
  addEventsCommand(program);
  addDoctorCommand(program, examineHere);
  addWebhookCommands(program);
  addLinkCommands(program);
  addFollowCommands(program);
  addRotationCommands(program);
  addRolloutCommands(program);
  addFirmwareCommands(program, loadVendors);
  addFileCommands(program);
  addWindowCommands(program);
  addTemplateCommands(program);
  addAuditCommands(program);
  addSimulateCommand(program);
  addDhcpSnippetCommand(program, loadVendors);
  return program;
}
