import { usePage } from "../page-context.ts";
import { Field } from "../parts/field.tsx";
import { ChoiceField, TextField } from "../parts/text-field.tsx";

export type AuditQuery = Record<"action" | "actor" | "mac" | "pbx" | "since" | "until", string>;
export const NO_FILTERS: AuditQuery = { action: "", actor: "", mac: "", pbx: "", since: "", until: "" };

type AuditFiltersProps = {
  filters: AuditQuery;
  /** What actions are called. */
  names: Readonly<Record<string, string>>;
  onChange: (filters: AuditQuery) => void;
};

export function AuditFilters({ filters, names, onChange }: AuditFiltersProps) {
  const { texts, language } = usePage();
  const t = texts.audit;
  const { compare } = new Intl.Collator(language);
  const actions = Object.entries(names)
    .map(([value, title]) => ({ value, title }))
    .toSorted((a, b) => compare(a.title, b.title));
  const set = (name: keyof AuditQuery) => (value: string) => onChange({ ...filters, [name]: value });
  return (
    <div class="filters">
      <ChoiceField
        label={t.action}
        name="action"
        value={filters.action}
        choices={[{ value: "", title: t.anyAction }, ...actions]}
        onChange={set("action")}
      />
      <TextField label={t.actor} name="actor" value={filters.actor} most={64} onInput={set("actor")} />
      <TextField label={texts.phones.mac} name="mac" value={filters.mac} most={32} onInput={set("mac")} />
      <TextField label={texts.phones.pbx} name="pbx" value={filters.pbx} most={64} onInput={set("pbx")} />
      <TimeField label={t.since} name="since" value={filters.since} onChange={set("since")} />
      <TimeField label={t.until} name="until" value={filters.until} onChange={set("until")} />
    </div>
  );
}

type TimeFieldProps = { label: string; name: string; value: string; onChange: (value: string) => void };

/** A moment by the clock of who reads. */
function TimeField({ label, name, value, onChange }: TimeFieldProps) {
  return (
    <Field label={label}>
      {(tied) => (
        <input
          {...tied}
          {...{ name, value }}
          type="datetime-local"
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Field>
  );
}
