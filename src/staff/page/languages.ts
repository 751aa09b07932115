import { bestLanguage } from "../../provisioning/language.ts";

/** The page's languages, as they call themselves. What the server says of a phone is in fewer: English stands for the others. */
export const LANGUAGE_NAMES = {
  de: "Deutsch",
  en: "English",
  es: "Español",
  fr: "Français",
  nl: "Nederlands",
  pl: "Polski",
  sv: "Svenska",
} as const;
export type PageLanguage = keyof typeof LANGUAGE_NAMES;
export const PAGE_LANGUAGES = Object.keys(LANGUAGE_NAMES) as readonly PageLanguage[];

/** The kept one, else the best of what the browser's user reads, else English. */
export function choosePageLanguage(kept: string | null, wanted: readonly string[]): PageLanguage {
  return PAGE_LANGUAGES.find((one) => one === kept) ?? bestLanguage(PAGE_LANGUAGES, wanted.join(",")) ?? "en";
}
