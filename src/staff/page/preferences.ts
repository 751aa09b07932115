import { choosePageLanguage, type PageLanguage } from "./languages.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const LANGUAGE = "offhook-language";
const THEME = "offhook-theme";

export function readLanguage(): PageLanguage {
  return choosePageLanguage(recall(LANGUAGE), navigator.languages);
}

export function keepLanguage(language: PageLanguage): void {
  keep(LANGUAGE, language);
}

export function readTheme(): Theme {
  const kept = recall(THEME);
  return THEMES.find((theme) => theme === kept) ?? "auto";
}

export function keepTheme(theme: Theme): void {
  keep(THEME, theme);
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

/** A browser may forbid a page to keep anything. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is asked for again next time.
  }
}
