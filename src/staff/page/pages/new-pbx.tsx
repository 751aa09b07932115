import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/text-field.tsx";
import { faultsAt } from "../pbx-form.ts";
import { useCall } from "../use-call.ts";

export function NewPbx({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { texts, announce } = usePage();
  const t = texts.pbxs;
  const [form, setForm] = useState({ id: "", host: "", customer: "" });
  const set = (changed: Partial<typeof form>) => setForm((before) => ({ ...before, ...changed }));
  const { call, fault, isBusy } = useCall();
  const { errorAt, isElsewhere } = faultsAt(fault, ["/id", "/host", "/customer"], texts);
  const submit = async (event: Event) => {
    event.preventDefault();
    const [id, host, customer] = [form.id.trim(), form.host.trim(), form.customer.trim()];
    const body = { id, host, ...(customer === "" ? {} : { customer }) };
    await call("POST /api/v1/pbxs", { body }, () => {
      announce(t.added(id));
      onMade(id);
    });
  };
  return (
    <Dialog title={t.addTitle} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        <TextField
          label={t.addId}
          hint={t.addIdHint}
          error={errorAt("/id")}
          isRequired
          name="id"
          value={form.id}
          onInput={(id) => set({ id })}
        />
        <TextField
          label={t.addHost}
          error={errorAt("/host")}
          isRequired
          name="host"
          value={form.host}
          onInput={(host) => set({ host })}
        />
        <TextField
          label={t.customer}
          isOptional
          hint={t.customerHint}
          error={errorAt("/customer")}
          name="customer"
          value={form.customer}
          onInput={(customer) => set({ customer })}
        />
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
