import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Przegląd",
    find: "Znajdź telefon",
    waitingTitle: "Czeka na decyzję",
    waitingCount: (count) => `${plural(count, "telefon czeka", "telefonów czeka", "telefony czekają")} na dopuszczenie`,
    troubleTitle: "Wymaga uwagi",
    troubleNone: "Żaden telefon nie jest zgłoszony jako niezarejestrowany.",
    lastTitle: "Ostatnie zdarzenia",
    stagesTitle: "Na jakim etapie są telefony",
    stages: {
      admitted: "dopuszczone, nigdy niewidziane",
      waiting: "hasła czekają",
      provisioned: "skonfigurowane",
      registered: "zarejestrowane",
      unregistered: "niezarejestrowane",
    },
    total: "Wszystkie telefony",
    vendorsTitle: "Według producenta",
    stormTitle: "Ostatni masowy rozruch",
    stormNone: "Od doby nie zgłosiło się wiele telefonów naraz.",
    storm: (count, written, length) =>
      `${plural(count, "telefon zgłosił się", "telefonów zgłosiło się", "telefony zgłosiły się").replace(String(count), written)} w ciągu: ${length}.`,
    stormMost: (count) => `– najwyżej ${count} na minutę`,
    alarmsTitle: "Alarmy",
    alarmsNone: "Wszystko w porządku.",
    alarms: {
      guard: (count) =>
        `${plural(count, "adres pyta", "adresów pyta", "adresy pytają")} o niedopuszczone telefony; odpowiedzi są spowalniane lub wstrzymane.`,
      "rival-pnp": (address) => `Inny serwer, ${address}, odpowiada telefonom szukającym przez SIP PnP.`,
      "rival-dhcp": (address) => `Inny serwer DHCP, ${address}, odpowiada telefonom.`,
      certificate: (subject, days) => `Certyfikat ${subject} wygasa za ${plural(days, "dzień", "dni", "dni")}.`,
      certificateOver: (subject) => `Certyfikat ${subject} wygasł.`,
      link: (pbx, count) =>
        `Centrala ${pbx} nie otrzymuje zmian${count === 0 ? "" : `: ${plural(count, "zmiana nie powiodła się", "zmian nie powiodło się", "zmiany nie powiodły się")}`}.`,
      silent: (pbx) => `Centrala ${pbx} nie podaje, kto jest zarejestrowany.`,
      rollout: (pbx) => `Wdrażanie oprogramowania w ${pbx} zostało wstrzymane: zbyt wiele telefonów nie wróciło.`,
      rotation: (pbx) => `Zmiana haseł SIP w ${pbx} utknęła: telefony nie wracają.`,
    },
  },
};
