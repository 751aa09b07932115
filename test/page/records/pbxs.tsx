import { CustomersTable } from "../../../src/staff/page/pages/customers.tsx";
import { FoundPhones } from "../../../src/staff/page/pages/lan-search.tsx";
import { PbxFacts } from "../../../src/staff/page/pages/pbx.tsx";
import { AccountsTable } from "../../../src/staff/page/pages/pbx-accounts.tsx";
import { LinkLight, ProvisioningLight } from "../../../src/staff/page/pages/pbx-lights.tsx";
import { LinkFacts } from "../../../src/staff/page/pages/pbx-link.tsx";
import { PolicyFacts } from "../../../src/staff/page/pages/pbx-policy.tsx";
import { PbxsTable } from "../../../src/staff/page/pages/pbxs.tsx";
import { TeachIns } from "../../../src/staff/page/pages/teach-in.tsx";
import { SightingsTable } from "../../../src/staff/page/pages/waiting-table.tsx";
import { formOf, patchOf } from "../../../src/staff/page/pbx-form.ts";
import { readListPage } from "../../../src/staff/page/read.ts";
import { readListedAccount } from "../../../src/staff/page/records/account.ts";
import { readPolicy } from "../../../src/staff/page/records/admission.ts";
import { readCustomer } from "../../../src/staff/page/records/customer.ts";
import { readSearch } from "../../../src/staff/page/records/lan-search.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import { readWholeLink, readWholePbx } from "../../../src/staff/page/records/pbx.ts";
import type { Views } from "./views.ts";

export const pbxsViews: Views = {
  "GET /api/v1/pbxs": (raw, { texts }) => <PbxsTable pbxs={readListPage(raw, others.readPbx).items} texts={texts} />,
  "GET /api/v1/pbxs/:id": (raw, { texts }) => {
    const pbx = readWholePbx(raw);
    return (
      <>
        <PbxFacts pbx={pbx} texts={texts} />
        <ProvisioningLight pausedAt={pbx.pausedAt} texts={texts} />
        {Object.keys(patchOf(formOf(pbx), pbx)).join()}
      </>
    );
  },
  "GET /api/v1/pbxs/:id/link": (raw, { texts }) => (
    <>
      <LinkLight link={others.readLink(raw)} texts={texts} />
      <LinkFacts link={readWholeLink(raw)} texts={texts} />
    </>
  ),
  "GET /api/v1/pbxs/:id/accounts": (raw, { texts }) => (
    <>
      <AccountsTable
        accounts={readListPage(raw, readListedAccount).items}
        texts={texts}
        actions={["edit", "reset", "pin", "delete"]}
        onAction={() => undefined}
      />
      {readListPage(raw, others.readAccount).items.map(({ username, displayName }) => username + displayName)}
    </>
  ),
  "GET /api/v1/pbxs/:id/admission": (raw, { texts }) => <PolicyFacts policy={readPolicy(raw)} texts={texts} />,
  "GET /api/v1/customers": (raw, { texts }) => (
    <CustomersTable
      customers={readListPage(raw, readCustomer).items}
      texts={texts}
      actions={["pause", "rename", "delete"]}
      onAction={() => undefined}
    />
  ),
  "GET /api/v1/pbxs/:id/accounts/:username": (raw) => others.readAccount(raw).username,
  "GET /api/v1/pbxs/:id/profiles": (raw) =>
    readListPage(raw, others.readProfile).items.map(({ id, label }) => id + label),
  "GET /api/v1/pbxs/:id/redirects/:service": (raw) => others.readMacIdRule(raw).vendor,
  "GET /api/v1/sightings": (raw, { texts }) => {
    const sightings = readListPage(raw, others.readSighting).items;
    const chosen = new Map(sightings.slice(0, 1).map((sighting) => [sighting.mac, sighting]));
    const nothing = () => undefined;
    return [false, true].map((isIgnored) => (
      <SightingsTable
        key={String(isIgnored)}
        {...{ sightings, texts, isIgnored, chosen }}
        onChoose={nothing}
        onAdmit={nothing}
        onToggle={nothing}
      />
    ));
  },
  "GET /api/v1/admission-policies": (raw, { texts }) => (
    <TeachIns policies={readListPage(raw, readPolicy).items} texts={texts} now={0} onEnd={() => undefined} />
  ),
  "GET /api/v1/search/:id": (raw, { texts }) => <FoundPhones search={readSearch(raw)} texts={texts} />,
};
