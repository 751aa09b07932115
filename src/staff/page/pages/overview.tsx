import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";
import { readEvent } from "../records/others.ts";
import { readOverview } from "../records/overview.ts";
import { readListedPhone } from "../records/phone.ts";
import { go, pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import { EventsList } from "./events.tsx";
import { Alarms, LastStorm, PhonesByStage, PhonesByVendor } from "./overview-parts.tsx";
import { PhonesTable } from "./phones-table.tsx";

const SHOWN = 8;
/** What makes a phone no longer registered, or again. */
const REGISTERING = ["phone-registered", "phone-unregistered", "registrations-unknown", "phone-deleted"];

/** How all phones are, what is wrong, what waits for a decision, and what happened last. */
export function Overview() {
  const { texts, api } = usePage();
  const [search, setSearch] = useState("");
  const all = useLoaded((signal) => api("GET /api/v1/overview", { signal }), readOverview, [], {
    concerns: () => true,
  });
  const gone = useList({
    ...{ name: "GET /api/v1/phones", query: { registration: "gone" }, limit: SHOWN },
    ...{ readItem: readListedPhone, concerns: ({ name }) => REGISTERING.includes(name) },
  });
  const events = useList({
    ...{ name: "GET /api/v1/events", query: {}, limit: SHOWN },
    ...{ readItem: readEvent, concerns: () => true },
  });
  const troubled = [all, gone, events].find(({ fault }) => fault !== undefined);
  return (
    <>
      <Heading title={texts.overview.title} />
      {troubled?.fault !== undefined && <FaultNote fault={troubled.fault} onAgain={troubled.again} />}
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
      {all.value === undefined ? (
        all.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <div class="grid">
            <div class="stack">
              <Alarms alarms={all.value.alarms} />
              <PhonesByStage total={all.value.total} stages={all.value.stages} />
            </div>
            <div class="stack">
              {all.value.waiting !== null && <WaitingCount waiting={all.value.waiting} />}
              <LastStorm storm={all.value.storm} />
            </div>
          </div>
          <PhonesByVendor vendors={all.value.vendors} />
        </>
      )}
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

function WaitingCount({ waiting }: { waiting: number }) {
  const { texts } = usePage();
  return (
    <section class="card" aria-labelledby="undecided">
      <h2 id="undecided">{texts.overview.waitingTitle}</h2>
      <p class="figure">
        <a href={pathTo("waiting")}>{texts.overview.waitingCount(waiting)}</a>
      </p>
    </section>
  );
}
