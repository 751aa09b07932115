import { type Static, Type } from "@fastify/type-provider-typebox";
import { daysLeft } from "../../provisioning/expiry-alarm.ts";
import { findBootStorm, PHONE_STAGES, type PhoneCount, type Trouble } from "../../provisioning/overview.ts";
import { type Caller, pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { answers, countsOf, NullableTime, nullableText, Time, toTime } from "../schemas/shared.ts";

const STAGES_HELP =
  "Each phone once: admitted (it never asked for its configuration), waiting (its passwords still wait or go out), provisioned (it has all; nobody says whether it is registered), registered, unregistered (its PBX says so)";
const ALARM_KINDS = [
  "guard",
  "rival-pnp",
  "rival-dhcp",
  "certificate-expiring",
  "link-failing",
  "pbx-silent",
  "rollout-halted",
  "rotation-stalled",
] as const;
const Alarm = Type.Object(
  {
    kind: Type.Enum(ALARM_KINDS, {
      description:
        "guard: addresses are slowed or held back; rival-…: another server answers phones; link-failing: a PBX cannot be told; pbx-silent: it does not say who is registered",
    }),
    level: Type.Enum(["warn", "error"]),
    pbx: nullableText(),
    subject: nullableText({ description: "The address, certificate, roll-out or rotation" }),
    count: Type.Unsafe<number | null>({
      type: ["integer", "null"],
      description: "Of addresses, of what a PBX was not told, or of days that are left",
    }),
    words: nullableText({ description: "Why, in the words of whoever refused" }),
    since: NullableTime,
  },
  { additionalProperties: false },
);
const BootStorm = Type.Object(
  {
    phones: Type.Integer({ description: "Whose last visit was during it" }),
    begunAt: Time,
    endedAt: Time,
    perMinute: Type.Array(Type.Integer(), { description: "From the first minute on" }),
  },
  {
    additionalProperties: false,
    description: "When at least five phones a minute, and many more than usual, asked last; within a day",
  },
);
export const OverviewAnswer = Type.Object(
  {
    countedAt: Time,
    phones: Type.Object(
      {
        total: Type.Integer(),
        stages: countsOf(PHONE_STAGES, STAGES_HELP),
        vendors: Type.Array(
          Type.Object(
            {
              vendor: Type.String(),
              manufacturer: Type.String(),
              phones: Type.Integer(),
              stages: countsOf(PHONE_STAGES, STAGES_HELP),
            },
            { additionalProperties: false },
          ),
          { description: "Those with the most phones first" },
        ),
      },
      { additionalProperties: false },
    ),
    bootStorm: Type.Union([BootStorm, Type.Null()]),
    waiting: Type.Unsafe<number | null>({
      type: ["integer", "null"],
      description: "Phones that asked and are not admitted; null: not for this caller",
    }),
    alarms: Type.Array(Alarm, { description: "What is wrong now, the worst first" }),
  },
  { additionalProperties: false },
);

const DAY_MS = 86_400_000;
const WARNED_DAYS = 30;
/** What is counted for somebody is good for all with the same scope, so long; longer where counting takes long. */
const COUNTED_FOR_MS = 15_000;
const REST = 30;
const SCOPES_KEPT = 200;

type Counted = { at: number; phones: readonly PhoneCount[]; bootStorm: Static<typeof BootStorm> | null };

export function addOverviewRoute(api: Api, deps: StaffDeps): void {
  const { store, clock } = deps;
  const counted = new Map<string, { at: number; goodForMs: number; result: Promise<Counted> }>();

  api.get(
    "/overview",
    {
      schema: {
        tags: ["Phones"],
        summary: "How all phones are, what is wrong, and what waits",
        description:
          "Counts are up to 15 seconds old, and older where there are very many phones, as `countedAt` says.",
        response: answers({ 200: OverviewAnswer }, "invalid-query"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { at, phones, bootStorm } = await countFor(pbxScopeOf(caller));
      // Nobody knows yet whose phones these are.
      const seesAll = caller.pbxIds === null;
      return {
        countedAt: toTime(at),
        phones: { total: sum(phones), stages: byStage(phones), vendors: byVendor(phones) },
        bootStorm,
        waiting: seesAll ? await store.countSightings() : null,
        alarms: await listAlarms(caller),
      };
    },
  );

  function countFor(pbxIds: readonly string[] | undefined): Promise<Counted> {
    const key = JSON.stringify(pbxIds?.toSorted() ?? null);
    const known = counted.get(key);
    if (known !== undefined && Math.abs(clock() - known.at) < known.goodForMs) return known.result;
    counted.delete(key);
    const begun = performance.now();
    const one = { at: clock(), goodForMs: Number.POSITIVE_INFINITY, result: count(pbxIds) };
    counted.set(key, one);
    one.result.then(
      () => {
        one.goodForMs = Math.max(COUNTED_FOR_MS, (performance.now() - begun) * REST);
      },
      () => counted.delete(key),
    );
    for (const old of [...counted.keys()].slice(0, -SCOPES_KEPT)) counted.delete(old);
    return one.result;
  }

  async function count(pbxIds: readonly string[] | undefined): Promise<Counted> {
    const at = clock();
    const since = at - DAY_MS;
    const phones = await store.countPhones({ pbxIds });
    const storm = findBootStorm(await store.listVisits({ pbxIds, since }), since, at);
    const bootStorm = storm && { ...storm, perMinute: [...storm.perMinute] };
    return {
      at,
      phones,
      bootStorm: bootStorm
        ? { ...bootStorm, begunAt: toTime(bootStorm.begunAt), endedAt: toTime(bootStorm.endedAt) }
        : null,
    };
  }

  function byVendor(phones: readonly PhoneCount[]) {
    const names = new Map(deps.vendors.map(({ id, name }) => [id, name]));
    return [...Map.groupBy(phones, ({ vendorId }) => vendorId)]
      .map(([vendor, own]) => ({
        ...{ vendor, manufacturer: names.get(vendor) ?? vendor },
        ...{ phones: sum(own), stages: byStage(own) },
      }))
      .toSorted((a, b) => b.phones - a.phones || a.vendor.localeCompare(b.vendor));
  }

  async function listAlarms(caller: Caller): Promise<Static<typeof Alarm>[]> {
    const troubles = (await store.listTroubles({ pbxIds: pbxScopeOf(caller) })).map(alarmOf);
    const all = caller.pbxIds === null ? [...troubles, ...alarmsOfMachine()] : troubles;
    return all.toSorted((a, b) => Number(a.level === "warn") - Number(b.level === "warn"));
  }

  /** What this very process sees: with several daemons each has its own. */
  function alarmsOfMachine(): Static<typeof Alarm>[] {
    const now = clock();
    const nothing = { pbx: null, subject: null, count: null, words: null, since: null };
    const watched = deps.guard.watched(now);
    const guard: Static<typeof Alarm>[] =
      watched.length === 0
        ? []
        : [
            {
              ...nothing,
              ...{ kind: "guard", level: "warn", count: watched.length },
              since: toTime(Math.min(...watched.map(({ firstSeen }) => firstSeen))),
            },
          ];
    const rivals = deps.rivals().map(({ kind, address, firstSeen }) => ({
      ...nothing,
      ...{ kind: `rival-${kind}` as const, level: "warn" as const, subject: address, since: toTime(firstSeen) },
    }));
    const certificates = (deps.tls?.inUse() ?? []).flatMap(({ subject, expiresAt }) => {
      const days = daysLeft(expiresAt, now);
      const level = days === 0 ? ("error" as const) : ("warn" as const);
      const alarm = { ...nothing, ...{ kind: "certificate-expiring" as const, level, subject, count: days } };
      return days > WARNED_DAYS ? [] : [alarm];
    });
    return [...guard, ...rivals, ...certificates];
  }
}

function alarmOf({ kind, pbxId, id, count, words, since }: Trouble): Static<typeof Alarm> {
  const level = kind === "rollout-halted" || kind === "rotation-stalled" ? "error" : "warn";
  return { kind, level, pbx: pbxId, subject: id, count, words, since: since === null ? null : toTime(since) };
}

function sum(phones: readonly PhoneCount[]): number {
  return phones.reduce((total, one) => total + one.phones, 0);
}

function byStage(phones: readonly PhoneCount[]) {
  const stages = { admitted: 0, waiting: 0, provisioned: 0, registered: 0, unregistered: 0 };
  for (const { stage, phones: count } of phones) stages[stage] += count;
  return stages;
}
