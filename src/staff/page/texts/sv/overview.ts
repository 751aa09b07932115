import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Översikt",
    find: "Sök en telefon",
    waitingTitle: "Väntar på ett beslut",
    waitingCount: (count) => `${plural(count, "telefon väntar", "telefoner väntar")} på att godkännas`,
    troubleTitle: "Behöver uppmärksamhet",
    troubleNone: "Ingen telefon är rapporterad som oregistrerad.",
    lastTitle: "Senaste händelserna",
    stagesTitle: "Hur långt telefonerna har kommit",
    stages: {
      admitted: "godkända, aldrig sedda",
      waiting: "lösenord väntar",
      provisioned: "konfigurerade",
      registered: "registrerade",
      unregistered: "inte registrerade",
    },
    total: "Alla telefoner",
    vendorsTitle: "Per tillverkare",
    stormTitle: "Senaste samtidiga omstarten",
    stormNone: "Det senaste dygnet har inte många telefoner hört av sig samtidigt.",
    storm: (count, written, length) =>
      `${plural(count, "telefon", "telefoner").replace(String(count), written)} hörde av sig inom ${length}.`,
    stormMost: (count) => `– som mest ${count} på en minut`,
    alarmsTitle: "Larm",
    alarmsNone: "Allt är i sin ordning.",
    alarms: {
      guard: (count) =>
        `${plural(count, "adress frågar", "adresser frågar")} efter telefoner som inte är godkända och bromsas eller stoppas.`,
      "rival-pnp": (address) => `En annan server, ${address}, svarar telefoner som söker via SIP PnP.`,
      "rival-dhcp": (address) => `En annan DHCP-server, ${address}, svarar telefoner.`,
      certificate: (subject, days) => `Certifikatet ${subject} går ut om ${plural(days, "dag", "dagar")}.`,
      certificateOver: (subject) => `Certifikatet ${subject} har gått ut.`,
      link: (pbx, count) =>
        `Växeln ${pbx} får inga ändringar${count === 0 ? "" : `: ${plural(count, "ändring", "ändringar")} misslyckades`}.`,
      silent: (pbx) => `Växeln ${pbx} säger inte vem som är registrerad.`,
      rollout: (pbx) => `En utrullning av firmware på ${pbx} har stoppats: för många telefoner kom inte tillbaka.`,
      rotation: (pbx) => `Bytet av SIP-lösenord på ${pbx} har stannat: telefoner kommer inte tillbaka.`,
    },
  },
};
