import { type FindingTexts, type Severity, sayTime } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine } from "./texts.ts";

/** Times are milliseconds. */
export type ClockCodes = {
  "clock-ok": { now: number; timeZone: string };
  "clock-implausible": { now: number };
  "clock-went-back": { now: number; newest: number };
  /** `seconds`: by how much the clock is ahead; negative: behind. */
  "clock-off": { now: number; server: string; seconds: number };
  "clock-not-synchronised": { now: number };
  "clock-unconfirmed": { now: number; timeZone: string };
  "time-server-silent": { server: string };
};

export const CLOCK_SEVERITIES: Record<keyof ClockCodes, Severity> = {
  "clock-ok": "ok",
  "clock-implausible": "error",
  "clock-went-back": "error",
  "clock-off": "error",
  "clock-not-synchronised": "warning",
  "clock-unconfirmed": "info",
  "time-server-silent": "warning",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const CLOCK_TEXTS: Localised<FindingTexts<ClockCodes>> = {
  de: {
    "clock-ok": ({ now, timeZone }) =>
      fineDe(
        `Die Uhr steht auf ${sayTime(now)} und wird von einem Zeitserver gestellt (Zeitzone ${timeZone})`,
        "Zertifikate und Fristen für Passwörter hängen an ihr.",
      ),
    "clock-implausible": ({ now }) =>
      say(
        `Die Uhr steht auf ${sayTime(now)}, das kann nicht sein`,
        "Zertifikate gelten nicht, Fristen für Passwörter laufen falsch, und der Verlauf gerät durcheinander.",
        "Die Uhr stellen und Zeitabgleich einschalten (timedatectl set-ntp true), dann Offhook neu starten.",
      ),
    "clock-went-back": ({ now, newest }) =>
      say(
        `Die Uhr steht auf ${sayTime(now)}, der Verlauf reicht aber schon bis ${sayTime(newest)}`,
        "Die Uhr ging oder geht falsch: Fristen für Passwörter und Zertifikate stimmen nicht.",
        "Die Uhr prüfen und Zeitabgleich einschalten (timedatectl set-ntp true). Stimmt sie jetzt, war sie vorher falsch; der Befund vergeht mit der Zeit.",
      ),
    "clock-off": ({ now, server, seconds }) =>
      say(
        `Die Uhr (${sayTime(now)}) geht gegenüber dem Zeitserver ${server} um ${Math.abs(seconds)} s ${seconds > 0 ? "vor" : "nach"}`,
        "Zertifikate, Fristen für Passwörter und die Zeiten im Verlauf stimmen nicht.",
        "Zeitabgleich einschalten (timedatectl set-ntp true, oder chrony) und die Uhr stellen.",
      ),
    "clock-not-synchronised": ({ now }) =>
      say(
        `Die Uhr (${sayTime(now)}) wird von keinem Zeitserver gestellt`,
        "Sie geht mit der Zeit falsch; Zertifikate und Fristen für Passwörter hängen an ihr.",
        "Zeitabgleich einschalten (timedatectl set-ntp true, oder chrony) und UDP 123 nach außen erlauben.",
      ),
    "clock-unconfirmed": ({ now, timeZone }) =>
      say(
        `Die Uhr steht auf ${sayTime(now)} (Zeitzone ${timeZone}); ob ein Zeitserver sie stellt, ist hier nicht zu erfahren`,
        "Zertifikate und Fristen für Passwörter hängen an ihr.",
        "Mit einer anderen Uhr vergleichen; in Containern gilt die des Rechners darunter.",
      ),
    "time-server-silent": ({ server }) =>
      say(
        `Der Zeitserver ${server} antwortet nicht`,
        "Telefone, denen er gesagt wird (dhcp.ntp), haben eine falsche Uhr; manche beginnen ohne Zeit keine Provisionierung über HTTPS.",
        "dhcp.ntp (OFFHOOK_DHCP_NTP) berichtigen oder UDP 123 zu ihm erlauben.",
      ),
  },
  en: {
    "clock-ok": ({ now, timeZone }) =>
      fineEn(
        `The clock says ${sayTime(now)} and is set by a time server (time zone ${timeZone})`,
        "Certificates and the windows for passwords depend on it.",
      ),
    "clock-implausible": ({ now }) =>
      say(
        `The clock says ${sayTime(now)}, which cannot be`,
        "Certificates are not valid, windows for passwords go wrong, and the history gets mixed up.",
        "Set the clock and switch synchronisation on (timedatectl set-ntp true), then restart Offhook.",
      ),
    "clock-went-back": ({ now, newest }) =>
      say(
        `The clock says ${sayTime(now)}, but the history already reaches to ${sayTime(newest)}`,
        "The clock was wrong or is: windows for passwords and certificates do not hold.",
        "Check the clock and switch synchronisation on (timedatectl set-ntp true). If it is right now, it was wrong before; the finding goes away with time.",
      ),
    "clock-off": ({ now, server, seconds }) =>
      say(
        `The clock (${sayTime(now)}) is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the time server ${server}`,
        "Certificates, windows for passwords and the times in the history are wrong.",
        "Switch synchronisation on (timedatectl set-ntp true, or chrony) and set the clock.",
      ),
    "clock-not-synchronised": ({ now }) =>
      say(
        `No time server sets the clock (${sayTime(now)})`,
        "It goes wrong with time; certificates and the windows for passwords depend on it.",
        "Switch synchronisation on (timedatectl set-ntp true, or chrony), and let UDP 123 out.",
      ),
    "clock-unconfirmed": ({ now, timeZone }) =>
      say(
        `The clock says ${sayTime(now)} (time zone ${timeZone}); whether a time server sets it cannot be learnt here`,
        "Certificates and the windows for passwords depend on it.",
        "Compare it with another clock; containers have that of the machine below.",
      ),
    "time-server-silent": ({ server }) =>
      say(
        `The time server ${server} does not answer`,
        "Phones that are told of it (dhcp.ntp) have a wrong clock; some start no provisioning by HTTPS without the time.",
        "Correct dhcp.ntp (OFFHOOK_DHCP_NTP), or allow UDP 123 to it.",
      ),
  },
  fr: {
    "clock-ok": ({ now, timeZone }) =>
      fineFr(
        `L'horloge indique ${sayTime(now)} et est réglée par un serveur de temps (fuseau ${timeZone})`,
        "Les certificats et les délais des mots de passe en dépendent.",
      ),
    "clock-implausible": ({ now }) =>
      say(
        `L'horloge indique ${sayTime(now)}, ce qui est impossible`,
        "Les certificats ne sont pas valables, les délais des mots de passe sont faux, et l'historique se mélange.",
        "Régler l'horloge et activer la synchronisation (timedatectl set-ntp true), puis redémarrer Offhook.",
      ),
    "clock-went-back": ({ now, newest }) =>
      say(
        `L'horloge indique ${sayTime(now)}, mais l'historique va déjà jusqu'à ${sayTime(newest)}`,
        "L'horloge était ou est fausse : les délais des mots de passe et les certificats ne tiennent pas.",
        "Vérifier l'horloge et activer la synchronisation (timedatectl set-ntp true). Si elle est juste à présent, elle était fausse avant ; le constat disparaît avec le temps.",
      ),
    "clock-off": ({ now, server, seconds }) =>
      say(
        `L'horloge (${sayTime(now)}) a ${Math.abs(seconds)} s ${seconds > 0 ? "d'avance" : "de retard"} sur le serveur de temps ${server}`,
        "Les certificats, les délais des mots de passe et les heures de l'historique sont faux.",
        "Activer la synchronisation (timedatectl set-ntp true, ou chrony) et régler l'horloge.",
      ),
    "clock-not-synchronised": ({ now }) =>
      say(
        `Aucun serveur de temps ne règle l'horloge (${sayTime(now)})`,
        "Elle se décale avec le temps ; les certificats et les délais des mots de passe en dépendent.",
        "Activer la synchronisation (timedatectl set-ntp true, ou chrony), et laisser sortir l'UDP 123.",
      ),
    "clock-unconfirmed": ({ now, timeZone }) =>
      say(
        `L'horloge indique ${sayTime(now)} (fuseau ${timeZone}) ; on ne peut savoir ici si un serveur de temps la règle`,
        "Les certificats et les délais des mots de passe en dépendent.",
        "La comparer à une autre horloge ; un conteneur a celle de la machine en dessous.",
      ),
    "time-server-silent": ({ server }) =>
      say(
        `Le serveur de temps ${server} ne répond pas`,
        "Les téléphones qui le reçoivent (dhcp.ntp) ont une horloge fausse ; certains ne commencent pas l'approvisionnement en HTTPS sans l'heure.",
        "Corriger dhcp.ntp (OFFHOOK_DHCP_NTP), ou autoriser l'UDP 123 vers lui.",
      ),
  },
};
