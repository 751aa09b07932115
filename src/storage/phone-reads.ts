import { type Selectable, sql } from "kysely";
import type { CertificatePolicy } from "../provisioning/certificate-policy.ts";
import type { DeskKit } from "../provisioning/desk-kit.ts";
import type { FunctionKey } from "../provisioning/function-key.ts";
import type { Mac } from "../provisioning/mac.ts";
import type { Pbx } from "../provisioning/pbx.ts";
import type { Admission, Handset, Line, Phone, PhoneSeat } from "../provisioning/phone.ts";
import type { Settings } from "../provisioning/settings.ts";
import type { Db, Run } from "./backend.ts";
import { OPEN_COLUMN, readAccess } from "./pbx-rows.ts";
import { readProofs, selectProofs } from "./proof-rows.ts";
import { compileOnce } from "./statement.ts";
import type { PhoneTable } from "./tables.ts";

type AdmissionRow = Pick<
  PhoneTable,
  "mac" | "pbx_id" | "vendor_id" | "vendor_source" | "model" | "model_source" | "revision"
> & {
  id: number;
  pbx_revision: number;
  client_certificates: string;
  profile_revision: number | null;
  has_live_grants: unknown;
  access: string;
  paused_at: number | null;
  proofs: string | null;
  seat_waits: unknown;
};
type PhoneRow = AdmissionRow &
  Omit<Selectable<PhoneTable>, "id" | "label_folded"> & {
    last_seen_at: number | null;
    last_address: string | null;
    firmware: string | null;
    seat_account: number | null;
    seat_since: number | null;
    seat_until: number | null;
    seat_kit: string | null;
  };

type LineRow = {
  phone_id: number;
  account_id: number;
  username: string;
  auth_name: string;
  account_name: string;
  line_name: string | null;
  label: string | null;
  is_seat: number;
};

export type PhoneReads = ReturnType<typeof createPhoneReads>;

/** What is read for phones' own requests. `run` says where: among committed rows, or inside a transaction. */
export function createPhoneReads(db: Db) {
  const admissionByMac = compileOnce(({ mac }: { mac: Mac }) =>
    selectAdmissions(db).where("phones.mac", "=", mac).$castTo<AdmissionRow>(),
  );
  const phoneByMac = compileOnce(({ mac }: { mac: Mac }) =>
    selectPhones(db).where("phones.mac", "=", mac).$castTo<PhoneRow>(),
  );
  const linesOfPhone = compileOnce(({ phoneId }: { phoneId: number }) =>
    selectLines(db).where("lines.phone_id", "=", phoneId).$castTo<LineRow>(),
  );

  return {
    async findAdmission(run: Run, mac: Mac): Promise<Admission | undefined> {
      const [row] = await run(admissionByMac({ mac }));
      return row && toAdmission(row);
    },

    /** The phone before its lines: a change between the two then shows an old revision, which no cache keeps for long. */
    async findPhone(run: Run, mac: Mac): Promise<Phone | undefined> {
      const [row] = await run(phoneByMac({ mac }));
      return row && toPhone(row, await run(linesOfPhone({ phoneId: row.id })));
    },
  };
}

/** Phones with all that their admission needs; further conditions are the caller's. */
export function selectPhones(db: Db) {
  return selectAdmissions(db)
    .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
    .leftJoin("seats", "seats.phone_id", "phones.id")
    .leftJoin("accounts as seated", "seated.id", "seats.account_id")
    .select([
      "phones.mac_id",
      "phones.label",
      "phones.keys",
      "phones.modules",
      "phones.handsets",
      "phones.profile_id",
      "phones.settings",
      "phones.known_authorities",
      "phones.rollout_firmware",
      "phones.sharing",
      "phones.created_at",
      "phones.updated_at",
      "last_seen.at as last_seen_at",
      "last_seen.address as last_address",
      "last_seen.firmware",
      "seats.account_id as seat_account",
      "seats.signed_in_at as seat_since",
      "seats.ends_at as seat_until",
      "seated.desk as seat_kit",
    ]);
}

