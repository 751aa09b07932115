import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Überblick",
    find: "Telefon finden",
    waitingTitle: "Wartet auf eine Entscheidung",
    waitingCount: (count, more) =>
      `${more ? "Mehr als " : ""}${plural(count, "Telefon wartet", "Telefone warten")} auf Zulassung`,
    troubleTitle: "Braucht Aufmerksamkeit",
    troubleNone: "Kein Telefon ist als nicht registriert gemeldet.",
    lastTitle: "Letzte Ereignisse",
    statesTitle: "Registrierung",
    count: (count, more) => (more ? `mehr als ${count}` : String(count)),
  },
};
