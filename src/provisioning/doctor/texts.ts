import type { FindingText } from "../findings.ts";
import type { Language, Localised } from "../language.ts";

/** What a finding is, why it matters, what to do. */
export function say(title: string, why: string, fix: string): FindingText {
  return { title, why, fix };
}

const NOTHING_TO_DO: Localised<string> = {
  de: "Nichts zu tun.",
  en: "Nothing to do.",
  fr: "Rien à faire.",
};

/** Of what is as it should be. */
export function sayFine(language: Language): (title: string, why: string) => FindingText {
  return (title, why) => say(title, why, NOTHING_TO_DO[language]);
}

const UNKNOWN_PROGRAM: Localised<string> = {
  de: "ein anderes Programm (sein Name ist nur mit mehr Rechten lesbar)",
  en: "another program (its name can be read with more privileges only)",
  fr: "un autre programme (son nom n'est lisible qu'avec plus de privilèges)",
};

/** `?`: nobody may know. */
export function sayProgram(program: string, language: Language): string {
  return program === "?" ? UNKNOWN_PROGRAM[language] : program;
}
