import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { isSaidAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { TextField } from "../parts/text-field.tsx";
import { KINDS_OF_NUMBERS, nameOfEntry, type ShownEntry, type ShownNumber } from "../records/books.ts";

const NAMES = ["lastName", "firstName", "company", "group"] as const;
/** As many as an entry takes. */
const MOST_NUMBERS = 12;

type FormProps = {
  pbx: string;
  book: string;
  /** Undefined: a new one. */
  entry: ShownEntry | undefined;
  onClose: () => void;
  onSaved: () => void;
};

/** An entry, its numbers one below the other. */
export function BookEntryForm({ pbx, book, entry, onClose, onSaved }: FormProps) {
  const { texts, api, may, announce } = usePage();
  const [names, setNames] = useState(() => ({
    ...{ lastName: entry?.lastName ?? "", firstName: entry?.firstName ?? "" },
    ...{ company: entry?.company ?? "", group: entry?.group ?? "" },
  }));
  const [numbers, setNumbers] = useState<readonly ShownNumber[]>(entry?.numbers ?? [{ kind: "work", number: "" }]);
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const t = texts.books;
  const errorAt = (pointer: string) => fault?.errors.find((error) => error.pointer === pointer)?.detail;
  const fields = ["/lastName", "/firstName", "/company", "/group", "/numbers"];
  const hasOwnPlace = fault !== undefined && isSaidAt(fault, fields);
  const params = { id: pbx, book, entry: entry?.id ?? "" };

  const done = async (calling: ReturnType<typeof api>, said: string) => {
    setBusy(true);
    const answer = await calling;
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    announce(said);
    return onSaved();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const body = { ...names, numbers };
    const calling =
      entry === undefined
        ? api("POST /api/v1/pbxs/:id/phone-books/:book/entries", { params, body })
        : api("PATCH /api/v1/pbxs/:id/phone-books/:book/entries/:entry", { params, body });
    void done(calling, t.entrySaved);
  };
  const remove = () =>
    void done(api("DELETE /api/v1/pbxs/:id/phone-books/:book/entries/:entry", { params }), t.entryDeleted);
  const setNumber = (at: number, changed: Partial<ShownNumber>) =>
    setNumbers(numbers.map((one, index) => (index === at ? { ...one, ...changed } : one)));

  return (
    <Dialog title={entry === undefined ? t.addEntry : nameOfEntry(entry)} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && !hasOwnPlace && <FaultNote fault={fault} />}
        {NAMES.map((name) => (
          <TextField
            key={name}
            label={t[name]}
            name={name}
            hint={name === "group" ? t.groupHint : undefined}
            error={errorAt(`/${name}`)}
            isOptional={name !== "lastName"}
            value={names[name]}
            onInput={(value) => setNames({ ...names, [name]: value })}
          />
        ))}
        <fieldset class="field">
          <legend>{t.numbers}</legend>
          {numbers.map(({ kind, number }, at) => (
            <div class="number-row" key={`number ${at}`}>
              <Field label={t.numberOf(at + 1)} error={errorAt(`/numbers/${at}/number`)}>
                {(tied) => (
                  <input
                    {...tied}
                    inputMode="tel"
                    required
                    maxLength={64}
                    value={number}
                    onInput={({ currentTarget }) => setNumber(at, { number: currentTarget.value })}
                  />
                )}
              </Field>
              <Field label={t.kindOf(at + 1)}>
                {(tied) => (
                  <select
                    {...tied}
                    value={kind}
                    onChange={({ currentTarget }) => {
                      const chosen = KINDS_OF_NUMBERS.find((one) => one === currentTarget.value) ?? kind;
                      setNumber(at, { kind: chosen });
                    }}
                  >
                    {KINDS_OF_NUMBERS.map((one) => (
                      <option key={one} value={one}>
                        {t.kinds[one]}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              {numbers.length > 1 && (
                <button
                  type="button"
                  aria-label={t.removeNumber(at + 1)}
                  onClick={() => setNumbers(numbers.filter((_, index) => index !== at))}
                >
                  ✕
                </button>
              )}
            </div>
          ))}
          {errorAt("/numbers") !== undefined && <p class="field-error">{errorAt("/numbers")}</p>}
          {numbers.length < MOST_NUMBERS && (
            <button type="button" onClick={() => setNumbers([...numbers, { kind: "mobile", number: "" }])}>
              {t.addNumber}
            </button>
          )}
        </fieldset>
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.save}
          </button>
          {entry !== undefined && may("DELETE /api/v1/pbxs/:id/phone-books/:book/entries/:entry") && (
            <button type="button" class="grave" disabled={isBusy} onClick={remove}>
              {t.deleteEntry}
            </button>
          )}
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
