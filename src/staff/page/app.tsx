import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { readWho, type Who } from "./access-of-page.ts";
import { createApi, type Fault } from "./api.ts";
import { PageProvider } from "./page-context.ts";
import { PageOf } from "./pages/page-of.tsx";
import { ProblemPage } from "./pages/problem.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { takeWelcomeLink, Welcome } from "./pages/welcome.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { FaultNote } from "./parts/fault-note.tsx";
import { Choices, Shell } from "./parts/shell.tsx";
import { keepLanguage, readLanguage } from "./preferences.ts";
import { go, placeOf, usePlace } from "./router.ts";
import { TEXTS } from "./texts/texts.ts";

type Session = "asking" | "none" | "over" | "left" | Who;

/** The whole page: who is signed in, in which language, and what is shown. */
export function App() {
  const [language, setLanguage] = useState(readLanguage);
  const [session, setSession] = useState<Session>("asking");
  const [fault, setFault] = useState<Fault>();
  const [said, setSaid] = useState("");
  const [link, setLink] = useState(takeWelcomeLink);
  const place = usePlace();
  const spoken = useRef(language);
  spoken.current = language;
  const texts = TEXTS[language];

  const api = useMemo(
    () =>
      createApi(
        () => spoken.current,
        () => setSession((before) => (typeof before === "string" ? before : "over")),
      ),
    [],
  );
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
    keepLanguage(language);
  }, [language]);
  useEffect(() => followLinks(), []);

  const who = typeof session === "string" ? NOBODY : session;
  const choices = <Choices language={language} setLanguage={setLanguage} />;
  const signOut = async () => {
    const answer = await api("DELETE /api/v1/session");
    if (answer.ok || answer.fault.code === "unauthorized") setSession("left");
    else setFault(answer.fault);
  };
  return (
    <PageProvider value={{ texts, language, api, who, announce: setSaid }}>
      <Announcer text={said} />
      {place?.page === "problem" ? (
        <ProblemPage code={place.params.code ?? ""} choices={choices} />
      ) : link !== undefined ? (
        <Welcome
          link={link}
          choices={choices}
          onDone={() => {
            setLink(undefined);
            go("/", "replace");
            void ask();
          }}
        />
      ) : session === "asking" ? (
        <main class="lonely">
          {fault === undefined ? <p>{texts.loading}</p> : <FaultNote fault={fault} onAgain={ask} />}
        </main>
      ) : typeof session === "string" ? (
        <SignIn
          why={session}
          choices={choices}
          onSignedIn={(signedIn) => {
            if (place === undefined) go("/", "replace");
            setSession(signedIn);
          }}
        />
      ) : (
        <Shell place={place} choices={choices} onSignOut={signOut}>
          {fault !== undefined && <FaultNote fault={fault} />}
          <PageOf place={place} />
        </Shell>
      )}
    </PageProvider>
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
