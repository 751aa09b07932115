import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { writeScope } from "../parts/scope-picker.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readPerson, type ShownPerson } from "../records/people.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { ChangePerson } from "./change-person.tsx";
import { DeletePerson } from "./delete-person.tsx";
import { InvitePerson, RenewLink } from "./invite-person.tsx";

const ACTIONS = ["change", "renew", "delete"] as const;
type Action = (typeof ACTIONS)[number];
const CALLS: Readonly<Record<Action, string>> = {
  change: "PATCH /api/v1/people/:id",
  renew: "POST /api/v1/people/:id/reset",
  delete: "DELETE /api/v1/people/:id",
};

/** The people who sign in, for administrators. */
export function People() {
  const { texts, may, who } = usePage();
  const [typed, setTyped] = useState("");
  const [isInviting, setInviting] = useState(false);
  const [chosen, setChosen] = useState<{ action: Action; person: ShownPerson }>();
  const search = useSettled(typed);
  const list = useList({ name: "GET /api/v1/people", query: { search }, readItem: readPerson });
  const close = () => {
    setChosen(undefined);
    setInviting(false);
    list.again();
  };
  return (
    <>
      <Heading title={texts.people.title}>
        {may("POST /api/v1/people") && (
          <button type="button" class="main" onClick={() => setInviting(true)}>
            {texts.people.invite}
          </button>
        )}
      </Heading>
      <SearchField label={texts.people.searchLabel} value={typed} onInput={setTyped} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <PeopleTable
            people={list.value.items}
            texts={texts}
            self={who.login}
            actions={ACTIONS.filter((action) => may(CALLS[action]))}
            onChoose={(action, person) => setChosen({ action, person })}
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
      {isInviting && <InvitePerson onClose={close} />}
      {chosen?.action === "change" && <ChangePerson person={chosen.person} onClose={close} />}
      {chosen?.action === "renew" && <RenewLink person={chosen.person} onClose={close} />}
      {chosen?.action === "delete" && <DeletePerson person={chosen.person} onClose={close} />}
    </>
  );
}

const STATE_COLOURS = { active: "green", invited: "yellow", blocked: "red" } as const;

type PeopleTableProps = {
  people: readonly ShownPerson[];
  texts: Texts;
  /** The login of who looks. */
  self: string;
  actions: readonly Action[];
  onChoose: (action: Action, person: ShownPerson) => void;
};

export function PeopleTable({ people, texts, self, actions, onChoose }: PeopleTableProps) {
  if (people.length === 0) return <p class="card">{texts.people.empty}</p>;
  const t = texts.people;
  const labels: Readonly<Record<Action, (login: string) => string>> = {
    change: t.changeLabel,
    renew: t.renewLabel,
    delete: t.deleteLabel,
  };
  const columns: readonly Column<ShownPerson>[] = [
    {
      name: "login",
      title: t.login,
      isHead: true,
      show: ({ login, name }) => (
        <>
          {login} {login === self && <small>({t.self})</small>}
          {name !== login && <div class="quiet">{name}</div>}
        </>
      ),
    },
    { name: "role", title: t.role, show: ({ role }) => texts.roles[role] },
    { name: "scope", title: texts.scope.title, show: ({ scope }) => writeScope(scope, texts) },
    {
      name: "state",
      title: t.state,
      show: ({ state, hasSecondFactor }) => (
        <>
          <span class={`light ${STATE_COLOURS[state]}`}>{t.states[state]}</span>
          {hasSecondFactor && <div class="quiet">{t.secondFactor}</div>}
        </>
      ),
    },
    { name: "last", title: t.lastSignIn, show: ({ lastSignInAt }) => <Moment at={lastSignInAt} /> },
    {
      name: "actions",
      title: t.actions,
      show: (person) => (
        <div class="actions of-row">
          {actions.map((action) => (
            <button
              key={action}
              type="button"
              class={action === "delete" ? "grave" : ""}
              aria-label={labels[action](person.login)}
              onClick={() => onChoose(action, person)}
            >
              {t[action]}
            </button>
          ))}
        </div>
      ),
    },
  ];
  return <Table caption={t.caption} columns={columns} rows={people} keyOf={({ id }) => id} />;
}
