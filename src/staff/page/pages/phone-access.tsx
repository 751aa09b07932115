import { useState } from "preact/hooks";
import { MAY_REVEAL } from "../../access.ts";
import { wordFor } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { ExactTime, Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { TextField } from "../parts/text-field.tsx";
import {
  readProof,
  readRedirect,
  readRevealedUrl,
  type ShownProof,
  type ShownRedirect,
} from "../records/phone-more.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";

/** By what a phone proves itself, and how it stands at its vendor's redirect service. */
export function PhoneAccess({ mac }: { mac: string }) {
  const { texts, api, may, announce } = usePage();
  const t = texts.access;
  const params = { mac };
  const [isRotating, setRotating] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  const action = useCall();
  const proofs = useList({
    name: "GET /api/v1/phones/:mac/proofs",
    params,
    query: {},
    limit: undefined,
    readItem: readProof,
  });
  const redirect = useLoaded(
    (signal) => api("GET /api/v1/phones/:mac/redirect", { params, signal }),
    readRedirect,
    [mac],
    { concerns: (happening) => happening.mac === mac },
  );
  return (
    <>
      <h3>{t.proofs}</h3>
      {proofs.fault !== undefined && <FaultNote fault={proofs.fault} onAgain={proofs.again} />}
      <ProofsTable proofs={proofs.value?.items ?? []} texts={texts} />
      {revealed !== null && (
        <div class="note">
          <p>{t.revealed}</p>
          <p>
            <code class="wrap">{revealed}</code>
          </p>
        </div>
      )}
      {may("POST /api/v1/phones/:mac/token/rotate") && (
        <button type="button" onClick={() => setRotating(true)}>
          {t.rotate}
        </button>
      )}
      <h3 class="apart">{t.redirect}</h3>
      {redirect.fault !== undefined && <FaultNote fault={redirect.fault} onAgain={redirect.again} />}
      {action.fault !== undefined && <FaultNote fault={action.fault} />}
      {redirect.value !== undefined && <RedirectFacts redirect={redirect.value} texts={texts} />}
      {redirect.value?.service != null && may("POST /api/v1/phones/:mac/redirect/retry") && (
        <button
          type="button"
          disabled={action.isBusy}
          onClick={() =>
            void action.call("POST /api/v1/phones/:mac/redirect/retry", { params, body: {} }, () => {
              announce(t.retried);
              redirect.again();
            })
          }
        >
          {t.retry}
        </button>
      )}
      {isRotating && (
        <RotateProofs
          mac={mac}
          onClose={() => setRotating(false)}
          onDone={(url) => {
            setRotating(false);
            setRevealed(url);
            announce(t.rotated);
            proofs.again();
          }}
        />
      )}
    </>
  );
}

export function ProofsTable({ proofs, texts }: { proofs: readonly ShownProof[]; texts: Texts }) {
  const t = texts.access;
  if (proofs.length === 0) return <p>{t.noProofs}</p>;
  const columns: readonly Column<ShownProof>[] = [
    {
      name: "kind",
      title: t.kind,
      isHead: true,
      show: ({ kind }) => (kind === null ? texts.unknown : wordFor(kind, t.kinds)),
    },
    { name: "via", title: t.via, show: ({ via }) => wordFor(via, t.vias) },
    { name: "madeAt", title: t.madeAt, show: ({ madeAt }) => <ExactTime at={madeAt} /> },
    { name: "usedAt", title: t.usedAt, show: ({ usedAt }) => <Moment at={usedAt} /> },
    { name: "replaced", title: t.toBeReplaced, show: ({ isToBeReplaced }) => (isToBeReplaced ? texts.yes : texts.no) },
  ];
  return (
    <Table
      caption={t.proofs}
      columns={columns}
      rows={proofs}
      keyOf={({ kind, via, madeAt }) => `${kind} ${via} ${madeAt}`}
    />
  );
}

export function RedirectFacts({ redirect, texts }: { redirect: ShownRedirect; texts: Texts }) {
  const t = texts.access;
  const { state, service, url, error, attempts, nextTry } = redirect;
  return (
    <dl class="apart-below">
      <dt>{texts.passwords.state}</dt>
      <dd>
        {wordFor(state, t.states)} {service !== null && <span class="quiet">{service}</span>}
      </dd>
      {url !== null && (
        <>
          <dt>{t.url}</dt>
          <dd>
            <code class="wrap">{url}</code>
          </dd>
        </>
      )}
      {error !== null && (
        <>
          <dt>{t.error}</dt>
          <dd>
            {wordFor(error.code, texts.faults)} <span lang="en">{error.words}</span>
          </dd>
        </>
      )}
      {attempts > 0 && (
        <>
          <dt>{t.attempts}</dt>
          <dd>{attempts}</dd>
        </>
      )}
      {nextTry !== null && (
        <>
          <dt>{t.nextTry}</dt>
          <dd>
            <ExactTime at={nextTry} />
          </dd>
        </>
      )}
    </dl>
  );
}

type RotateProps = { mac: string; onClose: () => void; onDone: (url: string | null) => void };

function RotateProofs({ mac, onClose, onDone }: RotateProps) {
  const { texts, who } = usePage();
  const t = texts.access;
  const [isOver, setOver] = useState(false);
  const [isRevealing, setRevealing] = useState(false);
  const [reason, setReason] = useState("");
  const action = useCall();
  const rotate = () =>
    action.call(
      "POST /api/v1/phones/:mac/token/rotate",
      {
        params: { mac },
        query: isRevealing ? { reveal: "true" } : {},
        body: { isOver, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
      },
      (value) => onDone(readRevealedUrl(value)),
    );
  return (
    <Dialog title={t.rotateTitle} isBusy={action.isBusy} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rotate();
        }}
      >
        {action.fault !== undefined && <FaultNote fault={action.fault} />}
        <p>{t.rotateText}</p>
        <label class="check">
          <input type="checkbox" checked={isOver} onChange={({ currentTarget }) => setOver(currentTarget.checked)} />
          {t.isOver}
        </label>
        {MAY_REVEAL.includes(who.role) && (
          <label class="check">
            <input
              type="checkbox"
              checked={isRevealing}
              onChange={({ currentTarget }) => setRevealing(currentTarget.checked)}
            />
            {t.reveal}
          </label>
        )}
        <TextField
          label={texts.passwords.reason}
          hint={texts.passwords.reasonHint}
          name="rotate-reason"
          value={reason}
          most={200}
          isOptional
          onInput={setReason}
        />
        <div class="actions">
          <button type="submit" class="main" disabled={action.isBusy}>
            {t.rotate}
          </button>
          <button type="button" disabled={action.isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
