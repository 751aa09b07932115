import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { readWho, type Who } from "./access-of-page.ts";
import { createApi, type Fault, type Speech, UNREACHABLE } from "./api.ts";
import type { PageLanguage } from "./languages.ts";
import { PageProvider, usePage } from "./page-context.ts";
import { PageOf } from "./pages/page-of.tsx";
import { ProblemPage } from "./pages/problem.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { takeWelcomeLink, Welcome } from "./pages/welcome.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { FaultNote } from "./parts/fault-note.tsx";
import { Guard } from "./parts/guard.tsx";
import { Choices, Shell } from "./parts/shell.tsx";
import { keepLanguage } from "./preferences.ts";
import { go, placeOf, usePlace } from "./router.ts";
import { loadTexts } from "./texts/texts.ts";

type Session = "asking" | "none" | "over" | "left" | Who;

/** The whole page: who is signed in, in which language, and what is shown. */
export function App(first: Speech) {
  const [speech, speak] = useState(first);
  const { language, texts } = speech;
  const [session, setSession] = useState<Session>("asking");
  const [fault, setFault] = useState<Fault>();
  const [said, setSaid] = useState({ text: "", count: 0 });
  const [link, setLink] = useState(takeWelcomeLink);
  const place = usePlace();
  const spoken = useRef(speech);
  const chosenLast = useRef(speech.language);
  spoken.current = speech;

  const api = useMemo(
    () =>
      createApi(
        () => spoken.current,
        () => setSession((before) => (typeof before === "string" ? before : "over")),
      ),
    [],
  );
  const announce = useCallback((text: string) => setSaid(({ count }) => ({ text, count: count + 1 })), []);
  const ask = async () => {
    setFault(undefined);
    const answer = await api("GET /api/v1/session");
    if (answer.ok) setSession(readWho(answer.value));
    else if (answer.fault.code === "unauthorized") setSession("none");
    else setFault(answer.fault);
  };
  useEffect(() => void ask(), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => followLinks(), []);

  const who = typeof session === "string" ? NOBODY : session;
  const choose = async (chosen: PageLanguage) => {
    chosenLast.current = chosen;
    try {
      const texts = await loadTexts(chosen);
      if (chosenLast.current !== chosen) return;
      setFault(undefined);
      speak({ language: chosen, texts });
      keepLanguage(chosen);
    } catch {
      setFault(UNREACHABLE);
    }
  };
  const choices = <Choices language={language} setLanguage={choose} />;
  const signedIn = (whoNow: Who) => {
    if (place === undefined) go("/", "replace");
    setSession(whoNow);
  };
  const welcomed = () => {
    setLink(undefined);
    go("/", "replace");
    void ask();
  };
  const signOut = async () => {
    setFault(undefined);
    const answer = await api("DELETE /api/v1/session");
    if (answer.ok || answer.fault.code === "unauthorized") setSession("left");
    else setFault(answer.fault);
  };
  function whatToShow() {
    if (place?.page === "problem") return <ProblemPage code={place.params.code ?? ""} choices={choices} />;
    if (link !== undefined) return <Welcome link={link} choices={choices} onDone={welcomed} />;
    if (session === "asking") return <Asking fault={fault} onAgain={ask} />;
    if (typeof session === "string") return <SignIn why={session} choices={choices} onSignedIn={signedIn} />;
    return (
      <Shell place={place} choices={choices} onSignOut={signOut}>
        {fault !== undefined && <FaultNote fault={fault} />}
        <Guard key={place?.page}>
          <PageOf place={place} />
        </Guard>
      </Shell>
    );
  }
  return (
    <PageProvider value={{ texts, language, api, who, announce }}>
      <Announcer {...said} />
      {whatToShow()}
    </PageProvider>
  );
}

/** While nobody knows yet whether somebody is signed in. */
function Asking({ fault, onAgain }: { fault: Fault | undefined; onAgain: () => void }) {
  const { texts } = usePage();
  return (
    <main class="lonely">
      {fault === undefined ? <p>{texts.loading}</p> : <FaultNote fault={fault} onAgain={onAgain} />}
    </main>
  );
}

const NOBODY: Who = { login: "", name: "", role: "viewer", isScoped: false };

/** Links inside the page lead on without loading it again. */
function followLinks(): () => void {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash !== "" || placeOf(url) === undefined) return;
    event.preventDefault();
    go(url.pathname + url.search);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
