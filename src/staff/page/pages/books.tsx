import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { ChoosePbx } from "../parts/choose-pbx.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readBook, type ShownBook } from "../records/books.ts";
import { go, pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { BookForm } from "./book-form.tsx";
import type { PageProps } from "./page-of.tsx";

/** The phone books of a PBX. */
export function Books({ place }: PageProps) {
  const { texts, may } = usePage();
  const [isAdding, setAdding] = useState(false);
  const pbx = place.query.get("pbx") ?? "";
  const list = useList({
    ...{ name: "GET /api/v1/pbxs/:id/phone-books", params: { id: pbx }, query: {}, limit: undefined },
    ...{ readItem: readBook, isWanted: pbx !== "", concerns: ({ name }) => name.startsWith("phone-book-") },
  });
  const t = texts.books;
  return (
    <>
      <Heading title={t.title}>
        {may("POST /api/v1/pbxs/:id/phone-books") && pbx !== "" && (
          <button type="button" class="main" onClick={() => setAdding(true)}>
            {t.add}
          </button>
        )}
      </Heading>
      <p>{t.intro}</p>
      <ChoosePbx pbx={pbx} onChoose={(chosen) => go(pathTo("books", {}, { pbx: chosen }), "replace")} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value !== undefined && <BooksTable books={list.value.items} />}
      {isAdding && (
        <BookForm
          pbx={pbx}
          book={undefined}
          onClose={() => setAdding(false)}
          onSaved={(book) => go(pathTo("book", { pbx, book: book.id }))}
        />
      )}
    </>
  );
}

export function BooksTable({ books }: { books: readonly ShownBook[] }) {
  const { texts } = usePage();
  const t = texts.books;
  if (books.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly Column<ShownBook>[] = [
    {
      name: "label",
      title: t.label,
      isHead: true,
      show: ({ id, pbx, label }) => <a href={pathTo("book", { pbx, book: id })}>{label}</a>,
    },
    { name: "id", title: t.id, show: ({ id }) => <code>{id}</code> },
    { name: "entries", title: t.entries, show: ({ entries }) => String(entries) },
    {
      name: "accounts",
      title: t.accountsToo,
      show: ({ includeAccounts }) => (includeAccounts ? texts.yes : texts.no),
    },
    { name: "updated", title: t.updated, show: ({ updatedAt }) => <Moment at={updatedAt} /> },
  ];
  return <Table caption={t.caption} columns={columns} rows={books} keyOf={({ id }) => id} />;
}
