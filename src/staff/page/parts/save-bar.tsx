import type { ComponentChildren } from "preact";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "./fault-note.tsx";

type SaveBarProps = {
  isChanged: boolean;
  change: { fault: Fault | undefined; isStale: boolean; isBusy: boolean; again(): void };
  /** What saving is called here, if not just that. */
  label?: string;
  onSave: () => void;
  onDiscard: () => void;
  children?: ComponentChildren;
};

/** Saves what was edited, or gives it up. When somebody else was faster, both can be had: what is there now, and what was edited. */
export function SaveBar({ isChanged, change, label, onSave, onDiscard, children }: SaveBarProps) {
  const { texts } = usePage();
  const t = texts.editing;
  return (
    <>
      {change.fault !== undefined && !change.isStale && <FaultNote fault={change.fault} />}
      {change.isStale && (
        <div class="note bad" role="alert">
          <p>{t.stale}</p>
          <div class="actions">
            <button type="button" onClick={change.again}>
              {t.keep}
            </button>
            <button
              type="button"
              onClick={() => {
                onDiscard();
                change.again();
              }}
            >
              {t.giveUp}
            </button>
          </div>
        </div>
      )}
      <div class="actions save-bar">
        <button type="button" class="main" disabled={!isChanged || change.isBusy || change.isStale} onClick={onSave}>
          {label ?? t.save}
        </button>
        <button type="button" disabled={!isChanged || change.isBusy} onClick={onDiscard}>
          {t.discard}
        </button>
        {children}
        {isChanged && <span class="quiet">{t.unsaved}</span>}
      </div>
    </>
  );
}
