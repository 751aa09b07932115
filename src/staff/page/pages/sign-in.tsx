import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { readWho, type Who } from "../access-of-page.ts";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";

type SignInProps = {
  why: "none" | "over" | "left";
  choices: ComponentChildren;
  onSignedIn: (who: Who) => void;
};

/** Login and password, then a code where a second factor is set up. */
export function SignIn({ why, choices, onSignedIn }: SignInProps) {
  const { texts, api } = usePage();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string>();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const codeInput = useRef<HTMLInputElement>(null);
  const wantsCode = code !== undefined;
  useEffect(() => {
    if (wantsCode) codeInput.current?.focus();
  }, [wantsCode]);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await api("POST /api/v1/session", {
      body: { login, password, ...(code === undefined ? {} : { code }) },
    });
    setBusy(false);
    if (answer.ok) return onSignedIn(readWho(answer.value));
    if (answer.fault.code === "code-required") {
      setFault(undefined);
      return setCode("");
    }
    return setFault(answer.fault);
  };
  return (
    <main class="lonely">
      <form class="card" onSubmit={submit}>
        <p class="brand">Offhook</p>
        <Heading title={texts.signIn.title} />
        {why === "over" && <p class="note">{texts.signIn.over}</p>}
        {why === "left" && <p class="note">{texts.signIn.signedOut}</p>}
        {fault !== undefined && <FaultNote fault={fault} />}
        <Field label={texts.signIn.login}>
          {(tied) => (
            <input
              {...tied}
              name="login"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              value={login}
              onInput={({ currentTarget }) => setLogin(currentTarget.value)}
            />
          )}
        </Field>
        <Field label={texts.signIn.password}>
          {(tied) => (
            <input
              {...tied}
              name="password"
              type="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={({ currentTarget }) => setPassword(currentTarget.value)}
            />
          )}
        </Field>
        {code !== undefined && (
          <Field label={texts.signIn.code} hint={texts.signIn.codeHint}>
            {(tied) => (
              <input
                {...tied}
                ref={codeInput}
                name="code"
                autocomplete="one-time-code"
                required
                value={code}
                onInput={({ currentTarget }) => setCode(currentTarget.value)}
              />
            )}
          </Field>
        )}
        <button type="submit" class="main" disabled={isBusy}>
          {texts.signIn.submit}
        </button>
        <p class="quiet">{texts.signIn.forgot}</p>
        {choices}
      </form>
    </main>
  );
}
