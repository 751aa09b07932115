import { useState } from "preact/hooks";
import type { Answer } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote, sayFault } from "../parts/fault-note.tsx";
import type { ShownCustomer } from "../records/customer.ts";
import { usePbxsOf } from "./customer-pbxs.tsx";
import { ProvisioningLight } from "./pbx-lights.tsx";

/** Pauses or resumes all PBXs of a customer, one after the other, and says of each whether that went well. */
export function PauseCustomer({ customer: { id }, onClose }: { customer: ShownCustomer; onClose: () => void }) {
  const { texts, api, announce } = usePage();
  const t = texts.customers;
  const { pbxs, fault, again } = usePbxsOf(id);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ReadonlyMap<string, Answer>>(new Map());
  const change = async (paused: boolean) => {
    setBusy(true);
    const faults = new Map<string, Answer>();
    for (const pbx of pbxs ?? []) {
      if ((pbx.pausedAt !== null) === paused) continue;
      const answer = await api("PATCH /api/v1/pbxs/:id", { params: { id: pbx.id }, body: { paused } });
      if (!answer.ok) faults.set(pbx.id, answer);
    }
    setFailed(faults);
    setBusy(false);
    again();
    const [first] = faults.values();
    if (first?.ok === false) announce(sayFault(first.fault, texts));
    else announce(paused ? t.paused(id) : t.resumed(id));
  };
  const isAny = (paused: boolean) => pbxs?.some(({ pausedAt }) => (pausedAt !== null) === paused) === true;
  return (
    <Dialog title={t.pauseTitle(id)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} onAgain={again} />}
      <p>{texts.pbxs.pauseText}</p>
      {pbxs?.length === 0 && <p class="note doubt">{t.noPbx}</p>}
      <ul class="plain">
        {(pbxs ?? []).map((pbx) => {
          const answer = failed.get(pbx.id);
          return (
            <li key={pbx.id}>
              {pbx.id} <ProvisioningLight pausedAt={pbx.pausedAt} texts={texts} />
              {answer?.ok === false && <div class="level bad">{sayFault(answer.fault, texts)}</div>}
            </li>
          );
        })}
      </ul>
      <div class="actions">
        {isAny(false) && (
          <button type="button" class="main" disabled={isBusy} onClick={() => change(true)}>
            {t.pauseAll}
          </button>
        )}
        {isAny(true) && (
          <button type="button" disabled={isBusy} onClick={() => change(false)}>
            {t.resumeAll}
          </button>
        )}
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.close}
        </button>
      </div>
    </Dialog>
  );
}
