import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { usePage } from "../page-context.ts";

export type Column<Row> = {
  name: string;
  title: string;
  /** The cell that names its row. */
  isHead?: boolean;
  show(row: Row): ComponentChildren;
};
type TableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
};

/** A table; on a narrow screen each row is a card. The roles stay what they are when rows are not laid out as a table. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  const table = useRef<HTMLTableElement>(null);
  const focused = useRef<Node>(undefined);
  useEffect(() => {
    // A row that is gone has taken the keyboard's focus along.
    if (focused.current?.isConnected !== false || document.activeElement !== document.body) return;
    focused.current = undefined;
    table.current?.focus();
  });
  return (
    <div
      class="table"
      onFocusIn={({ target }) => {
        focused.current = target instanceof Node ? target : undefined;
      }}
      onFocusOut={() =>
        setTimeout(() => {
          if (focused.current?.isConnected === true && document.activeElement !== focused.current)
            focused.current = undefined;
        })
      }
    >
      {/* biome-ignore lint/a11y/noRedundantRoles: browsers drop them with display: block */}
      <table ref={table} class="cards" role="table" tabIndex={-1}>
        <caption class="unseen">{caption}</caption>
        <thead>
          {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
          <tr role="row">
            {columns.map(({ name, title }) => (
              // biome-ignore lint/a11y/noRedundantRoles: as above
              <th key={name} scope="col" role="columnheader">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            // biome-ignore lint/a11y/noRedundantRoles: as above
            <tr key={keyOf(row)} role="row">
              {columns.map(({ name, title, isHead, show }) =>
                isHead === true ? (
                  // biome-ignore lint/a11y/noRedundantRoles: as above
                  <th key={name} scope="row" role="rowheader" data-label={title}>
                    <div>{show(row)}</div>
                  </th>
                ) : (
                  // biome-ignore lint/a11y/noRedundantRoles: as above
                  <td key={name} role="cell" data-label={title}>
                    <div>{show(row)}</div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type PagerProps = {
  page: number;
  hasNext: boolean;
  onPrevious: () => void;
  onNext: () => void;
  children?: ComponentChildren;
};

/** Leads through the pages of a list. Its buttons are never disabled: the last page would take the keyboard's focus away. */
export function Pager({ page, hasNext, onPrevious, onNext, children }: PagerProps) {
  const { texts } = usePage();
  return (
    <div class="pager">
      <button type="button" aria-disabled={page === 1} onClick={() => page > 1 && onPrevious()}>
        {texts.previousPage}
      </button>
      <span>{texts.phones.pageNumber(page)}</span>
      <button type="button" aria-disabled={!hasNext} onClick={() => hasNext && onNext()}>
        {texts.nextPage}
      </button>
      {children}
    </div>
  );
}
