import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { LANGUAGE_NAMES, TONE_SCHEMES } from "./locale.ts";
import { describeTime } from "./time-zones.ts";

/**
 * What `templates/snom/settings.hbs` needs in `words`, all of it, whichever vendor uses the template:
 * - adminName: user name of the web administrator
 * - provisioningOrder: where to look for settings at a start, the stored server among it; pnp: `on` or `off`
 * - language: exact name on the phone, undefined: left alone
 * - toneScheme: undefined: left alone
 * - timezone: a code; or undefined, and utcOffsetSeconds and dst (empty: none) instead
 * - ntpServer
 * - registrar: host as it stands in a SIP URI; outboundProxy: with port and transport
 * - srtp: `on` or `off`; savp: `off` or `mandatory`
 * - codecPriorityList: undefined: left alone
 * - mailbox: empty where there is none
 * `keys` of the template data are `SnomKey`s (function-keys.ts).
 */
export type SnomWords = {
  adminName: string;
  provisioningOrder: string;
  pnp: "on" | "off";
  language: string | undefined;
  toneScheme: string | undefined;
  timezone: string | undefined;
  utcOffsetSeconds: number | undefined;
  dst: string | undefined;
  ntpServer: string | undefined;
  registrar: string;
  outboundProxy: string;
  srtp: "on" | "off";
  savp: "mandatory" | "off";
  codecPriorityList: string | undefined;
  mailbox: string;
};

/** `redirection` is the step in which the stored `setting_server` is asked, so it is always there (snom.md §3.6, note). */
const ORDER_WITH_PNP = "redirection:stop pnp:stop dhcp:stop tr69:stop";
const ORDER_WITHOUT_PNP = "redirection:stop dhcp:stop";
const KNOWN_CODECS: readonly string[] = ["g722", "pcma", "pcmu", "g729"];

export function words(settings: ResolvedSettings, { pbx }: WordsContext): SnomWords {
  const codecs = settings.codecs.filter((codec) => KNOWN_CODECS.includes(codec));
  const registrar = pbx.host.includes(":") ? `[${pbx.host}]` : pbx.host;
  return {
    adminName: "admin",
    provisioningOrder: settings.pnpAfterProvisioning ? ORDER_WITH_PNP : ORDER_WITHOUT_PNP,
    pnp: settings.pnpAfterProvisioning ? "on" : "off",
    language: LANGUAGE_NAMES[settings.language],
    toneScheme: TONE_SCHEMES[settings.country],
    utcOffsetSeconds: undefined,
    dst: undefined,
    ...describeTime(settings.timezone),
    ntpServer: settings.ntpServers[0],
    registrar,
    outboundProxy: `${registrar}:${pbx.port};transport=${pbx.transport}`,
    srtp: pbx.isTls ? "on" : "off",
    savp: pbx.isTls ? "mandatory" : "off",
    codecPriorityList: codecs.length === 0 ? undefined : [...codecs, "telephone-event"].join(","),
    mailbox: settings.voicemailNumber ?? "",
  };
}
