import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { readPolicy, type ShownPolicy } from "../records/admission.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useLoaded } from "../use-loaded.ts";
import { EditPolicy } from "./policy-edit.tsx";

/** What happens to phones that nobody admitted. */
export function PbxPolicy({ pbx }: { pbx: string }) {
  const { texts, api, may, announce } = usePage();
  const t = texts.policy;
  const [opened, setOpened] = useState<"edit" | "remove">();
  const policy = useLoaded(
    (signal) => api("GET /api/v1/pbxs/:id/admission", { params: { id: pbx }, signal }),
    readPolicy,
    [pbx],
    { concerns: (happening) => happening.pbx === pbx && /^(?:admission|teach-in|phone)-/.test(happening.name) },
  );
  const removing = useCall();
  const close = () => setOpened(undefined);
  const changed = (said: string) => {
    announce(said);
    close();
    policy.again();
  };
  return (
    <>
      {policy.fault !== undefined && <FaultNote fault={policy.fault} onAgain={policy.again} />}
      {policy.value !== undefined && (
        <>
          <PolicyFacts policy={policy.value} texts={texts} />
          <div class="actions">
            {may("PUT /api/v1/pbxs/:id/admission") && (
              <button type="button" onClick={() => setOpened("edit")}>
                {t.change}
              </button>
            )}
            {policy.value.createdAt !== null && may("DELETE /api/v1/pbxs/:id/admission") && (
              <button type="button" class="grave" onClick={() => setOpened("remove")}>
                {t.remove}
              </button>
            )}
            <a class="button" href={pathTo("waiting")}>
              {texts.waiting.title}
            </a>
          </div>
          {opened === "edit" && (
            <EditPolicy policy={policy.value} pbx={pbx} onClose={close} onChanged={() => changed(t.saved)} />
          )}
        </>
      )}
      {opened === "remove" && (
        <Dialog title={t.removeTitle} isBusy={removing.isBusy} onClose={close}>
          {removing.fault !== undefined && <FaultNote fault={removing.fault} />}
          <p>{t.removeText}</p>
          <div class="actions">
            <button
              type="button"
              class="grave"
              disabled={removing.isBusy}
              onClick={() =>
                removing.call("DELETE /api/v1/pbxs/:id/admission", { params: { id: pbx } }, () => changed(t.removed))
              }
            >
              {t.remove}
            </button>
            <button type="button" disabled={removing.isBusy} onClick={close}>
              {texts.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

export function PolicyFacts({ policy, texts }: { policy: ShownPolicy; texts: Texts }) {
  const t = texts.policy;
  const { mode, networks, vendors, profile, pool, freeAccounts, limit, limitPerHour, admitted } = policy;
  return (
    <>
      <p>{t.modeTexts[mode]}</p>
      {mode !== "allow-list" || networks.length > 0 ? (
        <dl>
          <dt>{t.networks}</dt>
          <dd>{networks.join(", ") || texts.none}</dd>
          <dt>{t.vendors}</dt>
          <dd>{vendors.join(", ") || texts.all}</dd>
          <dt>{t.profile}</dt>
          <dd>{profile ?? texts.none}</dd>
          <dt>{t.pool}</dt>
          <dd>
            {sayPool(pool, texts)}
            {freeAccounts !== null && ` (${t.left(freeAccounts)})`}
          </dd>
          <dt>{t.limit}</dt>
          <dd>{t.limits(admitted, limit, limitPerHour)}</dd>
        </dl>
      ) : null}
    </>
  );
}

function sayPool(pool: ShownPolicy["pool"], { policy: t }: Texts): string {
  if (pool.kind === "accounts") return pool.accounts.join(", ");
  return pool.kind === "range" ? `${pool.fromNumber}–${pool.toNumber}` : t.pools[pool.kind];
}
