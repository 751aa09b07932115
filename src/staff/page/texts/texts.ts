import type { PageLanguage } from "../languages.ts";
import type { texts as english } from "./en.ts";

/** Everything the page says. A language in which something is missing does not compile. */
export type Texts = typeof english;

/** A browser loads the language that is read, and no other. */
const LOADERS: Readonly<Record<PageLanguage, () => Promise<{ texts: Texts }>>> = {
  de: () => import("./de.ts"),
  en: () => import("./en.ts"),
  es: () => import("./es.ts"),
  fr: () => import("./fr.ts"),
  nl: () => import("./nl.ts"),
  pl: () => import("./pl.ts"),
  sv: () => import("./sv.ts"),
};

export async function loadTexts(language: PageLanguage): Promise<Texts> {
  return (await LOADERS[language]()).texts;
}
