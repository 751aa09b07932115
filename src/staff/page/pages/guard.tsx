import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readSource, type ShownSource } from "../records/machine.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";
import { Certificates } from "./certificates.tsx";
import { MasterKey } from "./master-key.tsx";

const LIVE_MS = 5000;

/** Who is held back, and what proves who everybody is. */
export function GuardPage() {
  const { texts, may } = usePage();
  const t = texts.guard;
  const [chosen, setChosen] = useState<string>();
  const list = useList({
    ...{ name: "GET /api/v1/guard", query: {}, limit: undefined },
    ...{ readItem: readSource, everyMs: LIVE_MS },
  });
  return (
    <>
      <Heading title={t.title} />
      <p>{t.intro}</p>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <SourcesTable
          sources={list.value.items}
          texts={texts}
          onPardon={may("DELETE /api/v1/guard/:address") ? setChosen : undefined}
        />
      )}
      {may("GET /api/v1/ca") && <Certificates />}
      {may("GET /api/v1/master-key") && <MasterKey />}
      {chosen !== undefined && (
        <Pardon
          address={chosen}
          onClose={() => {
            setChosen(undefined);
            list.again();
          }}
        />
      )}
    </>
  );
}

type SourcesTableProps = {
  sources: readonly ShownSource[];
  texts: Texts;
  onPardon: ((address: string) => void) | undefined;
};

export function SourcesTable({ sources, texts, onPardon }: SourcesTableProps) {
  const t = texts.guard;
  if (sources.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly Column<ShownSource>[] = [
    { name: "address", title: t.address, isHead: true, show: ({ address }) => address },
    {
      name: "state",
      title: t.state,
      show: ({ state }) => <span class={`light ${state === "held" ? "red" : "yellow"}`}>{t.states[state]}</span>,
    },
    { name: "guesses", title: t.guesses, show: ({ guesses }) => guesses },
    { name: "held", title: t.heldRequests, show: ({ heldRequests }) => heldRequests },
    { name: "first", title: t.firstSeen, show: ({ firstSeen }) => <Moment at={firstSeen} /> },
    { name: "last", title: t.lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} /> },
    ...(onPardon === undefined
      ? []
      : [
          {
            name: "actions",
            title: texts.people.actions,
            show: ({ address }: ShownSource) => (
              <button type="button" aria-label={t.pardonLabel(address)} onClick={() => onPardon(address)}>
                {t.pardon}
              </button>
            ),
          },
        ]),
  ];
  return <Table caption={t.caption} columns={columns} rows={sources} keyOf={({ address }) => address} />;
}

function Pardon({ address, onClose }: { address: string; onClose: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.guard;
  const { isBusy, fault, call } = useCall();
  const pardon = () =>
    call("DELETE /api/v1/guard/:address", { params: { address } }, () => {
      announce(t.pardoned(address));
      onClose();
    });
  return (
    <Dialog title={t.pardonLabel(address)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.pardonText}</p>
      <div class="actions">
        <button type="button" class="main" disabled={isBusy} onClick={pardon}>
          {t.pardon}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
