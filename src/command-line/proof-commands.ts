import type { Command } from "commander";
import { addStaffOptions, openSession } from "./session.ts";
import { showJson, showRows, showTable } from "./show.ts";
import { readPage, segment } from "./staff-client.ts";

type RotateOptions = { now?: boolean; reason?: string; reveal?: boolean };

/** The commands around what a phone proves itself by. */
export function addProofCommands(phone: Command): void {
  addStaffOptions(phone.command("proofs"))
    .description("show which tokens and logins of a phone are alive (never what they are)")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const proofs = await api.listWhole(`/phones/${segment(mac)}/proofs`);
      if (isJson) showJson(proofs);
      else showTable(proofs, COLUMNS);
    });

  addStaffOptions(phone.command("rotate-token"))
    .description("have a phone's token and login replaced by its next configuration")
    .argument("<mac>")
    .option("--now", "the old ones open nothing from now on: the phone needs a first token again")
    .option("--reason <text>", "for the history")
    .option("--reveal", "print an address with a first token once")
    .action(async (mac: string, { now, reason, reveal }: RotateOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const body = { reason, ...(now === true ? { isOver: true } : {}) };
      const answer = await api.post(`/phones/${segment(mac)}/token/rotate`, body, { reveal });
      if (isJson) return showJson(answer);
      showTable(readPage(answer).items, COLUMNS);
      if (typeof answer.provisioningUrl === "string") showRows([["provisioningUrl", answer.provisioningUrl]]);
    });
}

const COLUMNS = [
  ["KIND", "kind"],
  ["VIA", "via"],
  ["MADE AT", "madeAt"],
  ["USED AT", "usedAt"],
  ["TO BE REPLACED", "isToBeReplaced"],
] as const;
