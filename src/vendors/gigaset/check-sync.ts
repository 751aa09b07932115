import type { CheckSync } from "../../provisioning/check-sync.ts";
import { checkSync as snomCheckSync } from "../snom/check-sync.ts";

const RESYNC = { event: "check-sync;reboot=false" };
const REBOOT = { event: "check-sync;reboot=true" };
const REGISTRAR_ONLY = "These bases may listen to the registrar that they are registered at only.";

/** gigaset.md §11 and discovery.md §7. */
export function checkSync(family: string): CheckSync {
  switch (family) {
    case "nx":
      return {
        resync: RESYNC,
        reboot: {
          ...REBOOT,
          sinceFirmware: "2.52",
          // Not in our template: what older firmware does with a name that it does not know is not confirmed.
          needsRaw: { name: "SystemSettings.global.CheckSyncRebootEnabled", value: "1" },
          needsRegistration: true,
        },
      };
    case "mx":
      return { resync: RESYNC, reboot: REBOOT };
    case "n510":
    case "n720":
      return {
        resync: { event: "check-sync" },
        reboot: { whyNot: "the N510 and N720 know no reboot by NOTIFY" },
        whyNotDirect: REGISTRAR_ONLY,
      };
    case "p":
      return snomCheckSync("desk");
    default: {
      const unknown = { whyNot: "for these devices sources disagree on what they do at a NOTIFY, or say nothing" };
      return { resync: unknown, reboot: unknown };
    }
  }
}
