import { wordFor } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readSetting, type ShownSetting } from "../records/phone-state.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";

/** A phone's settings after all layers, each with the layer that gave it. */
export function PhoneSettings({ mac }: { mac: string }) {
  const { texts } = usePage();
  const settings = useList({
    name: "GET /api/v1/phones/:mac/settings",
    params: { mac },
    query: {},
    limit: undefined,
    readItem: readSetting,
  });
  return (
    <>
      {settings.fault !== undefined && <FaultNote fault={settings.fault} onAgain={settings.again} />}
      {settings.value !== undefined && <SettingsTable settings={settings.value.items} texts={texts} />}
    </>
  );
}

export function SettingsTable({ settings, texts }: { settings: readonly ShownSetting[]; texts: Texts }) {
  const columns: readonly Column<ShownSetting>[] = [
    {
      name: "name",
      title: texts.phone.settingName,
      isHead: true,
      show: ({ name }) => <code class="wrap">{name}</code>,
    },
    {
      name: "value",
      title: texts.phone.settingValue,
      show: ({ value, withoutEffect }) => (
        <>
          <span class="wrap">{value}</span>
          {withoutEffect !== null && (
            <div class="quiet">
              {texts.phone.withoutEffect}: <span lang="en">{withoutEffect}</span>
            </div>
          )}
        </>
      ),
    },
    { name: "origin", title: texts.phone.settingOrigin, show: ({ origin }) => wordFor(origin, texts.phone.origins) },
  ];
  return <Table caption={texts.phone.settings} columns={columns} rows={settings} keyOf={({ name }) => name} />;
}
