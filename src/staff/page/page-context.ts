import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../../provisioning/language.ts";
import { mayCall, type Who } from "./access-of-page.ts";
import type { Api } from "./api.ts";
import { en } from "./texts/en.ts";
import type { Texts } from "./texts/texts.ts";

/** What every part of the page may need. */
export type Page = {
  texts: Texts;
  language: Language;
  api: Api;
  who: Who;
  /** Tells what happened to those who cannot see it. */
  announce(text: string): void;
};

const Context = createContext<Page>({
  texts: en,
  language: "en",
  api: async () => ({ ok: true, value: null }),
  who: { login: "", name: "", role: "viewer", isScoped: false },
  announce: () => undefined,
});
export const PageProvider = Context.Provider;

export function usePage(): Page & { may(name: string): boolean } {
  const page = useContext(Context);
  return { ...page, may: (name) => mayCall(page.who, name) };
}
