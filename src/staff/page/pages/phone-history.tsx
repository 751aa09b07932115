import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Pager } from "../parts/table.tsx";
import { readEvent } from "../records/others.ts";
import { useList } from "../use-list.ts";
import { EventsList } from "./events.tsx";

const EVENTS_AT_ONCE = 10;

/** What happened to a phone, the newest first. */
export function PhoneHistory({ mac }: { mac: string }) {
  const { texts } = usePage();
  const events = useList({
    name: "GET /api/v1/phones/:mac/events",
    params: { mac },
    query: {},
    limit: EVENTS_AT_ONCE,
    readItem: readEvent,
    concerns: (happening) => happening.mac === mac,
  });
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">{texts.phone.history}</h2>
      {events.fault !== undefined && <FaultNote fault={events.fault} onAgain={events.again} />}
      {events.value !== undefined && (
        <>
          <EventsList events={events.value.items} texts={texts} ofPhone />
          <Pager
            page={events.page}
            hasNext={events.value.next !== null}
            onNext={events.onNext}
            onPrevious={events.onPrevious}
          />
        </>
      )}
    </section>
  );
}
