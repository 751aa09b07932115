import { useState } from "preact/hooks";
import { errorAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { FormFault } from "../parts/form-fault.tsx";
import { Once } from "../parts/once.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { CodeField, PasswordField } from "../parts/secret-field.tsx";
import { type Enrolment, type OwnAccount, readEnrolment, readRecoveryCodes } from "../records/people.ts";
import { useCall } from "../use-call.ts";

type SecondFactorProps = { account: OwnAccount; onChanged: () => void };

/** An authenticator app as second factor: set up step by step, or switched off. */
export function SecondFactor({ account, onChanged }: SecondFactorProps) {
  const { texts } = usePage();
  const t = texts.own;
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [codes, setCodes] = useState<readonly string[]>();
  const finish = () => {
    setEnrolment(undefined);
    setCodes(undefined);
    onChanged();
  };
  function step() {
    if (codes !== undefined) return <RecoveryCodes codes={codes} onDone={finish} />;
    if (enrolment !== undefined) return <Confirm enrolment={enrolment} onConfirmed={setCodes} />;
    if (account.hasSecondFactor) return <SwitchOff onDone={onChanged} />;
    return <Begin onBegun={setEnrolment} />;
  }
  return (
    <section class="card" aria-labelledby="second-factor">
      <h2 id="second-factor">{t.factor}</h2>
      {step()}
    </section>
  );
}

function Begin({ onBegun }: { onBegun: (enrolment: Enrolment) => void }) {
  const { texts } = usePage();
  const t = texts.own;
  const [password, setPassword] = useState("");
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    void call("POST /api/v1/session/totp", { body: { password } }, (value) => onBegun(readEnrolment(value)));
  };
  return (
    <form onSubmit={submit}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.factorOff}</p>
      <PasswordField label={t.passwordNow} name="factorPassword" value={password} onInput={setPassword} />
      <button type="submit" class="main" disabled={isBusy}>
        {t.setUp}
      </button>
    </form>
  );
}

type ConfirmProps = { enrolment: Enrolment; onConfirmed: (codes: readonly string[]) => void };

function Confirm({ enrolment: { secret, uri }, onConfirmed }: ConfirmProps) {
  const { texts, announce } = usePage();
  const t = texts.own;
  const [code, setCode] = useState("");
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    const body = { code: code.replaceAll(" ", "") };
    void call("POST /api/v1/session/totp/confirm", { body }, (value) => {
      announce(t.isOn);
      onConfirmed(readRecoveryCodes(value));
    });
  };
  return (
    <form onSubmit={submit}>
      <FormFault fault={fault} fields={["/code"]} />
      <p>{t.scan}</p>
      <QrCode text={uri} label={t.qr} />
      <p>
        {t.secret}: <code class="secret">{secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
      <CodeField label={t.firstCode} name="firstCode" value={code} error={errorAt(fault, "/code")} onInput={setCode} />
      <button type="submit" class="main" disabled={isBusy}>
        {t.confirm}
      </button>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { texts } = usePage();
  const t = texts.own;
  return (
    <>
      <p class="note good">{t.isOn}</p>
      <h3>{t.recovery}</h3>
      <p>{t.recoveryText}</p>
      <Once label={t.recovery} values={codes} mayPrint />
      <p>
        <button type="button" class="main" onClick={onDone}>
          {texts.once.done}
        </button>
      </p>
    </>
  );
}

function SwitchOff({ onDone }: { onDone: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.own;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    void call("POST /api/v1/session/totp/disable", { body: { password, code } }, () => {
      announce(t.isOff);
      onDone();
    });
  };
  return (
    <form onSubmit={submit}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>
        <span class="light green">{t.factorOn}</span>
      </p>
      <PasswordField label={t.passwordNow} name="factorPassword" value={password} onInput={setPassword} />
      <CodeField label={t.code} name="factorCode" value={code} onInput={setCode} />
      <button type="submit" class="grave" disabled={isBusy}>
        {t.switchOff}
      </button>
    </form>
  );
}
