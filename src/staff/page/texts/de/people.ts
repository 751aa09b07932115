import type { people as English } from "../en/people.ts";

export const people: typeof English = {
  events: {
    title: "Ereignisse",
    caption: "Was geschah, das Neueste zuerst",
    searchLabel: "In den Ereignissen suchen",
    at: "Zeit",
    what: "Ereignis",
    who: "Telefon oder Person",
    level: "Gewicht",
    levels: { debug: "Einzelheit", info: "Hinweis", warn: "Warnung", error: "Fehler" },
    door: "Tür",
    empty: "Es ist nichts geschehen.",
  },
  doctor: {
    title: "Selbsttest",
    intro: "Sieht sich diesen Rechner, sein Netz und seine Einstellungen an. Dauert einige Sekunden.",
    run: "Noch einmal prüfen",
    running: "Wird geprüft …",
    checked: "Geprüft",
    good: "Es ist nichts zu beanstanden.",
  },
};
