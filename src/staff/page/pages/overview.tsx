import { useState } from "preact/hooks";
import { REGISTRATION_STATES } from "../../../provisioning/registration-standing.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Fold } from "../parts/fold.tsx";
import { Heading } from "../parts/heading.tsx";
import { readEvent, readSighting } from "../records/others.ts";
import { readListedPhone } from "../records/phone.ts";
import { go, pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { EventsList } from "./events.tsx";
import { PhonesTable } from "./phones-table.tsx";
import { concernsSightings } from "./waiting.tsx";

const COUNTED_AT_MOST = 500;
const SHOWN = 8;

/** What waits for a decision, what needs attention, and what happened last. */
export function Overview() {
  const { texts, may } = usePage();
  const [search, setSearch] = useState("");
  const gone = useList({
    ...{ name: "GET /api/v1/phones", query: { registration: "gone" }, limit: SHOWN },
    readItem: readListedPhone,
  });
  const events = useList({
    ...{ name: "GET /api/v1/events", query: {}, limit: SHOWN },
    ...{ readItem: readEvent, concerns: () => true },
  });
  const fault = gone.fault ?? events.fault;
  return (
    <>
      <Heading title={texts.overview.title} />
      {fault !== undefined && <FaultNote fault={fault} onAgain={gone.again} />}
      {/* biome-ignore lint/a11y/useSemanticElements: older browsers do not know search */}
      <form
        role="search"
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          go(pathTo("phones", {}, { search: search.trim() }));
        }}
      >
        <Field label={texts.overview.find} hint={texts.phones.searchLabel}>
          {(tied) => (
            <input
              {...tied}
              type="search"
              name="search"
              maxLength={100}
              value={search}
              onInput={({ currentTarget }) => setSearch(currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="main">
          {texts.search}
        </button>
      </form>
      <div class="grid">
        <Fold title={texts.overview.statesTitle}>
          {() => (
            <ul class="plain">
              {REGISTRATION_STATES.map((registration) => (
                <RegistrationCount key={registration} registration={registration} />
              ))}
            </ul>
          )}
        </Fold>
        {may("GET /api/v1/sightings") && <WaitingCount />}
      </div>
      <section aria-labelledby="trouble">
        <h2 id="trouble">{texts.overview.troubleTitle}</h2>
        {gone.value !== undefined &&
          (gone.value.items.length === 0 ? (
            <p class="card">{texts.overview.troubleNone}</p>
          ) : (
            <PhonesTable phones={gone.value.items} texts={texts} />
          ))}
      </section>
      <section class="card" aria-labelledby="latest">
        <h2 id="latest">{texts.overview.lastTitle}</h2>
        {events.value !== undefined && <EventsList events={events.value.items} texts={texts} />}
      </section>
    </>
  );
}

function RegistrationCount({ registration }: { registration: (typeof REGISTRATION_STATES)[number] }) {
  const { texts } = usePage();
  const phones = useList({
    ...{ name: "GET /api/v1/phones", query: { registration }, limit: COUNTED_AT_MOST },
    readItem: readListedPhone,
  });
  const { items, next } = phones.value ?? { items: [], next: null };
  return (
    <li>
      <a href={pathTo("phones", {}, { registration })}>
        {texts.phone.registration[registration]}:{" "}
        {phones.value === undefined ? "…" : texts.overview.count(items.length, next !== null)}
      </a>
    </li>
  );
}

function WaitingCount() {
  const { texts } = usePage();
  const waiting = useList({
    ...{ name: "GET /api/v1/sightings", query: {}, limit: COUNTED_AT_MOST },
    ...{ readItem: readSighting, concerns: concernsSightings },
  });
  if (waiting.value === undefined) return null;
  return (
    <section class="card" aria-labelledby="undecided">
      <h2 id="undecided">{texts.overview.waitingTitle}</h2>
      <p>
        <a href={pathTo("waiting")}>
          {texts.overview.waitingCount(waiting.value.items.length, waiting.value.next !== null)}
        </a>
      </p>
    </section>
  );
}
