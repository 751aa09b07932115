import type { ResolvedSettings, Settings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { splitHostPort } from "./host-port.ts";
import { describeMenu } from "./menu-words.ts";
import {
  codecList,
  dtmfBits,
  timeCountryCode,
  timeZoneCode,
  toneCode,
  webLanguageCode,
} from "./provider-frame-locale.ts";

const SIP_PORT = 5060;
const LDAP_PORT = 389;
/** `ucSIP_PREFERRED_TRANSPORT_LAYER`: the one number that is known. */
const UDP = 17;
/** Directories by number (gigaset.md §3.1). */
const LDAP_DIRECTORY = "0x0a";
const XML_WHITE_PAGES = "0x14";
/** What a text of this format can hold as it is. */
const WRITABLE = /^[ !#-%(-;=?-~\u00a0-\u00ff]*$/;

/** What `gigaset/n510` needs. */
export function n510Words(settings: ResolvedSettings, context: WordsContext): Record<string, unknown> {
  return {
    ...sharedWords(settings, context),
    toneCode: toneCode(settings.country),
    timeCountry: timeCountryCode(settings.country),
    firmwareUrl: n510FirmwareUrl(context.hosted),
    masks: handsetMasks(context),
    vlanPriority: settings.vlan?.priority === undefined ? undefined : String(settings.vlan.priority),
  };
}

/** By http only, of 74 characters at most, and it ends in the image's name (gigaset.md §5). */
function n510FirmwareUrl({ firmware }: WordsContext["hosted"]): string | undefined {
  if (firmware === undefined || firmware === "keep") return undefined;
  return /^http:\/\/.{1,67}$/.test(firmware.url) ? firmware.url : undefined;
}

/** What `gigaset/n720` needs. */
export function n720Words(settings: ResolvedSettings, context: WordsContext): Record<string, unknown> {
  const { featureCodes } = settings;
  const menu = describeMenu(settings);
  return {
    ...sharedWords(settings, context),
    menu: menu?.url === undefined || WRITABLE.test(menu.url) ? menu : undefined,
    transportLayer: context.pbx.transport === "udp" ? UDP : undefined,
    netCodes: [
      { name: "NetCodeDND", on: featureCodes.dndOn, off: featureCodes.dndOff },
      { name: "NetCodeCFU", on: featureCodes.forwardAlwaysOn, off: featureCodes.forwardAlwaysOff },
      { name: "NetCodeCFB", on: featureCodes.forwardBusyOn, off: featureCodes.forwardBusyOff },
      { name: "NetCodeCFNR", on: featureCodes.forwardNoAnswerOn, off: featureCodes.forwardNoAnswerOff },
    ],
  };
}

function sharedWords(settings: ResolvedSettings, { server, phone }: WordsContext) {
  const { outboundProxy, webLanguage = settings.language } = settings;
  // Written without a scheme, which the base takes for http: only an address of that kind leads back here.
  const serverBase = /^http:\/\/(.*?)\/?$/.exec(server.url)?.[1];
  const ldap = describeLdap(settings.ldap);
  const phoneBookUrl = describePhoneBook(settings.phoneBook);
  return {
    /** By a raw setting's form. */
    rawTags: { tag: true },
    rawTexts: { text: true },
    serverBase,
    fileUrl: serverBase === undefined ? undefined : `${serverBase}/${phone.mac}.xml`,
    webLanguage: webLanguageCode(webLanguage),
    timeZone: timeZoneCode(settings.timezone),
    ntpServer: settings.ntpServers[0],
    codecs: codecList(settings.codecs),
    dtmfBits: dtmfBits(settings.dtmf),
    outboundProxy: outboundProxy === undefined ? undefined : splitHostPort(outboundProxy, SIP_PORT),
    ldap,
    phoneBookUrl,
    directories: [
      ...(ldap === undefined ? [] : [LDAP_DIRECTORY]),
      ...(phoneBookUrl === undefined ? [] : [XML_WHITE_PAGES]),
    ].join(","),
  };
}

/** Handset k is bit k - 1. Without masks every handset rings for every account. */
function handsetMasks({ lines, handsets }: WordsContext): { send: string; receive: string }[] {
  const maskOf = (holds: (handset: WordsContext["handsets"][number]) => boolean) =>
    `0x${handsets.reduce((mask, handset) => mask | (holds(handset) ? 1 << handset.index0 : 0), 0).toString(16)}`;
  return lines.map(({ index }) => ({
    send: maskOf(({ outgoingLine }) => outgoingLine === index),
    receive: maskOf((handset) => handset.lines.includes(index)),
  }));
}

/** Undefined also where a filter holds what this format cannot carry, or where the server wants TLS, for which no setting is known. */
function describeLdap(ldap: Settings["ldap"]) {
  if (ldap === undefined || (ldap.security ?? "none") !== "none") return undefined;
  const { host, port = LDAP_PORT, base, nameFilter, numberFilter, nameAttributes, numberAttributes } = ldap;
  if (![base, nameFilter, numberFilter].every((text) => WRITABLE.test(text))) return undefined;
  const [onlyOrFirst, surname] = nameAttributes;
  // givenName, sn and telephoneNumber have these places.
  const attributes = [
    { place: "0", name: surname === undefined ? undefined : onlyOrFirst },
    { place: "1", name: surname ?? onlyOrFirst },
    { place: "3", name: numberAttributes[0] },
  ].filter(({ name }) => name !== undefined);
  return { host, port, base, nameFilter, numberFilter, attributes };
}

/** These bases search by questions to a server, which they append after a `?`. */
function describePhoneBook(phoneBook: ResolvedSettings["phoneBook"]): string | undefined {
  if (phoneBook === undefined || !WRITABLE.test(phoneBook.url)) return undefined;
  return phoneBook.url.includes("?") ? phoneBook.url : `${phoneBook.url}?`;
}
