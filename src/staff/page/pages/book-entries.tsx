import { useEffect, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { nameOfEntry, readEntry, type ShownEntry } from "../records/books.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { BookEntryForm } from "./book-entry-form.tsx";

type EntriesProps = { pbx: string; book: string; changes: number; onChanged: () => void };

/** The entries as the phones find them, and what may be done with each. */
export function BookEntries({ pbx, book, changes, onChanged }: EntriesProps) {
  const { texts, may } = usePage();
  const [typed, setTyped] = useState("");
  const [edited, setEdited] = useState<ShownEntry | "new">();
  const search = useSettled(typed);
  const list = useList({
    ...{ name: "GET /api/v1/pbxs/:id/phone-books/:book/entries", params: { id: pbx, book }, query: { search } },
    ...{ readItem: readEntry, concerns: (happening) => happening.name.startsWith("phone-book-") },
  });
  useEffect(() => {
    if (changes > 0) list.again();
  }, [changes]);
  const t = texts.books;
  const mayEdit = may("PATCH /api/v1/pbxs/:id/phone-books/:book/entries/:entry");
  return (
    <>
      <div class="filters search-and-add">
        <SearchField label={texts.search} hint={t.searchHint} value={typed} onInput={setTyped} />
        {may("POST /api/v1/pbxs/:id/phone-books/:book/entries") && (
          <button type="button" class="main" onClick={() => setEdited("new")}>
            {t.addEntry}
          </button>
        )}
      </div>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <EntriesTable entries={list.value.items} onEdit={mayEdit ? setEdited : undefined} />
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
      {edited !== undefined && (
        <BookEntryForm
          pbx={pbx}
          book={book}
          entry={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            onChanged();
          }}
        />
      )}
    </>
  );
}

type TableProps = { entries: readonly ShownEntry[]; onEdit: ((entry: ShownEntry) => void) | undefined };

export function EntriesTable({ entries, onEdit }: TableProps) {
  const { texts } = usePage();
  const t = texts.books;
  if (entries.length === 0) return <p class="card">{t.noEntries}</p>;
  const columns: readonly Column<ShownEntry>[] = [
    { name: "name", title: t.name, isHead: true, show: (entry) => nameOfEntry(entry) || texts.unknown },
    { name: "company", title: t.company, show: ({ company }) => company },
    { name: "group", title: t.group, show: ({ group }) => group },
    {
      name: "numbers",
      title: t.numbers,
      show: ({ numbers }) => (
        <ul class="numbers">
          {numbers.map(({ kind, number }, at) => (
            <li key={`${at} ${number}`}>
              <span class="number">{number}</span> <small>{t.kinds[kind]}</small>
            </li>
          ))}
        </ul>
      ),
    },
    {
      name: "edit",
      title: t.edit,
      show: (entry) =>
        entry.id === null ? (
          <span class="quiet">{t.isAccount}</span>
        ) : (
          onEdit !== undefined && (
            <button type="button" aria-label={t.editOf(nameOfEntry(entry))} onClick={() => onEdit(entry)}>
              {t.edit}
            </button>
          )
        ),
    },
  ];
  return (
    <Table
      caption={t.entriesCaption}
      columns={columns}
      rows={entries}
      keyOf={({ id, account }) => id ?? `account ${account}`}
    />
  );
}
