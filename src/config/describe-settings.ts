import { findGivenTexts, type Sources } from "./load-config.ts";
import { NotAllowedError } from "./parse-values.ts";
import { SETTINGS, type Setting } from "./settings-table.ts";

const MASK = "********";
/** What no setting may be: each reader refuses one of these, and says what it takes. */
const NEVER_ALLOWED = ["\u0000", ""];

/** Every setting with its value and where that comes from; secrets are masked. */
export function describeSettings(sources: Sources) {
  const given = findGivenTexts(sources);
  return Object.entries<Setting<unknown>>(SETTINGS).map(([name, row]) => {
    const { text, origin } = given.get(name) ?? { text: null, origin: "default" as const };
    const isSecret = row.isSecret === true;
    return {
      ...{ name, group: row.group, key: row.key ?? null, variable: row.env, help: row.help },
      ...{ default: row.default ?? null, origin, isSecret, allowed: sayAllowed(row) },
      /** As it was written; null: left out, and there is no default. */
      value: isSecret && text !== null ? MASK : text,
    };
  });
}

export type DescribedSetting = ReturnType<typeof describeSettings>[number];

function sayAllowed(row: Setting<unknown>): string {
  for (const text of NEVER_ALLOWED) {
    try {
      row.read(text);
    } catch (error) {
      if (error instanceof NotAllowedError) return error.message;
      throw error;
    }
  }
  return "";
}
