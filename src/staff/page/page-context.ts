import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { closestLanguage, type Language } from "../../provisioning/language.ts";
import { mayCall, type Who } from "./access-of-page.ts";
import type { Api } from "./api.ts";
import type { PageLanguage } from "./languages.ts";
import type { Texts } from "./texts/texts.ts";

/** What every part of the page may need. */
export type Page = {
  texts: Texts;
  language: PageLanguage;
  api: Api;
  who: Who;
  /** Tells what happened to those who cannot see it. */
  announce(text: string): void;
};

const Context = createContext<Page | undefined>(undefined);
export const PageProvider = Context.Provider;

export function usePage(): Page & { may(name: string): boolean; serverLanguage: Language } {
  const page = useContext(Context);
  if (page === undefined) throw new Error("this part of the page stands outside its PageProvider");
  return { ...page, may: (name) => mayCall(page.who, name), serverLanguage: closestLanguage(page.language) };
}
