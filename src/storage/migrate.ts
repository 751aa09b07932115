import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { createFirstTables } from "./migrations/0001-first-tables.ts";
import { createLastSeen } from "./migrations/0002-last-seen.ts";
import { createProfiles } from "./migrations/0003-profiles.ts";
import { createLeases } from "./migrations/0004-leases.ts";
import { createRedirects } from "./migrations/0005-redirects.ts";
import { createAdmission } from "./migrations/0006-admission.ts";
import { addClientCertificates } from "./migrations/0007-client-certificates.ts";
import { createPhoneProofs } from "./migrations/0008-phone-proofs.ts";
import { createPeople } from "./migrations/0009-people.ts";
import { createAudit } from "./migrations/0010-audit.ts";
import { createWebhooks } from "./migrations/0011-webhooks.ts";
import { createPbxLinks } from "./migrations/0012-pbx-links.ts";
import { createRegistrations } from "./migrations/0013-registrations.ts";
import { createPhoneCommands } from "./migrations/0014-phone-commands.ts";
import { createRotations } from "./migrations/0015-rotations.ts";
import { addAskingPbxs } from "./migrations/0016-asking-pbxs.ts";
import { createPhoneBooks } from "./migrations/0017-phone-books.ts";
import { createHostedFiles } from "./migrations/0018-hosted-files.ts";
import { createWindowsAndTemplates } from "./migrations/0019-windows-and-templates.ts";
import { createRollouts } from "./migrations/0020-rollouts.ts";
import { createPhoneUploads } from "./migrations/0021-phone-uploads.ts";
import { createDesks } from "./migrations/0022-hot-desking.ts";
import { addPhoneSearch } from "./migrations/0023-phone-search.ts";
import { addPausedPbxs } from "./migrations/0027-paused-pbxs.ts";
import { addIgnoredSightings } from "./migrations/0028-ignored-sightings.ts";
import type { Tables } from "./tables.ts";

export type Dialect = "sqlite" | "postgres";

/** In the order of their names. Append only: a name that a database has run never changes or goes. */
const MIGRATIONS: Readonly<Record<string, (db: Kysely<unknown>, dialect: Dialect) => Promise<void>>> = {
  "0001-first-tables": createFirstTables,
  "0002-last-seen": createLastSeen,
  "0003-profiles": createProfiles,
  "0004-leases": createLeases,
  "0005-redirects": createRedirects,
  "0006-admission": createAdmission,
  "0007-client-certificates": addClientCertificates,
  "0008-phone-proofs": createPhoneProofs,
  "0009-people": createPeople,
  "0010-audit": createAudit,
  "0011-webhooks": createWebhooks,
  "0012-pbx-links": createPbxLinks,
  "0013-registrations": createRegistrations,
  "0014-phone-commands": createPhoneCommands,
  "0015-rotations": createRotations,
  "0016-asking-pbxs": addAskingPbxs,
  "0017-phone-books": createPhoneBooks,
  "0018-hosted-files": createHostedFiles,
  "0019-windows-and-templates": createWindowsAndTemplates,
  "0020-rollouts": createRollouts,
  "0021-phone-uploads": createPhoneUploads,
  "0022-hot-desking": createDesks,
  "0023-phone-search": addPhoneSearch,
  "0027-paused-pbxs": addPausedPbxs,
  "0028-ignored-sightings": addIgnoredSightings,
};

/** Brings a database up to date. Daemons that start together wait for each other on PostgreSQL's advisory lock. */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(MIGRATIONS).map(([name, up]) => [
            name,
            { up: (migrated: Kysely<unknown>) => up(migrated, dialect) },
          ]),
        ),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
