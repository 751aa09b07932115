import { type Static, Type } from "typebox";
import { FunctionKey } from "./function-key.ts";
import type { Phone } from "./phone.ts";
import { LANGUAGES } from "./settings.ts";

const MOST_KEYS = 100;

/** What comes along to a shared phone when the account's person signs in there, and leaves with them. */
export const DeskKit = Type.Object(
  {
    language: Type.Optional(Type.Enum(LANGUAGES, { description: "Language of the display while they sit there" })),
    keys: Type.Optional(
      Type.Array(FunctionKey, {
        maxItems: MOST_KEYS,
        description:
          "Function keys in place of the phone's, in their order; they act on the person's own line, whichever that is there",
      }),
    ),
  },
  { additionalProperties: false },
);
export type DeskKit = Static<typeof DeskKit>;

/**
 * The keys of whoever sits there, on their own line; undefined: they bring none. `own` are the phone's: its key for Offhook's menu stays
 * where it is, and theirs move on, since by it they sign out.
 */
export function keysOfSeat(
  { seat, lines }: Pick<Phone, "seat" | "lines">,
  own: readonly FunctionKey[],
): FunctionKey[] | undefined {
  const { keys = [] } = seat?.kit ?? {};
  if (keys.length === 0) return undefined;
  const position = lines.findIndex(({ isSeat }) => isSeat) + 1;
  if (position === 0) return undefined;
  const theirs = keys.map((key) =>
    key.type === "line" ? { ...key, value: String(position) } : position === 1 ? key : { ...key, line: position },
  );
  const at = own.findIndex(opensMenu);
  const menuKey = own[at];
  if (menuKey === undefined || theirs.some(opensMenu)) return theirs;
  while (theirs.length < at) theirs.push({ type: "none" });
  return theirs.toSpliced(at, 0, menuKey);
}

function opensMenu({ type, value }: FunctionKey): boolean {
  return type === "menu" && value === undefined;
}

/** The phone as it is while nobody sits there. */
export function withoutSeat<Of extends Pick<Phone, "seat" | "lines">>(phone: Of): Of {
  return phone.seat === null ? phone : { ...phone, seat: null, lines: ownLines(phone) };
}

/** The lines that the phone has whoever sits there. */
export function ownLines<Line extends { isSeat?: true }>({ lines }: { lines: readonly Line[] }): Line[] {
  return lines.filter(({ isSeat }) => isSeat !== true);
}
