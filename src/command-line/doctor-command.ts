import { type Command, Option } from "commander";
import { type DoctorFinding, sayFinding } from "../provisioning/doctor/doctor-finding.ts";
import { plainParams } from "../provisioning/findings.ts";
import { chooseLanguage, LANGUAGES, type Language } from "../provisioning/language.ts";
import { toPlain } from "../provisioning/plain-text.ts";
import { CommandFailure, EXIT } from "./failures.ts";
import { addStaffOptions, noKey, readTarget } from "./session.ts";
import { showJson } from "./show.ts";
import { createStaffClient, type Item, isItem, segment } from "./staff-client.ts";

/** Looks around on this machine, when no daemon answers at `url` for that reason. */
export type ExamineHere = (url: string, reason: string, phone: string | undefined) => Promise<DoctorFinding[]>;

/** The gravest first. */
const ORDER = ["error", "warning", "info", "ok"];

type Options = { phone?: string; language?: Language };

export function addDoctorCommand(program: Command, examineHere: ExamineHere): void {
  addStaffOptions(program.command("doctor"))
    .description("check the server, its network and its settings: what is wrong, why it matters, what to do")
    .option("--phone <mac or address>", "also say whether this phone is on a network of the server")
    .addOption(
      new Option("--language <language>", "of the sentences (else LC_ALL, LC_MESSAGES, LANG)").choices(LANGUAGES),
    )
    .action(async ({ phone, language = languageOf(process.env) }: Options, command: Command) => {
      const { isJson, ...target } = readTarget(command);
      let silence: string | undefined;
      const report = await askDaemon(target, phone, language).catch(async (error: unknown) => {
        if (!(error instanceof CommandFailure) || error.exitCode !== EXIT.unreachable) throw error;
        silence = error.message.replace(`cannot reach ${target.url}: `, "");
        return describe(await examineHere(target.url, silence, phone), language);
      });
      const findings = readFindings(report);
      if (isJson) showJson(report);
      else showFindings(findings);
      const isWell = findings.every(({ severity }) => severity === "ok" || severity === "info");
      process.exitCode = silence !== undefined ? EXIT.unreachable : isWell ? EXIT.ok : EXIT.refused;
    });
}

async function askDaemon(
  { url, key }: { url: string; key: string | undefined },
  phone: string | undefined,
  language: Language,
): Promise<Item> {
  const about = phone === undefined ? "" : `&phone=${segment(phone)}`;
  try {
    // Without a key it still shows whether anybody is there.
    return await createStaffClient({ url, key: key ?? "none" }).getItem(`/doctor?language=${language}${about}`);
  } catch (error) {
    const isRefusal = error instanceof CommandFailure && error.exitCode === EXIT.refused;
    throw isRefusal && key === undefined ? noKey() : error;
  }
}

/** As the staff API answers it. */
function describe(findings: readonly DoctorFinding[], language: Language): Item {
  return {
    at: new Date().toISOString(),
    language,
    findings: findings.map((finding) => ({
      ...finding,
      params: plainParams(finding.params),
      ...sayFinding(finding, language),
    })),
  };
}

function readFindings({ findings }: Item): readonly Item[] {
  if (Array.isArray(findings) && findings.every(isItem)) return findings;
  throw new CommandFailure(EXIT.refused, "the server answered something that the staff API does not");
}

/** What is as it should be in one line, all else with its reason and its remedy. */
function showFindings(findings: readonly Item[]): void {
  const rank = ({ severity }: Item) => ORDER.indexOf(String(severity));
  for (const finding of findings.toSorted((a, b) => rank(a) - rank(b))) {
    const [title, why, fix] = [finding.title, finding.why, finding.fix].map((text) => toPlain(String(text ?? "")));
    const lines = [`[${finding.severity}] ${title}`];
    if (finding.severity !== "ok") lines.push(`  ${why}`, `  -> ${fix}`);
    process.stdout.write(`${lines.join("\n")}\n`);
  }
}

/** As the C library chooses it: the first that says anything. */
function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return chooseLanguage(undefined, locale.replace(/[.@].*$/, "").replace("_", "-"));
}
