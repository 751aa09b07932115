import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { concernsSightings } from "../concerns.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Fold } from "../parts/fold.tsx";
import { Heading } from "../parts/heading.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { Pager } from "../parts/table.tsx";
import { readSighting, type ShownSighting } from "../records/others.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { AdmitMany } from "./admit-many.tsx";
import { LanSearch } from "./lan-search.tsx";
import { NewPhone } from "./new-phone.tsx";
import { TeachIn } from "./teach-in.tsx";
import { SightingsTable } from "./waiting-table.tsx";

const ADMIT = "POST /api/v1/sightings/:mac/admit";
const IGNORE = "POST /api/v1/sightings/:mac/ignore";

/** Phones that asked and are not admitted, and the ways to have them come. */
export function Waiting() {
  const { texts, may } = usePage();
  const t = texts.waiting;
  const [typed, setTyped] = useState("");
  const [isIgnored, setIgnored] = useState(false);
  const [chosen, setChosen] = useState<ReadonlyMap<string, ShownSighting>>(new Map());
  const [admitting, setAdmitting] = useState<ShownSighting | "chosen">();
  const search = useSettled(typed);
  const list = useList({
    name: "GET /api/v1/sightings",
    query: { search, ignored: isIgnored ? "true" : "" },
    readItem: readSighting,
    concerns: concernsSightings,
  });
  const ignoring = useIgnoring(isIgnored, list.again);
  const choose = (sighting: ShownSighting, isChosen: boolean) =>
    setChosen((before) => {
      const after = new Map(before);
      if (isChosen) after.set(sighting.mac, sighting);
      else after.delete(sighting.mac);
      return after;
    });
  const chooseNone = () => setChosen(new Map());
  const toggle = may(IGNORE) ? (sighting: ShownSighting) => ignoring.change([sighting.mac]) : undefined;

  return (
    <>
      <Heading title={t.title} />
      <TeachIn />
      {may("POST /api/v1/search") && <Fold title={t.lan.title}>{() => <LanSearch onFound={list.again} />}</Fold>}
      <div class="filters">
        <SearchField label={texts.search} hint={t.searchLabel} value={typed} onInput={setTyped} />
        <Field label={t.show}>
          {(tied) => (
            <select
              {...tied}
              value={isIgnored ? "ignored" : "waiting"}
              onChange={({ currentTarget }) => {
                setIgnored(currentTarget.value === "ignored");
                chooseNone();
              }}
            >
              <option value="waiting">{t.showWaiting}</option>
              <option value="ignored">{t.showIgnored}</option>
            </select>
          )}
        </Field>
      </div>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {ignoring.fault !== undefined && <FaultNote fault={ignoring.fault} />}
      {chosen.size > 0 && (
        <section class="card chosen" aria-label={t.chosen(chosen.size)}>
          <strong>{t.chosen(chosen.size)}</strong>
          <div class="actions">
            {may(ADMIT) && (
              <button type="button" class="main" onClick={() => setAdmitting("chosen")}>
                {t.admitMany}
              </button>
            )}
            {may(IGNORE) && (
              <button
                type="button"
                disabled={ignoring.isBusy}
                onClick={() => ignoring.change([...chosen.keys()]).then((isDone) => isDone && chooseNone())}
              >
                {isIgnored ? t.restoreMany : t.ignoreMany}
              </button>
            )}
            <button type="button" onClick={chooseNone}>
              {t.chooseNone}
            </button>
          </div>
        </section>
      )}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <SightingsTable
            sightings={list.value.items}
            texts={texts}
            isIgnored={isIgnored}
            chosen={chosen}
            onChoose={may(ADMIT) || may(IGNORE) ? choose : undefined}
            onAdmit={may(ADMIT) ? setAdmitting : undefined}
            onToggle={toggle}
          />
          <Pager
            page={list.page}
            hasNext={list.value.next !== null}
            onNext={list.onNext}
            onPrevious={list.onPrevious}
          />
        </>
      )}
      {admitting === "chosen" && (
        <AdmitMany
          sightings={[...chosen.values()]}
          onAdmitted={(mac) => {
            setChosen((before) => new Map([...before].filter(([one]) => one !== mac)));
            list.again();
          }}
          onClose={() => setAdmitting(undefined)}
        />
      )}
      {typeof admitting === "object" && (
        <NewPhone
          known={admitting}
          onClose={() => setAdmitting(undefined)}
          onAdmitted={() => {
            choose(admitting, false);
            setAdmitting(undefined);
            list.again();
          }}
        />
      )}
    </>
  );
}

/** Ignores phones one after the other, or takes that back; stops at the first that fails. */
function useIgnoring(isIgnored: boolean, onChanged: () => void) {
  const { texts, api, announce } = usePage();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  return {
    isBusy,
    fault,
    /** Whether all of them went well. */
    async change(macs: readonly string[]): Promise<boolean> {
      setBusy(true);
      setFault(undefined);
      for (const mac of macs) {
        const name = isIgnored ? "DELETE /api/v1/sightings/:mac/ignore" : IGNORE;
        const answer = await api(name, { params: { mac } });
        // One that somebody else admitted meanwhile is no longer here to be ignored.
        if (answer.ok || answer.fault.code === "not-found") continue;
        setFault(answer.fault);
        setBusy(false);
        onChanged();
        return false;
      }
      setBusy(false);
      onChanged();
      const [mac = ""] = macs;
      const t = texts.waiting;
      const who = macs.length === 1 ? writeMac(mac) : t.phones(macs.length);
      announce(isIgnored ? t.restored(who) : t.ignored(who));
      return true;
    },
  };
}
