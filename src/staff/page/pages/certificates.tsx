import type { ComponentChildren } from "preact";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { ExactTime } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readCertificates, readClientCa, type ShownCertificates, type ShownClientCa } from "../records/machine.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";

const SOON_DAYS = 30;

/** The https doors' certificate, what phones are given to trust, and what phones are believed by. */
export function Certificates() {
  const { texts, api, may } = usePage();
  const t = texts.guard;
  const found = useLoaded((signal) => api("GET /api/v1/ca", { signal }), readCertificates, []);
  const isOff = found.fault?.code === "https-off";
  return (
    <>
      <section class="card" aria-labelledby="certificate">
        <h2 id="certificate">{t.certificate}</h2>
        {isOff && <p>{t.httpsOff}</p>}
        {found.fault !== undefined && !isOff && <FaultNote fault={found.fault} onAgain={found.again} />}
        {found.value !== undefined && <CertificateFacts found={found.value} texts={texts} />}
      </section>
      {!isOff && may("GET /api/v1/client-cas") && <ClientAuthorities />}
    </>
  );
}

export function CertificateFacts({ found, texts }: { found: ShownCertificates; texts: Texts }) {
  const t = texts.guard;
  return (
    <>
      <dl>
        <Fact title={t.subject}>{found.subject}</Fact>
        <Fact title={t.source}>{found.source === null ? texts.unknown : t.sources[found.source]}</Fact>
        <Fact title={t.expires}>
          <Expiry at={found.expiresAt} days={found.daysLeft} texts={texts} />
        </Fact>
      </dl>
      {found.doubts.length > 0 && (
        <div class="note doubt">
          <p>{t.doubts}:</p>
          <ul lang="en">
            {found.doubts.map((doubt) => (
              <li key={doubt}>{doubt}</li>
            ))}
          </ul>
        </div>
      )}
      <h3>{t.authorities}</h3>
      <ul class="plain">
        {found.authorities.map(({ id, role, subject, expiresAt, daysLeft, phones }) => (
          <li key={id}>
            {subject} ({role === null ? texts.unknown : t.authorityRoles[role]}),{" "}
            <Expiry at={expiresAt} days={daysLeft} texts={texts} />, {t.knownBy(phones)}
          </li>
        ))}
      </ul>
      <p>
        <a class="button" href="/api/v1/ca/certificate" download="offhook-ca.pem">
          {t.download}
        </a>
      </p>
    </>
  );
}

function Fact({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Expiry({ at, days, texts }: { at: number | null; days: number; texts: Texts }) {
  const colour = days <= 0 ? "red" : days <= SOON_DAYS ? "yellow" : "green";
  return (
    <>
      <ExactTime at={at} /> <span class={`light ${colour}`}>{texts.guard.daysLeft(days)}</span>
    </>
  );
}

function ClientAuthorities() {
  const { texts } = usePage();
  const list = useList({ name: "GET /api/v1/client-cas", query: {}, limit: undefined, readItem: readClientCa });
  return (
    <section aria-labelledby="client-cas">
      <h2 id="client-cas">{texts.guard.clientCas}</h2>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value !== undefined && <ClientCasTable authorities={list.value.items} texts={texts} />}
    </section>
  );
}

export function ClientCasTable({ authorities, texts }: { authorities: readonly ShownClientCa[]; texts: Texts }) {
  const t = texts.guard;
  if (authorities.length === 0) return <p class="card">{t.clientCasEmpty}</p>;
  const columns: readonly Column<ShownClientCa>[] = [
    { name: "subject", title: t.subject, isHead: true, show: ({ subject }) => subject },
    { name: "vendor", title: texts.phones.manufacturer, show: ({ vendor }) => vendor },
    { name: "expires", title: t.expires, show: ({ expiresAt }) => <ExactTime at={expiresAt} /> },
    { name: "revoked", title: t.revokedCount, show: ({ revoked }) => revoked },
  ];
  return (
    <Table
      caption={t.clientCasCaption}
      columns={columns}
      rows={authorities}
      keyOf={({ vendor, fingerprint }) => `${vendor} ${fingerprint}`}
    />
  );
}
