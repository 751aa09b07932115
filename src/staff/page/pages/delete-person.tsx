import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/text-field.tsx";
import type { ShownPerson } from "../records/people.ts";
import { useCall } from "../use-call.ts";

/** Asks for the login of who is to be deleted, so that nobody deletes the wrong one. */
export function DeletePerson({ person: { id, login }, onClose }: { person: ShownPerson; onClose: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.people;
  const [typed, setTyped] = useState("");
  const { isBusy, fault, call } = useCall();
  const isRight = typed.trim() === login;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isRight) return;
    void call("DELETE /api/v1/people/:id", { params: { id } }, () => {
      announce(t.deleted(login));
      onClose();
    });
  };
  return (
    <Dialog title={t.deleteLabel(login)} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && <FaultNote fault={fault} />}
        <p>{t.deleteText}</p>
        <TextField label={t.deleteType(login)} name="typed" value={typed} onInput={setTyped} />
        <div class="actions">
          <button type="submit" class="grave" disabled={isBusy || !isRight}>
            {t.delete}
          </button>
          <button type="button" onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
