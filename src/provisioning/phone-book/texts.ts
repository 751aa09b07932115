import { closestLanguage, type Localised } from "../language.ts";
import type { NumberKind } from "./phone-book.ts";

/** What a phone shows around a book. */
type BookTexts = Record<"search" | "next" | "previous" | "nothingFound", string> & {
  kinds: Readonly<Record<NumberKind, string>>;
};

const TEXTS: Localised<BookTexts> = {
  de: {
    search: "Suchen",
    next: "Weiter",
    previous: "Zurück",
    nothingFound: "Nichts gefunden",
    kinds: { work: "geschäftlich", mobile: "mobil", home: "privat", other: "weitere" },
  },
  en: {
    search: "Search",
    next: "Next",
    previous: "Back",
    nothingFound: "Nothing found",
    kinds: { work: "work", mobile: "mobile", home: "home", other: "other" },
  },
  fr: {
    search: "Chercher",
    next: "Suite",
    previous: "Retour",
    nothingFound: "Aucun résultat",
    kinds: { work: "travail", mobile: "mobile", home: "domicile", other: "autre" },
  },
};

/** English for the languages of phones that there are no texts in. */
export function bookTextsIn(language: string): BookTexts {
  return TEXTS[closestLanguage(language)];
}
