import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Vue d’ensemble",
    find: "Trouver un téléphone",
    waitingTitle: "En attente d’une décision",
    waitingCount: (count, more) =>
      `${more ? "Plus de " : ""}${plural(count, "téléphone attend", "téléphones attendent")} d’être admis`,
    troubleTitle: "Demande de l’attention",
    troubleNone: "Aucun téléphone n’est signalé comme non enregistré.",
    lastTitle: "Derniers événements",
    statesTitle: "Enregistrement",
    count: (count, more) => (more ? `plus de ${count}` : String(count)),
  },
};
