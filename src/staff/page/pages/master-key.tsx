import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { readMasterKey, type ShownMasterKey } from "../records/machine.ts";
import type { Texts } from "../texts/texts.ts";
import { useLoaded } from "../use-loaded.ts";

const COLOURS = { idle: "green", running: "yellow", failed: "red" } as const;

/** Where the key comes from that seals passwords, and how an exchange of it stands. */
export function MasterKey() {
  const { texts, api } = usePage();
  const found = useLoaded((signal) => api("GET /api/v1/master-key", { signal }), readMasterKey, []);
  return (
    <section class="card" aria-labelledby="master-key">
      <h2 id="master-key">{texts.guard.masterKey}</h2>
      {found.fault !== undefined && <FaultNote fault={found.fault} onAgain={found.again} />}
      {found.value !== undefined && <MasterKeyFacts found={found.value} texts={texts} />}
    </section>
  );
}

export function MasterKeyFacts({ found, texts }: { found: ShownMasterKey; texts: Texts }) {
  const t = texts.guard;
  const { source, key, state, unreadable } = found;
  return (
    <>
      <dl>
        <div>
          <dt>{t.source}</dt>
          <dd>{source === null ? texts.unknown : t.masterSources[source]}</dd>
        </div>
        <div>
          <dt>{t.masterKeyId}</dt>
          <dd>
            <code>{key}</code>
          </dd>
        </div>
        <div>
          <dt>{t.state}</dt>
          <dd>
            {state === null ? texts.unknown : <span class={`light ${COLOURS[state]}`}>{t.masterStates[state]}</span>}
          </dd>
        </div>
      </dl>
      {unreadable > 0 && <p class="note bad">{t.unreadable(unreadable)}</p>}
    </>
  );
}
