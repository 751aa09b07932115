import { type RawBuilder, sql } from "kysely";
import {
  MINUTE_MS,
  type OverviewStore,
  PHONE_STAGES,
  type PhoneCount,
  type PhoneStage,
} from "../provisioning/overview.ts";
import { PHONE_STATUSES } from "../provisioning/ports.ts";
import { REGISTRATION_STATES } from "../provisioning/registration-standing.ts";
import type { StoreContext } from "./backend.ts";
import { inSteps, statusRank } from "./phone-list.ts";
import { isOneOf } from "./scope-rows.ts";
import { waitingSightings } from "./sighting-rows.ts";
import { standingRank } from "./standing-reads.ts";

export function overviewReads(context: StoreContext): OverviewStore {
  const { db } = context;
  return {
    async countPhones({ pbxIds }) {
      const now = await context.now(db);
      const counts = new Map<string, PhoneCount>();
      await inSteps(context, "", async (after, upTo) => {
        let staged = db
          .selectFrom("phones")
          .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
          .select(["phones.vendor_id", stageRank(now).as("stage")])
          .where("phones.mac", ">", after);
        if (upTo !== undefined) staged = staged.where("phones.mac", "<=", upTo);
        if (pbxIds !== undefined) staged = staged.where(isOneOf(context, "phones.pbx_id", pbxIds));
        const rows = await db
          .selectFrom(staged.as("staged"))
          .select(["vendor_id", "stage", (eb) => eb.fn.countAll().as("phones")])
          .groupBy(["vendor_id", "stage"])
          .execute();
        for (const row of rows) {
          const stage = PHONE_STAGES[row.stage] ?? "provisioned";
          const key = `${row.vendor_id} ${stage}`;
          const before = counts.get(key)?.phones ?? 0;
          counts.set(key, { vendorId: row.vendor_id, stage, phones: before + Number(row.phones) });
        }
        return true;
      });
      return [...counts.values()];
    },

    async listVisits({ pbxIds, since }) {
      const minute = sql`last_seen.at / ${sql.lit(MINUTE_MS)}`;
      let query = db
        .selectFrom("last_seen")
        .select((eb) => [
          eb.fn.countAll().as("phones"),
          eb.fn.min("last_seen.at").as("first"),
          eb.fn.max("last_seen.at").as("last"),
        ])
        .where("last_seen.at", ">=", since);
      if (pbxIds !== undefined)
        query = query
          .innerJoin("phones", "phones.id", "last_seen.phone_id")
          .where(isOneOf(context, "phones.pbx_id", pbxIds));
      const rows = await query.groupBy(minute).orderBy("first").execute();
      return rows.map(({ phones, first, last }) => ({ phones: Number(phones), first, last }));
    },

    async countSightings() {
      const counted = waitingSightings(db)
        .where("ignored_at", "is", null)
        .select((eb) => eb.fn.countAll().as("total"));
      return Number((await counted.executeTakeFirstOrThrow()).total);
    },

    async listTroubles({ pbxIds }) {
      const isSeen = (column: string) =>
        pbxIds === undefined ? sql<boolean>`1 = 1` : isOneOf(context, column, pbxIds);
      const links = await db
        .selectFrom("pbx_links")
        .select(["pbx_id", "last_error", "ask_state", "ask_error", "asked_at", "told_at"])
        .select((eb) =>
          eb
            .selectFrom("pbx_jobs")
            .select(eb.fn.countAll().as("failed"))
            .whereRef("pbx_jobs.pbx_id", "=", "pbx_links.pbx_id")
            .where("pbx_jobs.state", "=", "failed")
            // In the words of the partial index of jobs.
            .where(sql<boolean>`pbx_jobs.state <> 'done'`)
            .as("failed"),
        )
        .where(isSeen("pbx_links.pbx_id"))
        .orderBy("pbx_id")
        .execute();
      const [rollouts, rotations] = [
        await db
          .selectFrom("rollouts")
          .select(["id", "pbx_id", "words", "updated_at"])
          .where("state", "=", "halted")
          .where(isSeen("pbx_id"))
          .execute(),
        await db
          .selectFrom("rotations")
          .select(["id", "pbx_id", "updated_at"])
          .where("state", "=", "stalled")
          .where(isSeen("pbx_id"))
          .execute(),
      ];
      return [
        ...rollouts.map((row) => ({
          ...{ kind: "rollout-halted" as const, pbxId: row.pbx_id, id: row.id, count: null },
          ...{ words: row.words, since: row.updated_at },
        })),
        ...rotations.map((row) => ({
          ...{ kind: "rotation-stalled" as const, pbxId: row.pbx_id, id: row.id, count: null },
          ...{ words: null, since: row.updated_at },
        })),
        ...links
          .filter((row) => row.last_error !== null || Number(row.failed) > 0)
          .map((row) => ({
            ...{ kind: "link-failing" as const, pbxId: row.pbx_id, id: null, count: Number(row.failed) },
            ...{ words: row.last_error, since: row.told_at },
          })),
        ...links
          .filter((row) => row.ask_state === "silent")
          .map((row) => ({
            ...{ kind: "pbx-silent" as const, pbxId: row.pbx_id, id: null, count: null },
            ...{ words: row.ask_error, since: row.asked_at },
          })),
      ];
    },
  };
}

/** The place of a phone's stage in PHONE_STAGES. */
function stageRank(now: number): RawBuilder<number> {
  const rank = (stage: PhoneStage) => sql.lit(PHONE_STAGES.indexOf(stage));
  const registered = sql.lit(REGISTRATION_STATES.indexOf("registered"));
  const unknown = sql.lit(REGISTRATION_STATES.indexOf("unknown"));
  return sql`case when last_seen.phone_id is null then ${rank("admitted")}
    when ${statusRank(now)} <> ${sql.lit(PHONE_STATUSES.indexOf("provisioned"))} then ${rank("waiting")}
    else case ${standingRank(now)} when ${registered} then ${rank("registered")}
      when ${unknown} then ${rank("provisioned")} else ${rank("unregistered")} end end`;
}
