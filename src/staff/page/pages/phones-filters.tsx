import { useEffect, useRef, useState } from "preact/hooks";
import { PHONE_STATUSES } from "../../../provisioning/ports.ts";
import { REGISTRATION_STATES } from "../../../provisioning/registration-standing.ts";
import { usePage } from "../page-context.ts";
import { Field } from "../parts/field.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { readPbx, readVendor } from "../records/others.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";

/** What can be asked for in the address, so that a search can be kept and sent on. */
export const FILTERS = ["search", "pbx", "vendor", "registration", "status"] as const;
export type Filters = Record<(typeof FILTERS)[number], string>;

type PhoneFiltersProps = { filters: Filters; onChange: (changed: Partial<Filters>) => void };

/** What the phones table is searched for. */
export function PhoneFilters({ filters, onChange }: PhoneFiltersProps) {
  const { texts } = usePage();
  const [typed, setTyped] = useState(filters.search);
  const search = useSettled(typed);
  const asked = useRef(filters.search);
  useEffect(() => {
    if (search === filters.search) return;
    asked.current = search;
    onChange({ search });
  }, [search]);
  // A view that was kept brings another search; one's own comes back while one may be typing on.
  useEffect(() => {
    if (filters.search !== asked.current) setTyped(filters.search);
    asked.current = filters.search;
  }, [filters.search]);
  const choices = { query: {}, limit: "all" } as const;
  const pbxs = useList({ name: "GET /api/v1/pbxs", readItem: readPbx, ...choices });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, query: {}, limit: undefined });
  return (
    // biome-ignore lint/a11y/useSemanticElements: older browsers do not know search
    <form role="search" class="filters" onSubmit={(event) => event.preventDefault()}>
      <div class="wide">
        <SearchField label={texts.search} hint={texts.phones.searchLabel} value={typed} onInput={setTyped} />
      </div>
      <Choice
        label={texts.phones.pbx}
        all={texts.phones.allPbxs}
        value={filters.pbx}
        options={(pbxs.value?.items ?? []).map(({ id }) => ({ value: id, text: id }))}
        onChange={(pbx) => onChange({ pbx })}
      />
      <Choice
        label={texts.phones.manufacturer}
        all={texts.phones.allManufacturers}
        value={filters.vendor}
        options={(vendors.value?.items ?? []).map(({ id, name }) => ({ value: id, text: name }))}
        onChange={(vendor) => onChange({ vendor })}
      />
      <Choice
        label={texts.phones.state}
        all={texts.phones.allStates}
        value={filters.registration}
        options={REGISTRATION_STATES.map((value) => ({ value, text: texts.phone.registration[value] }))}
        onChange={(registration) => onChange({ registration })}
      />
      <Choice
        label={texts.phones.passwords}
        all={texts.phones.allStates}
        value={filters.status}
        options={PHONE_STATUSES.map((value) => ({ value, text: texts.statuses[value] }))}
        onChange={(status) => onChange({ status })}
      />
    </form>
  );
}

type ChoiceProps = {
  label: string;
  all: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string) => void;
};

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  const isKnown = value === "" || options.some((option) => option.value === value);
  return (
    <Field label={label}>
      {(tied) => (
        <select {...tied} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">{all}</option>
          {!isKnown && <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
