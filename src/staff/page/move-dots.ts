import { ROLLED_STATES, type RolledState } from "../../provisioning/rollout.ts";
import { type Counts, totalOf } from "./records/rollouts.ts";

/** More dots than that are not counted by anybody's eye. */
const MOST_DOTS = 200;

/** How many phones one dot stands for. */
export function phonesPerDot(total: number): number {
  return Math.max(1, Math.ceil(total / MOST_DOTS));
}

/**
 * In which state each dot is now. As few as possible move: those that a state has too many go to where there are too few. A state with any
 * phone has a dot.
 */
export function moveDots(before: readonly RolledState[], counts: Counts): readonly RolledState[] {
  const per = phonesPerDot(totalOf(counts));
  const wanted = Object.fromEntries(ROLLED_STATES.map((state) => [state, Math.ceil(counts[state] / per)])) as Record<
    RolledState,
    number
  >;
  const left = { ...wanted };
  const stays = before.map((state) => left[state]-- > 0);
  const open = ROLLED_STATES.flatMap((state) => Array<RolledState>(Math.max(0, left[state])).fill(state));
  // A dot that there is no place for any more goes; phones do not become fewer but by rounding.
  const moved = before.flatMap((state, at) => (stays[at] ? state : (open.shift() ?? [])));
  return [...moved, ...open];
}
