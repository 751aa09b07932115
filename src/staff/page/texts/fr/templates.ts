import type { templates as English } from "../en/templates.ts";
import { plural } from "./plural.ts";

export const templates: typeof English = {
  diff: {
    added: "ajouté",
    removed: "supprimé",
    label: (name) => `Modifications de ${name}`,
    fromLine: (line) => `Ligne ${line}`,
    counts: (added, removed) =>
      `${plural(added, "ligne ajoutée", "lignes ajoutées")}, ${plural(removed, "supprimée", "supprimées")}.`,
  },
};
