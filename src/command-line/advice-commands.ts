import { type Command, Option } from "commander";
import { LANGUAGES, type Language } from "../provisioning/language.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { printLine, showJson } from "./show.ts";
import { type Item, isItem, segment } from "./staff-client.ts";

type AdviceOptions = { language?: Language };

/** Below `phone`: what to do at a phone, and why it is not provisioned. */
export function addAdviceCommands(phone: Command): void {
  addStaffOptions(phone.command("diagnose"))
    .description(
      "say why a phone is not provisioned, with the evidence and what to do; also of one that is not admitted",
    )
    .argument("<mac>")
    .addOption(languageOption())
    .action(async (mac: string, { language }: AdviceOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const diagnosis = await api.getItem(`/phones/${segment(mac)}/diagnosis`, { language });
      if (isJson) return showJson(diagnosis);
      for (const reason of itemsOf(diagnosis.reasons)) {
        printLine(`[${reason.severity}] ${reason.title}`);
        printLine(`  ${reason.why}`);
        printLine(`  -> ${reason.fix}`);
        for (const evidence of itemsOf(reason.evidence)) printLine(`  * ${describe(evidence)}`);
      }
    });

  addStaffOptions(phone.command("instructions"))
    .description("say what to type into a phone by hand, how it is reset, and where it looks for its server")
    .argument("<mac>")
    .addOption(languageOption())
    .action(async (mac: string, { language }: AdviceOptions, command: Command) => {
      const { api, isJson } = openSession(command);
      const instructions = await api.getItem(`/phones/${segment(mac)}/instructions`, { language });
      if (isJson) return showJson(instructions);
      printLine(`${instructions.vendor} ${instructions.model}`);
      printNumbered(listOf(instructions.steps));
      printLine("");
      printLine(String(instructions.reset));
      const search = isItem(instructions.search) ? instructions.search : {};
      printLine("");
      printLine(String(search.text));
      printNumbered(itemsOf(search.steps).map(({ text }) => text));
      const switches = itemsOf(instructions.switches);
      if (switches.length > 0) printLine("");
      for (const { setting, value, text } of switches) printLine(`${setting} = ${value}: ${text}`);
      const notes = listOf(instructions.notes);
      if (notes.length > 0) printLine("");
      for (const note of notes) printLine(`- ${note}`);
    });
}

export function languageOption(): Option {
  return new Option("--language <language>", "of the texts; English unless given").choices(LANGUAGES);
}

function describe({ kind, event, eventId, at, address, door, detail }: Item): string {
  const what = kind === "event" ? `${event} #${eventId}` : String(kind);
  const more = isItem(detail) ? Object.entries(detail).map(([name, value]) => `${name}=${value ?? "-"}`) : [];
  return [at ?? "-", what, address, door, ...more].filter((part) => part !== null && part !== undefined).join(" ");
}

function printNumbered(texts: readonly unknown[]): void {
  for (const [index, text] of texts.entries()) printLine(`${index + 1}. ${text}`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function itemsOf(value: unknown): readonly Item[] {
  return listOf(value).filter(isItem);
}
