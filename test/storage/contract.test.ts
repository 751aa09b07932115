import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { admissionContract } from "./admission-contract.ts";
import { askingPbxContract } from "./asking-pbx-contract.ts";
import { auditContract } from "./audit-contract.ts";
import { commandsContract } from "./commands-contract.ts";
import { deliveryContract } from "./delivery-contract.ts";
import { desksContract } from "./desks-contract.ts";
import { grantsContract } from "./grants-contract.ts";
import { historyContract } from "./history-contract.ts";
import { hostedContract } from "./hosted-contract.ts";
import { leasesContract } from "./leases-contract.ts";
import { linksContract } from "./links-contract.ts";
import { overlapsContract } from "./overlaps-contract.ts";
import { overviewContract } from "./overview-contract.ts";
import { pbxsContract } from "./pbxs-contract.ts";
import { peopleContract } from "./people-contract.ts";
import { phoneBooksContract } from "./phone-books-contract.ts";
import { phoneListContract } from "./phone-list-contract.ts";
import { phonesContract } from "./phones-contract.ts";
import { profilesContract } from "./profiles-contract.ts";
import { proofsContract } from "./proofs-contract.ts";
import { redirectsContract } from "./redirects-contract.ts";
import { registrationsContract } from "./registrations-contract.ts";
import { rolloutsContract } from "./rollouts-contract.ts";
import { rotationsContract } from "./rotations-contract.ts";
import { sealedColumnsContract } from "./sealed-columns-contract.ts";
import { standingsContract } from "./standings-contract.ts";
import { startTestPostgres, type TestPostgres } from "./test-postgres.ts";
import { type OpenTestStore, postgresDatabases, sqliteDatabases } from "./test-stores.ts";
import { uploadsContract } from "./uploads-contract.ts";
import { webhooksContract } from "./webhooks-contract.ts";
import { windowsContract } from "./windows-contract.ts";

function contract(open: OpenTestStore, about: { mayShare: boolean }): void {
  deliveryContract(open);
  grantsContract(open);
  phonesContract(open);
  phoneListContract(open);
  overviewContract(open);
  pbxsContract(open);
  profilesContract(open);
  phoneBooksContract(open);
  historyContract(open);
  redirectsContract(open);
  leasesContract(open);
  hostedContract(open);
  uploadsContract(open);
  admissionContract(open, about);
  proofsContract(open);
  peopleContract(open);
  auditContract(open);
  commandsContract(open, about);
  webhooksContract(open);
  linksContract(open);
  rotationsContract(open);
  rolloutsContract(open);
  registrationsContract(open, about);
  overlapsContract(open);
  standingsContract(open);
  windowsContract(open);
  sealedColumnsContract(open);
  askingPbxContract(open);
  desksContract(open, about);
}

describe("SQLite", () => {
  const { open, cleanUp } = sqliteDatabases();
  afterEach(cleanUp);
  contract(open, { mayShare: false });
});

describe("PostgreSQL", () => {
  const { open, cleanUp } = postgresDatabases();
  let server: TestPostgres;
  // Holds the server while the tests come and go with databases of their own.
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterEach(cleanUp);
  afterAll(() => server.stop());
  contract(open, { mayShare: true });
});
