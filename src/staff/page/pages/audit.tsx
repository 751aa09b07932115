import { useState } from "preact/hooks";
import { parseMac } from "../../../provisioning/mac.ts";
import { useEventNames } from "../event-words.ts";
import { wordFor, writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { ExactTime } from "../parts/moment.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { readAuditEntry, type ShownAuditEntry } from "../records/machine.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { AuditFilters, type AuditQuery, NO_FILTERS } from "./audit-filters.tsx";
import { VerifyChain } from "./verify-chain.tsx";

/** What a call is noted as before it is carried out. */
const CALL = "staff-call";

/** Every staff action and every delivery of passwords, and whether the chain is whole. */
export function Audit() {
  const { texts, may } = usePage();
  const t = texts.audit;
  const [filters, setFilters] = useState(NO_FILTERS);
  const actor = useSettled(filters.actor);
  const mac = useSettled(filters.mac);
  const pbx = useSettled(filters.pbx);
  const names = { [CALL]: t.call, ...useEventNames() };
  const list = useList({
    name: "GET /api/v1/audit",
    query: queryOf({ ...filters, actor, mac, pbx }),
    readItem: readAuditEntry,
  });
  return (
    <>
      <Heading title={t.title} />
      <p>{t.intro}</p>
      <div class="grid">
        {may("GET /api/v1/audit/verify") && <VerifyChain />}
        {may("GET /api/v1/audit") && (
          <section class="card" aria-labelledby="export">
            <h2 id="export">{t.export}</h2>
            <p>
              <a class="button" href="/api/v1/audit/export" download="offhook-audit.jsonl">
                {t.exportText}
              </a>
            </p>
            <p>
              <a class="button" href="/api/v1/audit/public-key" download="offhook-audit.pem">
                {t.publicKey}
              </a>
            </p>
          </section>
        )}
      </div>
      <AuditFilters filters={filters} names={names} onChange={setFilters} />
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined ? (
        list.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <>
          <AuditTable entries={list.value.items} names={names} texts={texts} />
          <Pager
            page={list.page}
            hasNext={list.value.next !== null}
            onNext={list.onNext}
            onPrevious={list.onPrevious}
          />
        </>
      )}
    </>
  );
}

/** What is not a MAC or a time yet is not asked for: the API would refuse it. */
function queryOf({ action, actor, mac, pbx, since, until }: AuditQuery): Record<string, string> {
  const time = (local: string) => (local === "" ? "" : new Date(local).toISOString());
  return {
    ...{ action, actor: actor.trim(), pbx: pbx.trim() },
    ...{ mac: parseMac(mac.trim()) ?? "", since: time(since), until: time(until) },
  };
}

type AuditTableProps = {
  entries: readonly ShownAuditEntry[];
  names: Readonly<Record<string, string>>;
  texts: Texts;
};

export function AuditTable({ entries, names, texts }: AuditTableProps) {
  const t = texts.audit;
  if (entries.length === 0) return <p class="card">{t.empty}</p>;
  const columns: readonly Column<ShownAuditEntry>[] = [
    { name: "number", title: t.number, show: ({ sequence }) => sequence },
    { name: "at", title: t.at, show: ({ at }) => <ExactTime at={at} /> },
    {
      name: "action",
      title: t.action,
      isHead: true,
      show: (entry) => <Explained entry={entry} name={wordFor(entry.action, names)} />,
    },
    {
      name: "who",
      title: t.who,
      show: ({ actor, address }) => (
        <>
          {actor} {address !== null && <small>{address}</small>}
        </>
      ),
    },
    {
      name: "about",
      title: t.about,
      show: ({ mac, pbx }) => (
        <>
          {mac !== null && (
            <a class="mac" href={pathTo("phone", { mac })}>
              {writeMac(mac)}
            </a>
          )}{" "}
          {pbx}
        </>
      ),
    },
  ];
  return <Table caption={t.caption} columns={columns} rows={entries} keyOf={({ sequence }) => String(sequence)} />;
}

function Explained({ entry: { action, detail, hash }, name }: { entry: ShownAuditEntry; name: string }) {
  const facts = [{ name: "action", value: action }, ...detail, { name: "hash", value: hash }];
  return (
    <details>
      <summary>{name}</summary>
      <dl>
        {facts.map((fact, index) => (
          <div key={`${index} ${fact.name}`}>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
