import { useEffect, useRef, useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote, sayFault } from "../parts/fault-note.tsx";
import { fieldsOf, readText } from "../read.ts";
import { readPlan, type ShownPlan } from "../records/rollouts.ts";
import { NEW_ROLLOUT, type RolloutForm, rolloutErrors, writeRollout } from "../rollout-form.ts";
import { RolloutFields } from "./rollout-fields.tsx";

type NewRolloutProps = { pbx: string; version: string; onClose: () => void; onBegun: (rollout: string) => void };

/** What is to be rolled out, then how many phones that would be, and only then the beginning. */
export function NewRollout({ pbx, version, onClose, onBegun }: NewRolloutProps) {
  const { texts, api, announce } = usePage();
  const [form, setForm] = useState<RolloutForm>({ ...NEW_ROLLOUT, version });
  const [plan, setPlan] = useState<ShownPlan>();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const root = useRef<HTMLFormElement>(null);
  const t = texts.rollouts;
  const errors = rolloutErrors(fault);
  const hasOwnPlace = Object.keys(errors).length > 0;
  useEffect(() => {
    if (hasOwnPlace) root.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [fault]);

  const ask = async (dryRun: boolean) => {
    setBusy(true);
    setFault(undefined);
    const query = dryRun ? { dryRun: "true" } : {};
    const answer = await api("POST /api/v1/pbxs/:id/rollouts", {
      ...{ params: { id: pbx }, query, body: writeRollout(form) },
    });
    setBusy(false);
    if (answer.ok) return answer.value;
    setPlan(undefined);
    setFault(answer.fault);
    return undefined;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const answer = await ask(plan === undefined);
    if (answer === undefined) return;
    if (plan === undefined) return setPlan(readPlan(answer));
    announce(t.started);
    return onBegun(readText(fieldsOf<{ id: string }>(answer).id));
  };
  return (
    <Dialog title={t.startTitle(pbx)} isBusy={isBusy} onClose={onClose}>
      <form ref={root} onSubmit={submit} noValidate>
        {fault !== undefined && !hasOwnPlace && <FaultNote fault={fault} />}
        {plan === undefined ? (
          <RolloutFields
            pbx={pbx}
            form={form}
            errors={errors.version === undefined ? errors : { ...errors, version: sayVersion(fault) }}
            onChange={(changed) => setForm((before) => ({ ...before, ...changed }))}
          />
        ) : (
          <Plan plan={plan} form={form} />
        )}
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy || form.version.trim() === ""}>
            {plan === undefined ? t.check : t.begin}
          </button>
          {plan !== undefined && (
            <button type="button" disabled={isBusy} onClick={() => setPlan(undefined)}>
              {t.back}
            </button>
          )}
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );

  function sayVersion(why: Fault | undefined): string {
    return why?.code === "unknown-firmware" ? sayFault(why, texts) : (errors.version ?? "");
  }
}

/** What will happen, before it does. */
export function Plan({ plan, form }: { plan: ShownPlan; form: RolloutForm }) {
  const { texts } = usePage();
  const t = texts.rollouts;
  const { version, stages, phonesByStage } = plan;
  const total = phonesByStage.reduce((sum, count) => sum + count, 0);
  return (
    <div role="status">
      <p>
        <strong>{t.planTotal(total, version)}</strong>
      </p>
      <ol>
        {stages.map((percent, at) => (
          <li key={at}>{t.planStage(phonesByStage[at] ?? 0, percent)}</li>
        ))}
      </ol>
      <p>{form.window === "" ? t.planNow : t.planWindow(form.window)}</p>
      <p>{t.planHalts(form.haltAbove, form.withinMinutes)}</p>
      <p class="note doubt">{t.planRestart}</p>
    </div>
  );
}
