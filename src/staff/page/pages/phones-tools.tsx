import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { download } from "../download.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Progress } from "../parts/progress.tsx";
import { writeTable } from "../phone-list/import-rows.ts";
import { COLUMNS, type ColumnName, columnsIn, USUAL_COLUMNS } from "../phone-table/columns.tsx";
import { keepColumns, keepViews, readViews, type View } from "../phone-table/kept.ts";
import { useWalk } from "../phone-table/use-walk.ts";
import { pathTo } from "../router.ts";
import { FILTERS, type Filters } from "./phones-filters.tsx";

type PhoneToolsProps = {
  filters: Filters;
  total: number | undefined;
  shown: readonly ColumnName[];
  onShow: (shown: readonly ColumnName[]) => void;
};

/** What can be done with the table itself: searches that are kept, its columns, and a file of it. */
export function PhoneTools({ filters, total, shown, onShow }: PhoneToolsProps) {
  const { texts } = usePage();
  const t = texts.phones;
  const [open, setOpen] = useState<"views" | "columns" | "export">();
  const close = () => setOpen(undefined);
  return (
    <div class="tools">
      <p class="quiet" role="status">
        {total === undefined ? "" : t.found(total)}
      </p>
      <div class="actions">
        <button type="button" onClick={() => setOpen("views")}>
          {t.views}
        </button>
        <button type="button" onClick={() => setOpen("columns")}>
          {t.columns}
        </button>
        <button type="button" onClick={() => setOpen("export")}>
          {t.export}
        </button>
      </div>
      {open === "views" && <Views filters={filters} onClose={close} />}
      {open === "columns" && <ChooseColumns shown={shown} onShow={onShow} onClose={close} />}
      {open === "export" && <Export filters={filters} total={total} shown={shown} onClose={close} />}
    </div>
  );
}

function Views({ filters, onClose }: { filters: Filters; onClose: () => void }) {
  const { texts, who, announce } = usePage();
  const t = texts.phones;
  const [views, setViews] = useState(() => readViews(who.login, FILTERS));
  const [name, setName] = useState("");
  const change = (changed: readonly View[]) => {
    setViews(changed);
    keepViews(who.login, changed);
  };
  const typed = name.trim();
  return (
    <Dialog title={t.views} onClose={onClose}>
      {views.length === 0 ? (
        <p>{t.noViews}</p>
      ) : (
        <ul class="plain">
          {views.map((view) => (
            <li key={view.name} class="view">
              <a href={pathTo("phones", {}, view.query)} onClick={onClose}>
                {view.name}
              </a>
              <button
                type="button"
                aria-label={t.forgetView(view.name)}
                onClick={() => change(views.filter((one) => one.name !== view.name))}
              >
                {t.forget}
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const query = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ""));
          change([...views.filter((one) => one.name !== typed), { name: typed, query }]);
          setName("");
          announce(t.viewKept(typed));
        }}
      >
        <Field label={t.viewName} hint={t.viewHint}>
          {(tied) => (
            <input
              {...tied}
              name="view"
              maxLength={60}
              autocomplete="off"
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="main" disabled={typed === ""}>
          {t.keepView}
        </button>
      </form>
    </Dialog>
  );
}

type ChooseColumnsProps = {
  shown: readonly ColumnName[];
  onShow: (shown: readonly ColumnName[]) => void;
  onClose: () => void;
};

function ChooseColumns({ shown, onShow, onClose }: ChooseColumnsProps) {
  const { texts } = usePage();
  const t = texts.phones;
  const choose = (names: readonly ColumnName[]) => {
    onShow(names);
    keepColumns(names);
  };
  return (
    <Dialog title={t.columns} onClose={onClose}>
      <fieldset class="field">
        <legend class="quiet">{t.columnsHint}</legend>
        {columnsIn(texts)
          .filter(({ isHead }) => isHead !== true)
          .map(({ name, title }) => (
            <label key={name} class="check">
              <input
                type="checkbox"
                name={name}
                checked={shown.includes(name)}
                onChange={({ currentTarget }) =>
                  choose(COLUMNS.filter((one) => (one === name ? currentTarget.checked : shown.includes(one))))
                }
              />
              {title}
            </label>
          ))}
      </fieldset>
      <button type="button" onClick={() => choose(USUAL_COLUMNS)}>
        {t.usualColumns}
      </button>
    </Dialog>
  );
}

type ExportProps = { filters: Filters; total: number | undefined; shown: readonly ColumnName[]; onClose: () => void };

function Export({ filters, total, shown, onClose }: ExportProps) {
  const { texts, announce } = usePage();
  const t = texts.phones;
  const walk = useWalk(filters);
  const [fault, setFault] = useState<Fault>();
  const columns = columnsIn(texts).filter(({ name }) => shown.includes(name));
  const begin = async () => {
    setFault(undefined);
    const found = await walk.start();
    if (found === "stopped") return;
    if ("fault" in found) return setFault(found.fault);
    const lines = found.phones.map((phone) => columns.map(({ write }) => write(phone)));
    download("offhook-phones.csv", writeTable([columns.map(({ title }) => title), ...lines]));
    announce(t.exported(lines.length));
    return onClose();
  };
  const close = () => {
    walk.stop();
    onClose();
  };
  return (
    <Dialog title={t.export} onClose={close}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.exportHint(total ?? 0)}</p>
      {walk.done !== undefined && <Progress label={t.exporting} done={walk.done} total={total ?? walk.done} />}
      <div class="actions">
        <button type="button" class="main" disabled={walk.done !== undefined} onClick={() => void begin()}>
          {t.exportNow}
        </button>
        <button type="button" onClick={close}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
