import type { Grant } from "./phone.ts";
import type { PhoneStatus } from "./ports.ts";

/** Passwords waiting; being delivered; all closed. */
export function statusOf(grants: readonly Pick<Grant, "state">[]): PhoneStatus {
  if (grants.some(({ state }) => state === "open")) return "delivering";
  return grants.some(({ state }) => state === "armed") ? "waiting" : "provisioned";
}
