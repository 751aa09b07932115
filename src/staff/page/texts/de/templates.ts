import type { templates as English } from "../en/templates.ts";
import { plural } from "./plural.ts";

export const templates: typeof English = {
  diff: {
    added: "kommt hinzu",
    removed: "fällt weg",
    label: (name) => `Änderungen in ${name}`,
    fromLine: (line) => `Zeile ${line}`,
    counts: (added, removed) =>
      `${plural(added, "Zeile kommt hinzu", "Zeilen kommen hinzu")}, ${plural(removed, "fällt weg", "fallen weg")}.`,
  },
};
