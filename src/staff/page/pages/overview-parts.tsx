import { PHONE_STAGES, type PhoneStage } from "../../../provisioning/overview.ts";
import { lazyPage } from "../lazy-page.tsx";
import { usePage } from "../page-context.ts";
import { ExactTime, Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import type { ShownAlarm, ShownOverview, ShownStorm, StageCounts, VendorCounts } from "../records/overview.ts";
import { pathTo } from "../router.ts";

const charts = () => import("../parts/overview-charts.tsx");
const StageRing = lazyPage(async () => (await charts()).StageRing);
const VendorBar = lazyPage(async () => (await charts()).VendorBar);
const StormColumns = lazyPage(async () => (await charts()).StormColumns);

function useNumbers(): (count: number) => string {
  const { language } = usePage();
  const format = new Intl.NumberFormat(language);
  return (count) => format.format(count);
}

/** How far the phones have come. */
export function PhonesByStage({ total, stages }: Pick<ShownOverview, "total" | "stages">) {
  const { texts } = usePage();
  const write = useNumbers();
  return (
    <section class="card" aria-labelledby="by-stage">
      <h2 id="by-stage">{texts.overview.stagesTitle}</h2>
      <div class="ringed">
        <StageRing stages={stages} total={write(total)} />
        <dl class="legend">
          {PHONE_STAGES.map((stage) => (
            <div key={stage}>
              <dt>
                <Swatch stage={stage} /> {texts.overview.stages[stage]}
              </dt>
              <dd>{write(stages[stage])}</dd>
            </div>
          ))}
          <div class="sum">
            <dt>
              <a href={pathTo("phones")}>{texts.overview.total}</a>
            </dt>
            <dd>{write(total)}</dd>
          </div>
        </dl>
      </div>
    </section>
  );
}

function Swatch({ stage }: { stage: PhoneStage }) {
  return (
    <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
      <rect class={`stage of-${stage}`} width="10" height="10" rx="2" />
    </svg>
  );
}

/** Who made them. */
export function PhonesByVendor({ vendors }: { vendors: readonly VendorCounts[] }) {
  const { texts } = usePage();
  const write = useNumbers();
  const most = Math.max(0, ...vendors.map(({ phones }) => phones));
  const sayStages = (stages: StageCounts) =>
    PHONE_STAGES.filter((stage) => stages[stage] > 0)
      .map((stage) => `${write(stages[stage])} ${texts.overview.stages[stage]}`)
      .join(", ");
  const columns: readonly Column<VendorCounts>[] = [
    {
      name: "vendor",
      title: texts.phones.manufacturer,
      isHead: true,
      show: ({ vendor, manufacturer }) => <a href={pathTo("phones", {}, { vendor })}>{manufacturer}</a>,
    },
    { name: "phones", title: texts.nav.phones, show: ({ phones }) => write(phones) },
    {
      name: "stages",
      title: texts.overview.stagesTitle,
      show: (vendor) => (
        <>
          <VendorBar vendor={vendor} most={most} />
          <span class="quiet">{sayStages(vendor.stages)}</span>
        </>
      ),
    },
  ];
  return (
    <section class="card" aria-labelledby="by-vendor">
      <h2 id="by-vendor">{texts.overview.vendorsTitle}</h2>
      {vendors.length === 0 ? (
        <p>{texts.none}</p>
      ) : (
        <Table caption={texts.overview.vendorsTitle} columns={columns} rows={vendors} keyOf={({ vendor }) => vendor} />
      )}
    </section>
  );
}

/** When many phones asked at once last. */
export function LastStorm({ storm }: { storm: ShownStorm | null }) {
  const { texts, language } = usePage();
  const write = useNumbers();
  const t = texts.overview;
  const seconds = Math.max(1, Math.round(((storm?.endedAt ?? 0) - (storm?.begunAt ?? 0)) / 1000));
  const length = (unit: "second" | "minute", count: number) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
  return (
    <section class="card" aria-labelledby="storm">
      <h2 id="storm">{t.stormTitle}</h2>
      {storm === null ? (
        <p>{t.stormNone}</p>
      ) : (
        <>
          <p class="figure">
            {t.storm(
              storm.phones,
              write(storm.phones),
              seconds < 120 ? length("second", seconds) : length("minute", Math.round(seconds / 60)),
            )}
          </p>
          <StormColumns perMinute={storm.perMinute} />
          <p class="quiet">
            <ExactTime at={storm.begunAt} /> {t.stormMost(write(Math.max(...storm.perMinute)))}
          </p>
        </>
      )}
    </section>
  );
}

/** What is wrong now. */
export function Alarms({ alarms }: { alarms: readonly ShownAlarm[] }) {
  const { texts } = usePage();
  return (
    <section class="card" aria-labelledby="alarms">
      <h2 id="alarms">{texts.overview.alarmsTitle}</h2>
      {alarms.length === 0 ? (
        <p class="light green">{texts.overview.alarmsNone}</p>
      ) : (
        <ul class="plain alarms">
          {alarms.map((alarm) => (
            <li key={`${alarm.kind} ${alarm.pbx} ${alarm.subject}`}>
              <span class={`level ${alarm.isGrave ? "bad" : "doubt"}`}>
                {texts.events.levels[alarm.isGrave ? "error" : "warn"]}
              </span>{" "}
              <AlarmText alarm={alarm} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function AlarmText({ alarm }: { alarm: ShownAlarm }) {
  const { texts } = usePage();
  const { kind, pbx, subject, words, since } = alarm;
  const text = sayAlarm(alarm, texts.overview.alarms);
  const href =
    kind === "rollout-halted" && subject !== null
      ? pathTo("rollout", { rollout: subject })
      : pbx === null
        ? undefined
        : pathTo("phones", {}, { pbx });
  return (
    <>
      {href === undefined ? text : <a href={href}>{text}</a>}
      {words !== null && <> {words}</>}
      {since !== null && (
        <>
          {" "}
          <span class="quiet">
            <Moment at={since} />
          </span>
        </>
      )}
    </>
  );
}

type AlarmTexts = ReturnType<typeof usePage>["texts"]["overview"]["alarms"];

function sayAlarm({ kind, pbx, subject, count }: ShownAlarm, say: AlarmTexts): string {
  switch (kind) {
    case "guard":
      return say.guard(count);
    case "rival-pnp":
    case "rival-dhcp":
      return say[kind](subject ?? "");
    case "certificate-expiring":
      return count === 0 ? say.certificateOver(subject ?? "") : say.certificate(subject ?? "", count);
    case "link-failing":
      return say.link(pbx ?? "", count);
    case "pbx-silent":
      return say.silent(pbx ?? "");
    case "rollout-halted":
      return say.rollout(pbx ?? "");
    case "rotation-stalled":
      return say.rotation(pbx ?? "");
    default:
      return kind;
  }
}
