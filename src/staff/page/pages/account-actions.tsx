import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { CheckField } from "../parts/check-field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { RevealedPassword } from "../parts/revealed-password.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TypedConfirmation } from "../parts/typed-confirmation.tsx";
import { faultsAt } from "../pbx-form.ts";
import { fieldsOf, readOptionalText } from "../read.ts";
import type { ListedAccount } from "../records/account.ts";
import { useCall } from "../use-call.ts";
import type { AccountDialogProps } from "./account-form.tsx";

type Props = AccountDialogProps & { account: ListedAccount };

/** A new password, which phones that have the extension may fetch; shown once to whoever asks for it. */
export function ResetAccount({ pbx, account: { username }, onClose, onChanged }: Props) {
  const { texts, announce } = usePage();
  const t = texts.accounts;
  const [isRevealing, setRevealing] = useState(false);
  const [revealed, setRevealed] = useState<string>();
  const { call, fault, isBusy } = useCall();
  const reset = () =>
    call(
      "POST /api/v1/pbxs/:id/accounts/:username/reset",
      { params: { id: pbx, username }, query: isRevealing ? { reveal: "true" } : {} },
      (value) => {
        announce(t.resetDone(username));
        onChanged();
        const shown = readOptionalText(fieldsOf<{ password: string }>(value).password);
        if (shown === null) onClose();
        else setRevealed(shown);
      },
    );
  if (revealed !== undefined) return <RevealedPassword account={username} password={revealed} onClose={onClose} />;
  return (
    <Dialog title={t.resetTitle(username)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.resetText}</p>
      <div class="field">
        <CheckField label={t.reveal} isChecked={isRevealing} onChange={setRevealing} />
      </div>
      <div class="actions">
        <button type="button" class="grave" disabled={isBusy} onClick={reset}>
          {t.actions.reset}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}

/** The PIN by which the extension's person signs in at phones that people share. Nobody is shown it again. */
export function SetDeskPin({ pbx, account: { username, hasDeskPin }, onClose, onChanged }: Props) {
  const { texts, announce } = usePage();
  const t = texts.accounts;
  const [pin, setPin] = useState("");
  const { call, fault, isBusy } = useCall();
  const { errorAt, isElsewhere } = faultsAt(fault, ["/pin"], texts);
  const params = { id: pbx, username };
  const done = (said: string) => () => {
    announce(said);
    onChanged();
    onClose();
  };
  return (
    <Dialog title={t.pinTitle(username)} isBusy={isBusy} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void call("PUT /api/v1/pbxs/:id/accounts/:username/desk-pin", { params, body: { pin } }, done(t.pinSet));
        }}
      >
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        <TextField
          label={t.pin}
          name="pin"
          isRequired
          isNumber
          most={12}
          hint={t.pinHint}
          error={errorAt("/pin")}
          value={pin}
          onInput={setPin}
        />
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.pinSubmit}
          </button>
          {hasDeskPin && (
            <button
              type="button"
              class="grave"
              disabled={isBusy}
              onClick={() =>
                call("DELETE /api/v1/pbxs/:id/accounts/:username/desk-pin", { params }, done(t.pinCleared))
              }
            >
              {t.pinClear}
            </button>
          )}
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function DeleteAccount({ pbx, account: { username }, onClose, onChanged }: Props) {
  const { texts, announce } = usePage();
  const t = texts.accounts;
  const { call, fault, isBusy } = useCall();
  return (
    <TypedConfirmation
      title={t.deleteTitle(username)}
      text={t.deleteText}
      name={username}
      submit={t.actions.delete}
      isBusy={isBusy}
      fault={fault}
      onClose={onClose}
      onConfirm={() =>
        call("DELETE /api/v1/pbxs/:id/accounts/:username", { params: { id: pbx, username } }, () => {
          announce(t.deleted(username));
          onChanged();
          onClose();
        })
      }
    />
  );
}
