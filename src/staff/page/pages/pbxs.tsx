import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readLink, readPbx, type ShownLink, type ShownPbx } from "../records/others.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";

const LIVE_MS = 10_000;

/** The PBXs, and whether each can be told of changes. */
export function Pbxs() {
  const { texts, may } = usePage();
  const [isAdding, setAdding] = useState(false);
  const list = useList({
    name: "GET /api/v1/pbxs",
    query: {},
    readItem: readPbx,
    concerns: ({ name }) => name.startsWith("pbx-"),
  });
  return (
    <>
      <Heading title={texts.pbxs.title}>
        {may("POST /api/v1/pbxs") && (
          <button type="button" class="main" onClick={() => setAdding(true)}>
            {texts.pbxs.add}
          </button>
        )}
      </Heading>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <PbxsTable pbxs={list.value.items} texts={texts} />
          {(list.page > 1 || list.value.next !== null) && (
            <Pager
              page={list.page}
              hasNext={list.value.next !== null}
              onNext={list.onNext}
              onPrevious={list.onPrevious}
            />
          )}
        </>
      )}
      {isAdding && (
        <NewPbx
          onClose={() => setAdding(false)}
          onMade={() => {
            setAdding(false);
            list.again();
          }}
        />
      )}
    </>
  );
}

export function PbxsTable({ pbxs, texts }: { pbxs: readonly ShownPbx[]; texts: Texts }) {
  if (pbxs.length === 0) return <p class="card">{texts.pbxs.empty}</p>;
  const columns: readonly Column<ShownPbx>[] = [
    { name: "id", title: texts.pbxs.id, isHead: true, show: ({ id }) => id },
    { name: "host", title: texts.pbxs.host, show: ({ host, port }) => `${host}:${port}` },
    { name: "transport", title: texts.pbxs.transport, show: ({ transport }) => transport },
    { name: "customer", title: texts.pbxs.customer, show: ({ customer }) => customer },
    { name: "link", title: texts.pbxs.link, show: ({ id }) => <LinkOf key={id} pbx={id} /> },
    {
      name: "phones",
      title: texts.nav.phones,
      show: ({ id }) => <a href={pathTo("phones", {}, { pbx: id })}>{texts.pbxs.phonesOf(id)}</a>,
    },
  ];
  return <Table caption={texts.pbxs.caption} columns={columns} rows={pbxs} keyOf={({ id }) => id} />;
}

/** The light of a PBX's link. */
function LinkOf({ pbx }: { pbx: string }) {
  const { texts, api } = usePage();
  const link = useLoaded(
    (signal) => api("GET /api/v1/pbxs/:id/link", { params: { id: pbx }, signal }),
    readLink,
    [pbx],
    { everyMs: LIVE_MS, concerns: (happening) => happening.pbx === pbx && happening.name.startsWith("link-") },
  );
  if (link.fault?.code === "not-found") return <LinkLight link={undefined} texts={texts} />;
  return link.value === undefined ? <span class="quiet">…</span> : <LinkLight link={link.value} texts={texts} />;
}

export function LinkLight({ link, texts }: { link: ShownLink | undefined; texts: Texts }) {
  if (link === undefined) return <span class="light grey">{texts.pbxs.linkNone}</span>;
  const isBroken = link.failed > 0 || link.lastError !== null;
  if (!isBroken) {
    const isIdle = link.pending === 0;
    return (
      <span class={`light ${isIdle ? "green" : "yellow"}`}>
        {isIdle ? texts.pbxs.linkGood : texts.pbxs.linkPending(link.pending)}
      </span>
    );
  }
  return (
    <>
      <span class="light red">{texts.pbxs.linkFailed}</span>
      {link.lastError !== null && (
        <div class="quiet wrap" lang="en">
          {link.lastError}
        </div>
      )}
    </>
  );
}

function NewPbx({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const { texts, api, announce } = usePage();
  const [id, setId] = useState("");
  const [host, setHost] = useState("");
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const errorAt = (pointer: string) => fault?.errors.find((error) => error.pointer === pointer)?.detail;
  const hasOwnPlace = errorAt("/id") !== undefined || errorAt("/host") !== undefined;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await api("POST /api/v1/pbxs", { body: { id: id.trim(), host: host.trim() } });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    announce(texts.pbxs.added(id));
    return onMade();
  };
  return (
    <Dialog title={texts.pbxs.addTitle} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && !hasOwnPlace && <FaultNote fault={fault} />}
        <Field label={texts.pbxs.addId} hint={texts.pbxs.addIdHint} error={errorAt("/id")}>
          {(tied) => (
            <input
              {...tied}
              name="id"
              required
              autocapitalize="none"
              value={id}
              onInput={({ currentTarget }) => setId(currentTarget.value)}
            />
          )}
        </Field>
        <Field label={texts.pbxs.addHost} error={errorAt("/host")}>
          {(tied) => (
            <input
              {...tied}
              name="host"
              required
              autocapitalize="none"
              value={host}
              onInput={({ currentTarget }) => setHost(currentTarget.value)}
            />
          )}
        </Field>
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {texts.pbxs.addSubmit}
          </button>
          <button type="button" onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
