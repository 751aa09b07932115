import { usePage } from "../page-context.ts";
import { Field } from "../parts/field.tsx";
import { Table } from "../parts/table.tsx";
import { FIELDS } from "../phone-list/column-words.ts";
import type { Mapping, PhoneList } from "../phone-list/read-list.ts";
import { readProfile } from "../records/others.ts";
import { useList } from "../use-list.ts";

const EXAMPLES = 3;
/** What holds for rows that say nothing themselves. `pbx` undefined: nobody has chosen. */
export type Choices = { pbx: string | undefined; profile: string };

type MapColumnsProps = {
  list: PhoneList;
  pbxs: readonly string[];
  choices: { pbx: string; profile: string };
  onChoose: (changed: Partial<Choices>) => void;
  onMap: (mapping: Mapping) => void;
  onAnother: () => void;
  onCheck: () => void;
};

/** What stands in which column, as it was recognised and as somebody may correct it. */
export function MapColumns({ list, pbxs, choices, onChoose, onMap, onAnother, onCheck }: MapColumnsProps) {
  const { texts } = usePage();
  const t = texts.importing;
  const { mapping, rows, heads } = list;
  const hasMac = mapping.includes("mac");
  const profiles = useList({
    name: "GET /api/v1/pbxs/:id/profiles",
    params: { id: choices.pbx },
    query: {},
    limit: "all",
    readItem: readProfile,
    isWanted: choices.pbx !== "",
  });
  const columns = mapping.map((field, index) => ({
    index,
    field,
    head: heads[index] || t.column(index + 1),
    examples: [...new Set(rows.map(({ cells }) => cells[index] ?? "").filter((cell) => cell !== ""))].slice(
      0,
      EXAMPLES,
    ),
  }));
  const isNamed = mapping.includes("pbx");
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        onCheck();
      }}
    >
      <h2>{t.columns}</h2>
      <p>{t.rows(rows.length)}</p>
      {list.broken.map(({ line }) => (
        <p key={line} class="note doubt">
          {t.broken(line)}
        </p>
      ))}
      <div class="mapping">
        <Table
          caption={t.columns}
          rows={columns}
          keyOf={({ index }) => String(index)}
          columns={[
            { name: "head", title: t.inList, isHead: true, show: ({ head }) => <span class="wrap">{head}</span> },
            {
              name: "field",
              title: t.taken,
              show: ({ index, head, field }) => (
                <select
                  name={`column-${index}`}
                  aria-label={`${t.taken}: ${head}`}
                  value={field ?? ""}
                  onChange={({ currentTarget }) => {
                    const chosen = FIELDS.find((one) => one === currentTarget.value) ?? null;
                    onMap(mapping.map((before, at) => (at === index ? chosen : before)));
                  }}
                  // Not before one has left it: on the way to a word, letters choose others.
                  onBlur={() => onMap(mapping.map((other, at) => (at !== index && other === field ? null : other)))}
                >
                  <option value="">{t.notTaken}</option>
                  {FIELDS.map((one) => (
                    <option key={one} value={one}>
                      {t.fields[one]}
                    </option>
                  ))}
                </select>
              ),
            },
            {
              name: "examples",
              title: t.examples,
              show: ({ examples }) => <span class="wrap">{examples.join(" · ")}</span>,
            },
          ]}
        />
      </div>
      <div class="filters">
        <Field label={isNamed ? t.pbxForOthers : t.pbxForAll}>
          {(tied) => (
            <select
              {...tied}
              name="pbx"
              value={choices.pbx}
              onChange={({ currentTarget }) => onChoose({ pbx: currentTarget.value, profile: "" })}
            >
              <option value="">{texts.newPhone.choose}</option>
              {pbxs.map((id) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
          )}
        </Field>
        {(profiles.value?.items.length ?? 0) > 0 && (
          <Field label={t.profileForAll}>
            {(tied) => (
              <select
                {...tied}
                name="profile"
                value={choices.profile}
                onChange={({ currentTarget }) => onChoose({ profile: currentTarget.value })}
              >
                <option value="">{texts.newPhone.profileNone}</option>
                {profiles.value?.items.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label === "" ? id : `${id} (${label})`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
      {!hasMac && <p class="note doubt">{t.noMac}</p>}
      <div class="actions">
        <button type="submit" class="main" disabled={!hasMac || (!isNamed && choices.pbx === "")}>
          {t.check}
        </button>
        <button type="button" onClick={onAnother}>
          {t.another}
        </button>
      </div>
    </form>
  );
}
