import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine } from "./texts.ts";

export type TemplateCodes = {
  "templates-ok": { own: number };
  "template-refused": { template: string; reason: string; phone: string };
};

export const TEMPLATE_SEVERITIES: Record<keyof TemplateCodes, Severity> = {
  "templates-ok": "ok",
  "template-refused": "warning",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const TEMPLATE_TEXTS: Localised<FindingTexts<TemplateCodes>> = {
  de: {
    "templates-ok": ({ own }) =>
      fineDe(`${own} eigene Vorlagen sind in Gebrauch`, "Jede wurde an allen zugelassenen Telefonen geprüft."),
    "template-refused": ({ template, reason, phone }) =>
      say(
        `Die Vorlage ${template} in data/templates wird nicht benutzt (${phone}: ${reason})`,
        "Mindestens ein Telefon könnte seine Datei nicht lesen. Die vorige Fassung bleibt in Gebrauch.",
        "Die Datei berichtigen; offhook template check prüft sie, ohne sie zu benutzen.",
      ),
  },
  en: {
    "templates-ok": ({ own }) =>
      fineEn(`${own} templates of your own are in use`, "Each was tried on every admitted phone."),
    "template-refused": ({ template, reason, phone }) =>
      say(
        `The template ${template} in data/templates is not used (${phone}: ${reason})`,
        "At least one phone could not read its file. The version before stays in use.",
        "Mend the file; offhook template check tries it without using it.",
      ),
  },
  fr: {
    "templates-ok": ({ own }) =>
      fineFr(`${own} modèles personnels sont utilisés`, "Chacun a été essayé sur tous les téléphones admis."),
    "template-refused": ({ template, reason, phone }) =>
      say(
        `Le modèle ${template} dans data/templates n'est pas utilisé (${phone} : ${reason})`,
        "Au moins un téléphone ne pourrait pas lire son fichier. La version précédente reste utilisée.",
        "Corriger le fichier ; offhook template check l'essaie sans l'utiliser.",
      ),
  },
};
