import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";

/** Maxwell and NX have two switches: to offer SRTP, and to take calls without it (gigaset.md §3.2, §3.3). */
export function srtpOf({ srtp }: ResolvedSettings, { isTls }: WordsContext["pbx"]) {
  const wanted = srtp ?? (isTls ? "required" : "off");
  return { offered: wanted === "off" ? 0 : 1, plainAccepted: wanted === "required" ? 0 : 1 };
}
