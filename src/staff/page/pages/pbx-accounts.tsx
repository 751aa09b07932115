import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { type ListedAccount, readListedAccount } from "../records/account.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { DeleteAccount, ResetAccount, SetDeskPin } from "./account-actions.tsx";
import { EditAccount } from "./account-form.tsx";

const LIVE_MS = 10_000;
const ACTIONS = ["edit", "reset", "pin", "delete"] as const;
type Action = (typeof ACTIONS)[number];
const CALLS = {
  edit: "PATCH /api/v1/pbxs/:id/accounts/:username",
  reset: "POST /api/v1/pbxs/:id/accounts/:username/reset",
  pin: "PUT /api/v1/pbxs/:id/accounts/:username/desk-pin",
  delete: "DELETE /api/v1/pbxs/:id/accounts/:username",
} as const satisfies Record<Action, string>;

/** The extensions of a PBX, each with its light. */
export function PbxAccounts({ pbx }: { pbx: string }) {
  const { texts, may } = usePage();
  const t = texts.accounts;
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState<{ action: Action | "new"; account?: ListedAccount }>();
  const search = useSettled(typed);
  const list = useList({
    name: "GET /api/v1/pbxs/:id/accounts",
    params: { id: pbx },
    query: { search },
    readItem: readListedAccount,
    everyMs: LIVE_MS,
    concerns: (happening) => happening.pbx === pbx && /^(?:account|desk)-/.test(happening.name),
  });
  const close = () => setOpened(undefined);
  const shown = { pbx, onClose: close, onChanged: list.again };
  const account = opened?.account;
  return (
    <>
      {may("POST /api/v1/pbxs/:id/accounts") && (
        <p>
          <button type="button" class="main" onClick={() => setOpened({ action: "new" })}>
            {t.add}
          </button>
        </p>
      )}
      <SearchField label={texts.search} hint={t.searchLabel} value={typed} onInput={setTyped} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value !== undefined && (
        <>
          <AccountsTable
            accounts={list.value.items}
            texts={texts}
            actions={ACTIONS.filter((action) => may(CALLS[action]))}
            onAction={(action, chosen) => setOpened({ action, account: chosen })}
          />
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
      {opened?.action === "new" && <EditAccount {...shown} account={undefined} />}
      {account !== undefined && opened?.action === "edit" && <EditAccount {...shown} account={account} />}
      {account !== undefined && opened?.action === "reset" && <ResetAccount {...shown} account={account} />}
      {account !== undefined && opened?.action === "pin" && <SetDeskPin {...shown} account={account} />}
      {account !== undefined && opened?.action === "delete" && <DeleteAccount {...shown} account={account} />}
    </>
  );
}

const COLOURS = { registered: "green", gone: "red", never: "red", unknown: "grey" } as const;

type AccountsTableProps = {
  accounts: readonly ListedAccount[];
  texts: Texts;
  actions: readonly Action[];
  onAction: (action: Action, account: ListedAccount) => void;
};

export function AccountsTable({ accounts, texts, actions, onAction }: AccountsTableProps) {
  const t = texts.accounts;
  if (accounts.length === 0) return <p>{t.empty}</p>;
  const columns: readonly Column<ListedAccount>[] = [
    { name: "username", title: t.username, isHead: true, show: ({ username }) => username },
    { name: "name", title: t.displayName, show: ({ displayName }) => displayName },
    {
      name: "number",
      title: t.number,
      show: ({ number, username }) => (number === username ? "" : number),
    },
    {
      name: "state",
      title: texts.phones.state,
      show: ({ state, address }) => (
        <span class={`light ${COLOURS[state]}`}>
          {texts.phone.registration[state]}
          {state === "registered" && address !== null && ` (${address})`}
        </span>
      ),
    },
    { name: "pin", title: t.pin, show: ({ hasDeskPin }) => (hasDeskPin ? t.hasPin : "") },
  ];
  const withActions: readonly Column<ListedAccount>[] =
    actions.length === 0
      ? columns
      : [
          ...columns,
          {
            name: "actions",
            title: texts.waiting.actions,
            show: (account) => (
              <div class="actions">
                {actions.map((action) => (
                  <button
                    key={action}
                    type="button"
                    aria-label={`${t.actions[action]} – ${account.username}`}
                    onClick={() => onAction(action, account)}
                  >
                    {t.actions[action]}
                  </button>
                ))}
              </div>
            ),
          },
        ];
  return <Table caption={t.title} columns={withActions} rows={accounts} keyOf={({ username }) => username} />;
}
