import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Überblick",
    find: "Telefon finden",
    waitingTitle: "Wartet auf eine Entscheidung",
    waitingCount: (count) => `${plural(count, "Telefon wartet", "Telefone warten")} auf Zulassung`,
    troubleTitle: "Braucht Aufmerksamkeit",
    troubleNone: "Kein Telefon ist als nicht registriert gemeldet.",
    lastTitle: "Letzte Ereignisse",
    stagesTitle: "Wie weit die Telefone sind",
    stages: {
      admitted: "zugelassen, nie gefragt",
      waiting: "Passwörter warten",
      provisioned: "versorgt",
      registered: "registriert",
      unregistered: "nicht registriert",
    },
    total: "Alle Telefone",
    vendorsTitle: "Nach Hersteller",
    stormTitle: "Letzter gemeinsamer Neustart",
    stormNone: "Seit einem Tag haben nicht viele Telefone zugleich gefragt.",
    storm: (count, written, length) =>
      `${plural(count, "Telefon hat", "Telefone haben").replace(String(count), written)} innerhalb von ${length} gefragt.`,
    stormMost: (count) => `– höchstens ${count} in einer Minute`,
    alarmsTitle: "Alarme",
    alarmsNone: "Alles in Ordnung.",
    alarms: {
      guard: (count) =>
        `${plural(count, "Adresse fragt", "Adressen fragen")} nach nicht zugelassenen Telefonen und ${count === 1 ? "wird" : "werden"} gebremst oder aufgehalten.`,
      "rival-pnp": (address) => `Ein anderer Server, ${address}, antwortet Telefonen, die per SIP-PnP suchen.`,
      "rival-dhcp": (address) => `Ein anderer DHCP-Server, ${address}, antwortet Telefonen.`,
      certificate: (subject, days) => `Das Zertifikat ${subject} läuft in ${plural(days, "Tag", "Tagen")} ab.`,
      certificateOver: (subject) => `Das Zertifikat ${subject} ist abgelaufen.`,
      link: (pbx, count) =>
        `Die Telefonanlage ${pbx} erfährt keine Änderungen${count === 0 ? "" : `: ${plural(count, "Änderung ist", "Änderungen sind")} gescheitert`}.`,
      silent: (pbx) => `Die Telefonanlage ${pbx} sagt nicht, wer registriert ist.`,
      rollout: (pbx) => `Ein Firmware-Rollout an ${pbx} wurde angehalten: Zu viele Telefone kamen nicht zurück.`,
      rotation: (pbx) => `Der Wechsel der SIP-Passwörter an ${pbx} stockt: Telefone kommen nicht zurück.`,
    },
  },
};