function selectAdmissions(db: Db) {
  return db
    .selectFrom("phones")
    .innerJoin("pbxs", "pbxs.id", "phones.pbx_id")
    .leftJoin("profiles", (join) =>
      join.onRef("profiles.pbx_id", "=", "phones.pbx_id").onRef("profiles.id", "=", "phones.profile_id"),
    )
    .select([
      "phones.id",
      "phones.mac",
      "phones.pbx_id",
      "phones.vendor_id",
      "phones.vendor_source",
      "phones.model",
      "phones.model_source",
      "phones.revision",
      "pbxs.revision as pbx_revision",
      "pbxs.client_certificates",
      "profiles.revision as profile_revision",
      "pbxs.access",
      "pbxs.paused_at",
    ])
    .select(selectProofs(OPEN_COLUMN).as("proofs"))
    .select(
      // Written out, so that both databases see that the partial index fits.
      sql`exists (select 1 from grants where grants.phone_id = phones.id and grants.state <> 'closed')`.as(
        "has_live_grants",
      ),
    )
    .select(
      sql`exists (select 1 from seats where seats.phone_id = phones.id and seats.delivered_claim is null)`.as(
        "seat_waits",
      ),
    );
}

/** Lines in order, of any number of phones; which ones is the caller's condition. */
export function selectLines(db: Db) {
  return db
    .selectFrom("lines")
    .innerJoin("accounts", "accounts.id", "lines.account_id")
    .select([
      "lines.phone_id",
      "lines.account_id",
      "accounts.username",
      "accounts.auth_name",
      "accounts.display_name as account_name",
      "lines.display_name as line_name",
      "lines.label",
      "lines.is_seat",
    ])
    .orderBy("lines.phone_id")
    .orderBy("lines.position");
}

function toAdmission(row: AdmissionRow): Admission {
  return {
    phoneId: row.id,
    mac: row.mac as Mac,
    pbxId: row.pbx_id,
    vendorId: row.vendor_id,
    vendorSource: row.vendor_source,
    model: row.model,
    modelSource: row.model_source,
    // With the id, so that a phone that was deleted and admitted anew never has an old revision again.
    revision: `${row.id}.${row.revision}.${row.pbx_revision}.${row.profile_revision ?? 0}`,
    hasLiveGrants: Boolean(row.has_live_grants),
    certificatePolicy: policyFor(row.vendor_id, row.client_certificates),
    access: readAccess(row.access),
    pausedAt: row.paused_at,
    proofs: readProofs(row.proofs),
    seatWaits: Boolean(row.seat_waits),
  };
}

function policyFor(vendorId: string, policies: string): CertificatePolicy {
  // Most PBXs ask for none, and this is on every phone's way.
  return policies === "{}" ? "off" : ((JSON.parse(policies) as Pbx["clientCertificates"])[vendorId] ?? "off");
}

export function toPhone(row: PhoneRow, lines: readonly LineRow[]): Phone {
  return {
    ...toAdmission(row),
    macId: row.mac_id,
    label: row.label,
    keys: JSON.parse(row.keys) as FunctionKey[],
    modules: JSON.parse(row.modules) as FunctionKey[][],
    handsets: JSON.parse(row.handsets) as Handset[],
    profileId: row.profile_id,
    settings: JSON.parse(row.settings) as Settings,
    rolloutFirmware: row.rollout_firmware,
    knownAuthorities: row.known_authorities.split(" ").filter((id) => id !== ""),
    lines: lines.map(toLine),
    sharing: row.sharing,
    seat: toPhoneSeat(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSeenAt: row.last_seen_at,
    lastAddress: row.last_address,
    firmware: row.firmware,
  };
}

function toLine(row: LineRow): Line {
  const displayName = row.line_name || row.account_name || row.username;
  return {
    accountId: row.account_id,
    username: row.username,
    authName: row.auth_name,
    displayName,
    label: row.label || displayName,
    ...(row.is_seat === 1 ? { isSeat: true } : {}),
  };
}

function toPhoneSeat(row: PhoneRow): PhoneSeat | null {
  const { seat_account: accountId, seat_since: since, seat_until: until, seat_kit: kit } = row;
  if (accountId === null || since === null) return null;
  return { accountId, since, until, kit: JSON.parse(kit ?? "{}") as DeskKit };
}
