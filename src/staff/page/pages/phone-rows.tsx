import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import type { ColumnName } from "../phone-table/columns.tsx";
import { usePhoneRows } from "../phone-table/use-phone-rows.ts";
import { useWindowRows } from "../phone-table/use-window-rows.ts";
import { type Choosing, chosenColumns, SelectBox } from "./phones-table.tsx";

const ROW_PX = 46;

type PhoneRowsProps = {
  query: Readonly<Record<string, string>>;
  shown: readonly ColumnName[];
  choosing: Choosing;
  turn: number;
  onCount: (total: number) => void;
};

/** On wide screens: one table of all phones that fit, of which only those are drawn that are seen. */
export function PhoneRows({ query, shown, choosing, turn, onCount }: PhoneRowsProps) {
  const { texts } = usePage();
  const { pages, total, fault, again } = usePhoneRows(query);
  const count = total ?? pages.total();
  const seenTurn = useRef(turn);
  useEffect(() => {
    if (seenTurn.current !== turn) again();
    seenTurn.current = turn;
  }, [turn]);
  useEffect(() => {
    if (total !== undefined) onCount(total);
  }, [total]);

  const box = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLTableSectionElement>(null);
  const [place, setPlace] = useState({ top: 0, headPx: 0 });
  const rows = useWindowRows(count ?? 0, ROW_PX, place.top + place.headPx);
  useLayoutEffect(() => {
    if (box.current === null || head.current === null) return;
    const top = Math.round(box.current.getBoundingClientRect().top + scrollY);
    const headPx = head.current.offsetHeight;
    if (top !== place.top || headPx !== place.headPx) setPlace({ top, headPx });
  });
  const drawn = rows.getVirtualItems();
  const [first, last] = [drawn[0], drawn.at(-1)];
  useEffect(() => {
    if (first !== undefined && last !== undefined) pages.lookAt(first.index, last.index);
  }, [pages, first?.index, last?.index]);

  /** The row with the focus stays, whoever scrolls away from it. */
  const [focused, setFocused] = useState<number>();
  const wanted = useRef<{ index: number; name: string } | undefined>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const { index, name } = wanted.current;
    const row = box.current?.querySelector(`[data-index="${index}"]:not(.unseen)`);
    const control = row?.querySelector<HTMLElement>(name) ?? row?.querySelector<HTMLElement>("a");
    if (control === null || control === undefined) return;
    wanted.current = undefined;
    control.focus({ preventScroll: true });
  });
  const moveTo = (index: number, name: string) => {
    wanted.current = { index, name };
    rows.scrollToIndex(index, { align: "auto" });
    setFocused(index);
  };

  if (count === undefined)
    return fault === undefined ? <p>{texts.loading}</p> : <FaultNote fault={fault} onAgain={again} />;
  if (count === 0) return <p class="card">{texts.phones.empty}</p>;
  const columns = chosenColumns(texts, shown);
  const { onSelect } = choosing;
  const draw = (index: number, isAside = false) => {
    const phone = pages.rowAt(index);
    return (
      <tr
        key={index}
        ref={isAside ? null : rows.measureElement}
        // biome-ignore lint/a11y/noRedundantRoles: one that is put aside is no row to a browser
        role="row"
        data-index={index}
        aria-rowindex={index + 2}
        class={isAside ? "unseen" : phone === undefined ? "blank" : ""}
      >
        {onSelect !== undefined && <td>{phone !== undefined && <SelectBox phone={phone} choosing={choosing} />}</td>}
        {columns.map(({ name, isHead, show }) =>
          isHead === true ? (
            <th key={name} scope="row">
              {phone === undefined ? texts.loading : show(phone)}
            </th>
          ) : (
            <td key={name}>{phone !== undefined && show(phone)}</td>
          ),
        )}
      </tr>
    );
  };
  const indexes = drawn.map(({ index }) => index);
  const isAside = (index: number) => !indexes.includes(index);
  // In one list, so that its element stays the same, and with it the focus.
  const shownRows =
    focused === undefined || !isAside(focused) ? indexes : [...indexes, focused].sort((one, other) => one - other);
  return (
    <>
      {fault !== undefined && <FaultNote fault={fault} onAgain={again} />}
      <div ref={box} class="rows" style={{ height: `${rows.getTotalSize() + place.headPx}px` }}>
        <table
          aria-rowcount={count + 1}
          style={{ top: `${(first?.start ?? 0) - (first === undefined ? 0 : place.top + place.headPx)}px` }}
        >
          <caption class="unseen">{texts.phones.caption}</caption>
          <thead ref={head}>
            <tr aria-rowindex={1}>
              {onSelect !== undefined && (
                <th scope="col" class="select">
                  <input
                    type="checkbox"
                    aria-label={texts.phones.selectAll}
                    checked={choosing.selection === "all"}
                    onChange={({ currentTarget }) => onSelect(currentTarget.checked ? "all" : new Map())}
                  />
                </th>
              )}
              {columns.map(({ name, title }) => (
                <th key={name} scope="col" class={name}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody
            onFocusIn={({ target }) => setFocused(indexOf(target))}
            onFocusOut={() => setFocused(undefined)}
            onKeyDown={(event) => {
              const at = indexOf(event.target);
              const to = at === undefined ? undefined : targetOf(event.key, at, count);
              if (to === undefined) return;
              event.preventDefault();
              moveTo(to, event.target instanceof HTMLInputElement ? "input" : "a");
            }}
          >
            {shownRows.map((index) => draw(index, isAside(index)))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function indexOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest("[data-index]") : null;
  return row === null ? undefined : Number(row.getAttribute("data-index"));
}

/** Up and down lead from row to row, Home and End to the first and the last of all. */
function targetOf(key: string, at: number, count: number): number | undefined {
  if (key === "ArrowDown") return Math.min(at + 1, count - 1);
  if (key === "ArrowUp") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}
