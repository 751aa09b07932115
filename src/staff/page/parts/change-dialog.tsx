import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answer, Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { readChange } from "../records/templates.ts";
import { useLoaded } from "../use-loaded.ts";
import { BlastRadius } from "./blast-radius.tsx";
import { Dialog } from "./dialog.tsx";
import { FaultNote } from "./fault-note.tsx";

type ChangeDialogProps = {
  title: string;
  confirm: string;
  isGrave?: boolean;
  /** Asks what the change would do. */
  measure: (signal: AbortSignal) => Promise<Answer> | undefined;
  /** Makes the change. */
  make: () => Promise<Answer>;
  /** Told why it cannot be measured or made, for what stands behind the dialog. */
  onFault?: (fault: Fault | undefined) => void;
  onMade: (answer: { value: unknown }) => void;
  onClose: () => void;
  children?: ComponentChildren;
};

/** Says what a change would do before it is made: until that is known, it cannot be. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { title, confirm, isGrave = false, measure, make, onFault, onMade, onClose, children } = props;
  const { texts } = usePage();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const change = useLoaded(measure, readChange, []);
  const failed = fault ?? change.fault;
  useEffect(() => onFault?.(failed), [failed]);
  const submit = async () => {
    setBusy(true);
    const answer = await make();
    setBusy(false);
    if (answer.ok) onMade(answer);
    else setFault(answer.fault);
  };
  const isHarmful = (change.value?.illFormed ?? 0) > 0;
  return (
    <Dialog {...{ title, isBusy, onClose }}>
      {children}
      {fault !== undefined && <FaultNote fault={fault} />}
      {change.fault !== undefined && <FaultNote fault={change.fault} onAgain={change.again} />}
      <div aria-live="polite">
        {change.value === undefined && change.fault === undefined && <p>{texts.changes.measuring}</p>}
        {change.value !== undefined && <BlastRadius change={change.value} />}
      </div>
      <div class="actions">
        <button
          type="button"
          class={isGrave ? "grave" : "main"}
          disabled={isBusy || change.value === undefined || isHarmful}
          onClick={submit}
        >
          {confirm}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
