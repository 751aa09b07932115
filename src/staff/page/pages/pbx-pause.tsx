import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { useCall } from "../use-call.ts";

type PausePbxProps = { id: string; isPaused: boolean; onClose: () => void; onChanged: () => void };

/** Asks before provisioning is paused, and says what that means; the same for taking it back. */
export function PausePbx({ id, isPaused, onClose, onChanged }: PausePbxProps) {
  const { texts, announce } = usePage();
  const t = texts.pbxs;
  const { call, fault, isBusy } = useCall();
  const change = () =>
    call("PATCH /api/v1/pbxs/:id", { params: { id }, body: { paused: !isPaused } }, () => {
      announce(isPaused ? t.resumed(id) : t.paused(id));
      onChanged();
    });
  return (
    <Dialog title={isPaused ? t.resumeTitle(id) : t.pauseTitle(id)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{isPaused ? t.resumeText : t.pauseText}</p>
      <div class="actions">
        <button type="button" class="main" disabled={isBusy} onClick={change}>
          {isPaused ? t.resume : t.pause}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
