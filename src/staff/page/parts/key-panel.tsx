import { useEffect, useRef } from "preact/hooks";
import { FUNCTION_KEY_TYPES, takesValue } from "../../../provisioning/key-types.ts";
import { wordFor } from "../format.ts";
import { EMPTY_KEY, findKeyFault, isEmpty, type KeyPlace } from "../key-layout.ts";
import { usePage } from "../page-context.ts";
import type { EditedKey, KeyAbilities } from "../records/key-layout.ts";
import type { KnownAccount } from "../records/others.ts";
import { Field } from "./field.tsx";
import { namePlace } from "./key-slots.tsx";

type PanelProps = {
  place: KeyPlace;
  keyShown: EditedKey;
  /** How often a key was opened: each time the panel takes the focus. */
  openings: number;
  places: readonly KeyPlace[];
  abilities: KeyAbilities;
  /** Lines that a key can be about, by their names. */
  lines: readonly string[];
  accounts: readonly KnownAccount[];
  /** What the API said of it. */
  refusal: string | undefined;
  onChange: (key: EditedKey, field: string) => void;
  onMove: (to: KeyPlace) => void;
  onClose: () => void;
};

const MOST_VALUE = 255;
const MOST_LABEL = 64;
/** Types whose value is a number that somebody has. */
const WATCH_ACCOUNTS = ["speed-dial", "blf", "intercom", "forward", "transfer"];

/** What one key does. */
export function KeyPanel(props: PanelProps) {
  const { place, keyShown: key, abilities, lines, accounts, openings, onChange } = props;
  const { texts } = usePage();
  const t = texts.keys;
  const fault = findKeyFault(key, place, abilities);
  const types = FUNCTION_KEY_TYPES.filter(
    (type) => type === "none" || type === key.type || abilities.types.includes(type),
  );
  const needs = takesValue(key.type);
  const hint = Object.hasOwn(t.values, key.type) ? t.values[key.type as keyof typeof t.values] : undefined;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>("select")?.focus(), [openings]);
  const set = (change: Partial<EditedKey>, field: string) => onChange({ ...key, ...change }, field);
  return (
    <section
      class="key-panel"
      aria-labelledby="key-panel-title"
      ref={panel}
      onKeyDown={(event) => {
        if (event.key === "Escape") props.onClose();
      }}
    >
      <div class="heading">
        <h3 id="key-panel-title">{namePlace(place, texts)}</h3>
        <button type="button" onClick={props.onClose}>
          {texts.close}
        </button>
      </div>
      {props.refusal !== undefined && (
        <p class="field-error" lang="en">
          {props.refusal}
        </p>
      )}
      {fault === "beyond" && <p class="field-error">{t.faults.beyond}</p>}
      <Field label={t.type} error={fault === "type" ? t.faults.type : undefined}>
        {(tied) => (
          <select
            {...tied}
            name="key-type"
            value={key.type}
            onChange={({ currentTarget }) => {
              const type = FUNCTION_KEY_TYPES.find((one) => one === currentTarget.value) ?? "none";
              set({ type, ...(takesValue(type) === "no" ? { value: "" } : {}) }, "type");
            }}
          >
            {types.map((type) => (
              <option key={type} value={type}>
                {wordFor(type, t.types)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {key.type === "line" && (
        <LineField
          label={t.values.line}
          value={key.value}
          lines={lines}
          onChange={(value) => set({ value }, "value")}
        />
      )}
      {needs !== "no" && key.type !== "line" && (
        <Field
          label={t.value}
          hint={hint}
          isOptional={needs === "maybe"}
          error={fault === "value" ? t.faults.value : undefined}
        >
          {(tied) => (
            <>
              <input
                {...tied}
                name="key-value"
                maxLength={MOST_VALUE}
                autocapitalize="none"
                autocomplete="off"
                list={WATCH_ACCOUNTS.includes(key.type) ? "key-accounts" : undefined}
                value={key.value}
                onInput={({ currentTarget }) => set({ value: currentTarget.value.trim() }, "value")}
              />
              <datalist id="key-accounts">
                {accounts.map(({ username, displayName }) => (
                  <option key={username} value={username}>
                    {displayName}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
      {key.type !== "line" && key.type !== "none" && (lines.length > 1 || key.line !== null) && (
        <LineField
          label={t.line}
          value={key.line === null ? "" : String(key.line)}
          lines={lines}
          onChange={(value) => set({ line: value === "" ? null : Number(value) }, "line")}
        />
      )}
      {!(key.type === "none" && key.label === "") && (
        <Field label={t.label} hint={t.labelHint} isOptional>
          {(tied) => (
            <input
              {...tied}
              name="key-label"
              maxLength={MOST_LABEL}
              value={key.label}
              onInput={({ currentTarget }) => set({ label: currentTarget.value }, "label")}
            />
          )}
        </Field>
      )}
      <KeyMoves {...props} />
      {!isEmpty(key) && (
        <button type="button" class="grave" onClick={() => onChange(EMPTY_KEY, "all")}>
          {t.remove}
        </button>
      )}
    </section>
  );
}

type LineFieldProps = { label: string; value: string; lines: readonly string[]; onChange: (value: string) => void };

/** One of the phone's lines; one that is not there stays to be seen. */
function LineField({ label, value, lines, onChange }: LineFieldProps) {
  const { texts } = usePage();
  const isKnown = value === "" || lines[Number(value) - 1] !== undefined;
  return (
    <Field label={label}>
      {(tied) => (
        <select {...tied} name="key-line" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">{texts.keys.lineFirst}</option>
          {!isKnown && <option value={value}>{value}</option>}
          {lines.map((name, index) => (
            <option key={`${index} ${name}`} value={String(index + 1)}>
              {`${index + 1} ${name}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Moving without a mouse. */
function KeyMoves({ place, places, onMove }: PanelProps) {
  const { texts } = usePage();
  const t = texts.keys;
  const at = places.findIndex((one) => one.module === place.module && one.index === place.index);
  const [before, after] = [places[at - 1], places[at + 1]];
  return (
    <div class="key-moves">
      <div class="actions">
        <button type="button" disabled={before === undefined} onClick={() => before !== undefined && onMove(before)}>
          {t.moveBack}
        </button>
        <button type="button" disabled={after === undefined} onClick={() => after !== undefined && onMove(after)}>
          {t.moveOn}
        </button>
      </div>
      <Field label={t.moveTo}>
        {(tied) => (
          <select
            {...tied}
            name="key-place"
            value={String(at)}
            onChange={({ currentTarget }) => {
              const to = places[Number(currentTarget.value)];
              if (to !== undefined) onMove(to);
            }}
          >
            {places.map((one, index) => (
              <option key={`${one.module} ${one.index}`} value={String(index)}>
                {namePlace(one, texts)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
