/** Writes `3 phones` by the rules of a language; `few` is for languages that have such a form, as Polish does. */
export type Plural = (count: number, one: string, many: string, few?: string) => string;

export function pluralOf(language: string): Plural {
  const rules = new Intl.PluralRules(language);
  return (count, one, many, few = many) => {
    const form = rules.select(count);
    return `${count} ${form === "one" ? one : form === "few" ? few : many}`;
  };
}
