import type { Static } from "@fastify/type-provider-typebox";
import { PHONE_STAGES, type PhoneStage } from "../../../provisioning/overview.ts";
import type { OverviewAnswer } from "../../routes/overview.ts";
import { fieldsOf, readCount, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

type Answer = Static<typeof OverviewAnswer>;
export type StageCounts = Readonly<Record<PhoneStage, number>>;
export type VendorCounts = { vendor: string; manufacturer: string; phones: number; stages: StageCounts };
export type ShownStorm = {
  phones: number;
  begunAt: number | null;
  endedAt: number | null;
  perMinute: readonly number[];
};
export type ShownAlarm = {
  kind: string;
  isGrave: boolean;
  pbx: string | null;
  subject: string | null;
  count: number;
  words: string | null;
  since: number | null;
};
export type ShownOverview = {
  countedAt: number | null;
  total: number;
  stages: StageCounts;
  vendors: readonly VendorCounts[];
  storm: ShownStorm | null;
  /** Null: not for this reader. */
  waiting: number | null;
  alarms: readonly ShownAlarm[];
};

/** More minutes than a day has are none of a storm. */
const MOST_MINUTES = 1440;

export function readOverview(raw: unknown): ShownOverview {
  const { countedAt, phones, bootStorm, waiting, alarms } = fieldsOf<Answer>(raw);
  const { total, stages, vendors } = fieldsOf<Answer["phones"]>(phones);
  return {
    countedAt: readTime(countedAt),
    total: readNatural(total),
    stages: readStages(stages),
    vendors: readList(vendors, readVendorCounts),
    storm: readStorm(bootStorm),
    waiting: typeof waiting === "number" ? readNatural(waiting) : null,
    alarms: readList(alarms, readAlarm),
  };
}

function readVendorCounts(raw: unknown): VendorCounts {
  const { vendor, manufacturer, phones, stages } = fieldsOf<Answer["phones"]["vendors"][number]>(raw);
  const id = readText(vendor);
  return {
    ...{ vendor: id, manufacturer: readText(manufacturer) || id },
    ...{ phones: readNatural(phones), stages: readStages(stages) },
  };
}

function readStages(raw: unknown): StageCounts {
  const stages = fieldsOf<StageCounts>(raw);
  return Object.fromEntries(PHONE_STAGES.map((stage) => [stage, readNatural(stages[stage])])) as StageCounts;
}

function readStorm(raw: unknown): ShownStorm | null {
  const { phones, begunAt, endedAt, perMinute } = fieldsOf<NonNullable<Answer["bootStorm"]>>(raw);
  const minutes = readList(perMinute, readNatural).slice(0, MOST_MINUTES);
  if (minutes.length === 0) return null;
  return { phones: readNatural(phones), begunAt: readTime(begunAt), endedAt: readTime(endedAt), perMinute: minutes };
}

function readAlarm(raw: unknown): ShownAlarm {
  const alarm = fieldsOf<Answer["alarms"][number]>(raw);
  return {
    kind: readText(alarm.kind),
    isGrave: readOneOf(alarm.level, ["warn", "error"]) === "error",
    pbx: readOptionalText(alarm.pbx),
    subject: readOptionalText(alarm.subject),
    count: readNatural(alarm.count),
    words: readOptionalText(alarm.words),
    since: readTime(alarm.since),
  };
}

/** A shape cannot have a size below nothing. */
function readNatural(raw: unknown): number {
  return Math.max(0, Math.floor(readCount(raw)));
}
