import { type SqlBool, sql } from "kysely";
import { compareVersions } from "../provisioning/choose-firmware.ts";
import type { HostedFile, HostedUses } from "../provisioning/hosted-file.ts";
import type { Trx } from "./backend.ts";

const MOST_SHOWN = 100;
const OVER = ["done", "rolled-back", "cancelled"] as const;

/** Whether a setting or a roll-out names it. */
export async function isInUse(trx: Trx, file: HostedFile): Promise<boolean> {
  if ((await findNaming(trx, file, 1)).length > 0) return true;
  const { rollouts, rolledOut } = await findRollouts(trx, file);
  return rollouts.length + rolledOut > 0;
}

export async function findUses(trx: Trx, file: HostedFile): Promise<HostedUses> {
  const settings = await findNaming(trx, file, MOST_SHOWN);
  return { settings, ...(await findRollouts(trx, file)), ...(await countPhones(trx, file)) };
}

/** How settings name it, as they stand in JSON. A name says no vendor, so one of another vendor's file counts as well. */
function mentionsOf({ name, firmware }: HostedFile): string[] {
  if (firmware !== null)
    return [`"firmware":${JSON.stringify(firmware.version)}`].concat(
      firmware.models.map((handset) => `${JSON.stringify(handset)}:${JSON.stringify(firmware.version)}`),
    );
  return [`File":${JSON.stringify(name)}`, JSON.stringify(`hosted:${name}`)];
}

async function findNaming(trx: Trx, file: HostedFile, most: number): Promise<HostedUses["settings"]> {
  const mentions = mentionsOf(file);
  const says = (column: string) =>
    sql<SqlBool>`(${sql.join(
      mentions.map((mention) => sql`${sql.ref(column)} like ${`%${mention.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`),
      sql` or `,
    )})`;
  const pbxs = trx
    .selectFrom("pbxs")
    .select("id")
    .where((eb) => eb.or([says("settings"), says("vendors")]));
  const profiles = trx.selectFrom("profiles").select(["pbx_id", "id"]).where(says("settings"));
  const phones = trx.selectFrom("phones").select(["pbx_id", "mac"]).where(says("settings"));
  return [
    ...(await pbxs.orderBy("id").limit(most).execute()).map(({ id }) => ({
      ...{ layer: "pbx" as const, pbxId: id, name: id },
    })),
    ...(await profiles.orderBy("pbx_id").orderBy("id").limit(most).execute()).map(({ pbx_id: pbxId, id }) => ({
      ...{ layer: "profile" as const, pbxId, name: id },
    })),
    ...(await phones.orderBy("mac").limit(most).execute()).map(({ pbx_id: pbxId, mac }) => ({
      ...{ layer: "phone" as const, pbxId, name: mac },
    })),
  ];
}

/** Phones that are told this version by a roll-out, and roll-outs that will tell some. */
async function findRollouts(trx: Trx, { firmware }: HostedFile): Promise<Pick<HostedUses, "rollouts" | "rolledOut">> {
  if (firmware === null) return { rollouts: [], rolledOut: 0 };
  const { version } = firmware;
  const told = trx.selectFrom("phones").select((eb) => eb.fn.countAll<number>().as("total"));
  const { total } = await told.where("rollout_firmware", "=", version).executeTakeFirstOrThrow();
  const open = trx.selectFrom("rollouts").select(["id", "pbx_id"]).where("version", "=", version);
  const rows = await open.where("state", "not in", OVER).orderBy("id").limit(MOST_SHOWN).execute();
  return { rollouts: rows.map(({ id, pbx_id: pbxId }) => ({ id, pbxId })), rolledOut: Number(total) };
}

async function countPhones(
  trx: Trx,
  { vendorId, firmware }: HostedFile,
): Promise<Pick<HostedUses, "fitting" | "running">> {
  if (firmware === null) return { fitting: 0, running: 0 };
  const { version, models } = firmware;
  const rows = await trx
    .selectFrom("phones")
    .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
    .select(["last_seen.firmware", (eb) => eb.fn.countAll<number>().as("total")])
    .where("vendor_id", "=", vendorId)
    .where("model", "in", models)
    .groupBy("last_seen.firmware")
    .execute();
  const sum = (of: typeof rows) => of.reduce((all, { total }) => all + Number(total), 0);
  const runs = rows.filter((row) => row.firmware !== null && compareVersions(row.firmware, version) === 0);
  return { fitting: sum(rows), running: sum(runs) };
}
