import { useState } from "preact/hooks";
import {
  addModule,
  exchangeKeys,
  fillLayout,
  isSamePlace,
  type KeyPlace,
  keyAt,
  placesOf,
  pointerOf,
  putKey,
  removeLastModule,
} from "../key-layout.ts";
import { usePage } from "../page-context.ts";
import type { EditedLayout, KeyAbilities } from "../records/key-layout.ts";
import type { KnownAccount } from "../records/others.ts";
import type { Texts } from "../texts/texts.ts";
import { useSteps } from "../use-steps.ts";
import { KeyPanel } from "./key-panel.tsx";
import { describeKey, KeySlots, namePlace, slotId } from "./key-slots.tsx";

type KeyEditorProps = {
  layout: EditedLayout;
  /** What the model can do with keys. */
  abilities: KeyAbilities;
  /** The lines that keys can be about, by their names. */
  lines: readonly string[];
  /** Suggested as values. */
  accounts: readonly KnownAccount[];
  /** What the API said of keys, by JSON pointers that begin at the layout. */
  refusals?: readonly { pointer: string | null; detail: string }[] | undefined;
  onChange: (layout: EditedLayout) => void;
};

/** The keys of a device and its modules: chosen, changed, moved by mouse or by keyboard, and taken back step by step. */
export function KeyEditor({ layout, abilities, lines, accounts, refusals = [], onChange }: KeyEditorProps) {
  const { texts, announce } = usePage();
  const t = texts.keys;
  const shown = fillLayout(layout, abilities);
  const places = placesOf(shown);
  const [chosen, setChosen] = useState<KeyPlace>();
  const [focused, setFocused] = useState<KeyPlace>();
  const [openings, setOpenings] = useState(0);
  const [dragged, setDragged] = useState<KeyPlace>();
  const steps = useSteps(shown, onChange);
  const isThere = (place: KeyPlace | undefined) => places.some((one) => isSamePlace(one, place));
  const entry = [focused, chosen].find(isThere) ?? places[0];

  function move(from: KeyPlace, to: KeyPlace): void {
    if (isSamePlace(from, to)) return;
    steps.take(exchangeKeys(shown, from, to), "move");
    setFocused(to);
    if (chosen !== undefined) setChosen(to);
    announce(t.moved(describeKey(keyAt(shown, from), texts), namePlace(to, texts)));
  }

  function walk(event: KeyboardEvent, place: KeyPlace): void {
    // Alt with an arrow is also the browser's way back.
    if (event.altKey && event.key.startsWith("Arrow")) event.preventDefault();
    const at = places.findIndex((one) => isSamePlace(one, place));
    const to = places[stepOf(event.key, at, places.length)];
    if (to === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (event.altKey) move(place, to);
    setFocused(to);
    focusOn(to);
  }

  if (places.length === 0 && abilities.modules === 0) return <p>{t.none}</p>;
  return (
    <div class="key-editor">
      <p class="quiet">{t.help}</p>
      <div class="key-board">
        <div class="key-device">
          {groupsOf(shown, abilities, texts).map(({ title, keys }) => (
            <section key={title}>
              <h3>{title}</h3>
              <KeySlots
                {...{ title, keys, abilities, chosen, entry, dragged }}
                blamed={places.filter((place) => refusalOf(place, refusals) !== undefined)}
                onChoose={(place) => {
                  setChosen(place);
                  setFocused(place);
                  setOpenings(openings + 1);
                }}
                onKeyDown={walk}
                onDrag={setDragged}
                onDrop={(to) => dragged !== undefined && move(dragged, to)}
              />
            </section>
          ))}
        </div>
        {chosen !== undefined && isThere(chosen) ? (
          <KeyPanel
            {...{ places, abilities, lines, accounts, openings, place: chosen, keyShown: keyAt(shown, chosen) }}
            refusal={refusalOf(chosen, refusals)}
            onChange={(key, field) => steps.take(putKey(shown, chosen, key), `${pointerOf(chosen)} ${field}`)}
            onMove={(to) => move(chosen, to)}
            onClose={() => {
              setChosen(undefined);
              focusOn(chosen);
            }}
          />
        ) : (
          <p class="key-panel quiet">{t.choose}</p>
        )}
      </div>
      <div class="actions">
        <button type="button" disabled={!steps.canUndo} onClick={() => announce(steps.undo() ? t.undone : "")}>
          {t.undo}
        </button>
        <button type="button" disabled={!steps.canRedo} onClick={() => announce(steps.redo() ? t.redone : "")}>
          {t.redo}
        </button>
        {shown.modules.length < abilities.modules && (
          <button type="button" onClick={() => steps.take(addModule(shown, abilities), "module")}>
            {t.addModule}
          </button>
        )}
        {shown.modules.length > 0 && (
          <button type="button" onClick={() => steps.take(removeLastModule(shown), "module")}>
            {t.removeModule(shown.modules.length)}
          </button>
        )}
      </div>
    </div>
  );
}

/** Which place a key of the keyboard leads to; -1: none. */
function stepOf(key: string, at: number, count: number): number {
  switch (key) {
    case "ArrowDown":
    case "ArrowRight":
      return at + 1;
    case "ArrowUp":
    case "ArrowLeft":
      return at - 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return -1;
  }
}

function groupsOf(layout: EditedLayout, { keys, memoryKeys, moduleName }: KeyAbilities, { keys: t }: Texts) {
  const placed = placesOf(layout).map((place) => ({ place, key: keyAt(layout, place) }));
  const ofDevice = placed.filter(({ place }) => place.module === 0);
  const lineKeys = keys - memoryKeys;
  const device =
    memoryKeys === 0
      ? [{ title: t.ofDevice, keys: ofDevice }]
      : [
          { title: t.lineKeys, keys: ofDevice.filter(({ place }) => place.index < lineKeys) },
          { title: t.memoryKeys, keys: ofDevice.filter(({ place }) => place.index >= lineKeys) },
        ];
  const modules = layout.modules.map((_, index) => ({
    title: t.module(index + 1, moduleName),
    keys: placed.filter(({ place }) => place.module === index + 1),
  }));
  return [...device, ...modules].filter((group) => group.keys.length > 0);
}

function refusalOf(place: KeyPlace, refusals: NonNullable<KeyEditorProps["refusals"]>): string | undefined {
  const pointer = pointerOf(place);
  return refusals.find((one) => one.pointer === pointer || one.pointer?.startsWith(`${pointer}/`))?.detail;
}

/** Places stay where they are, whatever lies there. */
function focusOn(place: KeyPlace): void {
  document.getElementById(slotId(place))?.focus();
}
