import { useState } from "preact/hooks";
import { useEventNames } from "../event-words.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { ExactTime } from "../parts/moment.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { Pager } from "../parts/table.tsx";
import { readEvent, type ShownEvent } from "../records/others.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";

/** What happened, the newest first. */
export function Events() {
  const { texts } = usePage();
  const [typed, setTyped] = useState("");
  const search = useSettled(typed);
  const events = useList({ name: "GET /api/v1/events", query: { search }, readItem: readEvent, concerns: () => true });
  return (
    <>
      <Heading title={texts.events.title} />
      <SearchField label={texts.events.searchLabel} value={typed} onInput={setTyped} />
      {events.fault !== undefined && <FaultNote fault={events.fault} onAgain={events.again} />}
      {events.value === undefined ? (
        events.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <div class="card">
          <EventsList events={events.value.items} texts={texts} isFiltered={search !== ""} />
          <Pager
            page={events.page}
            hasNext={events.value.next !== null}
            onNext={events.onNext}
            onPrevious={events.onPrevious}
          />
        </div>
      )}
    </>
  );
}

const LOOKS = { debug: "", info: "", warn: "doubt", error: "bad" } as const;

type EventsListProps = { events: readonly ShownEvent[]; texts: Texts; ofPhone?: boolean; isFiltered?: boolean };

export function EventsList({ events, texts, ofPhone = false, isFiltered = false }: EventsListProps) {
  const names = useEventNames();
  if (events.length === 0) return <p>{isFiltered ? texts.nothingFound : texts.events.empty}</p>;
  return (
    <ul class="plain">
      {events.map((event) => (
        <li key={event.id}>
          <details>
            <summary>
              <span class={`level ${LOOKS[event.level]}`}>{texts.events.levels[event.level]}</span>{" "}
              {Object.hasOwn(names, event.name) && <strong>{names[event.name]}</strong>}{" "}
              <code class="quiet">{event.name}</code>{" "}
              {!ofPhone && event.mac !== null && <span class="mac">{writeMac(event.mac)}</span>}{" "}
              <span class="quiet">
                <ExactTime at={event.at} />
                {[event.actor, event.address, event.door].map((said) => (said === null ? "" : `, ${said}`)).join("")}
              </span>
            </summary>
            <p lang="en">{event.help}</p>
            {!ofPhone && event.mac !== null && (
              <p>
                <a href={pathTo("phone", { mac: event.mac })}>
                  {texts.nav.phone} <span class="mac">{writeMac(event.mac)}</span>
                </a>
              </p>
            )}
            {event.detail.length > 0 && (
              <dl>
                {event.detail.map(({ name, value }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}
