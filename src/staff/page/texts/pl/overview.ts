import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Przegląd",
    find: "Znajdź telefon",
    waitingTitle: "Czeka na decyzję",
    waitingCount: (count, more) =>
      `${more ? "Ponad " : ""}${plural(count, "telefon czeka", "telefonów czeka", "telefony czekają")} na dopuszczenie`,
    troubleTitle: "Wymaga uwagi",
    troubleNone: "Żaden telefon nie jest zgłoszony jako niezarejestrowany.",
    lastTitle: "Ostatnie zdarzenia",
    statesTitle: "Rejestracja",
    count: (count, more) => (more ? `ponad ${count}` : String(count)),
  },
};
