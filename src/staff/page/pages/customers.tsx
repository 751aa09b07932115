import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TypedConfirmation } from "../parts/typed-confirmation.tsx";
import { faultsAt } from "../pbx-form.ts";
import { readCustomer, type ShownCustomer } from "../records/customer.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { PauseCustomer } from "./customer-pause.tsx";
import { PbxsOf } from "./customer-pbxs.tsx";

const ACTIONS = ["pause", "rename", "delete"] as const;
type Action = (typeof ACTIONS)[number];
const CALLS = {
  pause: "PATCH /api/v1/pbxs/:id",
  rename: "PATCH /api/v1/customers/:customer",
  delete: "DELETE /api/v1/customers/:customer",
} as const satisfies Record<Action, string>;

/** Whose the PBXs are. */
export function Customers() {
  const { texts, may, announce } = usePage();
  const t = texts.customers;
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState<{ action: Action | "new"; customer?: ShownCustomer }>();
  const search = useSettled(typed);
  const list = useList({
    name: "GET /api/v1/customers",
    query: { search },
    readItem: readCustomer,
    concerns: ({ name }) => name.startsWith("customer-"),
  });
  const close = () => setOpened(undefined);
  const done = (said: string) => {
    announce(said);
    close();
    list.again();
  };
  const customer = opened?.customer;
  return (
    <>
      <Heading title={t.title}>
        {may("POST /api/v1/customers") && (
          <button type="button" class="main" onClick={() => setOpened({ action: "new" })}>
            {t.add}
          </button>
        )}
      </Heading>
      <SearchField label={texts.search} hint={t.searchLabel} value={typed} onInput={setTyped} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <CustomersTable
            customers={list.value.items}
            texts={texts}
            actions={ACTIONS.filter((action) => may(CALLS[action]))}
            onAction={(action, chosen) => setOpened({ action, customer: chosen })}
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
      {opened?.action === "new" && <NameCustomer customer={undefined} onClose={close} onDone={done} />}
      {customer !== undefined && opened?.action === "rename" && (
        <NameCustomer customer={customer} onClose={close} onDone={done} />
      )}
      {customer !== undefined && opened?.action === "pause" && <PauseCustomer customer={customer} onClose={close} />}
      {customer !== undefined && opened?.action === "delete" && (
        <DeleteCustomer customer={customer} onClose={close} onDone={done} />
      )}
    </>
  );
}

type CustomersTableProps = {
  customers: readonly ShownCustomer[];
  texts: Texts;
  actions: readonly Action[];
  onAction: (action: Action, customer: ShownCustomer) => void;
};

export function CustomersTable({ customers, texts, actions, onAction }: CustomersTableProps) {
  const t = texts.customers;
  if (customers.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly (Column<ShownCustomer> | false)[] = [
    { name: "id", title: t.id, isHead: true, show: ({ id }) => id },
    { name: "name", title: t.name, show: ({ name }) => name },
    { name: "pbxs", title: texts.pbxs.title, show: ({ id }) => <PbxsOf key={id} customer={id} /> },
    actions.length > 0 && {
      name: "actions",
      title: texts.waiting.actions,
      show: (customer) => (
        <div class="actions">
          {actions.map((action) => (
            <button
              key={action}
              type="button"
              aria-label={`${t.actions[action]} – ${customer.id}`}
              onClick={() => onAction(action, customer)}
            >
              {t.actions[action]}
            </button>
          ))}
        </div>
      ),
    },
  ];
  const shown = columns.filter((column) => column !== false);
  return <Table caption={t.caption} columns={shown} rows={customers} keyOf={({ id }) => id} />;
}

type NameProps = { customer: ShownCustomer | undefined; onClose: () => void; onDone: (said: string) => void };

/** A new customer, or another name for one. */
function NameCustomer({ customer, onClose, onDone }: NameProps) {
  const { texts } = usePage();
  const t = texts.customers;
  const [id, setId] = useState("");
  const [name, setName] = useState(customer?.name ?? "");
  const { call, fault, isBusy } = useCall();
  const { errorAt, isElsewhere } = faultsAt(fault, ["/id", "/name"], texts);
  const submit = async (event: Event) => {
    event.preventDefault();
    const named = name.trim() === "" ? {} : { name: name.trim() };
    if (customer === undefined)
      await call("POST /api/v1/customers", { body: { id: id.trim(), ...named } }, () => onDone(t.added(id.trim())));
    else
      await call("PATCH /api/v1/customers/:customer", { params: { customer: customer.id }, body: named }, () =>
        onDone(t.renamed(customer.id)),
      );
  };
  return (
    <Dialog title={customer === undefined ? t.add : t.renameTitle(customer.id)} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        {customer === undefined && (
          <TextField
            label={t.id}
            name="id"
            isRequired
            hint={t.idHint}
            error={errorAt("/id")}
            value={id}
            onInput={setId}
          />
        )}
        <TextField
          label={t.name}
          name="name"
          isOptional={customer === undefined}
          isRequired={customer !== undefined}
          error={errorAt("/name")}
          value={name}
          onInput={setName}
        />
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {customer === undefined ? t.addSubmit : texts.pbxs.save}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type DeleteProps = { customer: ShownCustomer; onClose: () => void; onDone: (said: string) => void };

function DeleteCustomer({ customer: { id }, onClose, onDone }: DeleteProps) {
  const { texts } = usePage();
  const t = texts.customers;
  const { call, fault, isBusy } = useCall();
  return (
    <TypedConfirmation
      title={t.deleteTitle(id)}
      text={t.deleteText}
      name={id}
      submit={t.actions.delete}
      isBusy={isBusy}
      fault={fault}
      onClose={onClose}
      onConfirm={() =>
        call("DELETE /api/v1/customers/:customer", { params: { customer: id } }, () => onDone(t.deleted(id)))
      }
    />
  );
}
