import { useState } from "preact/hooks";
import { errorAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FormFault } from "../parts/form-fault.tsx";
import { RoleField } from "../parts/role-field.tsx";
import { ScopePicker } from "../parts/scope-picker.tsx";
import { TextField } from "../parts/text-field.tsx";
import type { ShownPerson } from "../records/people.ts";
import { useCall } from "../use-call.ts";

const FIELDS = ["/name", "/role", "/scope"];

/** Somebody's name, role and scope, and whether they are blocked. Only what was changed is sent. */
export function ChangePerson({ person, onClose }: { person: ShownPerson; onClose: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.people;
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [scope, setScope] = useState(person.scope);
  const wasBlocked = person.state === "blocked";
  const [isBlocked, setBlocked] = useState(wasBlocked);
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    const body = {
      ...(name === person.name ? {} : { name: name.trim() }),
      ...(role === person.role ? {} : { role }),
      ...(scope === person.scope ? {} : { scope }),
      ...(isBlocked === wasBlocked ? {} : { disabled: isBlocked }),
    };
    if (Object.keys(body).length === 0) return onClose();
    return void call("PATCH /api/v1/people/:id", { params: { id: person.id }, body }, () => {
      announce(t.changed(person.login));
      onClose();
    });
  };
  return (
    <Dialog title={t.changeLabel(person.login)} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        <FormFault fault={fault} fields={FIELDS} />
        <TextField label={t.name} name="name" value={name} error={errorAt(fault, "/name")} onInput={setName} />
        <RoleField role={role} error={errorAt(fault, "/role")} onChange={setRole} />
        <ScopePicker scope={scope} error={errorAt(fault, "/scope")} onChange={setScope} />
        <div class="field">
          <label class="check">
            <input
              type="checkbox"
              name="blocked"
              checked={isBlocked}
              onChange={({ currentTarget }) => setBlocked(currentTarget.checked)}
            />
            {t.block}
          </label>
          <p class="field-hint">{t.blockHint}</p>
        </div>
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.save}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
