import { ROLLED_STATES, type RolledState } from "../../../provisioning/rollout.ts";
import { usePage } from "../page-context.ts";
import { type Counts, isOver, type ShownRollout, totalOf } from "../records/rollouts.ts";

/** Those that are through stand first, as in a bar that fills. */
const ORDER: readonly RolledState[] = [
  ...["done", "returned", "failed", "stuck", "skipped"],
  ...["updating", "returning", "waiting"],
].filter((state): state is RolledState => (ROLLED_STATES as readonly string[]).includes(state));

/** The stages of a roll-out, each a bar and its numbers. */
export function RolloutStages({ rollout }: { rollout: ShownRollout }) {
  const { texts } = usePage();
  const t = texts.rollouts;
  const { stages, stage, phonesByStage } = rollout;
  return (
    <ol class="rollout-stages">
      {stages.map((percent, at) => {
        const counts = phonesByStage[at];
        const isNow = !isOver(rollout) && at === stage - 1;
        return (
          <li key={at} aria-current={isNow ? "step" : undefined}>
            <strong>{t.stageTitle(at + 1, percent)}</strong> {isNow && <span class="quiet">{t.stageNow}</span>}
            {counts !== undefined && (
              <>
                <Bar counts={counts} />
                <span>{sayCounts(counts, t.states) || t.noPhones}</span>
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Bar({ counts }: { counts: Counts }) {
  const total = Math.max(1, totalOf(counts));
  let from = 0;
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width={100} height={10} />
      {ORDER.map((state) => {
        const width = (counts[state] / total) * 100;
        const x = from;
        from += width;
        return <rect key={state} class={state} x={x} width={width} height={10} />;
      })}
    </svg>
  );
}

/** `12 done, 1 failed`; states without a phone are left out. */
function sayCounts(counts: Counts, words: Readonly<Record<RolledState, string>>): string {
  return ORDER.filter((state) => counts[state] > 0)
    .map((state) => `${words[state]}: ${counts[state]}`)
    .join(" · ");
}
