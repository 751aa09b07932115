import { type FindingTexts, type Severity, sayTime } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine } from "./texts.ts";

/** `place`: where it was shown. Times are milliseconds. */
type Certificate = { place: string; subject: string };

export type CertificateCodes = {
  "certificate-ok": Certificate & { until: number };
  "certificate-expired": Certificate & { until: number };
  "certificate-not-yet": Certificate & { from: number };
  "certificate-ends-soon": Certificate & { until: number; days: number };
  "certificate-wrong-name": { place: string; missing: string; names: string };
  "certificate-issuer-missing": Certificate & { issuer: string };
  "certificate-private": { place: string; issuer: string };
  "certificate-not-shown": { place: string; reason: string };
  "certificate-unusable": { place: string; reason: string };
};

export const CERTIFICATE_SEVERITIES: Record<keyof CertificateCodes, Severity> = {
  "certificate-ok": "ok",
  "certificate-expired": "error",
  "certificate-not-yet": "error",
  "certificate-ends-soon": "warning",
  "certificate-wrong-name": "error",
  "certificate-issuer-missing": "warning",
  "certificate-private": "info",
  "certificate-not-shown": "error",
  "certificate-unusable": "error",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const CERTIFICATE_TEXTS: Localised<FindingTexts<CertificateCodes>> = {
  de: {
    "certificate-ok": ({ place, subject, until }) =>
      fineDe(
        `Das Zertifikat ${subject} an ${place} gilt bis ${sayTime(until)}, Schlüssel und Namen passen`,
        "Telefone, die Zertifikate prüfen, verbinden sich, wenn sie dem Aussteller trauen.",
      ),
    "certificate-expired": ({ place, subject, until }) =>
      say(
        `Das Zertifikat ${subject} an ${place} ist am ${sayTime(until)} abgelaufen`,
        "Telefone, die Zertifikate prüfen, brechen die Verbindung ab.",
        "Offhooks eigenes wird beim Start erneuert: neu starten. Ein fremdes beim Aussteller oder am Proxy erneuern. Geht die Uhr dieses Rechners richtig?",
      ),
    "certificate-not-yet": ({ place, subject, from }) =>
      say(
        `Das Zertifikat ${subject} an ${place} gilt erst ab ${sayTime(from)}`,
        "Telefone, die Zertifikate prüfen, brechen die Verbindung ab.",
        "Die Uhr dieses Rechners prüfen; wurde das Zertifikat mit falscher Uhr ausgestellt, neu ausstellen.",
      ),
    "certificate-ends-soon": ({ place, subject, until, days }) =>
      say(
        `Das Zertifikat ${subject} an ${place} läuft in ${days} Tagen ab (${sayTime(until)})`,
        "Danach brechen Telefone, die Zertifikate prüfen, die Verbindung ab.",
        "Offhooks eigenes wird beim Start erneuert: vorher neu starten. Ein fremdes rechtzeitig ersetzen.",
      ),
    "certificate-wrong-name": ({ place, missing, names }) =>
      say(
        `Im Zertifikat an ${place} fehlt, wie Telefone den Server nennen: ${missing} (darin steht ${names})`,
        "Telefone, die Namen prüfen, brechen die Verbindung ab.",
        "Offhook neu starten, damit es sein Zertifikat mit diesem Namen ausstellt; ein fremdes mit diesem Namen ausstellen lassen, oder in advertise einen Namen angeben, der darin steht.",
      ),
    "certificate-issuer-missing": ({ place, subject, issuer }) =>
      say(
        `Die Kette an ${place} endet bei ${subject}; ihren Aussteller ${issuer} kennt dieser Rechner nicht`,
        "Fehlt ein Zwischenzertifikat, können Telefone die Kette nicht bis zu einer Stelle verfolgen, der sie trauen.",
        "Die Zwischenzertifikate hinter das eigene stellen. Ist der Aussteller eine eigene Stelle, die in den Telefonen liegt, genügt es so.",
      ),
    "certificate-private": ({ place, issuer }) =>
      say(
        `Das Zertifikat an ${place} kommt von ${issuer}, dem dieser Rechner nicht von Haus aus traut`,
        "Telefone prüfen es nur dann mit Erfolg, wenn sie diese Stelle kennen.",
        "Nichts, wenn Telefone nicht prüfen oder die Stelle (im Datenordner tls/ca.crt) in ihnen liegt.",
      ),
    "certificate-unusable": ({ place, reason }) =>
      say(
        `Das Zertifikat in ${place} ist unbrauchbar: ${reason}`,
        "Offhook startet mit ihm nicht, oder Telefone können sich nicht über HTTPS verbinden.",
        "Schlüssel und Zertifikat als zusammengehöriges Paar ablegen; eigene legt Offhook neu an, wenn beide Dateien fehlen.",
      ),
    "certificate-not-shown": ({ place, reason }) =>
      say(
        `An ${place} kommt keine TLS-Verbindung zustande: ${reason}`,
        "Telefone können sich dort nicht über HTTPS verbinden.",
        "Prüfen, ob dort HTTPS spricht, und ob Schlüssel und Zertifikat zusammengehören.",
      ),
  },
  en: {
    "certificate-ok": ({ place, subject, until }) =>
      fineEn(
        `The certificate ${subject} at ${place} is valid until ${sayTime(until)}, its key and names fit`,
        "Phones that check certificates connect if they trust who issued it.",
      ),
    "certificate-expired": ({ place, subject, until }) =>
      say(
        `The certificate ${subject} at ${place} ran out on ${sayTime(until)}`,
        "Phones that check certificates break the connection off.",
        "Offhook's own is renewed at its start: restart it. Renew another one with its issuer or at the proxy. Is this machine's clock right?",
      ),
    "certificate-not-yet": ({ place, subject, from }) =>
      say(
        `The certificate ${subject} at ${place} is valid from ${sayTime(from)} only`,
        "Phones that check certificates break the connection off.",
        "Check this machine's clock; if the certificate was issued by a wrong clock, issue it anew.",
      ),
    "certificate-ends-soon": ({ place, subject, until, days }) =>
      say(
        `The certificate ${subject} at ${place} runs out in ${days} days (${sayTime(until)})`,
        "Then phones that check certificates break the connection off.",
        "Offhook's own is renewed at its start: restart it before. Replace another one in time.",
      ),
    "certificate-wrong-name": ({ place, missing, names }) =>
      say(
        `The certificate at ${place} lacks what phones call the server: ${missing} (it holds ${names})`,
        "Phones that check names break the connection off.",
        "Restart Offhook, so that it issues its certificate with this name; have another one issued with it, or give a name that it holds in advertise.",
      ),
    "certificate-issuer-missing": ({ place, subject, issuer }) =>
      say(
        `The chain at ${place} ends with ${subject}; this machine does not know its issuer ${issuer}`,
        "If an intermediate certificate is missing, phones cannot follow the chain to an authority that they trust.",
        "Put the intermediate certificates behind the own one. If the issuer is an authority of your own that phones hold, it is enough as it is.",
      ),
    "certificate-private": ({ place, issuer }) =>
      say(
        `The certificate at ${place} comes from ${issuer}, which this machine does not trust by itself`,
        "Phones check it with success only if they know this authority.",
        "Nothing if phones do not check, or hold this authority (tls/ca.crt in the data folder).",
      ),
    "certificate-unusable": ({ place, reason }) =>
      say(
        `The certificate in ${place} cannot be used: ${reason}`,
        "Offhook does not start with it, or phones cannot connect by HTTPS.",
        "Put key and certificate there as a pair that belongs together; Offhook makes its own anew where both files are missing.",
      ),
    "certificate-not-shown": ({ place, reason }) =>
      say(
        `No TLS connection comes about at ${place}: ${reason}`,
        "Phones cannot connect there by HTTPS.",
        "Check that it speaks HTTPS, and that key and certificate belong together.",
      ),
  },
  fr: {
    "certificate-ok": ({ place, subject, until }) =>
      fineFr(
        `Le certificat ${subject} à ${place} est valable jusqu'au ${sayTime(until)}, sa clé et ses noms conviennent`,
        "Les téléphones qui vérifient les certificats se connectent s'ils font confiance à l'émetteur.",
      ),
    "certificate-expired": ({ place, subject, until }) =>
      say(
        `Le certificat ${subject} à ${place} a expiré le ${sayTime(until)}`,
        "Les téléphones qui vérifient les certificats coupent la connexion.",
        "Celui d'Offhook est renouvelé au démarrage : redémarrer. Renouveler un autre chez son émetteur ou au proxy. L'horloge de cette machine est-elle juste ?",
      ),
    "certificate-not-yet": ({ place, subject, from }) =>
      say(
        `Le certificat ${subject} à ${place} n'est valable qu'à partir du ${sayTime(from)}`,
        "Les téléphones qui vérifient les certificats coupent la connexion.",
        "Vérifier l'horloge de cette machine ; si le certificat a été émis avec une horloge fausse, l'émettre de nouveau.",
      ),
    "certificate-ends-soon": ({ place, subject, until, days }) =>
      say(
        `Le certificat ${subject} à ${place} expire dans ${days} jours (${sayTime(until)})`,
        "Ensuite, les téléphones qui vérifient les certificats coupent la connexion.",
        "Celui d'Offhook est renouvelé au démarrage : redémarrer avant. Remplacer un autre à temps.",
      ),
    "certificate-wrong-name": ({ place, missing, names }) =>
      say(
        `Il manque au certificat à ${place} le nom que les téléphones donnent au serveur : ${missing} (il contient ${names})`,
        "Les téléphones qui vérifient les noms coupent la connexion.",
        "Redémarrer Offhook pour qu'il émette son certificat avec ce nom ; en faire émettre un autre avec lui, ou indiquer dans advertise un nom qu'il contient.",
      ),
    "certificate-issuer-missing": ({ place, subject, issuer }) =>
      say(
        `La chaîne à ${place} s'arrête à ${subject} ; cette machine ne connaît pas son émetteur ${issuer}`,
        "S'il manque un certificat intermédiaire, les téléphones ne peuvent remonter la chaîne jusqu'à une autorité de confiance.",
        "Placer les certificats intermédiaires derrière le sien. Si l'émetteur est une autorité propre que les téléphones contiennent, cela suffit ainsi.",
      ),
    "certificate-private": ({ place, issuer }) =>
      say(
        `Le certificat à ${place} vient de ${issuer}, à qui cette machine ne fait pas confiance d'office`,
        "Les téléphones ne l'acceptent que s'ils connaissent cette autorité.",
        "Rien si les téléphones ne vérifient pas, ou s'ils contiennent cette autorité (tls/ca.crt dans le dossier des données).",
      ),
    "certificate-unusable": ({ place, reason }) =>
      say(
        `Le certificat dans ${place} est inutilisable : ${reason}`,
        "Offhook ne démarre pas avec lui, ou les téléphones ne peuvent se connecter en HTTPS.",
        "Y placer une clé et un certificat qui vont ensemble ; Offhook refait les siens si les deux fichiers manquent.",
      ),
    "certificate-not-shown": ({ place, reason }) =>
      say(
        `Aucune connexion TLS ne s'établit à ${place} : ${reason}`,
        "Les téléphones ne peuvent s'y connecter en HTTPS.",
        "Vérifier que HTTPS y répond, et que la clé et le certificat vont ensemble.",
      ),
  },
};
