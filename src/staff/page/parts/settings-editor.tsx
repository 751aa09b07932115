import { useId, useState } from "preact/hooks";
import { wordFor } from "../format.ts";
import { usePage } from "../page-context.ts";
import type { GivenSetting, NamedForm, OwnSettings, SettingForm } from "../records/setting-form.ts";
import { entriesOf, ownAt, putOwn, removeOwn, type SettingPath, startValue, writeValue } from "../setting-values.ts";
import type { Texts } from "../texts/texts.ts";
import { SearchField } from "./search-field.tsx";
import { SettingInput } from "./setting-input.tsx";

export type SettingsEditorProps = {
  forms: readonly NamedForm[];
  /** What this layer gives itself. */
  own: OwnSettings;
  /** Which layer it is. */
  layer?: string;
  /** What holds without it, by the setting's name; undefined: nothing gives it. Absent: nobody can know, since many phones share this layer. */
  below?: (name: string) => GivenSetting | undefined;
  /** What holds all the same, of a layer above. */
  above?: (name: string) => GivenSetting | undefined;
  withoutEffect: (name: string) => string | undefined;
  /** Vendors that it can have settings of under their own names. */
  vendors: readonly string[];
  /** How the switch is called: "override on this phone". */
  overrideLabel: string;
  /** What the API said, by pointers that begin with `/settings`. */
  refusals?: readonly { pointer: string | null; detail: string }[] | undefined;
  isFixed?: boolean;
  onChange: (own: OwnSettings) => void;
};
type Row = { name: string; path: SettingPath; form: SettingForm };

/** The settings of one layer: what each is, from where, and what it would be without this layer. */
export function SettingsEditor(props: SettingsEditorProps) {
  const { forms, own, vendors } = props;
  const { texts } = usePage();
  const [search, setSearch] = useState("");
  const [isOwnOnly, setOwnOnly] = useState(false);
  const rows = forms.flatMap(rowsOf);
  const wanted = search.trim().toLowerCase();
  const shown = rows.filter(
    ({ name, path, form }) =>
      `${name} ${form.hint}`.toLowerCase().includes(wanted) && (!isOwnOnly || ownAt(own, path) !== undefined),
  );
  return (
    <>
      <SearchField label={texts.settings.search} value={search} onInput={setSearch} />
      <label class="check">
        <input
          type="checkbox"
          checked={isOwnOnly}
          onChange={({ currentTarget }) => setOwnOnly(currentTarget.checked)}
        />
        {texts.settings.ownOnly}
      </label>
      <ul class="plain settings">
        {shown.map((row) => (
          <SettingRow key={row.name} {...props} row={row} />
        ))}
      </ul>
      {shown.length === 0 && <p>{texts.nothingFound}</p>}
      {vendors.map((vendor) => (
        <RawSettings key={vendor} {...props} vendor={vendor} />
      ))}
    </>
  );
}

/** Feature codes are laid over each other one by one; raw settings have a place of their own. */
function rowsOf({ name, form }: NamedForm): Row[] {
  if (name === "raw") return [];
  if (name !== "featureCodes" || form.kind !== "group") return [{ name, path: [name], form }];
  return form.fields.map((field) => ({ name: `${name}.${field.name}`, path: [name, field.name], form: field.form }));
}

