import type { templates as English } from "../en/templates.ts";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("es");

export const templates: typeof English = {
  diff: {
    added: "añadida",
    removed: "eliminada",
    label: (name) => `Cambios en ${name}`,
    fromLine: (line) => `Línea ${line}`,
    counts: (added, removed) =>
      `${plural(added, "línea añadida", "líneas añadidas")}, ${plural(removed, "eliminada", "eliminadas")}.`,
  },
};
