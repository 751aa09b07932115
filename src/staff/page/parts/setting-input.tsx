import { useId, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { readText, writePlain } from "../read.ts";
import type { SettingForm } from "../records/setting-form.ts";
import { entriesOf, fits, startValue } from "../setting-values.ts";

type InputProps<Form = SettingForm> = {
  form: Form;
  value: unknown;
  /** What it is called by a screen reader. */
  label: string;
  describedBy?: string | undefined;
  isWrong?: boolean | undefined;
  onChange: (value: unknown) => void;
};
type Of<Kind> = Extract<SettingForm, { kind: Kind }>;

/** The input that a setting's schema asks for. */
export function SettingInput(props: InputProps) {
  const { form, value, label, describedBy, isWrong = false, onChange } = props;
  const { texts } = usePage();
  const tied = { "aria-label": label, "aria-describedby": describedBy, "aria-invalid": isWrong };
  switch (form.kind) {
    case "flag":
      return (
        <select
          {...tied}
          value={value === true ? "true" : "false"}
          onChange={({ currentTarget }) => onChange(currentTarget.value === "true")}
        >
          <option value="true">{texts.yes}</option>
          <option value="false">{texts.no}</option>
        </select>
      );
    case "choice":
      return (
        <select {...tied} value={readText(value)} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {!fits(form, value) && <option value={readText(value)}>{readText(value)}</option>}
          {form.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      );
    case "number":
      return (
        <input
          {...tied}
          type="number"
          {...(form.min === null ? {} : { min: form.min })}
          {...(form.max === null ? {} : { max: form.max })}
          value={readText(value)}
          onInput={({ currentTarget }) => onChange(currentTarget.value === "" ? "" : Number(currentTarget.value))}
        />
      );
    case "list":
      return <ListInput {...props} form={form} />;
    case "table":
      return <TableInput {...props} form={form} />;
    case "group":
      return <GroupInput {...props} form={form} />;
    case "either":
      return <EitherInput {...props} form={form} />;
    default:
      return (
        <input
          {...tied}
          autocapitalize="none"
          {...(form.kind === "text" && form.most !== null ? { maxLength: form.most } : {})}
          value={writePlain(value)}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
  }
}

/** In order, the first being the best or the first to be tried. */
function ListInput({ form, value, label, describedBy, isWrong, onChange }: InputProps<Of<"list">>) {
  const { texts } = usePage();
  const t = texts.settings;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const put = (index: number, item: unknown) => onChange(items.map((before, at) => (at === index ? item : before)));
  const unused = form.item.kind === "choice" ? form.item.choices.find((choice) => !items.includes(choice)) : undefined;
  const isFull =
    (form.most !== null && items.length >= form.most) || (form.item.kind === "choice" && unused === undefined);
  return (
    <div>
      {items.map((item, index) => (
        <div key={index} class="setting-item">
          <SettingInput
            {...{ form: form.item, value: item, describedBy, isWrong }}
            label={`${label} ${index + 1}`}
            onChange={(next) => put(index, next)}
          />
          <button
            type="button"
            aria-label={t.earlier(index + 1)}
            disabled={index === 0}
            onClick={() => onChange(items.toSpliced(index - 1, 2, item, items[index - 1]))}
          >
            ↑
          </button>
          <button
            type="button"
            aria-label={t.removeItem(index + 1)}
            onClick={() => onChange(items.toSpliced(index, 1))}
          >
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        disabled={isFull}
        onClick={() => onChange([...items, unused ?? startValue(form.item, undefined)])}
      >
        {t.addItem}
      </button>
    </div>
  );
}

/** Values by names of one's own choice. */
function TableInput({ form, value, label, isWrong, onChange }: InputProps<Of<"table">>) {
  const { texts } = usePage();
  const t = texts.settings;
  // Kept in rows, since a name that is being typed may be another row's for a moment.
  const [own, setOwn] = useState({ rows: entriesOf(value), made: JSON.stringify(value) });
  const rows = own.made === JSON.stringify(value) ? own.rows : entriesOf(value);
  const isTwice = (name: string) => rows.filter(([other]) => other === name).length > 1;
  const take = (next: [string, unknown][]) => {
    const table = Object.fromEntries(next);
    const isWhole = Object.keys(table).length === next.length;
    setOwn({ rows: next, made: JSON.stringify(isWhole ? table : value) });
    if (isWhole) onChange(table);
  };
  const put = (index: number, entry: [string, unknown]) => take(rows.with(index, entry));
  return (
    <div>
      {rows.map(([name, item], index) => (
        <div key={index} class="setting-item">
          <input
            aria-label={`${label}: ${t.rawName} ${index + 1}`}
            aria-invalid={isWrong === true || isTwice(name)}
            autocapitalize="none"
            value={name}
            onInput={({ currentTarget }) => put(index, [currentTarget.value, item])}
          />
          <SettingInput
            {...{ form: form.item, value: item, isWrong }}
            label={`${label}: ${name}`}
            onChange={(next) => put(index, [name, next])}
          />
          <button type="button" aria-label={t.removeItem(index + 1)} onClick={() => take(rows.toSpliced(index, 1))}>
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        disabled={rows.some(([name]) => name === "" || isTwice(name))}
        onClick={() => take([...rows, ["", startValue(form.item, undefined)]])}
      >
        {t.addItem}
      </button>
    </div>
  );
}

/** Several values that belong together. */
function GroupInput({ form, value, label, isWrong, onChange }: InputProps<Of<"group">>) {
  const { texts } = usePage();
  const id = useId();
  const given = new Map(entriesOf(value));
  const put = (name: string, part: unknown) => {
    if (part === undefined) given.delete(name);
    else given.set(name, part);
    onChange(Object.fromEntries(given));
  };
  return (
    <div class="setting-group">
      {form.fields.map(({ name, form: inner, isNeeded }) => (
        <div key={name} class="field">
          <div class="setting-part">
            {isNeeded ? (
              <code>{name}</code>
            ) : (
              <label class="check">
                <input
                  type="checkbox"
                  checked={given.has(name)}
                  onChange={({ currentTarget }) =>
                    put(name, currentTarget.checked ? startValue(inner, undefined) : undefined)
                  }
                />
                <code>{name}</code> <small>({texts.optional})</small>
              </label>
            )}
          </div>
          {(isNeeded || given.has(name)) && (
            <SettingInput
              form={inner}
              value={given.get(name)}
              label={`${label}.${name}`}
              describedBy={`${id}-${name}`}
              isWrong={isWrong}
              onChange={(next) => put(name, next)}
            />
          )}
          {inner.hint !== "" && (
            <p class="field-hint" id={`${id}-${name}`} lang="en">
              {inner.hint}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

/** One of several forms: the one that the value has. */
function EitherInput(props: InputProps<Of<"either">>) {
  const { form, value, label, onChange } = props;
  const { texts } = usePage();
  const at = Math.max(
    0,
    form.forms.findIndex((one) => fits(one, value)),
  );
  const inner = form.forms[at];
  return (
    <div class="setting-group">
      <select
        aria-label={`${label}: ${texts.settings.form}`}
        value={String(at)}
        onChange={({ currentTarget }) => {
          const next = form.forms[Number(currentTarget.value)];
          if (next !== undefined) onChange(startValue(next, undefined));
        }}
      >
        {form.forms.map((one, index) => (
          <option key={`${index} ${one.hint}`} value={String(index)} lang="en">
            {one.hint || one.kind}
          </option>
        ))}
      </select>
      {inner !== undefined && <SettingInput {...props} form={inner} />}
    </div>
  );
}
