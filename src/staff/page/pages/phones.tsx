import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Heading } from "../parts/heading.tsx";
import type { BulkAction } from "../phone-table/bulk-actions.ts";
import { readColumns } from "../phone-table/kept.ts";
import { NOTHING_SELECTED, type Selection } from "../phone-table/selection.ts";
import { go, type Place, pathTo } from "../router.ts";
import { NewPhone } from "./new-phone.tsx";
import { PhoneRows } from "./phone-rows.tsx";
import { BulkBar, BulkDialog, useBulkActions } from "./phones-bulk.tsx";
import { FILTERS, type Filters, PhoneFilters } from "./phones-filters.tsx";
import { type Choosing, PhonePages, useHasRoom } from "./phones-table.tsx";
import { PhoneTools } from "./phones-tools.tsx";

/** The phones table. Searching and counting are the server's; of a hundred thousand phones those are loaded that are looked at. */
export function Phones({ place }: { place: Place }) {
  const { texts, may } = usePage();
  const [isAdding, setAdding] = useState(false);
  const filters = Object.fromEntries(FILTERS.map((name) => [name, place.query.get(name) ?? ""])) as Filters;
  const about = JSON.stringify(filters);
  const [shown, setShown] = useState(readColumns);
  const [selected, setSelected] = useState<{ about: string; selection: Selection }>();
  const [action, setAction] = useState<BulkAction>();
  const [counted, setCounted] = useState<{ about: string; total: number }>();
  const [turn, setTurn] = useState(0);
  const { ref, hasRoom } = useHasRoom();
  const again = () => setTurn((count) => count + 1);

  const total = counted?.about === about ? counted.total : undefined;
  // Another search is another table: what was selected is not in sight any more.
  const selection = selected?.about === about ? selected.selection : NOTHING_SELECTED;
  const onSelect = (changed: Selection) => setSelected({ about, selection: changed });
  const choosing: Choosing = { selection, onSelect: useBulkActions().length === 0 ? undefined : onSelect };
  const list = { query: filters, shown, choosing, turn };
  return (
    <>
      <Heading title={texts.phones.title}>
        <div class="actions">
          {may("POST /api/v1/phones/import") && (
            <a class="button" href={pathTo("importPhones")}>
              {texts.importing.open}
            </a>
          )}
          {may("POST /api/v1/phones") && (
            <button type="button" class="main" onClick={() => setAdding(true)}>
              {texts.phones.add}
            </button>
          )}
        </div>
      </Heading>
      <PhoneFilters
        filters={filters}
        onChange={(changed) => go(pathTo("phones", {}, { ...filters, ...changed }), "replace")}
      />
      <PhoneTools filters={filters} total={total} shown={shown} onShow={setShown} />
      <BulkBar selection={selection} total={total} onSelect={onSelect} onAction={setAction} />
      <div ref={ref}>
        {hasRoom === true && (
          <PhoneRows key={about} {...list} onCount={(found) => setCounted({ about, total: found })} />
        )}
        {hasRoom === false && <PhonePages {...list} />}
      </div>
      {action !== undefined && (
        <BulkDialog
          action={action}
          selection={selection}
          filters={filters}
          total={total}
          onClose={(hasDone) => {
            setAction(undefined);
            if (!hasDone) return;
            onSelect(NOTHING_SELECTED);
            again();
          }}
        />
      )}
      {isAdding && (
        <NewPhone
          known={undefined}
          onClose={() => setAdding(false)}
          onAdmitted={() => {
            setAdding(false);
            again();
          }}
        />
      )}
    </>
  );
}
