import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Overzicht",
    find: "Een telefoon zoeken",
    waitingTitle: "Wacht op een beslissing",
    waitingCount: (count, more) =>
      `${more ? "Meer dan " : ""}${plural(count, "telefoon wacht", "telefoons wachten")} op toelating`,
    troubleTitle: "Vraagt aandacht",
    troubleNone: "Geen enkele telefoon is als niet geregistreerd gemeld.",
    lastTitle: "Laatste gebeurtenissen",
    statesTitle: "Registratie",
    count: (count, more) => (more ? `meer dan ${count}` : String(count)),
  },
};
