import type { Transport } from "../../provisioning/pbx.ts";
import type { ResolvedSettings, Settings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { splitHostPort } from "./host-port.ts";
import { mxCodecs, mxLanguage, mxTimeZone, mxToneScheme } from "./locale.ts";
import { srtpOf } from "./srtp.ts";

/** TCP's number is not known (gigaset.md §3.2). */
const TRANSPORTS: Readonly<Partial<Record<Transport, number>>> = { udp: 1, tls: 2 };
/** The one Maxwell whose product id is recorded; the others do without. */
const PRODUCT_IDS: Readonly<Record<string, string>> = { "Maxwell 3": "mx3b" };
const SIP_PORT = 5060;
const SIPS_PORT = 5061;
const LDAP_PORT = 389;
const LDAPS_PORT = 636;
const LDAP_SECURITY = { none: 0, starttls: 1, ldaps: 2 } as const;
/** `NET.VLAN.Tagging`. */
const PHONE_ONLY = 1;
const PHONE_AND_COMPUTER = 2;

/** What `gigaset/mx` needs. */
export function maxwellWords(
  settings: ResolvedSettings,
  { model, pbx, hosted }: WordsContext,
): Record<string, unknown> {
  const { outboundProxy, vlan, pcVlan, featureCodes, dndBy } = settings;
  const { firmware } = hosted;
  const language = mxLanguage(settings.language);
  return {
    firmware: firmware === "keep" ? undefined : firmware,
    /** Without it the element is ignored (gigaset.md §5). As text, since a template takes the number 0 for "not there". */
    firmwareCheck: firmware && (firmware === "keep" ? "0" : "1"),
    /** By model. */
    productIds: PRODUCT_IDS,
    transport: TRANSPORTS[pbx.transport],
    srtp: srtpOf(settings, pbx),
    outboundProxy:
      outboundProxy === undefined ? undefined : splitHostPort(outboundProxy, pbx.isTls ? SIPS_PORT : SIP_PORT),
    language,
    webLanguage: settings.webLanguage === undefined ? language : mxLanguage(settings.webLanguage),
    toneScheme: mxToneScheme(settings.country),
    timeZone: mxTimeZone(settings.timezone),
    timeFormat: settings.timeFormat,
    ntpServer: settings.ntpServers[0],
    codecs: mxCodecs(settings.codecs),
    callWaiting: settings.callWaiting ? 1 : 0,
    vlanTagging: vlan === undefined ? undefined : pcVlan === undefined ? PHONE_ONLY : PHONE_AND_COMPUTER,
    vlan: withPriority(vlan),
    pcVlan: withPriority(pcVlan),
    ldap: settings.ldap === undefined ? undefined : describeLdap(settings.ldap),
    wallpaperUrl: model.display === "mono" ? undefined : settings.backgroundUrl,
    /** The DND key dials them where the PBX does the refusing. */
    dndCodes:
      dndBy === "pbx" && featureCodes.dndOn !== undefined && featureCodes.dndOff !== undefined
        ? { on: featureCodes.dndOn, off: featureCodes.dndOff }
        : undefined,
  };
}

function withPriority(vlan: Settings["vlan"]): { id: number; priority: string | undefined } | undefined {
  // As text, since a template takes the number 0 for "not there".
  return vlan && { id: vlan.id, priority: vlan.priority === undefined ? undefined : String(vlan.priority) };
}

/** Attributes in the order of the directory's own fields; `FirstName` and `Surname` take the first two names. */
function describeLdap(ldap: NonNullable<Settings["ldap"]>) {
  const { nameAttributes, numberAttributes, security = "none" } = ldap;
  const [onlyOrFirst, surname] = nameAttributes;
  const [office, mobile, home] = numberAttributes;
  return {
    host: ldap.host,
    port: ldap.port ?? (security === "ldaps" ? LDAPS_PORT : LDAP_PORT),
    base: ldap.base,
    security: String(LDAP_SECURITY[security]),
    nameFilter: ldap.nameFilter,
    numberFilter: ldap.numberFilter,
    fields: Object.entries({
      FirstName: surname === undefined ? undefined : onlyOrFirst,
      Surname: surname ?? onlyOrFirst,
      PhoneOffice: office,
      PhoneMobile: mobile,
      PhoneHome: home,
    }).flatMap(([field, attribute]) => (attribute === undefined ? [] : [{ field, attribute }])),
  };
}
