import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine, sayProgram } from "./texts.ts";

export type RunCodes = {
  "check-timed-out": { check: string; seconds: number };
  "check-failed": { check: string; reason: string };
  "daemon-silent": { url: string; reason: string };
  "daemon-port-other": { url: string; program: string };
  "settings-ok": { file: string };
  "settings-bad": { problem: string };
};

export const RUN_SEVERITIES: Record<keyof RunCodes, Severity> = {
  "check-timed-out": "warning",
  "check-failed": "warning",
  "daemon-silent": "error",
  "daemon-port-other": "error",
  "settings-ok": "ok",
  "settings-bad": "error",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const RUN_TEXTS: Localised<FindingTexts<RunCodes>> = {
  de: {
    "check-timed-out": ({ check, seconds }) =>
      say(
        `Die Prüfung „${check}“ war nach ${seconds} s nicht fertig`,
        "Was sie gefunden hätte, fehlt in diesem Bericht.",
        "Noch einmal prüfen; bleibt es dabei, ist das Geprüfte selbst zu langsam.",
      ),
    "check-failed": ({ check, reason }) =>
      say(
        `Die Prüfung „${check}“ schlug fehl: ${reason}`,
        "Was sie gefunden hätte, fehlt in diesem Bericht.",
        "Noch einmal prüfen; der Grund steht oben.",
      ),
    "daemon-silent": ({ url, reason }) =>
      say(
        `Offhook antwortet nicht unter ${url} (${reason})`,
        "Läuft es nicht, bekommt kein Telefon seine Konfiguration. Was folgt, wurde von hier aus geprüft.",
        "Offhook starten (offhook serve, oder systemctl status) oder mit --url (OFFHOOK_URL) sagen, wo es läuft.",
      ),
    "daemon-port-other": ({ url, program }) =>
      say(
        `Der Port von ${url} gehört ${sayProgram(program, "de")}`,
        "Was dort antwortet oder schweigt, ist dieses Programm.",
        "Ist das nicht Offhook, jenes Programm beenden oder OFFHOOK_STAFF einen anderen Port geben.",
      ),
    "settings-ok": ({ file }) => fineDe(`Die Einstellungen sind in Ordnung (${file})`, "Offhook startet mit ihnen."),
    "settings-bad": ({ problem }) =>
      say(
        `Eine Einstellung ist nicht erlaubt: ${problem}`,
        "Offhook startet damit nicht.",
        "Sie berichtigen; docs/configuration.md nennt alle.",
      ),
  },
  en: {
    "check-timed-out": ({ check, seconds }) =>
      say(
        `The check “${check}” was not done after ${seconds} s`,
        "What it would have found is missing in this report.",
        "Check again; if it stays so, what is checked is too slow itself.",
      ),
    "check-failed": ({ check, reason }) =>
      say(
        `The check “${check}” failed: ${reason}`,
        "What it would have found is missing in this report.",
        "Check again; the reason stands above.",
      ),
    "daemon-silent": ({ url, reason }) =>
      say(
        `Offhook does not answer at ${url} (${reason})`,
        "If it does not run, no phone gets its configuration. What follows was checked from here.",
        "Start Offhook (offhook serve, or systemctl status), or say where it runs with --url (OFFHOOK_URL).",
      ),
    "daemon-port-other": ({ url, program }) =>
      say(
        `The port of ${url} belongs to ${sayProgram(program, "en")}`,
        "What answers there, or keeps silent, is that program.",
        "If that is not Offhook, stop it, or give OFFHOOK_STAFF another port.",
      ),
    "settings-ok": ({ file }) => fineEn(`The settings are in order (${file})`, "Offhook starts with them."),
    "settings-bad": ({ problem }) =>
      say(
        `A setting is not allowed: ${problem}`,
        "Offhook does not start with it.",
        "Correct it; docs/configuration.md lists them all.",
      ),
  },
  fr: {
    "check-timed-out": ({ check, seconds }) =>
      say(
        `La vérification « ${check} » n'était pas finie après ${seconds} s`,
        "Ce qu'elle aurait trouvé manque à ce rapport.",
        "Vérifier encore ; si cela persiste, ce qui est vérifié est lui-même trop lent.",
      ),
    "check-failed": ({ check, reason }) =>
      say(
        `La vérification « ${check} » a échoué : ${reason}`,
        "Ce qu'elle aurait trouvé manque à ce rapport.",
        "Vérifier encore ; la raison est ci-dessus.",
      ),
    "daemon-silent": ({ url, reason }) =>
      say(
        `Offhook ne répond pas à ${url} (${reason})`,
        "S'il ne tourne pas, aucun téléphone ne reçoit sa configuration. La suite a été vérifiée d'ici.",
        "Démarrer Offhook (offhook serve, ou systemctl status), ou dire où il tourne avec --url (OFFHOOK_URL).",
      ),
    "daemon-port-other": ({ url, program }) =>
      say(
        `Le port de ${url} appartient à ${sayProgram(program, "fr")}`,
        "Ce qui y répond, ou se tait, est ce programme.",
        "Si ce n'est pas Offhook, l'arrêter, ou donner un autre port à OFFHOOK_STAFF.",
      ),
    "settings-ok": ({ file }) => fineFr(`Les réglages sont en ordre (${file})`, "Offhook démarre avec eux."),
    "settings-bad": ({ problem }) =>
      say(
        `Un réglage n'est pas permis : ${problem}`,
        "Offhook ne démarre pas avec lui.",
        "Le corriger ; docs/configuration.md les donne tous.",
      ),
  },
};
