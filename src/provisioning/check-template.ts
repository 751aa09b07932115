import { checkFile, type FileFault, faultFrom, type IllFormed } from "./check-rendering.ts";
import { templateRulesOf } from "./phone-files.ts";
import { samplePhone } from "./sample-phone.ts";
import type { Survey, Surveyed, SurveyParts } from "./survey.ts";
import type { Vendor } from "./vendor.ts";

export type TemplateCheck = {
  /** Admitted phones that get a file by it. */
  phones: number;
  /** Why it cannot be compiled. */
  fault: FileFault | undefined;
  /** Of how many phones a file would be one that no phone reads. */
  illFormed: number;
  /** The first of them; where no phone is admitted that uses it, a made-up one. */
  examples: readonly IllFormed[];
};

const EXAMPLES = 10;

/** The names of all templates that there are, as `vendor/name`. */
export function templateNames(vendors: readonly Vendor[]): string[] {
  const names = vendors.flatMap(({ files }) => files.flatMap(({ template }) => template ?? []));
  return [...new Set(names)].sort();
}

export function isFit({ fault, illFormed }: TemplateCheck): boolean {
  return fault === undefined && illFormed === 0;
}

/** Renders every admitted phone's file with that text and reads it by the format's own parser. */
export async function checkTemplate(
  template: string,
  text: string,
  survey: Survey,
  { vendors, renderer, readFile }: Pick<SurveyParts, "vendors" | "renderer" | "readFile">,
): Promise<TemplateCheck> {
  const check = { phones: 0, fault: undefined as FileFault | undefined, illFormed: 0, examples: [] as IllFormed[] };
  let trial: ReturnType<typeof renderer.trial>;
  try {
    trial = renderer.trial(template, text);
  } catch (error) {
    return { ...check, fault: faultFrom(error) };
  }
  const told = survey.told();
  function look(surveyed: Surveyed): void {
    for (const rule of surveyed.rules) {
      if (rule.template !== template) continue;
      const found = checkFile(surveyed, rule, { renderer: trial, readFile, told });
      if (found === undefined) continue;
      check.illFormed++;
      if (check.examples.length < EXAMPLES) check.examples.push(found);
      return;
    }
  }
  const uses = ({ rules }: Pick<Surveyed, "rules">) => rules.some((rule) => rule.template === template);
  const isWanted = (_: unknown, found: Surveyed["found"]) => uses({ rules: templateRulesOf(found) });
  await survey.visit({ isWanted }, (surveyed) => {
    check.phones++;
    look(surveyed);
  });
  if (check.phones === 0) {
    const samples = vendors.flatMap((vendor) => Object.keys(vendor.models).map((name) => samplePhone(vendor, name)));
    const sample = samples.find((one) => one !== undefined && uses(one));
    if (sample !== undefined) look(sample);
  }
  return check;
}
