import type { templates as English } from "../en/templates.ts";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("sv");

export const templates: typeof English = {
  diff: {
    added: "tillagd",
    removed: "borttagen",
    label: (name) => `Ändringar i ${name}`,
    fromLine: (line) => `Rad ${line}`,
    counts: (added, removed) =>
      `${plural(added, "rad läggs till", "rader läggs till")}, ${plural(removed, "tas bort", "tas bort")}.`,
  },
};
