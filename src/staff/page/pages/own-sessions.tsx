import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readSession, type ShownSession } from "../records/people.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";

/** The browsers that somebody is signed in with. */
export function OwnSessions() {
  const { texts, announce } = usePage();
  const t = texts.own;
  const list = useList({ name: "GET /api/v1/sessions", query: {}, limit: undefined, readItem: readSession });
  const { isBusy, fault, call } = useCall();
  const end = ({ id }: ShownSession) =>
    void call("DELETE /api/v1/sessions/:id", { params: { id } }, () => {
      announce(t.ended);
      list.again();
    });
  const shownFault = fault ?? list.fault;
  return (
    <section aria-labelledby="own-sessions">
      <h2 id="own-sessions">{t.sessions}</h2>
      {shownFault !== undefined && <FaultNote fault={shownFault} onAgain={list.again} />}
      {list.value !== undefined && (
        <SessionsTable sessions={list.value.items} texts={texts} isBusy={isBusy} onEnd={end} />
      )}
    </section>
  );
}

type SessionsTableProps = {
  sessions: readonly ShownSession[];
  texts: Texts;
  isBusy: boolean;
  onEnd: (session: ShownSession) => void;
};

export function SessionsTable({ sessions, texts, isBusy, onEnd }: SessionsTableProps) {
  const t = texts.own;
  const columns: readonly Column<ShownSession>[] = [
    {
      name: "browser",
      title: t.browser,
      isHead: true,
      show: ({ browser, isHere }) => (
        <>
          {browser || texts.unknown} {isHere && <small>({t.here})</small>}
        </>
      ),
    },
    { name: "address", title: t.address, show: ({ address }) => address },
    { name: "since", title: t.since, show: ({ createdAt }) => <Moment at={createdAt} /> },
    { name: "used", title: t.lastUsed, show: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
    {
      name: "actions",
      title: texts.people.actions,
      // This one ends by signing out.
      show: (session) =>
        !session.isHere && (
          <button
            type="button"
            disabled={isBusy}
            aria-label={t.endLabel(session.browser)}
            onClick={() => onEnd(session)}
          >
            {t.end}
          </button>
        ),
    },
  ];
  return <Table caption={t.sessions} columns={columns} rows={sessions} keyOf={({ id }) => id} />;
}
