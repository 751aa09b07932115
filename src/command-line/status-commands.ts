import type { Command } from "commander";
import { toPlain } from "../provisioning/plain-text.ts";
import { languageOption } from "./advice-commands.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { printLine, showItem, showJson, showRows } from "./show.ts";
import { type Item, isItem, segment } from "./staff-client.ts";

/** Below `phone`: how far it has come, and whether anything answers where it was last. */
export function addStatusCommands(phone: Command): void {
  addStaffOptions(phone.command("status"))
    .description("say how far a phone has come, stage by stage, and whether its PBX has it registered")
    .argument("<mac>")
    .addOption(languageOption())
    .action(async (mac: string, { language }: { language?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const status = await api.getItem(`/phones/${segment(mac)}/status`, { language });
      if (isJson) return showJson(status);
      const light = isItem(status.light) ? status.light : {};
      printLine(`${light.colour}: ${light.why}`);
      showRows(
        itemsOf(status.stages).map((stage) =>
          [stage.stage, stage.state, ...describe(stage)].map((cell) => toPlain(String(cell))),
        ),
      );
      for (const { account, state, userAgent, address, expiresAt, seenAt } of itemsOf(status.accounts))
        printLine(
          `  ${account}: ${[state, userAgent, address, expiresAt && `until ${expiresAt}`, seenAt && `seen ${seenAt}`].filter(Boolean).join(", ")}`,
        );
    });

  addStaffOptions(phone.command("sip-probe"))
    .description("ask by SIP whether anything answers where the phone was last; that is no registration")
    .argument("<mac>")
    .action(async (mac: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const answer = await api.post(`/phones/${segment(mac)}/sip-probe`, {});
      (isJson ? showJson : showItem)(answer);
    });
}

function describe({ at, why, evidence }: Item): string[] {
  const found = isItem(evidence) ? Object.entries(evidence).filter(([, value]) => value !== null && value !== "") : [];
  const text = found
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(", ") || "-" : value}`)
    .join(" ");
  return [String(at ?? "-"), [text, why].filter(Boolean).join(" | ")];
}

function itemsOf(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}
