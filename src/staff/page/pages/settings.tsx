import { useState } from "preact/hooks";
import { wordFor } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readSetting, type ShownSetting } from "../records/machine.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";

/** The daemon's own settings, to be looked at: what each is, and where it was said. */
export function Settings() {
  const { texts } = usePage();
  const t = texts.serverSettings;
  const [typed, setTyped] = useState("");
  const [isSetOnly, setSetOnly] = useState(false);
  const list = useList({ name: "GET /api/v1/settings", query: {}, limit: undefined, readItem: readSetting });
  const fitting = (list.value?.items ?? []).filter(
    (setting) => fits(setting, typed) && (!isSetOnly || setting.origin !== "default"),
  );
  return (
    <>
      <Heading title={t.title} />
      <p>{t.intro}</p>
      <SearchField label={t.searchLabel} value={typed} onInput={setTyped} />
      <label class="check">
        <input
          type="checkbox"
          name="set"
          checked={isSetOnly}
          onChange={({ currentTarget }) => setSetOnly(currentTarget.checked)}
        />
        {t.changedOnly}
      </label>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <SettingsList settings={fitting} texts={texts} />
      )}
    </>
  );
}

function fits({ name, key, variable, value, help }: ShownSetting, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return [name, key, variable, value, help].some((text) => text?.toLowerCase().includes(wanted) === true);
}

export function SettingsList({ settings, texts }: { settings: readonly ShownSetting[]; texts: Texts }) {
  const t = texts.serverSettings;
  if (settings.length === 0) return <p class="card">{t.nothing}</p>;
  const columns: readonly Column<ShownSetting>[] = [
    { name: "name", title: t.setting, isHead: true, show: (setting) => <Explained setting={setting} texts={texts} /> },
    { name: "value", title: t.value, show: ({ value, isSecret }) => writeValue(value, isSecret, texts) },
    {
      name: "origin",
      title: t.origin,
      show: ({ origin }) => <span class={`origin ${origin}`}>{t.origins[origin]}</span>,
    },
  ];
  return (
    <>
      {Object.entries(Object.groupBy(settings, ({ group }) => group)).map(([group, rows = []]) => (
        <section key={group} class="settings" aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{wordFor(group, t.groups)}</h2>
          <Table
            caption={wordFor(group, t.groups)}
            columns={columns}
            rows={rows}
            keyOf={({ name, variable }) => `${name} ${variable}`}
          />
        </section>
      ))}
    </>
  );
}

function Explained({ setting, texts }: { setting: ShownSetting; texts: Texts }) {
  const t = texts.serverSettings;
  return (
    <details>
      <summary>
        <code>{setting.key ?? setting.variable}</code>
      </summary>
      <p lang="en">{setting.help}</p>
      <dl>
        <div>
          <dt>{t.variable}</dt>
          <dd>
            <code>{setting.variable}</code>
          </dd>
        </div>
        <div>
          <dt>{t.default}</dt>
          <dd>{writeValue(setting.default, false, texts)}</dd>
        </div>
        <div>
          <dt>{t.allowed}</dt>
          <dd lang="en">{setting.allowed}</dd>
        </div>
      </dl>
    </details>
  );
}

function writeValue(value: string | null, isSecret: boolean, { serverSettings: t }: Texts) {
  if (value === null) return <span class="quiet">{t.unset}</span>;
  if (value === "") return <span class="quiet">{t.empty}</span>;
  return (
    <>
      <code>{value}</code> {isSecret && <small>({t.secret})</small>}
    </>
  );
}
