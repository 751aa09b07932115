import type { templates as English } from "../en/templates.ts";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("pl");

export const templates: typeof English = {
  diff: {
    added: "dodano",
    removed: "usunięto",
    label: (name) => `Zmiany w ${name}`,
    fromLine: (line) => `Wiersz ${line}`,
    counts: (added, removed) =>
      `Dodano ${plural(added, "wiersz", "wierszy", "wiersze")}, usunięto ${plural(removed, "wiersz", "wierszy", "wiersze")}.`,
  },
};
