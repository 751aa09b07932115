import { useState } from "preact/hooks";
import { wordFor } from "../format.ts";
import { findKeyFault, isEmpty, isSamePlace, type KeyPlace } from "../key-layout.ts";
import { usePage } from "../page-context.ts";
import type { EditedKey, KeyAbilities } from "../records/key-layout.ts";
import type { Texts } from "../texts/texts.ts";

/** How a place is called: its number, and its module. */
export function namePlace({ module, index }: KeyPlace, { keys: t }: Texts): string {
  return module === 0 ? t.keyName(index + 1) : t.moduleKeyName(index + 1, module);
}

/** What a key does, in a word or two. */
export function describeKey(key: EditedKey, texts: Texts): string {
  if (isEmpty(key)) return texts.keys.empty;
  return [wordFor(key.type, texts.keys.types), key.value].filter((part) => part !== "").join(" ");
}

type SlotsProps = {
  title: string;
  keys: readonly { place: KeyPlace; key: EditedKey }[];
  abilities: KeyAbilities;
  chosen: KeyPlace | undefined;
  /** The one that the tabulator leads to. */
  entry: KeyPlace | undefined;
  dragged: KeyPlace | undefined;
  /** Places with a key that the API refused. */
  blamed: readonly KeyPlace[];
  onChoose: (place: KeyPlace) => void;
  onKeyDown: (event: KeyboardEvent, place: KeyPlace) => void;
  onDrag: (place: KeyPlace | undefined) => void;
  onDrop: (to: KeyPlace) => void;
};

/** Keys in their order on the device. */
export function KeySlots(props: SlotsProps) {
  const { title, keys, chosen, entry, blamed, dragged } = props;
  const { texts } = usePage();
  const [over, setOver] = useState<KeyPlace>();
  return (
    <ol class="key-slots" aria-label={title}>
      {keys.map(({ place, key }) => {
        const isWrong =
          findKeyFault(key, place, props.abilities) !== undefined || blamed.some((one) => isSamePlace(one, place));
        const isTarget = dragged !== undefined && isSamePlace(over, place) && !isSamePlace(dragged, place);
        const looks = [isEmpty(key) && "empty", isWrong && "wrong", isTarget && "target"].filter(Boolean).join(" ");
        return (
          <li key={`${place.module}-${place.index}`}>
            <button
              type="button"
              id={slotId(place)}
              class={`key-slot ${looks}`}
              draggable
              tabIndex={isSamePlace(entry, place) ? 0 : -1}
              aria-pressed={isSamePlace(chosen, place)}
              onClick={() => props.onChoose(place)}
              onKeyDown={(event) => props.onKeyDown(event, place)}
              onDragStart={(event) => {
                event.dataTransfer?.setData("text/plain", slotId(place));
                props.onDrag(place);
              }}
              onDragEnd={() => {
                setOver(undefined);
                props.onDrag(undefined);
              }}
              onDragOver={(event) => {
                if (dragged === undefined) return;
                event.preventDefault();
                if (!isSamePlace(over, place)) setOver(place);
              }}
              onDrop={(event) => {
                event.preventDefault();
                setOver(undefined);
                props.onDrop(place);
              }}
            >
              <span class="key-number">
                <span class="unseen">{namePlace(place, texts)}: </span>
                <span aria-hidden="true">{place.index + 1}</span>
              </span>
              <span class="key-face">
                {key.label !== "" && <span class="key-label">{key.label} </span>}
                <span class="key-deed">{describeKey(key, texts)}</span>
                {isWrong && <span class="unseen">, {texts.keys.wrong}</span>}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

export function slotId({ module, index }: KeyPlace): string {
  return `key-${module}-${index}`;
}
