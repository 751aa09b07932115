import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RolledState } from "../../../provisioning/rollout.ts";
import { moveDots, phonesPerDot } from "../move-dots.ts";
import { usePage } from "../page-context.ts";
import { type ShownRollout, totalOf } from "../records/rollouts.ts";

/** The way of a phone; the others are shown where there are any. */
const FORWARD: readonly RolledState[] = ["waiting", "updating", "done", "failed"];
const BACK: readonly RolledState[] = ["returning", "returned", "stuck"];
type Area = { x: number; y: number; width: number; height: number };

/** The phones on their way, each a dot that moves from one place to the next. The numbers say the same in words. */
export function RolloutBoard({ rollout: { phones, state } }: { rollout: ShownRollout }) {
  const { texts } = usePage();
  const t = texts.rollouts;
  const isBack = state === "rolling-back" || state === "rolled-back";
  const shown = [
    ...FORWARD.filter((one) => !isBack || phones[one] > 0),
    ...BACK.filter((one) => isBack || phones[one] > 0),
    ...(phones.skipped > 0 ? (["skipped"] as const) : []),
  ];
  const total = totalOf(phones);
  const per = phonesPerDot(total);
  const dots = useRef<readonly RolledState[]>([]);
  dots.current = moveDots(dots.current, phones);
  const { board, areas, size } = useAreas(shown);
  return (
    <figure class="board" ref={board}>
      <dl>
        {shown.map((one) => (
          <div key={one} data-state={one}>
            <dt>{t.states[one]}</dt>
            <dd>
              {phones[one]}
              <span class="lane" aria-hidden="true" />
            </dd>
          </div>
        ))}
      </dl>
      <svg width={size.width} height={size.height} aria-hidden="true">
        <Dots states={dots.current} areas={areas} />
      </svg>
      <figcaption class="quiet">{per === 1 ? t.dotIsPhone : t.dotIsPhones(per)}</figcaption>
    </figure>
  );
}

function Dots({ states, areas }: { states: readonly RolledState[]; areas: ReadonlyMap<string, Area> }) {
  const [first] = areas.values();
  if (first === undefined) return null;
  const pitch = pitchOf(first, states.length);
  const perRow = Math.max(1, Math.floor(first.width / pitch));
  const placed = new Map<RolledState, number>();
  return (
    <>
      {states.map((state, at) => {
        const index = placed.get(state) ?? 0;
        placed.set(state, index + 1);
        const area = areas.get(state);
        if (area === undefined) return null;
        const x = area.x + ((index % perRow) + 0.5) * pitch;
        const y = area.y + (Math.floor(index / perRow) + 0.5) * pitch;
        // Whatever stands at a place in the list is the same dot each time.
        return <circle key={`dot ${at}`} class={state} cx={x} cy={y} r={pitch * 0.36} />;
      })}
    </>
  );
}

const PITCHES = [18, 16, 14, 12, 10, 8, 7, 6, 5, 4];

/** The largest dots of which all fit into one place. */
function pitchOf({ width, height }: Area, count: number): number {
  const fits = (pitch: number) => Math.floor(width / pitch) * Math.floor(height / pitch) >= count;
  return PITCHES.find(fits) ?? 4;
}

/** Where the states' places are, as the styles lay them out. */
function useAreas(shown: readonly RolledState[]) {
  const board = useRef<HTMLElement>(null);
  const [measured, setMeasured] = useState<{ areas: ReadonlyMap<string, Area>; size: Pick<Area, "width" | "height"> }>({
    areas: new Map(),
    size: { width: 0, height: 0 },
  });
  const measure = () => {
    if (board.current === null) return;
    const from = board.current.getBoundingClientRect();
    const places = [...board.current.querySelectorAll<HTMLElement>("[data-state]")].map((place): [string, Area] => {
      const { x, y, width, height } = place.querySelector(".lane")?.getBoundingClientRect() ?? from;
      return [place.dataset.state ?? "", { x: x - from.x, y: y - from.y, width, height }];
    });
    setMeasured({ areas: new Map(places), size: { width: from.width, height: from.height } });
  };
  useLayoutEffect(measure, [shown.join(" ")]);
  useEffect(() => {
    if (board.current === null) return undefined;
    const watcher = new ResizeObserver(measure);
    watcher.observe(board.current);
    return () => watcher.disconnect();
  }, []);
  return { board, ...measured };
}
