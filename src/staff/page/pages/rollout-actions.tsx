import { useState } from "preact/hooks";
import type { RolloutState } from "../../../provisioning/rollout.ts";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import type { ShownRollout } from "../records/rollouts.ts";

type Action = "pause" | "resume" | "rollback" | "cancel";
const CALLS = {
  pause: "POST /api/v1/rollouts/:rollout/pause",
  resume: "POST /api/v1/rollouts/:rollout/resume",
  rollback: "POST /api/v1/rollouts/:rollout/rollback",
  cancel: "POST /api/v1/rollouts/:rollout/cancel",
} as const satisfies Record<Action, string>;
/** What the API takes in which state. */
const POSSIBLE: Readonly<Record<RolloutState, readonly Action[]>> = {
  running: ["pause", "rollback", "cancel"],
  "waiting-for-window": ["pause", "rollback", "cancel"],
  halted: ["resume", "rollback", "cancel"],
  paused: ["resume", "rollback", "cancel"],
  "rolling-back": ["cancel"],
  done: ["rollback"],
  "rolled-back": [],
  cancelled: ["rollback"],
};

type ActionsProps = { rollout: ShownRollout; onChanged: () => void };

/** What staff can do to a roll-out. What cannot be taken back is asked about first. */
export function RolloutActions({ rollout: { id, state, phones }, onChanged }: ActionsProps) {
  const { texts, api, may, announce } = usePage();
  const [asked, setAsked] = useState<Action>();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const t = texts.rollouts;
  const act = async (action: Action) => {
    setBusy(true);
    setFault(undefined);
    const answer = await api(CALLS[action], { params: { rollout: id }, body: {} });
    setBusy(false);
    onChanged();
    if (!answer.ok) return setFault(answer.fault);
    setAsked(undefined);
    return announce(t.acted[action]);
  };
  const begun = phones.updating + phones.done + phones.failed;
  return (
    <>
      <div class="actions">
        {(state === null ? [] : POSSIBLE[state])
          .filter((action) => may(CALLS[action]))
          .map((action) => (
            <button
              key={action}
              type="button"
              class={action === "resume" ? "main" : action === "cancel" ? "grave" : ""}
              disabled={isBusy}
              onClick={() => {
                setFault(undefined);
                if (action === "pause") void act(action);
                else setAsked(action);
              }}
            >
              {t.actions[action]}
            </button>
          ))}
      </div>
      {fault !== undefined && asked === undefined && <FaultNote fault={fault} />}
      {asked !== undefined && (
        <Dialog title={t.askTitles[asked]} isBusy={isBusy} onClose={() => setAsked(undefined)}>
          {fault !== undefined && <FaultNote fault={fault} />}
          <p>
            {asked === "rollback"
              ? t.askRollback(begun)
              : asked === "cancel"
                ? t.askCancel(phones.waiting)
                : t.askResume}
          </p>
          {asked === "rollback" && <p>{t.rollbackLimits}</p>}
          <div class="actions">
            <button
              type="button"
              class={asked === "resume" ? "main" : "grave"}
              disabled={isBusy}
              onClick={() => void act(asked)}
            >
              {t.actions[asked]}
            </button>
            <button type="button" onClick={() => setAsked(undefined)}>
              {texts.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
