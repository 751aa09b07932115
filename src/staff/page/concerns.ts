import type { Happening } from "./happenings.ts";

/** Of a phone that no PBX has yet, or that was admitted or deleted. */
export function concernsSightings({ name, mac, pbx }: Happening): boolean {
  return mac !== null && (pbx === null || name.startsWith("phone-admitted") || name === "phone-deleted");
}
