import { findNearest, isKnown, withoutNumbers } from "./check-settings.ts";
import { maskedOrder } from "./phone-files.ts";
import { NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { FileSetting, Survey, Surveyed, SurveyParts } from "./survey.ts";
import type { Vendor } from "./vendor.ts";

/** `form`: no phone reads the file, or something in it. `unknown`: no source tells of the name. `range`: the value is beyond its limits. `twice`: the last one counts. */
export const LINT_KINDS = ["form", "unknown", "range", "twice"] as const;
export type LintFinding = {
  kind: (typeof LINT_KINDS)[number];
  vendor: string;
  template: string;
  /** Of the setting; numbers of lines and keys as `{n}`. Null for `form`. */
  name: string | null;
  /** The nearest known name, the limits, or what is wrong with the form. */
  detail: string | null;
  phones: number;
  macs: string[];
};

const MACS_SHOWN = 10;
const MOST_FINDINGS = 500;

/** Reads every phone's files as a phone would and compares them with what is known of its vendor's settings. */
export async function lintPhones(
  where: { pbxIds?: readonly string[] | undefined },
  { survey, parts }: { survey: Survey; parts: Pick<SurveyParts, "renderer" | "readFile"> },
): Promise<{ phones: number; findings: LintFinding[] }> {
  const told = survey.told();
  const found = new Map<string, LintFinding>();
  const faultsOf = createNameCheck();
  let phones = 0;

  function note(surveyed: Surveyed, about: Pick<LintFinding, "kind" | "template" | "name" | "detail">): void {
    const { mac } = surveyed.phone;
    const vendor = surveyed.found.vendor.id;
    const key = [vendor, about.kind, about.template, about.name, about.name === null ? about.detail : ""].join(" ");
    const known = found.get(key);
    if (known === undefined) {
      if (found.size < MOST_FINDINGS) found.set(key, { vendor, ...about, phones: 1, macs: [mac] });
      return;
    }
    if (known.macs.at(-1) === mac) return;
    known.phones++;
    if (known.macs.length < MACS_SHOWN) known.macs.push(mac);
    // Only the last one tells whether this phone was counted.
    else known.macs[MACS_SHOWN - 1] = mac;
  }

  await survey.visit(where, (surveyed) => {
    phones++;
    const { phone, found: model, material } = surveyed;
    for (const rule of surveyed.rules) {
      const { template } = rule;
      let settings: readonly FileSetting[];
      try {
        const order = maskedOrder({ phone, found: model, material, rule, told });
        settings = parts.readFile.settings(template, renderFile({ ...order, passwords: NO_PASSWORDS }, parts.renderer));
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        note(surveyed, { kind: "form", template, name: null, detail });
        continue;
      }
      const seen = new Set<string>();
      for (const { name, value } of settings) {
        if (seen.has(name)) note(surveyed, { kind: "twice", template, name: withoutNumbers(name), detail: null });
        seen.add(name);
        const fault = faultsOf(model.vendor, name, value);
        if (fault !== undefined) note(surveyed, { ...fault, template });
      }
    }
  });
  return { phones, findings: [...found.values()].sort((a, b) => b.phones - a.phones) };
}

/** Phones share their settings' names by the thousand. */
function createNameCheck() {
  const unknown = new Map<string, string | null | false>();

  function nearestIfUnknown(vendor: Vendor, name: string): string | null | false {
    const key = `${vendor.id} ${withoutNumbers(name)}`;
    let nearest = unknown.get(key);
    if (nearest === undefined) {
      const { known } = vendor.raw;
      nearest = isKnown(name, known) || isOwnSecret(vendor, name) ? false : (findNearest(name, known) ?? null);
      unknown.set(key, nearest);
    }
    return nearest;
  }

  return (vendor: Vendor, name: string, value: string): Pick<LintFinding, "kind" | "name" | "detail"> | undefined => {
    const limits = vendor.raw.ranges?.[name] ?? vendor.raw.ranges?.[withoutNumbers(name)];
    const isWithin = limits === undefined || value === "" || (/^-?\d+$/.test(value) && between(Number(value), limits));
    if (!isWithin)
      return { kind: "range", name: withoutNumbers(name), detail: `allowed: ${limits.min} to ${limits.max}` };
    const nearest = nearestIfUnknown(vendor, name);
    return nearest === false ? undefined : { kind: "unknown", name: withoutNumbers(name), detail: nearest };
  };
}

function between(value: number, { min, max }: { min: number; max: number }): boolean {
  return value >= min && value <= max;
}

/** What opens something is not among the names that an admin may give. */
function isOwnSecret({ families }: Vendor, name: string): boolean {
  return Object.values(families).some(({ secrets, loginSettings = [] }) =>
    [...secrets.flatMap(({ settings }) => settings), ...loginSettings].some(
      (setting) => withoutNumbers(setting.replaceAll("{n}", "1")) === withoutNumbers(name),
    ),
  );
}
