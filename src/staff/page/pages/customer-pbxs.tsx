import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { readPbx, type ShownPbx } from "../records/others.ts";
import { pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { ProvisioningLight } from "./pbx-lights.tsx";

/** A customer's PBXs: a search finds others too, which name it otherwise. */
export function usePbxsOf(customer: string) {
  const list = useList({
    name: "GET /api/v1/pbxs",
    query: { search: customer },
    limit: "all",
    readItem: readPbx,
    concerns: ({ name }) => name.startsWith("pbx-"),
  });
  const pbxs: readonly ShownPbx[] | undefined = list.value?.items.filter((pbx) => pbx.customer === customer);
  return { pbxs, fault: list.fault, again: list.again };
}

/** What belongs to a customer, with the light of each. */
export function PbxsOf({ customer }: { customer: string }) {
  const { texts } = usePage();
  const { pbxs, fault, again } = usePbxsOf(customer);
  if (pbxs === undefined) return fault === undefined ? <>…</> : <FaultNote fault={fault} onAgain={again} />;
  if (pbxs.length === 0) return <span class="quiet">{texts.none}</span>;
  return (
    <ul class="bare">
      {pbxs.map(({ id, pausedAt }) => (
        <li key={id}>
          <a href={pathTo("pbx", { id })}>{id}</a> <ProvisioningLight pausedAt={pausedAt} texts={texts} />
        </li>
      ))}
    </ul>
  );
}
