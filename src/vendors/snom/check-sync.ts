import type { CheckSync } from "../../provisioning/check-sync.ts";
import { isDect } from "./families.ts";

/** snom.md §1.7 and §9.1. An action in the setting checksync_action wins over both. */
export function checkSync(family: string): CheckSync {
  const whyNotDirect =
    "Unless network_id_port is set, these phones choose their SIP port by chance; with filter_registrar they listen to their registrar only.";
  if (family === "other") {
    const unknown = { whyNot: "for these devices no source tells what they do at a NOTIFY" };
    return { resync: unknown, reboot: unknown };
  }
  const reboot = { event: "check-sync;reboot=true" };
  // The only one that a source tells of for the bases.
  const resync = isDect(family) ? reboot : { event: "check-sync;reboot=false" };
  // With challenge_checksync or challenge_reboot.
  return { resync, reboot, mayChallenge: true, whyNotDirect };
}
