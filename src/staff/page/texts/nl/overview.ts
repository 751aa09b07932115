import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Overzicht",
    find: "Een telefoon zoeken",
    waitingTitle: "Wacht op een beslissing",
    waitingCount: (count) => `${plural(count, "telefoon wacht", "telefoons wachten")} op toelating`,
    troubleTitle: "Vraagt aandacht",
    troubleNone: "Geen enkele telefoon is als niet geregistreerd gemeld.",
    lastTitle: "Laatste gebeurtenissen",
    stagesTitle: "Hoe ver de telefoons zijn",
    stages: {
      admitted: "toegelaten, nooit gezien",
      waiting: "wachtwoorden wachten",
      provisioned: "geconfigureerd",
      registered: "geregistreerd",
      unregistered: "niet geregistreerd",
    },
    total: "Alle telefoons",
    vendorsTitle: "Per fabrikant",
    stormTitle: "Laatste gezamenlijke herstart",
    stormNone: "Sinds een dag hebben niet veel telefoons tegelijk iets gevraagd.",
    storm: (count, written, length) =>
      `${plural(count, "telefoon meldde", "telefoons meldden").replace(String(count), written)} zich binnen ${length}.`,
    stormMost: (count) => `– hoogstens ${count} in een minuut`,
    alarmsTitle: "Alarmen",
    alarmsNone: "Alles is in orde.",
    alarms: {
      guard: (count) =>
        `${plural(count, "adres vraagt", "adressen vragen")} naar niet toegelaten telefoons en ${count === 1 ? "wordt" : "worden"} afgeremd of tegengehouden.`,
      "rival-pnp": (address) => `Een andere server, ${address}, antwoordt telefoons die via SIP PnP zoeken.`,
      "rival-dhcp": (address) => `Een andere DHCP-server, ${address}, antwoordt telefoons.`,
      certificate: (subject, days) => `Het certificaat ${subject} verloopt over ${plural(days, "dag", "dagen")}.`,
      certificateOver: (subject) => `Het certificaat ${subject} is verlopen.`,
      link: (pbx, count) =>
        `De centrale ${pbx} krijgt geen wijzigingen door${count === 0 ? "" : `: ${plural(count, "wijziging is", "wijzigingen zijn")} mislukt`}.`,
      silent: (pbx) => `De centrale ${pbx} zegt niet wie geregistreerd is.`,
      rollout: (pbx) => `Een uitrol van firmware op ${pbx} is gestopt: te veel telefoons kwamen niet terug.`,
      rotation: (pbx) => `Het vervangen van SIP-wachtwoorden op ${pbx} stokt: telefoons komen niet terug.`,
    },
  },
};
