import type { RolloutState as State } from "../../../provisioning/rollout.ts";
import { useNow, writeAgo } from "../format.ts";
import { usePage } from "../page-context.ts";
import type { ShownOpening, ShownRollout } from "../records/rollouts.ts";

/** Colour and shape beside the word. */
const LIGHTS: Readonly<Record<State, string>> = {
  running: "yellow",
  "waiting-for-window": "yellow",
  halted: "red",
  paused: "grey",
  "rolling-back": "yellow",
  done: "green",
  "rolled-back": "grey",
  cancelled: "grey",
};
const LOOKS: Readonly<Record<State, string>> = {
  running: "",
  "waiting-for-window": "",
  halted: "bad",
  paused: "doubt",
  "rolling-back": "doubt",
  done: "good",
  "rolled-back": "doubt",
  cancelled: "doubt",
};
/** No phone has come back for so long: that is worth a word before their time is over. */
const QUIET_MS = 300_000;

export function RolloutState({ state }: { state: State | null }) {
  const { texts } = usePage();
  if (state === null) return <span class="light grey">{texts.unknown}</span>;
  return <span class={`light ${LIGHTS[state]}`}>{texts.rollouts.rolloutStates[state]}</span>;
}

type WordsProps = { rollout: ShownRollout; opening: ShownOpening | undefined };

/** How it stands, in sentences, and what to do about it. */
export function RolloutWords({ rollout, opening }: WordsProps) {
  const { texts, language } = usePage();
  const now = useNow();
  const t = texts.rollouts;
  const { state, words, stage, stages, phones, haltAbove, withinMinutes, updatedAt } = rollout;
  if (state === null) return null;
  const isUnderWay = state === "running" && phones.updating > 0;
  const isQuiet = isUnderWay && updatedAt !== null && now - updatedAt > QUIET_MS;
  const isFailing = state !== "halted" && phones.failed > 0;
  return (
    <div class={`note ${LOOKS[state]}`}>
      <p>
        <strong>{t.says[state]}</strong>{" "}
        {state === "running" && t.inStage(stage, stages.length, stages[stage - 1] ?? 0)}
        {state === "waiting-for-window" &&
          opening?.opensAt != null &&
          t.opens(rollout.window ?? "", writeAgo(opening.opensAt, now, language))}
      </p>
      {words !== null && <p lang="en">{words}</p>}
      {isQuiet && <p>{t.quiet(withinMinutes)}</p>}
      {isFailing && <p>{t.failing(phones.failed, haltAbove)}</p>}
      {phones.stuck > 0 && <p>{t.stuck(phones.stuck)}</p>}
      <p>{t.toDo[state]}</p>
    </div>
  );
}
