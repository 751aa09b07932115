import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { ChoosePbx } from "../parts/choose-pbx.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readRollout, type ShownRollout, totalOf } from "../records/rollouts.ts";
import { go, pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { NewRollout } from "./new-rollout.tsx";
import type { PageProps } from "./page-of.tsx";
import { RolloutState } from "./rollout-state.tsx";

const LIVE_MS = 5000;

/** The roll-outs of a PBX, and where a new one is begun. */
export function Rollouts({ place }: PageProps) {
  const { texts, may } = usePage();
  const pbx = place.query.get("pbx") ?? "";
  /** Of the image that somebody comes from; the PBX is theirs to choose. */
  const version = place.query.get("version") ?? "";
  const [isStarting, setStarting] = useState(false);
  const list = useList({
    ...{ name: "GET /api/v1/pbxs/:id/rollouts", params: { id: pbx }, query: {}, limit: undefined },
    ...{
      readItem: readRollout,
      isWanted: pbx !== "",
      everyMs: LIVE_MS,
      concerns: ({ name }) => name.startsWith("rollout-"),
    },
  });
  const t = texts.rollouts;
  return (
    <>
      <Heading title={t.title}>
        {may("POST /api/v1/pbxs/:id/rollouts") && pbx !== "" && (
          <button type="button" class="main" onClick={() => setStarting(true)}>
            {t.start}
          </button>
        )}
      </Heading>
      <p>{t.intro}</p>
      <ChoosePbx pbx={pbx} onChoose={(chosen) => go(pathTo("rollouts", {}, { pbx: chosen, version }), "replace")} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value !== undefined && <RolloutsTable rollouts={list.value.items} />}
      {isStarting && (
        <NewRollout
          pbx={pbx}
          version={version}
          onClose={() => setStarting(false)}
          onBegun={(rollout) => go(pathTo("rollout", { rollout }))}
        />
      )}
    </>
  );
}

export function RolloutsTable({ rollouts }: { rollouts: readonly ShownRollout[] }) {
  const { texts } = usePage();
  const t = texts.rollouts;
  if (rollouts.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly Column<ShownRollout>[] = [
    {
      name: "version",
      title: texts.firmware.version,
      isHead: true,
      show: ({ id, version }) => <a href={pathTo("rollout", { rollout: id })}>{version}</a>,
    },
    { name: "state", title: texts.phones.state, show: ({ state }) => <RolloutState state={state} /> },
    {
      name: "done",
      title: t.phones,
      show: ({ phones }) => t.doneOf(phones.done, totalOf(phones)),
    },
    { name: "failed", title: t.states.failed, show: ({ phones }) => (phones.failed === 0 ? null : phones.failed) },
    { name: "begun", title: t.begun, show: ({ createdAt }) => <Moment at={createdAt} /> },
    { name: "by", title: t.by, show: ({ requestedBy }) => requestedBy },
    { name: "reason", title: t.reason, show: ({ reason }) => reason },
  ];
  return <Table caption={t.caption} columns={columns} rows={rollouts} keyOf={({ id }) => id} />;
}
