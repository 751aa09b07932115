import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Pager, Table } from "../parts/table.tsx";
import { type ColumnName, columnsIn, type PhoneColumn } from "../phone-table/columns.tsx";
import { isSelected, type Selection, select } from "../phone-table/selection.ts";
import { type ListedPhone, readListedPhone } from "../records/phone.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";

export type Choosing = {
  selection: Selection;
  /** Undefined: who may do nothing with phones has nothing to select them for. */
  onSelect: ((selection: Selection) => void) | undefined;
};
type PhonesTableProps = {
  phones: readonly ListedPhone[];
  texts: Texts;
  shown?: readonly ColumnName[];
} & Partial<Choosing>;

/** The table itself, of whatever the API said. */
export function PhonesTable({ phones, texts, shown, selection, onSelect }: PhonesTableProps) {
  if (phones.length === 0) return <p class="card">{texts.phones.empty}</p>;
  const columns = columnsIn(texts).filter(({ name }) => shown?.includes(name) ?? true);
  const choosing = {
    name: "select",
    title: texts.phones.select,
    show: (phone: ListedPhone) => (
      <SelectBox phone={phone} choosing={{ selection: selection ?? new Map(), onSelect }} />
    ),
  };
  return (
    <Table
      caption={texts.phones.caption}
      columns={onSelect === undefined ? columns : [...columns, choosing]}
      rows={phones}
      keyOf={({ mac }) => mac}
    />
  );
}

type SelectBoxProps = { phone: ListedPhone; choosing: Choosing };

export function SelectBox({ phone, choosing: { selection, onSelect } }: SelectBoxProps) {
  const { texts } = usePage();
  return (
    <input
      type="checkbox"
      aria-label={texts.phones.selectOne(writeMac(phone.mac))}
      checked={isSelected(selection, phone.mac)}
      onChange={({ currentTarget }) => onSelect?.(select(selection, phone, currentTarget.checked))}
    />
  );
}

type PhonePagesProps = {
  query: Readonly<Record<string, string>>;
  shown: readonly ColumnName[];
  choosing: Choosing;
  /** Changes where phones may have come or gone. */
  turn: number;
};

/** On narrow screens: cards, page by page. */
export function PhonePages({ query, shown, choosing, turn }: PhonePagesProps) {
  const { texts } = usePage();
  const list = useList({
    name: "GET /api/v1/phones",
    query,
    readItem: readListedPhone,
    concerns: ({ mac }) => mac !== null,
  });
  const seen = useRef(turn);
  useLayoutEffect(() => {
    if (seen.current !== turn) list.again();
    seen.current = turn;
  }, [turn]);
  return (
    <>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <PhonesTable phones={list.value.items} texts={texts} shown={shown} {...choosing} />
          <Pager
            page={list.page}
            hasNext={list.value.next !== null}
            onNext={list.onNext}
            onPrevious={list.onPrevious}
          />
        </>
      )}
    </>
  );
}

/** Whether there is room for a table, in an element of the page; undefined: not measured yet. */
export function useHasRoom(): { ref: { current: HTMLDivElement | null }; hasRoom: boolean | undefined } {
  const ref = useRef<HTMLDivElement>(null);
  const [hasRoom, setRoom] = useState<boolean>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const measure = () => setRoom(element.clientWidth >= LEAST_REM * rem);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { ref, hasRoom };
}

/** As the styles have it for cards. */
const LEAST_REM = 56;

export function chosenColumns(texts: Texts, shown: readonly ColumnName[]): readonly PhoneColumn[] {
  return columnsIn(texts).filter(({ name }) => shown.includes(name));
}
