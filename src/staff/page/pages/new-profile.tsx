import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/text-field.tsx";
import { go, pathTo } from "../router.ts";

/** Makes an empty profile, and leads to it. */
export function NewProfile({ pbx, onClose }: { pbx: string; onClose: () => void }) {
  const { texts, api, announce } = usePage();
  const t = texts.profiles;
  const [id, setId] = useState("");
  const [label, setLabel] = useState("");
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const errorAt = (pointer: string) => fault?.errors.find((error) => error.pointer === pointer)?.detail;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const body = { id: id.trim(), label: label.trim() };
    const answer = await api("POST /api/v1/pbxs/:id/profiles", { params: { id: pbx }, body });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    announce(t.added(body.id));
    return go(pathTo("profile", { pbx, profile: body.id }));
  };
  return (
    <Dialog title={t.addTitle} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && <FaultNote fault={fault} />}
        <TextField label={t.id} name="id" value={id} hint={t.idHint} error={errorAt("/id")} most={32} onInput={setId} />
        <TextField label={t.label} name="label" value={label} error={errorAt("/label")} isOptional onInput={setLabel} />
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy || id.trim() === ""}>
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
