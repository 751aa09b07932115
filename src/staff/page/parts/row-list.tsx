import type { ComponentChildren } from "preact";
import { usePage } from "../page-context.ts";

type RowListProps<Row> = {
  title: string;
  rows: readonly Row[];
  /** How a row is called, by its number. */
  nameRow: (number: number) => string;
  addLabel: string;
  most: number;
  newRow: Row;
  draw: (row: Row, put: (change: Partial<Row>) => void, index: number) => ComponentChildren;
  onChange: (rows: readonly Row[]) => void;
};

/** Rows of a form in their order: added, moved up, removed. */
export function RowList<Row>({ title, rows, nameRow, addLabel, most, newRow, draw, onChange }: RowListProps<Row>) {
  const { texts } = usePage();
  const t = texts.editing;
  return (
    <fieldset class="field row-list">
      <legend>{title}</legend>
      {rows.map((row, index) => (
        <fieldset key={String(index)} class="row">
          <legend>{nameRow(index + 1)}</legend>
          {draw(
            row,
            (change) => onChange(rows.map((before, at) => (at === index ? { ...before, ...change } : before))),
            index,
          )}
          <div class="actions">
            <button
              type="button"
              aria-label={t.rowUp(nameRow(index + 1))}
              disabled={index === 0}
              onClick={() => onChange(rows.toSpliced(index, 1).toSpliced(index - 1, 0, row))}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={t.rowRemove(nameRow(index + 1))}
              onClick={() => onChange(rows.toSpliced(index, 1))}
            >
              {t.remove}
            </button>
          </div>
        </fieldset>
      ))}
      <button type="button" disabled={rows.length >= most} onClick={() => onChange([...rows, newRow])}>
        {addLabel}
      </button>
    </fieldset>
  );
}
