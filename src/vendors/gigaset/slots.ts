import type { TemplateData } from "../../provisioning/template-data.ts";

/** wazo's form of a place-holder: any handset that registers with the slot's PIN takes it (gigaset.md §3.3). */
const PLACE_HOLDER_DIGITS = 5;

/**
 * NX bases give each handset one account, so every line gets one slot: that of the handset that calls out by it, else of one that it
 * rings at, else of a handset that got no line. In the order of the lines; a handset with an IPUI has its slot under that.
 */
export function slotsOfLines(lines: TemplateData["lines"], handsets: TemplateData["handsets"]): string[] {
  const slots = new Map<number, string>();
  const idle = [...handsets];
  const assign = (wish: (handset: TemplateData["handsets"][number]) => readonly number[]) => {
    for (const handset of [...idle]) {
      const position = wish(handset).find((wanted) => wanted <= lines.length && !slots.has(wanted));
      if (position === undefined) continue;
      slots.set(position, handset.ipui ?? String(handset.index).padStart(PLACE_HOLDER_DIGITS, "0"));
      idle.splice(idle.indexOf(handset), 1);
    }
  };
  assign(({ outgoingLine }) => [outgoingLine]);
  assign(({ lines: ringing }) => ringing);
  assign(() => lines.map(({ index }) => index));
  return lines.flatMap(({ index }) => slots.get(index) ?? []);
}
