import { mayCall, readWho } from "../../../src/staff/page/access-of-page.ts";
import { AuditTable } from "../../../src/staff/page/pages/audit.tsx";
import { CertificateFacts, ClientCasTable } from "../../../src/staff/page/pages/certificates.tsx";
import { Examination } from "../../../src/staff/page/pages/doctor.tsx";
import { EventsList } from "../../../src/staff/page/pages/events.tsx";
import { SourcesTable } from "../../../src/staff/page/pages/guard.tsx";
import { KeysTable } from "../../../src/staff/page/pages/keys.tsx";
import { MasterKeyFacts } from "../../../src/staff/page/pages/master-key.tsx";
import { SessionsTable } from "../../../src/staff/page/pages/own-sessions.tsx";
import { PeopleTable } from "../../../src/staff/page/pages/people.tsx";
import { SettingsList } from "../../../src/staff/page/pages/settings.tsx";
import { Verdict } from "../../../src/staff/page/pages/verify-chain.tsx";
import { readListPage } from "../../../src/staff/page/read.ts";
import * as machine from "../../../src/staff/page/records/machine.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import * as persons from "../../../src/staff/page/records/people.ts";
import type { Views } from "./views.ts";

export const peopleViews: Views = {
  "GET /api/v1/session": (raw) => {
    const who = readWho(raw);
    const { login, hasSecondFactor } = persons.readOwnAccount(raw);
    return [who.login, who.role, mayCall(who, "GET /api/v1/phones"), login, hasSecondFactor].join(" ");
  },
  "GET /api/v1/events": (raw, { texts }) => (
    <EventsList events={readListPage(raw, others.readEvent).items} texts={texts} />
  ),
  "GET /api/v1/doctor": (raw) => <Examination found={others.readExamination(raw)} />,
  "GET /api/v1/people": (raw, { texts }) => (
    <PeopleTable
      people={readListPage(raw, persons.readPerson).items}
      texts={texts}
      self="anna"
      actions={["change", "renew", "delete"]}
      onChoose={() => undefined}
    />
  ),
  "GET /api/v1/keys": (raw, { texts }) => (
    <KeysTable keys={readListPage(raw, persons.readKey).items} texts={texts} onRevoke={() => undefined} />
  ),
  "GET /api/v1/sessions": (raw, { texts }) => (
    <SessionsTable
      sessions={readListPage(raw, persons.readSession).items}
      texts={texts}
      isBusy={false}
      onEnd={() => undefined}
    />
  ),
  "GET /api/v1/customers": (raw) => readListPage(raw, persons.readCustomerId).items.join(" "),
  "GET /api/v1/audit": (raw, { texts }) => (
    <AuditTable entries={readListPage(raw, machine.readAuditEntry).items} names={{}} texts={texts} />
  ),
  "GET /api/v1/audit/verify": (raw, { texts }) => <Verdict verdict={machine.readVerdict(raw)} texts={texts} />,
  "GET /api/v1/guard": (raw, { texts }) => (
    <SourcesTable sources={readListPage(raw, machine.readSource).items} texts={texts} onPardon={() => undefined} />
  ),
  "GET /api/v1/ca": (raw, { texts }) => <CertificateFacts found={machine.readCertificates(raw)} texts={texts} />,
  "GET /api/v1/client-cas": (raw, { texts }) => (
    <ClientCasTable authorities={readListPage(raw, machine.readClientCa).items} texts={texts} />
  ),
  "GET /api/v1/master-key": (raw, { texts }) => <MasterKeyFacts found={machine.readMasterKey(raw)} texts={texts} />,
  "GET /api/v1/settings": (raw, { texts }) => (
    <SettingsList settings={readListPage(raw, machine.readSetting).items} texts={texts} />
  ),
};
