import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { PAGE_PATHS, type PageName } from "../../page-paths.ts";
import { LANGUAGE_NAMES, PAGE_LANGUAGES, type PageLanguage } from "../languages.ts";
import { MENU } from "../menu.ts";
import { usePage } from "../page-context.ts";
import { keepTheme, readTheme, showTheme, THEMES } from "../preferences.ts";
import { type Place, pathTo } from "../router.ts";

type ShellProps = {
  place: Place | undefined;
  choices: ComponentChildren;
  onSignOut: () => void;
  children: ComponentChildren;
};

/** What surrounds every page of somebody who is signed in. */
export function Shell({ place, choices, onSignOut, children }: ShellProps) {
  const { texts, who, may } = usePage();
  const [isOpen, setOpen] = useState(false);
  const where = place === undefined ? "" : pathTo(place.page, place.params);
  const content = useFocusOnArrival(where);
  useEffect(() => setOpen(false), [where]);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {texts.skipToContent}
      </a>
      <header>
        <a class="brand" href="/">
          Offhook
        </a>
        <button
          type="button"
          class="menu"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setOpen((before) => !before)}
        >
          {texts.nav.label}
        </button>
        <div id="menu" class={isOpen ? "open" : ""}>
          <nav aria-label={texts.nav.label}>
            {MENU.map(({ group, pages }) => ({ group, pages: pages.filter(({ needs }) => !needs || may(needs)) }))
              .filter(({ pages }) => pages.length > 0)
              .map(({ group, pages }) => (
                <div key={group}>
                  <p id={`menu-${group}`}>{texts.nav.groups[group]}</p>
                  <ul aria-labelledby={`menu-${group}`}>
                    {pages.map(({ page }) => (
                      <li key={page}>
                        <a href={pathTo(page)} aria-current={currentOf(page, place)}>
                          {texts.nav[page]}
                        </a>
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
            <ul>
              <li>
                <a href="/docs/">{texts.nav.api}</a>
              </li>
            </ul>
          </nav>
          <div class="own">
            {choices}
            <span class="who">
              <span class="unseen">{texts.nav.signedInAs(who.login)}</span>
              <span aria-hidden="true">{who.login}</span> <small>{texts.roles[who.role]}</small>
            </span>
            <button type="button" onClick={onSignOut}>
              {texts.nav.signOut}
            </button>
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} ref={content}>
        {children}
      </main>
    </div>
  );
}

/** What lies below a page of the menu belongs to it, as a phone to the phones. */
function currentOf(page: PageName, place: Place | undefined): "page" | "true" | undefined {
  if (place?.page === page) return "page";
  const isBelow =
    place !== undefined && page !== "overview" && PAGE_PATHS[place.page].startsWith(`${PAGE_PATHS[page]}/`);
  return isBelow ? "true" : undefined;
}

type ChoicesProps = { language: PageLanguage; setLanguage: (language: PageLanguage) => void };

/** Language and colours, which are kept in this browser. */
export function Choices({ language, setLanguage }: ChoicesProps) {
  const { texts } = usePage();
  const [theme, setTheme] = useState(readTheme);
  return (
    <div class="choices">
      <label>
        <span>{texts.nav.language}</span>
        <select
          value={language}
          onChange={({ currentTarget }) =>
            setLanguage(PAGE_LANGUAGES.find((one) => one === currentTarget.value) ?? "en")
          }
        >
          {PAGE_LANGUAGES.map((one) => (
            <option key={one} value={one} lang={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{texts.nav.theme}</span>
        <select
          value={theme}
          onChange={({ currentTarget }) => {
            const chosen = THEMES.find((one) => one === currentTarget.value) ?? "auto";
            setTheme(chosen);
            keepTheme(chosen);
            showTheme(chosen);
          }}
        >
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {texts.nav.themes[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Whoever follows a link arrives at the new page's beginning, also with a screen reader. */
function useFocusOnArrival(where: string) {
  const content = useRef<HTMLElement>(null);
  const before = useRef(where);
  useEffect(() => {
    if (before.current === where) return;
    before.current = where;
    scrollTo(0, 0);
    content.current?.focus({ preventScroll: true });
  }, [where]);
  return content;
}
