import { useState } from "preact/hooks";
import { errorAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { FormFault } from "../parts/form-fault.tsx";
import { CodeField, PasswordField } from "../parts/secret-field.tsx";
import type { OwnAccount } from "../records/people.ts";
import { useCall } from "../use-call.ts";

const LEAST_LENGTH = 12;

/** Changes the password of who is signed in, which ends their other sessions. */
export function OwnPassword({ account: { login, hasSecondFactor } }: { account: OwnAccount }) {
  const { texts, announce } = usePage();
  const t = texts.own;
  const [now, setNow] = useState("");
  const [next, setNext] = useState("");
  const [code, setCode] = useState("");
  const [isDone, setDone] = useState(false);
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    setDone(false);
    const body = { password: now, newPassword: next, ...(hasSecondFactor ? { code } : {}) };
    void call("POST /api/v1/session/password", { body }, () => {
      for (const empty of [setNow, setNext, setCode]) empty("");
      setDone(true);
      announce(t.passwordDone);
    });
  };
  return (
    <section class="card" aria-labelledby="own-password">
      <h2 id="own-password">{t.password}</h2>
      <form onSubmit={submit}>
        <FormFault fault={fault} fields={["/newPassword"]} />
        {isDone && fault === undefined && <p class="note good">{t.passwordDone}</p>}
        <input type="text" autocomplete="username" value={login} readOnly hidden />
        <PasswordField label={t.passwordNow} name="password" value={now} onInput={setNow} />
        <PasswordField
          label={t.passwordNew}
          name="newPassword"
          value={next}
          hint={texts.welcome.passwordHint(LEAST_LENGTH)}
          error={errorAt(fault, "/newPassword")}
          least={LEAST_LENGTH}
          onInput={setNext}
        />
        {hasSecondFactor && <CodeField label={t.code} name="code" value={code} onInput={setCode} />}
        <button type="submit" class="main" disabled={isBusy}>
          {t.passwordSubmit}
        </button>
      </form>
    </section>
  );
}
