import { useState } from "preact/hooks";
import { wordFor } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Moment } from "../parts/moment.tsx";
import { readWholeLink, type WholeLink } from "../records/pbx.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useLoaded } from "../use-loaded.ts";
import { EditLink } from "./link-edit.tsx";

const LIVE_MS = 5000;

/** How the PBX is told of changes, and what it was not told yet. */
export function PbxLink({ pbx }: { pbx: string }) {
  const { texts, api, may, announce } = usePage();
  const t = texts.link;
  const [opened, setOpened] = useState<"edit" | "remove">();
  const link = useLoaded(
    (signal) => api("GET /api/v1/pbxs/:id/link", { params: { id: pbx }, signal }),
    readWholeLink,
    [pbx],
    { everyMs: LIVE_MS, concerns: (happening) => happening.pbx === pbx && happening.name.startsWith("link-") },
  );
  const retrying = useCall();
  const hasNone = link.fault?.code === "not-found";
  const known = hasNone ? undefined : link.value;
  const close = () => setOpened(undefined);
  const changed = (said: string) => {
    announce(said);
    close();
    link.again();
  };
  const retry = () =>
    retrying.call("POST /api/v1/pbxs/:id/link/retry", { params: { id: pbx } }, () => {
      announce(t.retried);
      link.again();
    });
  return (
    <>
      {link.fault !== undefined && !hasNone && <FaultNote fault={link.fault} onAgain={link.again} />}
      {retrying.fault !== undefined && <FaultNote fault={retrying.fault} />}
      {hasNone && <p>{t.none}</p>}
      {known !== undefined && <LinkFacts link={known} texts={texts} />}
      <div class="actions">
        {known !== undefined && may("POST /api/v1/pbxs/:id/link/retry") && (
          <button type="button" disabled={retrying.isBusy} onClick={retry}>
            {t.retry}
          </button>
        )}
        {(hasNone || known !== undefined) && may("PUT /api/v1/pbxs/:id/link") && (
          <button type="button" class={hasNone ? "main" : ""} onClick={() => setOpened("edit")}>
            {hasNone ? t.set : t.change}
          </button>
        )}
        {known !== undefined && may("DELETE /api/v1/pbxs/:id/link") && (
          <button type="button" class="grave" onClick={() => setOpened("remove")}>
            {t.remove}
          </button>
        )}
      </div>
      {opened === "edit" && <EditLink pbx={pbx} link={known} onClose={close} onChanged={() => changed(t.saved)} />}
      {opened === "remove" && <RemoveLink pbx={pbx} onClose={close} onChanged={() => changed(t.removed)} />}
    </>
  );
}

export function LinkFacts({ link, texts }: { link: WholeLink; texts: Texts }) {
  const t = texts.link;
  const { kind, settings, passwordOrder, pending, failed, lastError, toldAt } = link;
  return (
    <>
      <dl>
        <dt>{t.kind}</dt>
        <dd>{wordFor(kind, t.kinds)}</dd>
        {Object.entries(settings).map(([name, value]) => (
          <div key={name}>
            <dt>{wordFor(name, t.fields)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <dt>{t.order}</dt>
        <dd>{wordFor(passwordOrder, t.orders)}</dd>
        <dt>{t.pending}</dt>
        <dd>{pending}</dd>
        <dt>{t.failed}</dt>
        <dd>
          <span class={failed > 0 ? "level bad" : ""}>{failed}</span>
        </dd>
        <dt>{t.told}</dt>
        <dd>
          <Moment at={toldAt} />
        </dd>
      </dl>
      {lastError !== null && (
        <p class="note bad" lang="en">
          {lastError}
        </p>
      )}
    </>
  );
}

function RemoveLink({ pbx, onClose, onChanged }: { pbx: string; onClose: () => void; onChanged: () => void }) {
  const { texts } = usePage();
  const t = texts.link;
  const { call, fault, isBusy } = useCall();
  return (
    <Dialog title={t.removeTitle} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.removeText}</p>
      <div class="actions">
        <button
          type="button"
          class="grave"
          disabled={isBusy}
          onClick={() => call("DELETE /api/v1/pbxs/:id/link", { params: { id: pbx } }, onChanged)}
        >
          {t.remove}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
