import type { people as English } from "../en/people.ts";

export const people: typeof English = {
  events: {
    title: "Événements",
    caption: "Ce qui s’est passé, le plus récent d’abord",
    searchLabel: "Rechercher dans les événements",
    at: "Heure",
    what: "Événement",
    who: "Téléphone ou personne",
    level: "Poids",
    levels: { debug: "détail", info: "remarque", warn: "avertissement", error: "erreur" },
    door: "Porte",
    empty: "Il ne s’est rien passé.",
  },
  doctor: {
    title: "Autodiagnostic",
    intro: "Examine cette machine, son réseau et ses réglages. Prend quelques secondes.",
    run: "Vérifier à nouveau",
    running: "Vérification …",
    checked: "Vérifié",
    good: "Il n’y a rien à signaler.",
  },
};
