import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { ChoosePbx } from "../parts/choose-pbx.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readShownProfile, type ShownProfile } from "../records/profiles.ts";
import { go, pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { NewProfile } from "./new-profile.tsx";
import type { PageProps } from "./page-of.tsx";

/** The profiles of a PBX, and where a new one is made. */
export function Profiles({ place }: PageProps) {
  const { texts, may } = usePage();
  const [isAdding, setAdding] = useState(false);
  const pbx = place.query.get("pbx") ?? "";
  const list = useList({
    ...{ name: "GET /api/v1/pbxs/:id/profiles", params: { id: pbx }, query: {}, isWanted: pbx !== "" },
    readItem: readShownProfile,
    concerns: (happening) => happening.pbx === pbx && happening.name.startsWith("profile-"),
  });
  const t = texts.profiles;
  return (
    <>
      <Heading title={t.title}>
        {may("POST /api/v1/pbxs/:id/profiles") && pbx !== "" && (
          <button type="button" class="main" onClick={() => setAdding(true)}>
            {t.add}
          </button>
        )}
      </Heading>
      <p>{t.intro}</p>
      <ChoosePbx pbx={pbx} onChoose={(chosen) => go(pathTo("profiles", {}, { pbx: chosen }), "replace")} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value !== undefined && (
        <>
          <ProfilesTable pbx={pbx} profiles={list.value.items} texts={texts} />
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
      {isAdding && <NewProfile pbx={pbx} onClose={() => setAdding(false)} />}
    </>
  );
}

type ProfilesTableProps = { pbx: string; profiles: readonly ShownProfile[]; texts: Texts };

export function ProfilesTable({ pbx, profiles, texts }: ProfilesTableProps) {
  const t = texts.profiles;
  if (profiles.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly Column<ShownProfile>[] = [
    {
      name: "id",
      title: t.id,
      isHead: true,
      show: ({ id }) => <a href={pathTo("profile", { pbx, profile: id })}>{id}</a>,
    },
    { name: "label", title: t.label, show: ({ label }) => label },
    { name: "settings", title: t.settings, show: ({ settings }) => Object.keys(settings).length },
    { name: "layouts", title: t.layouts, show: ({ layouts }) => [...layouts.keys()].join(", ") },
    { name: "changed", title: t.changed, show: ({ updatedAt }) => <Moment at={updatedAt} never={texts.unknown} /> },
  ];
  return <Table caption={t.caption(pbx)} columns={columns} rows={profiles} keyOf={({ id }) => id} />;
}
