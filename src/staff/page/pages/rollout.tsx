import { useEffect, useState } from "preact/hooks";
import { ROLLED_STATES } from "../../../provisioning/rollout.ts";
import { wordFor, writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { ChoiceField } from "../parts/text-field.tsx";
import {
  isOver,
  readOpening,
  readRolled,
  readRollout,
  type ShownRolled,
  type ShownRollout,
} from "../records/rollouts.ts";
import { go, pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import type { PageProps } from "./page-of.tsx";
import { RolloutActions } from "./rollout-actions.tsx";
import { RolloutBoard } from "./rollout-board.tsx";
import { RolloutStages } from "./rollout-stages.tsx";
import { RolloutState, RolloutWords } from "./rollout-state.tsx";

const LIVE_MS = 2000;
const LOOK_AGAIN_MS = 3000;

/** One roll-out, as it goes on. */
export function RolloutPage({ place }: PageProps) {
  const { texts, api, announce } = usePage();
  const id = place.params.rollout ?? "";
  const [isMoving, setMoving] = useState(true);
  const loaded = useLoaded(
    (signal) => api("GET /api/v1/rollouts/:rollout", { params: { rollout: id }, signal }),
    readRollout,
    [id],
    // No event tells of a single phone that has come back.
    { everyMs: isMoving ? LIVE_MS : undefined, concerns: ({ name }) => name.startsWith("rollout-") },
  );
  const rollout = loaded.value;
  useEffect(() => {
    if (rollout !== undefined) setMoving(rollout.phones.updating + rollout.phones.returning > 0 || !isOver(rollout));
  }, [rollout]);
  const t = texts.rollouts;
  const opening = useOpening(rollout);
  const state = rollout?.state ?? null;
  useEffect(() => {
    if (state !== null) announce(t.says[state]);
  }, [state]);
  return (
    <>
      <Heading title={t.one(rollout?.version ?? "")}>
        {rollout !== undefined && <RolloutActions rollout={rollout} onChanged={loaded.again} />}
      </Heading>
      {loaded.fault !== undefined && <FaultNote fault={loaded.fault} onAgain={loaded.again} />}
      {rollout === undefined ? (
        loaded.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <RolloutWords rollout={rollout} opening={opening} />
          <RolloutBoard rollout={rollout} />
          <div class="grid">
            <section class="card" aria-labelledby="stages">
              <h2 id="stages">{t.stages}</h2>
              <RolloutStages rollout={rollout} />
            </section>
            <section class="card" aria-labelledby="facts">
              <h2 id="facts">{t.facts}</h2>
              <RolloutFacts rollout={rollout} />
            </section>
          </div>
          <RolledPhones rollout={id} isMoving={isMoving} state={place.query.get("state") ?? ""} />
        </>
      )}
    </>
  );
}

/** When the window opens that it waits for. */
function useOpening(rollout: ShownRollout | undefined) {
  const { api } = usePage();
  const { pbx = "", window = null } = rollout ?? {};
  const isWaiting = rollout?.state === "waiting-for-window" && window !== null;
  const found = useLoaded(
    (signal) =>
      isWaiting
        ? api("GET /api/v1/pbxs/:id/windows/:window/next", { params: { id: pbx, window: window ?? "" }, signal })
        : undefined,
    readOpening,
    [pbx, window, isWaiting],
  );
  return found.value;
}

export function RolloutFacts({ rollout }: { rollout: ShownRollout }) {
  const { texts } = usePage();
  const t = texts.rollouts;
  const { pbx, window, haltAbove, withinMinutes, requestedBy, reason, createdAt, updatedAt, state } = rollout;
  const facts = [
    { title: texts.phones.state, value: <RolloutState state={state} /> },
    { title: texts.phones.pbx, value: <a href={pathTo("rollouts", {}, { pbx })}>{pbx}</a> },
    { title: t.window, value: window ?? t.windowNone },
    { title: t.haltAbove, value: t.percent(haltAbove) },
    { title: t.within, value: t.minutes(withinMinutes) },
    { title: t.begun, value: <Moment at={createdAt} /> },
    { title: t.by, value: requestedBy },
    { title: t.reason, value: reason },
    { title: t.lastChange, value: <Moment at={updatedAt} /> },
  ];
  return (
    <dl>
      {facts
        .filter(({ value }) => value !== null && value !== "")
        .map(({ title, value }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

type RolledPhonesProps = { rollout: string; isMoving: boolean; state: string };

/** Its phones, and why one failed. */
function RolledPhones({ rollout, isMoving, state }: RolledPhonesProps) {
  const { texts } = usePage();
  const t = texts.rollouts;
  const list = useList({
    ...{ name: "GET /api/v1/rollouts/:rollout/phones", params: { rollout }, query: { state } },
    ...{ readItem: readRolled, everyMs: isMoving ? LOOK_AGAIN_MS : undefined },
    // Its end is told when nobody asks any more.
    concerns: ({ name }) => name.startsWith("rollout-"),
  });
  return (
    <section aria-labelledby="phones">
      <h2 id="phones">{t.phones}</h2>
      <div class="filters">
        <ChoiceField
          label={texts.phones.state}
          name="state"
          none={texts.phones.allStates}
          value={state}
          choices={ROLLED_STATES.map((value) => ({ value, title: t.states[value] }))}
          onChange={(chosen) => go(pathTo("rollout", { rollout }, { state: chosen }), "replace")}
        />
      </div>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value !== undefined && (
        <>
          <RolledTable phones={list.value.items} />
          <Pager
            page={list.page}
            hasNext={list.value.next !== null}
            onNext={list.onNext}
            onPrevious={list.onPrevious}
          />
        </>
      )}
    </section>
  );
}

export function RolledTable({ phones }: { phones: readonly ShownRolled[] }) {
  const { texts } = usePage();
  const t = texts.rollouts;
  if (phones.length === 0) return <p class="card">{t.noPhones}</p>;
  const columns: readonly Column<ShownRolled>[] = [
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
    { name: "stage", title: t.stage, show: ({ stage }) => String(stage) },
    {
      name: "state",
      title: texts.phones.state,
      show: ({ state }) => (
        <span class={`rolled ${state ?? ""}`}>{state === null ? texts.unknown : wordFor(state, t.states)}</span>
      ),
    },
    { name: "words", title: t.why, show: ({ words }) => words !== null && <span lang="en">{words}</span> },
    { name: "previous", title: t.previous, show: ({ previous }) => previous },
    { name: "begun", title: t.turn, show: ({ begunAt }) => begunAt !== null && <Moment at={begunAt} /> },
  ];
  return <Table caption={t.phonesCaption} columns={columns} rows={phones} keyOf={({ mac }) => mac} />;
}
