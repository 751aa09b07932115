import { useEffect } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { readPbx } from "../records/others.ts";
import { useList } from "../use-list.ts";
import { FaultNote } from "./fault-note.tsx";
import { ChoiceField } from "./text-field.tsx";

/** Whose things a page shows; the first PBX until one is chosen. */
export function ChoosePbx({ pbx, onChoose }: { pbx: string; onChoose: (pbx: string) => void }) {
  const { texts } = usePage();
  const list = useList({ name: "GET /api/v1/pbxs", readItem: readPbx, query: {}, limit: "all" });
  const first = list.value?.items[0]?.id;
  useEffect(() => {
    if (pbx === "" && first !== undefined) onChoose(first);
  }, [pbx, first]);
  if (list.fault !== undefined) return <FaultNote fault={list.fault} onAgain={list.again} />;
  if (list.value?.items.length === 0) return <p class="card">{texts.pbxs.empty}</p>;
  return (
    <div class="filters">
      <ChoiceField
        label={texts.phones.pbx}
        name="pbx"
        value={pbx}
        choices={(list.value?.items ?? []).map(({ id }) => ({ value: id, title: id }))}
        onChange={onChoose}
      />
    </div>
  );
}