function SettingRow({ row, ...props }: SettingsEditorProps & { row: Row }) {
  const { own, layer = "phone", below, above, withoutEffect, overrideLabel } = props;
  const { refusals = [], isFixed = false, onChange } = props;
  const { texts, announce } = usePage();
  const t = texts.settings;
  const id = useId();
  const { name, path, form } = row;
  const value = ownAt(own, path);
  const isOwn = value !== undefined;
  const fallback = below?.(name);
  const overruling = above?.(name);
  const why = withoutEffect(path[0] ?? "");
  const pointer = `/settings/${path.join("/")}`;
  const refusal = refusals.find((one) => one.pointer === pointer || one.pointer?.startsWith(`${pointer}/`))?.detail;
  const toggle = (isOn: boolean) => {
    onChange(isOn ? putOwn(own, path, startValue(form, fallback?.value)) : removeOwn(own, path));
    if (!isOn && below !== undefined) announce(sayFallback(fallback, texts));
  };
  return (
    <li class={`setting ${isOwn ? "own" : ""}`}>
      <div>
        <code class="wrap">{name}</code>
        {form.hint !== "" && (
          <p class="quiet" id={`${id}-hint`} lang="en">
            {form.hint}
          </p>
        )}
        {why !== undefined && (
          <p class="note doubt">
            {texts.phone.withoutEffect}: <span lang="en">{why}</span>
          </p>
        )}
      </div>
      <div>
        {isOwn && !isFixed ? (
          <>
            <SettingInput
              {...{ form, value }}
              label={name}
              describedBy={`${id}-hint`}
              isWrong={refusal !== undefined}
              onChange={(next) => onChange(putOwn(own, path, next))}
            />
            {refusal !== undefined && (
              <p class="field-error" lang="en">
                {refusal}
              </p>
            )}
            {below !== undefined && <p class="quiet wrap">{sayFallback(fallback, texts)}</p>}
          </>
        ) : (
          <GivenValue given={isOwn ? { value, origin: layer } : fallback} />
        )}
        {overruling !== undefined && (
          <p class="quiet wrap">{t.overruled(writeValue(overruling.value, texts), sayOrigin(overruling, texts))}</p>
        )}
      </div>
      {!isFixed && (
        <label class="check">
          <input
            type="checkbox"
            role="switch"
            aria-label={`${name}: ${overrideLabel}`}
            checked={isOwn}
            aria-checked={isOwn}
            onChange={({ currentTarget }) => toggle(currentTarget.checked)}
          />
          {overrideLabel}
        </label>
      )}
    </li>
  );
}

function GivenValue({ given }: { given: GivenSetting | undefined }) {
  const { texts } = usePage();
  if (given === undefined) return <span class="quiet">{texts.settings.notGiven}</span>;
  return (
    <>
      <span class="wrap setting-value">{writeValue(given.value, texts)}</span>{" "}
      <span class="quiet">{texts.settings.from(sayOrigin(given, texts))}</span>
    </>
  );
}

function sayOrigin({ origin }: GivenSetting, { phone }: Texts): string {
  return wordFor(origin, phone.origins);
}

/** What comes when the override goes. */
function sayFallback(fallback: GivenSetting | undefined, texts: Texts): string {
  const t = texts.settings;
  return fallback === undefined
    ? t.withoutItNothing
    : t.withoutIt(writeValue(fallback.value, texts), sayOrigin(fallback, texts));
}

/** Settings under a vendor's own names. */
function RawSettings({
  vendor,
  own,
  below,
  isFixed = false,
  refusals = [],
  onChange,
}: SettingsEditorProps & { vendor: string }) {
  const { texts } = usePage();
  const t = texts.settings;
  const path = ["raw", vendor];
  const values = ownAt(own, path);
  const pointer = `/settings/raw/${vendor}`;
  const wrong = refusals.filter((one) => one.pointer === pointer || one.pointer?.startsWith(`${pointer}/`));
  const item: SettingForm = { kind: "text", hint: "", most: 1000 };
  return (
    <section>
      <h3>{t.rawTitle(vendor)}</h3>
      <p class="quiet">{t.rawHint}</p>
      {isFixed ? (
        entriesOf(values).map(([name, value]) => (
          <p key={name}>
            <code class="wrap">{name}</code>: <span class="wrap">{writeValue(value, texts)}</span>
          </p>
        ))
      ) : (
        <RawTable
          {...{ item, values, vendor }}
          isWrong={wrong.length > 0}
          onChange={(next) => onChange(entriesOf(next).length === 0 ? removeOwn(own, path) : putOwn(own, path, next))}
        />
      )}
      {wrong.map(({ pointer: place, detail }) => (
        <p key={place} class="field-error" lang="en">
          {place?.slice(pointer.length + 1)} {detail}
        </p>
      ))}
      {entriesOf(values).map(([name]) => {
        const fallback = below?.(`raw.${vendor}.${name}`);
        return fallback === undefined ? null : (
          <p key={name} class="quiet wrap">
            {name}: {sayFallback(fallback, texts)}
          </p>
        );
      })}
    </section>
  );
}

type RawTableProps = {
  item: SettingForm;
  values: unknown;
  vendor: string;
  isWrong: boolean;
  onChange: (next: unknown) => void;
};

function RawTable({ item, values, vendor, isWrong, onChange }: RawTableProps) {
  return (
    <SettingInput
      form={{ kind: "table", hint: "", item }}
      value={values}
      label={vendor}
      isWrong={isWrong}
      onChange={onChange}
    />
  );
}
