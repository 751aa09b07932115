import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { isSaidAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readBook, type ShownBook } from "../records/books.ts";

type BookFormProps = {
  pbx: string;
  /** Undefined: a new one. */
  book: ShownBook | undefined;
  onClose: () => void;
  onSaved: (book: ShownBook) => void;
};

/** What a phone book is called, and whether the PBX's extensions are in it. */
export function BookForm({ pbx, book, onClose, onSaved }: BookFormProps) {
  const { texts, api, announce } = usePage();
  const [id, setId] = useState(book?.id ?? "");
  const [label, setLabel] = useState(book?.label ?? "");
  const [includeAccounts, setIncludeAccounts] = useState(book?.includeAccounts ?? false);
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const t = texts.books;
  const errorAt = (pointer: string) => fault?.errors.find((error) => error.pointer === pointer)?.detail;
  const hasOwnPlace = fault !== undefined && isSaidAt(fault, ["/id", "/label"]);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const content = { ...(label.trim() === "" ? {} : { label: label.trim() }), includeAccounts };
    const answer =
      book === undefined
        ? await api("POST /api/v1/pbxs/:id/phone-books", { params: { id: pbx }, body: { id: id.trim(), ...content } })
        : await api("PATCH /api/v1/pbxs/:id/phone-books/:book", { params: { id: pbx, book: book.id }, body: content });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    const saved = readBook(answer.value);
    announce(t.saved(saved.label));
    return onSaved(saved);
  };
  return (
    <Dialog title={book === undefined ? t.addTitle : t.editTitle} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && !hasOwnPlace && <FaultNote fault={fault} />}
        {book === undefined && (
          <TextField
            label={t.id}
            name="id"
            hint={texts.pbxs.addIdHint}
            error={errorAt("/id")}
            isRequired
            value={id}
            onInput={setId}
          />
        )}
        <TextField
          label={t.label}
          name="label"
          hint={t.labelHint}
          error={errorAt("/label")}
          most={32}
          value={label}
          onInput={setLabel}
        />
        <div class="field">
          <label class="check">
            <input
              type="checkbox"
              checked={includeAccounts}
              onChange={({ currentTarget }) => setIncludeAccounts(currentTarget.checked)}
            />
            {t.includeAccounts}
          </label>
        </div>
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.save}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
