import { useState } from "preact/hooks";
import type { Happening } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readPbx, type ShownPbx } from "../records/others.ts";
import { go, pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { NewPbx } from "./new-pbx.tsx";
import { LinkOf, PhonesOf, ProvisioningLight } from "./pbx-lights.tsx";

const concerns = ({ name }: Happening) => name.startsWith("pbx-");

/** The PBXs, and how each is doing. */
export function Pbxs() {
  const { texts, may } = usePage();
  const [isAdding, setAdding] = useState(false);
  const [typed, setTyped] = useState("");
  const search = useSettled(typed);
  const list = useList({ name: "GET /api/v1/pbxs", query: { search }, readItem: readPbx, concerns });
  return (
    <>
      <Heading title={texts.pbxs.title}>
        {may("POST /api/v1/pbxs") && (
          <button type="button" class="main" onClick={() => setAdding(true)}>
            {texts.pbxs.add}
          </button>
        )}
      </Heading>
      <SearchField label={texts.search} hint={texts.pbxs.searchLabel} value={typed} onInput={setTyped} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <PbxsTable pbxs={list.value.items} texts={texts} />
          {(list.page > 1 || list.value.next !== null) && (
            <Pager
              page={list.page}
              hasNext={list.value.next !== null}
              onNext={list.onNext}
              onPrevious={list.onPrevious}
            />
          )}
        </>
      )}
      {isAdding && <NewPbx onClose={() => setAdding(false)} onMade={(id) => go(pathTo("pbx", { id }))} />}
    </>
  );
}

export function PbxsTable({ pbxs, texts }: { pbxs: readonly ShownPbx[]; texts: Texts }) {
  if (pbxs.length === 0) return <p class="card">{texts.pbxs.empty}</p>;
  const columns: readonly Column<ShownPbx>[] = [
    {
      name: "id",
      title: texts.pbxs.id,
      isHead: true,
      show: ({ id }) => <a href={pathTo("pbx", { id })}>{id}</a>,
    },
    { name: "host", title: texts.pbxs.host, show: ({ host, port, transport }) => `${host}:${port} ${transport}` },
    { name: "customer", title: texts.pbxs.customer, show: ({ customer }) => customer },
    { name: "link", title: texts.pbxs.link, show: ({ id }) => <LinkOf key={id} pbx={id} /> },
    { name: "phones", title: texts.nav.phones, show: ({ id }) => <PhonesOf key={id} pbx={id} /> },
    {
      name: "provisioning",
      title: texts.pbxs.provisioning,
      show: ({ pausedAt }) => <ProvisioningLight pausedAt={pausedAt} texts={texts} />,
    },
  ];
  return <Table caption={texts.pbxs.caption} columns={columns} rows={pbxs} keyOf={({ id }) => id} />;
}
