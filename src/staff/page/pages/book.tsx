import { useState } from "preact/hooks";
import { addressOf, type Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { readBook, type ShownBook } from "../records/books.ts";
import { go, pathTo } from "../router.ts";
import { useLoaded } from "../use-loaded.ts";
import { BookEntries } from "./book-entries.tsx";
import { BookForm } from "./book-form.tsx";
import { BookImport } from "./book-import.tsx";
import type { PageProps } from "./page-of.tsx";

const EXPORT = "GET /api/v1/pbxs/:id/phone-books/:book/export";

/** A phone book: its entries, and the whole of it in and out. */
export function BookPage({ place }: PageProps) {
  const { texts, api, may } = usePage();
  const { pbx = "", book: id = "" } = place.params;
  const [open, setOpen] = useState<"edit" | "in" | "delete">();
  const [changes, setChanges] = useState(0);
  const params = { id: pbx, book: id };
  const book = useLoaded((signal) => api("GET /api/v1/pbxs/:id/phone-books/:book", { params, signal }), readBook, [
    pbx,
    id,
  ]);
  const t = texts.books;
  const close = () => setOpen(undefined);
  const changed = () => {
    book.again();
    setChanges((count) => count + 1);
  };
  return (
    <>
      <Heading title={book.value?.label ?? id}>
        <div class="actions">
          {may("POST /api/v1/pbxs/:id/phone-books/:book/import") && (
            <button type="button" onClick={() => setOpen("in")}>
              {t.import}
            </button>
          )}
          {may(EXPORT) && (
            <a class="button" href={addressOf(EXPORT, params)} download={`${id}.csv`}>
              {t.export}
            </a>
          )}
          {may("PATCH /api/v1/pbxs/:id/phone-books/:book") && book.value !== undefined && (
            <button type="button" onClick={() => setOpen("edit")}>
              {t.edit}
            </button>
          )}
          {may("DELETE /api/v1/pbxs/:id/phone-books/:book") && book.value !== undefined && (
            <button type="button" class="grave" onClick={() => setOpen("delete")}>
              {t.delete}
            </button>
          )}
        </div>
      </Heading>
      {book.fault !== undefined && <FaultNote fault={book.fault} onAgain={book.again} />}
      {book.value !== undefined && <AboutBook book={book.value} />}
      {book.value !== undefined && <BookEntries pbx={pbx} book={id} changes={changes} onChanged={changed} />}
      {open === "edit" && book.value !== undefined && (
        <BookForm
          pbx={pbx}
          book={book.value}
          onClose={close}
          onSaved={() => {
            close();
            changed();
          }}
        />
      )}
      {open === "in" && <BookImport pbx={pbx} book={id} onClose={close} onImported={changed} />}
      {open === "delete" && book.value !== undefined && <DeleteBook book={book.value} onClose={close} />}
    </>
  );
}

export function AboutBook({ book: { id, pbx, entries, includeAccounts } }: { book: ShownBook }) {
  const { texts } = usePage();
  const t = texts.books;
  return (
    <p>
      <a href={pathTo("books", {}, { pbx })}>{t.ofPbx(pbx)}</a> · {t.count(entries)}{" "}
      {includeAccounts && t.accountsIncluded} {t.howToUse(id)}
    </p>
  );
}

function DeleteBook({ book, onClose }: { book: ShownBook; onClose: () => void }) {
  const { texts, api, announce } = usePage();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const t = texts.books;
  const remove = async () => {
    setBusy(true);
    const params = { id: book.pbx, book: book.id };
    const answer = await api("DELETE /api/v1/pbxs/:id/phone-books/:book", { params });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    announce(t.deleted(book.label));
    return go(pathTo("books", {}, { pbx: book.pbx }));
  };
  return (
    <Dialog title={t.deleteTitle(book.label)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.deleteText(book.entries)}</p>
      <div class="actions">
        <button type="button" class="grave" disabled={isBusy} onClick={remove}>
          {t.delete}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
