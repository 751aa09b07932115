import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { isSaidAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";

const LEAST_LENGTH = 12;

/** What a link of a first start, an invitation or a reset ends with. */
export type WelcomeLink = { kind: "first" | "invitation"; token: string };

/** The link by which somebody came. Its token stands behind the `#`, so that no server logs it, and does not stay in the address. */
export function takeWelcomeLink(): WelcomeLink | undefined {
  const [, kind, token] = /^#(first|invitation)=([\w-]+)$/.exec(location.hash) ?? [];
  if (location.pathname !== "/welcome" || token === undefined) return undefined;
  history.replaceState(null, "", location.pathname);
  return { kind: kind === "first" ? "first" : "invitation", token };
}

type WelcomeProps = { link: WelcomeLink; choices: ComponentChildren; onDone: () => void };

/** Somebody chooses a password, the very first one a login too. */
export function Welcome({ link: { kind, token }, choices, onDone }: WelcomeProps) {
  const { texts, api } = usePage();
  const t = texts.welcome;
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const isFirst = kind === "first";
  const errorAt = (pointer: string) => fault?.errors.find((error) => error.pointer === pointer)?.detail;
  const hasOwnPlace = fault !== undefined && isSaidAt(fault, ["/login", "/password"]);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = isFirst
      ? await api("POST /api/v1/session/first", { body: { token, login: login.trim(), password } })
      : await api("POST /api/v1/session/invitation", { body: { token, password } });
    setBusy(false);
    if (answer.ok) onDone();
    else setFault(answer.fault);
  };
  return (
    <main class="lonely">
      <form class="card" onSubmit={submit}>
        <p class="brand">Offhook</p>
        <Heading title={t.title} />
        <p>{isFirst ? t.first : t.invited}</p>
        {fault !== undefined && !hasOwnPlace && <FaultNote fault={fault} />}
        {isFirst && (
          <Field label={texts.signIn.login} error={errorAt("/login")}>
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
        )}
        <Field label={texts.signIn.password} hint={t.passwordHint(LEAST_LENGTH)} error={errorAt("/password")}>
          {(tied) => (
            <input
              {...tied}
              name="password"
              type="password"
              autocomplete="new-password"
              required
              minLength={LEAST_LENGTH}
              maxLength={128}
              value={password}
              onInput={({ currentTarget }) => setPassword(currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="main" disabled={isBusy}>
          {t.submit}
        </button>
        {choices}
      </form>
    </main>
  );
}
