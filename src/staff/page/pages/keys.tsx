import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { writeScope } from "../parts/scope-picker.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readKey, type ShownKey } from "../records/people.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";
import { NewKey } from "./new-key.tsx";

/** The keys by which programs make calls. */
export function Keys() {
  const { texts, may } = usePage();
  const [isAdding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<ShownKey>();
  const list = useList({ name: "GET /api/v1/keys", query: {}, limit: undefined, readItem: readKey });
  const close = () => {
    setAdding(false);
    setRevoked(undefined);
    list.again();
  };
  return (
    <>
      <Heading title={texts.apiKeys.title}>
        {may("POST /api/v1/keys") && (
          <button type="button" class="main" onClick={() => setAdding(true)}>
            {texts.apiKeys.add}
          </button>
        )}
      </Heading>
      <p>{texts.apiKeys.intro}</p>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <KeysTable
          keys={list.value.items}
          texts={texts}
          onRevoke={may("DELETE /api/v1/keys/:id") ? setRevoked : undefined}
        />
      )}
      {isAdding && <NewKey onClose={close} />}
      {revoked !== undefined && <RevokeKey shownKey={revoked} onClose={close} />}
    </>
  );
}

type KeysTableProps = {
  keys: readonly ShownKey[];
  texts: Texts;
  onRevoke: ((key: ShownKey) => void) | undefined;
};

export function KeysTable({ keys, texts, onRevoke }: KeysTableProps) {
  if (keys.length === 0) return <p class="card">{texts.apiKeys.empty}</p>;
  const t = texts.apiKeys;
  const columns: readonly Column<ShownKey>[] = [
    { name: "name", title: t.name, isHead: true, show: ({ name }) => name },
    { name: "role", title: texts.people.role, show: ({ role }) => texts.roles[role] },
    { name: "scope", title: texts.scope.title, show: ({ scope }) => writeScope(scope, texts) },
    { name: "created", title: t.createdAt, show: ({ createdAt }) => <Moment at={createdAt} /> },
    { name: "used", title: t.lastUsed, show: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
    ...(onRevoke === undefined
      ? []
      : [
          {
            name: "actions",
            title: texts.people.actions,
            show: (key: ShownKey) => (
              <button type="button" class="grave" aria-label={t.revokeLabel(key.name)} onClick={() => onRevoke(key)}>
                {t.revoke}
              </button>
            ),
          },
        ]),
  ];
  return <Table caption={t.caption} columns={columns} rows={keys} keyOf={({ id }) => id} />;
}

function RevokeKey({ shownKey: { id, name }, onClose }: { shownKey: ShownKey; onClose: () => void }) {
  const { texts, announce } = usePage();
  const { isBusy, fault, call } = useCall();
  const revoke = () =>
    call("DELETE /api/v1/keys/:id", { params: { id } }, () => {
      announce(texts.apiKeys.revoked(name));
      onClose();
    });
  return (
    <Dialog title={texts.apiKeys.revokeLabel(name)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{texts.apiKeys.revokeText}</p>
      <div class="actions">
        <button type="button" class="grave" disabled={isBusy} onClick={revoke}>
          {texts.apiKeys.revoke}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
