import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";

type Pbx = WordsContext["pbx"];

const KNOWN_CODECS: readonly string[] = ["g722", "pcma", "pcmu", "g729"];

/** Digits as RTP events unless told otherwise (snom.md §3.1). No setting asks for tones in the speech itself. */
export const DTMF_MODES = { rtp: "off", "sip-info": "sip_info_only", inband: "off" } as const;

/** As a host stands in a SIP URI. */
export function uriHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** `host:port;transport=…`, the second one after a comma (snom.md §3.1). Without one of its own, the PBX is the first. */
export function outboundProxies({ outboundProxy, secondOutboundProxy }: ResolvedSettings, pbx: Pbx): string {
  const ofPbx = `${uriHost(pbx.host)}:${pbx.port};transport=${pbx.transport}`;
  const first = outboundProxy === undefined ? ofPbx : describeProxy(outboundProxy, pbx);
  return secondOutboundProxy === undefined ? first : `${first},${describeProxy(secondOutboundProxy, pbx)}`;
}

/** `hostAndPort` has brackets around IPv6 only where a port follows. */
function describeProxy(hostAndPort: string, { transport, isTls }: Pbx): string {
  const hasPort = /^(?:\[[^\]]+\]|[^:]+):\d+$/.test(hostAndPort);
  const target = hasPort ? hostAndPort : `${uriHost(hostAndPort.replace(/^\[|\]$/g, ""))}:${usualPort(isTls)}`;
  return `${target};transport=${transport}`;
}

/** RFC 3261 §19.1.2. */
export function usualPort(isTls: boolean): number {
  return isTls ? 5061 : 5060;
}

/** Undefined where the phones have none of these codecs. */
export function codecList(codecs: readonly string[]): string | undefined {
  const known = codecs.filter((codec) => KNOWN_CODECS.includes(codec));
  return known.length === 0 ? undefined : [...known, "telephone-event"].join(",");
}

/** Rules for `user_dp_str`: `|pattern|sip:number@domain|d`, where `\d` is the registrar's domain and `d` dials at once (snom.md §2.6). */
export function dialPlan(numbers: readonly string[]): string {
  return numbers.map((number) => `|^(${toExpression(number)})$|sip:\\1@\\d|d`).join(" ");
}

function toExpression(number: string): string {
  return number.replaceAll(/[*+]/g, "[$&]").replaceAll("x", "[0-9]");
}
