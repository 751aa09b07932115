import type { Command } from "commander";
import { addStaffOptions, collect, openSession, type Session } from "./session.ts";
import { type Column, showJson, showTable } from "./show.ts";
import { type Item, readPage, segment } from "./staff-client.ts";

type ControlOptions = {
  kind: readonly string[];
  account: readonly string[];
  armedFor?: string;
  reason?: string;
  reveal?: boolean;
};

const GRANT_COLUMNS: readonly Column[] = [
  ["KIND", "kind"],
  ["ACCOUNT", "account"],
  ["STATE", "state"],
  ["OPENED AT", "openedAt"],
  ["OPENED BY", "openedBy"],
  ["CLOSES AT", "closesAt"],
  ["ARMED UNTIL", "armedUntil"],
];

const ACTIONS = [
  { name: "release", description: "let the phone fetch the same passwords once more", arms: true, reveals: false },
  { name: "reset", description: "make new passwords and let the phone fetch them", arms: true, reveals: true },
  { name: "close", description: "let nobody fetch the passwords any more", arms: false, reveals: false },
];

/** The commands around a phone's one-time passwords. */
export function addPasswordCommands(phone: Command): void {
  addStaffOptions(phone.command("passwords"))
    .description("show which passwords may still be fetched (never the passwords)")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const session = openSession(command);
      showGrants(session, await session.api.listWhole(`/phones/${segment(mac)}/passwords`));
    });

  for (const { name, description, arms, reveals } of ACTIONS) {
    const command = addStaffOptions(phone.command(name))
      .description(description)
      .argument("<mac>")
      .option("--kind <kind>", "sip, menu or web; again for more; all when absent", collect, [])
      .option("--account <user>", "only this account's sip password; again for more", collect, [])
      .option("--reason <text>", "for the history");
    if (arms) command.option("--armed-for <duration>", "how long the phone may take, for example 30m; none for ever");
    if (reveals) command.option("--reveal", "print the new passwords once");
    command.action(async (mac: string, options: ControlOptions, self: Command) => {
      const session = openSession(self);
      const { reveal } = options;
      const answer = await session.api.post(`/phones/${segment(mac)}/passwords/${name}`, toBody(options), { reveal });
      showGrants(session, readPage(answer).items);
    });
  }
}

function toBody({ kind, account, armedFor, reason }: ControlOptions): Record<string, unknown> {
  return {
    ...(kind.length === 0 ? {} : { kinds: kind }),
    ...(account.length === 0 ? {} : { accounts: account }),
    ...(armedFor === undefined ? {} : { armedFor: armedFor === "none" ? null : armedFor }),
    reason,
  };
}

/** After a reset with `--reveal` each grant has its new password beside it. */
function showGrants({ isJson }: Session, grants: readonly Item[]): void {
  const isRevealed = grants.some(({ password }) => typeof password === "string");
  if (isJson) showJson(grants);
  else showTable(grants, isRevealed ? [...GRANT_COLUMNS.slice(0, 3), ["PASSWORD", "password"]] : GRANT_COLUMNS);
}
