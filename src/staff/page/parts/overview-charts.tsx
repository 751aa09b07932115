import { scaleBand, scaleLinear } from "d3-scale";
import { arc, type PieArcDatum, pie } from "d3-shape";
import { PHONE_STAGES, type PhoneStage } from "../../../provisioning/overview.ts";
import type { StageCounts, VendorCounts } from "../records/overview.ts";

// What these draw is said beside them in words and numbers: whoever does not see them misses nothing.

const RING = 100;
const HOLE = 64;

/** How far phones have come, as a ring. */
export function StageRing({ stages, total }: { stages: StageCounts; total: string }) {
  const slices = pie<PhoneStage>()
    .sort(null)
    .value((stage) => stages[stage])
    .padAngle(0.02)(PHONE_STAGES.filter((stage) => stages[stage] > 0));
  const draw = arc<PieArcDatum<PhoneStage>>().innerRadius(HOLE).outerRadius(RING).cornerRadius(3);
  return (
    <svg class="stage-ring" viewBox="-102 -102 204 204" aria-hidden="true">
      {slices.length === 0 && <circle class="stage of-none" r={(RING + HOLE) / 2} stroke-width={RING - HOLE} />}
      {slices.map((slice) => (
        <path key={slice.data} class={`stage of-${slice.data}`} d={draw(slice) ?? ""} />
      ))}
      <text y="10" text-anchor="middle">
        {total}
      </text>
    </svg>
  );
}

const BAR_HEIGHT = 10;

/** One maker's phones, as long as they are many beside the largest. */
export function VendorBar({ vendor, most }: { vendor: VendorCounts; most: number }) {
  const scale = scaleLinear([0, Math.max(1, most)], [0, 100]);
  let from = 0;
  return (
    <svg class="vendor-bar" viewBox={`0 0 100 ${BAR_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {PHONE_STAGES.filter((stage) => vendor.stages[stage] > 0).map((stage) => {
        const x = scale(from);
        from += vendor.stages[stage];
        return (
          <rect
            key={stage}
            class={`stage of-${stage}`}
            x={x}
            width={Math.max(0, scale(from) - x)}
            height={BAR_HEIGHT}
          />
        );
      })}
    </svg>
  );
}

const LEAST_COLUMNS = 10;
const COLUMNS = { width: 320, height: 90, gap: 0.15, foot: 1 };

/** How many phones asked in each minute of a storm. */
export function StormColumns({ perMinute }: { perMinute: readonly number[] }) {
  const { width, height, gap, foot } = COLUMNS;
  // A storm of two minutes is no wall.
  const places = Array.from({ length: Math.max(LEAST_COLUMNS, perMinute.length) }, (_, minute) => minute);
  const x = scaleBand(places, [0, width]).padding(places.length > 60 ? 0 : gap);
  const y = scaleLinear([0, Math.max(1, ...perMinute)], [height - foot, 2]);
  return (
    <svg class="storm-columns" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {perMinute.map((phones, minute) => {
        const top = y(phones);
        return <rect key={minute} x={x(minute)} y={top} width={x.bandwidth()} height={height - foot - top} />;
      })}
      <line x1="0" x2={width} y1={height - foot / 2} y2={height - foot / 2} />
    </svg>
  );
}
