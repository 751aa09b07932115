import type { templates as English } from "../en/templates.ts";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("nl");

export const templates: typeof English = {
  diff: {
    added: "toegevoegd",
    removed: "verwijderd",
    label: (name) => `Wijzigingen in ${name}`,
    fromLine: (line) => `Regel ${line}`,
    counts: (added, removed) =>
      `${plural(added, "regel toegevoegd", "regels toegevoegd")}, ${plural(removed, "verwijderd", "verwijderd")}.`,
  },
};
