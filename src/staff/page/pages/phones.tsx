import { useEffect, useState } from "preact/hooks";
import { PHONE_STATUSES } from "../../../provisioning/ports.ts";
import { REGISTRATION_STATES } from "../../../provisioning/registration-standing.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";
import { Light } from "../parts/light.tsx";
import { Moment } from "../parts/moment.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readPbx, readVendor } from "../records/others.ts";
import { type ListedPhone, readListedPhone } from "../records/phone.ts";
import { go, type Place, pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { NewPhone } from "./new-phone.tsx";

const MOST_CHOICES = 500;
/** What can be asked for in the address, so that a search can be kept and sent on. */
const FILTERS = ["search", "pbx", "vendor", "registration", "status"] as const;
type Filters = Record<(typeof FILTERS)[number], string>;

/** The phones table. Searching and paging are the server's, so a hundred thousand phones are no more than fifty. */
export function Phones({ place }: { place: Place }) {
  const { texts, may, announce } = usePage();
  const [isAdding, setAdding] = useState(false);
  const filters = Object.fromEntries(FILTERS.map((name) => [name, place.query.get(name) ?? ""])) as Filters;
  const [typed, setTyped] = useState(filters.search);
  const search = useSettled(typed);
  const set = (changed: Partial<Filters>) => go(pathTo("phones", {}, { ...filters, ...changed }), "replace");
  useEffect(() => {
    if (search !== filters.search) set({ search });
  }, [search]);

  const list = useList({
    name: "GET /api/v1/phones",
    query: filters,
    readItem: readListedPhone,
    concerns: ({ mac }) => mac !== null,
  });
  const choices = { query: {}, limit: MOST_CHOICES };
  const pbxs = useList({ name: "GET /api/v1/pbxs", readItem: readPbx, ...choices });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, query: {}, limit: undefined });
  const shown = list.value?.items.length;
  const isSettled = !list.isLoading && search === typed;
  useEffect(() => {
    if (isSettled && shown !== undefined) announce(texts.phones.shown(shown));
  }, [isSettled, shown, filters.search]);

  return (
    <>
      <Heading title={texts.phones.title}>
        <div class="actions">
          {may("POST /api/v1/phones/import") && (
            <a class="button" href={pathTo("importPhones")}>
              {texts.importing.open}
            </a>
          )}
          {may("POST /api/v1/phones") && (
            <button type="button" class="main" onClick={() => setAdding(true)}>
              {texts.phones.add}
            </button>
          )}
        </div>
      </Heading>
      {/* biome-ignore lint/a11y/useSemanticElements: older browsers do not know search */}
      <form role="search" class="filters" onSubmit={(event) => event.preventDefault()}>
        <div class="wide">
          <SearchField label={texts.search} hint={texts.phones.searchLabel} value={typed} onInput={setTyped} />
        </div>
        <Choice
          label={texts.phones.pbx}
          all={texts.phones.allPbxs}
          value={filters.pbx}
          options={(pbxs.value?.items ?? []).map(({ id }) => ({ value: id, text: id }))}
          onChange={(pbx) => set({ pbx })}
        />
        <Choice
          label={texts.phones.manufacturer}
          all={texts.phones.allManufacturers}
          value={filters.vendor}
          options={(vendors.value?.items ?? []).map(({ id, name }) => ({ value: id, text: name }))}
          onChange={(vendor) => set({ vendor })}
        />
        <Choice
          label={texts.phones.state}
          all={texts.phones.allStates}
          value={filters.registration}
          options={REGISTRATION_STATES.map((value) => ({ value, text: texts.phone.registration[value] }))}
          onChange={(registration) => set({ registration })}
        />
        <Choice
          label={texts.phones.passwords}
          all={texts.phones.allStates}
          value={filters.status}
          options={PHONE_STATUSES.map((value) => ({ value, text: texts.statuses[value] }))}
          onChange={(status) => set({ status })}
        />
      </form>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <PhonesTable phones={list.value.items} texts={texts} />
          <Pager page={list.page} hasNext={list.value.next !== null} onNext={list.onNext} onPrevious={list.onPrevious}>
            <span class="quiet">{texts.phones.shown(list.value.items.length)}</span>
          </Pager>
        </>
      )}
      {isAdding && (
        <NewPhone
          known={undefined}
          onClose={() => setAdding(false)}
          onAdmitted={() => {
            setAdding(false);
            list.again();
          }}
        />
      )}
    </>
  );
}

/** The table itself, of whatever the API said. */
export function PhonesTable({ phones, texts }: { phones: readonly ListedPhone[]; texts: Texts }) {
  if (phones.length === 0) return <p class="card">{texts.phones.empty}</p>;
  const columns: readonly Column<ListedPhone>[] = [
    {
      name: "mac",
      title: texts.phones.mac,
      isHead: true,
      show: ({ mac }) => (
        <a class="mac" href={pathTo("phone", { mac })}>
          {writeMac(mac)}
        </a>
      ),
    },
    { name: "vendor", title: texts.phones.manufacturer, show: ({ manufacturer, vendor }) => manufacturer || vendor },
    {
      name: "model",
      title: texts.phones.model,
      show: ({ model }) => model ?? <span class="quiet">{texts.phones.modelUnknown}</span>,
    },
    { name: "label", title: texts.phones.label, show: ({ label }) => label },
    { name: "lines", title: texts.phones.extensions, show: ({ lines }) => <Extensions lines={lines} /> },
    { name: "pbx", title: texts.phones.pbx, show: ({ pbx }) => pbx },
    { name: "state", title: texts.phones.state, show: ({ colour }) => <Light colour={colour} /> },
    {
      name: "passwords",
      title: texts.phones.passwords,
      show: ({ status }) => (status === null ? texts.unknown : texts.statuses[status]),
    },
    { name: "seen", title: texts.phones.lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} /> },
  ];
  return <Table caption={texts.phones.caption} columns={columns} rows={phones} keyOf={({ mac }) => mac} />;
}

const MOST_LINES = 3;

/** A base has hundreds. */
function Extensions({ lines }: Pick<ListedPhone, "lines">) {
  const shown = lines
    .slice(0, MOST_LINES)
    .map(({ account, displayName }) =>
      displayName === "" || displayName === account ? account : `${account} ${displayName}`,
    );
  const more = lines.length - shown.length;
  return <>{more > 0 ? `${shown.join(", ")} +${more}` : shown.join(", ")}</>;
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
