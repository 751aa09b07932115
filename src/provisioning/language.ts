/** The languages of what people read about their phones. */
export const LANGUAGES = ["de", "en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];
/** One text in all of them: a missing translation does not compile. */
export type Localised<T> = Readonly<Record<Language, T>>;

const DEFAULT_LANGUAGE: Language = "en";
const MAX_RANGES = 20;

/** The language that was asked for, else the best of an Accept-Language, else English. */
export function chooseLanguage(asked: Language | undefined, acceptLanguage: string | undefined): Language {
  return asked ?? bestLanguage(LANGUAGES, acceptLanguage) ?? DEFAULT_LANGUAGE;
}

/** The best of some languages by an Accept-Language (RFC 9110 §12.5.4); undefined: none of them is wanted. */
export function bestLanguage<Known extends string>(
  languages: readonly Known[],
  acceptLanguage: string | undefined,
): Known | undefined {
  let best: { language: Known; weight: number } | undefined;
  for (const range of (acceptLanguage ?? "").split(",", MAX_RANGES)) {
    const [tag = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const [written] = parameters.flatMap((parameter) => /^q=([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1] ?? []);
    const weight = parameters.length === 0 ? 1 : Number(written ?? 0);
    const language = languages.find((known) => tag === known || tag.startsWith(`${known}-`));
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language;
}

/** That of a phone where there are texts in it, else English. */
export function closestLanguage(language: string): Language {
  return LANGUAGES.find((known) => known === language) ?? DEFAULT_LANGUAGE;
}
