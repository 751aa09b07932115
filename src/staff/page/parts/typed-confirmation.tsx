import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "./dialog.tsx";
import { FaultNote } from "./fault-note.tsx";
import { TextField } from "./text-field.tsx";

type TypedConfirmationProps = {
  title: string;
  /** What is lost. */
  text: string;
  /** What must be typed. */
  name: string;
  submit: string;
  isBusy: boolean;
  fault: Fault | undefined;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks for the name of what is to be deleted, so that nobody deletes the wrong one. */
export function TypedConfirmation({ name, onConfirm, ...shown }: TypedConfirmationProps) {
  const { texts } = usePage();
  const [typed, setTyped] = useState("");
  const isRight = typed.trim() === name;
  return (
    <Dialog title={shown.title} isBusy={shown.isBusy} onClose={shown.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isRight) onConfirm();
        }}
      >
        {shown.fault !== undefined && <FaultNote fault={shown.fault} />}
        <p>{shown.text}</p>
        <TextField label={texts.pbxs.typeToConfirm(name)} name="typed" value={typed} onInput={setTyped} />
        <div class="actions">
          <button type="submit" class="grave" disabled={!isRight || shown.isBusy}>
            {shown.submit}
          </button>
          <button type="button" disabled={shown.isBusy} onClick={shown.onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
