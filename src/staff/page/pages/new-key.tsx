import { useState } from "preact/hooks";
import type { Role } from "../../../provisioning/ports.ts";
import { errorAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FormFault } from "../parts/form-fault.tsx";
import { Once } from "../parts/once.tsx";
import { RoleField } from "../parts/role-field.tsx";
import { ScopePicker } from "../parts/scope-picker.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readNewKey, type ShownScope } from "../records/people.ts";
import { useCall } from "../use-call.ts";

const FIELDS = ["/name", "/role", "/scope", "/pbx"];

/** Makes a key, and shows it once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const { texts } = usePage();
  const t = texts.apiKeys;
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [scope, setScope] = useState<ShownScope>(null);
  const [made, setMade] = useState<{ name: string; key: string }>();
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    const body = { name: name.trim(), role, scope };
    void call("POST /api/v1/keys", { body }, (value) => setMade(readNewKey(value)));
  };
  if (made !== undefined) {
    return (
      <Dialog title={t.shownTitle(made.name)} isBusy={isBusy} onClose={onClose}>
        <p>{t.shownText}</p>
        <Once label={t.shownTitle(made.name)} values={[made.key]} />
        <button type="button" class="main" onClick={onClose}>
          {texts.once.done}
        </button>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.add} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        <FormFault fault={fault} fields={FIELDS} />
        <TextField
          label={t.name}
          name="name"
          value={name}
          most={64}
          hint={t.nameHint}
          error={errorAt(fault, "/name")}
          onInput={setName}
        />
        <RoleField role={role} error={errorAt(fault, "/role")} onChange={setRole} />
        {/* A scope that is missing is said of the other way to give one, too. */}
        <ScopePicker scope={scope} error={errorAt(fault, "/scope") ?? errorAt(fault, "/pbx")} onChange={setScope} />
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.addSubmit}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
