import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { CheckField } from "../parts/check-field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { RevealedPassword } from "../parts/revealed-password.tsx";
import { TextField } from "../parts/text-field.tsx";
import { faultsAt } from "../pbx-form.ts";
import { fieldsOf, readOptionalText } from "../read.ts";
import type { ListedAccount } from "../records/account.ts";
import { useCall } from "../use-call.ts";

export type AccountDialogProps = { pbx: string; onClose: () => void; onChanged: () => void };
const FIELDS = ["username", "displayName", "number", "authName", "password"] as const;

/** A new extension, or one that is changed. Its password is generated unless somebody types one. */
export function EditAccount(props: AccountDialogProps & { account: ListedAccount | undefined }) {
  const { pbx, account, onClose, onChanged } = props;
  const { texts, announce } = usePage();
  const t = texts.accounts;
  const [form, setForm] = useState({
    username: account?.username ?? "",
    displayName: account?.displayName ?? "",
    number: account?.number ?? "",
    authName: account?.authName ?? "",
    password: "",
  });
  const [isRevealing, setRevealing] = useState(false);
  const [revealed, setRevealed] = useState<string>();
  const { call, fault, isBusy } = useCall();
  const { errorAt, isElsewhere } = faultsAt(
    fault,
    FIELDS.map((name) => `/${name}`),
    texts,
  );
  const username = account?.username ?? form.username.trim();
  const submit = async (event: Event) => {
    event.preventDefault();
    const { displayName, password } = form;
    const [number, authName] = [form.number.trim() || username, form.authName.trim() || username];
    const body = { displayName: displayName.trim(), number, authName, ...(password === "" ? {} : { password }) };
    const done = (value: unknown) => {
      announce(account === undefined ? t.added(username) : t.changed(username));
      onChanged();
      const shown = readOptionalText(fieldsOf<{ password: string }>(value).password);
      if (shown === null) onClose();
      else setRevealed(shown);
    };
    if (account === undefined)
      await call(
        "POST /api/v1/pbxs/:id/accounts",
        {
          params: { id: pbx },
          query: isRevealing ? { reveal: "true" } : {},
          body: { username, ...body },
        },
        done,
      );
    else await call("PATCH /api/v1/pbxs/:id/accounts/:username", { params: { id: pbx, username }, body }, done);
  };
  if (revealed !== undefined) return <RevealedPassword account={username} password={revealed} onClose={onClose} />;
  const field = (name: "displayName" | "number" | "authName", hint?: string) => (
    <TextField
      label={t[name]}
      name={name}
      isOptional
      hint={hint}
      most={64}
      error={errorAt(`/${name}`)}
      value={form[name]}
      onInput={(typed) => setForm((before) => ({ ...before, [name]: typed }))}
    />
  );
  return (
    <Dialog title={account === undefined ? t.addTitle : t.editTitle(username)} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        {account === undefined && (
          <TextField
            label={t.username}
            name="username"
            isRequired
            most={64}
            error={errorAt("/username")}
            value={form.username}
            onInput={(typed) => setForm((before) => ({ ...before, username: typed }))}
          />
        )}
        {field("displayName")}
        {field("number", t.sameHint)}
        {field("authName", t.sameHint)}
        <TextField
          label={t.password}
          name="password"
          isOptional
          hint={account === undefined ? t.passwordHint : t.passwordKeepHint}
          most={64}
          error={errorAt("/password")}
          value={form.password}
          onInput={(typed) => setForm((before) => ({ ...before, password: typed }))}
        />
        {account === undefined && (
          <div class="field">
            <CheckField label={t.reveal} isChecked={isRevealing} onChange={setRevealing} />
          </div>
        )}
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {account === undefined ? t.addSubmit : texts.pbxs.save}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
