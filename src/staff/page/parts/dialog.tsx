import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { usePage } from "../page-context.ts";

type DialogProps = {
  title: string;
  /** What was begun goes on: it cannot be closed before the end is known. */
  isBusy?: boolean;
  onClose: () => void;
  children: ComponentChildren;
};

/** A dialog of the browser's own: it keeps the focus inside, closes with Escape and gives the focus back. */
export function Dialog({ title, isBusy = false, onClose, children }: DialogProps) {
  const { texts } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("form input, form select")?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!isBusy) onClose();
      }}
    >
      <div class="heading">
        <h2 id={id}>{title}</h2>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.close}
        </button>
      </div>
      {children}
    </dialog>
  );
}
