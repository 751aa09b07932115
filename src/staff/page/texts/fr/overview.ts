import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Vue d’ensemble",
    find: "Trouver un téléphone",
    waitingTitle: "En attente d’une décision",
    waitingCount: (count) => `${plural(count, "téléphone attend", "téléphones attendent")} d’être admis`,
    troubleTitle: "Demande de l’attention",
    troubleNone: "Aucun téléphone n’est signalé comme non enregistré.",
    lastTitle: "Derniers événements",
    stagesTitle: "Où en sont les téléphones",
    stages: {
      admitted: "admis, jamais vus",
      waiting: "mots de passe en attente",
      provisioned: "provisionnés",
      registered: "enregistrés",
      unregistered: "non enregistrés",
    },
    total: "Tous les téléphones",
    vendorsTitle: "Par fabricant",
    stormTitle: "Dernier redémarrage en masse",
    stormNone: "Depuis un jour, il n’y a pas eu beaucoup de téléphones à la fois.",
    storm: (count, written, length) =>
      `${plural(count, "téléphone s’est manifesté", "téléphones se sont manifestés").replace(String(count), written)} en ${length}.`,
    stormMost: (count) => `– au plus ${count} par minute`,
    alarmsTitle: "Alarmes",
    alarmsNone: "Tout va bien.",
    alarms: {
      guard: (count) =>
        `${plural(count, "adresse demande", "adresses demandent")} des téléphones non admis ; les réponses sont ralenties ou bloquées.`,
      "rival-pnp": (address) => `Un autre serveur, ${address}, répond aux téléphones qui cherchent par SIP PnP.`,
      "rival-dhcp": (address) => `Un autre serveur DHCP, ${address}, répond aux téléphones.`,
      certificate: (subject, days) => `Le certificat ${subject} expire dans ${plural(days, "jour", "jours")}.`,
      certificateOver: (subject) => `Le certificat ${subject} a expiré.`,
      link: (pbx, count) =>
        `L’autocommutateur ${pbx} ne reçoit pas les changements${count === 0 ? "" : ` : ${plural(count, "échec", "échecs")}`}.`,
      silent: (pbx) => `L’autocommutateur ${pbx} ne dit pas qui est enregistré.`,
      rollout: (pbx) =>
        `Un déploiement de micrologiciel sur ${pbx} a été arrêté : trop de téléphones ne sont pas revenus.`,
      rotation: (pbx) =>
        `Le renouvellement des mots de passe SIP sur ${pbx} est bloqué : des téléphones ne reviennent pas.`,
    },
  },
};
