import type { ListedPhone } from "../records/phone.ts";

/** Phones that something is to be done with: some, or all that fit the search. */
export type Selection = ReadonlyMap<string, ListedPhone> | "all";
export const NOTHING_SELECTED: Selection = new Map();

export function isSelected(selection: Selection, mac: string): boolean {
  return selection === "all" || selection.has(mac);
}

/** Whoever takes one out of all begins anew: which the others are, nobody has looked at yet. */
export function select(selection: Selection, phone: ListedPhone, isOn: boolean): Selection {
  const phones = new Map(selection === "all" ? [] : selection);
  if (isOn) phones.set(phone.mac, phone);
  else phones.delete(phone.mac);
  return phones;
}

/** How many they are; `total`: how many fit the search, as far as that is known. */
export function countSelected(selection: Selection, total: number | undefined): number {
  return selection === "all" ? (total ?? 0) : selection.size;
}
