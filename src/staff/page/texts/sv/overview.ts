import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Översikt",
    find: "Sök en telefon",
    waitingTitle: "Väntar på ett beslut",
    waitingCount: (count, more) =>
      `${more ? "Fler än " : ""}${plural(count, "telefon väntar", "telefoner väntar")} på att godkännas`,
    troubleTitle: "Behöver uppmärksamhet",
    troubleNone: "Ingen telefon är rapporterad som oregistrerad.",
    lastTitle: "Senaste händelserna",
    statesTitle: "Registrering",
    count: (count, more) => (more ? `fler än ${count}` : String(count)),
  },
};
