import type { Transport } from "../../provisioning/pbx.ts";
import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { splitHostPort } from "./host-port.ts";
import { nxTimeZone, nxToneScheme } from "./locale.ts";
import { describeMenu } from "./menu-words.ts";
import { slotsOfLines } from "./slots.ts";
import { srtpOf } from "./srtp.ts";

/** Maxwell counts differently (gigaset.md §3.2, §3.3). */
const TRANSPORTS: Readonly<Record<Transport, number>> = { udp: 1, tcp: 2, tls: 3 };
const DTMF: Readonly<Record<ResolvedSettings["dtmf"], number>> = { inband: 1, rtp: 2, "sip-info": 4 };
const SIP_PORT = 5060;
const SIPS_PORT = 5061;

/** What `gigaset/nx` needs for N610 to N870E. */
export function nxWords(
  settings: ResolvedSettings,
  { lines, handsets, pbx, hosted }: WordsContext,
): Record<string, unknown> {
  const { outboundProxy, secondOutboundProxy } = settings;
  const usualPort = pbx.isTls ? SIPS_PORT : SIP_PORT;
  return {
    /** What is not newer than what it runs does nothing (gigaset.md §5). */
    firmware: hosted.firmware === "keep" ? undefined : hosted.firmware,
    slotIds: slotsOfLines(lines, handsets),
    transport: TRANSPORTS[pbx.transport],
    srtp: srtpOf(settings, pbx),
    dtmf: DTMF[settings.dtmf],
    outboundProxy: outboundProxy === undefined ? undefined : splitHostPort(outboundProxy, usualPort),
    failoverServer: secondOutboundProxy === undefined ? undefined : splitHostPort(secondOutboundProxy, usualPort),
    toneScheme: nxToneScheme(settings.country),
    timeZone: nxTimeZone(settings.timezone),
    ntpServers: settings.ntpServers.join(","),
    /** A file that holds all entries, or a server that is asked for some of them (gigaset.md §3.3). */
    centralBook: settings.phoneBook?.isOurs ? undefined : settings.phoneBook,
    onlineBook: settings.phoneBook?.isOurs ? settings.phoneBook : undefined,
    menu: describeMenu(settings),
  };
}
