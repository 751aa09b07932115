import type { ResolvedSettings, Settings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { CURRENT, DIALECTS, type Dialect } from "./families.ts";
import { ASCII_LANGUAGE_NAMES, LANGUAGE_NAMES, TONE_SCHEMES } from "./locale.ts";
import { codecList, DTMF_MODES, dialPlan, outboundProxies, uriHost } from "./sip-words.ts";
import { describeTime } from "./time-zones.ts";

/** `redirection` is the step in which the stored `setting_server` is asked, so it is always there (snom.md §3.6, note). */
const ORDER_WITH_PNP = "redirection:stop pnp:stop dhcp:stop tr69:stop";
const ORDER_WITHOUT_PNP = "redirection:stop dhcp:stop";
const DAY_SECONDS = 86_400;
/** When phones ask that were given neither an interval nor a window (snom.md §1.7, as TAN does). */
const USUAL_WINDOW = { from: "01:00", to: "04:00" };
const CALLER_ID_SOURCES = { from: "FROM", "p-asserted-identity": "PAI FROM", "remote-party-id": "RPID FROM" } as const;

/** What `templates/snom/settings.hbs` needs in `words`, whichever vendor uses it. Undefined: the phone's setting is left alone. */
export function words(settings: ResolvedSettings, { pbx, model, server, phone, hosted }: WordsContext) {
  const dialect = DIALECTS[model.family] ?? CURRENT;
  const languages = dialect.hasAsciiLanguages ? ASCII_LANGUAGE_NAMES : LANGUAGE_NAMES;
  const srtp = settings.srtp ?? (pbx.isTls ? "required" : "off");
  return {
    adminName: "admin",
    ...describeHosted(hosted, phone.mac),
    provisioningOrder: settings.pnpAfterProvisioning ? ORDER_WITH_PNP : ORDER_WITHOUT_PNP,
    pnp: onOff(settings.pnpAfterProvisioning),
    polling: undefined,
    refreshSeconds: undefined,
    ...describePolling(settings, dialect),

    language: languages[settings.language],
    webLanguage: languages[settings.webLanguage ?? settings.language],
    toneScheme: TONE_SCHEMES[settings.country],
    utcOffsetSeconds: undefined,
    dst: undefined,
    ...describeTime(settings.timezone),
    has24Hours: onOff(settings.timeFormat === "24h"),
    /** These phones have one setting for it. */
    ntpServer: settings.ntpServers[0],

    vlan: describeVlan(settings.vlan),
    pcVlan: describeVlan(settings.pcVlan),
    lldp: settings.lldp === undefined ? undefined : onOff(settings.lldp),
    ldap: describeLdap(settings.ldap),
    directoryKey: describeDirectoryKey(settings),
    emergencyNumbers: settings.emergencyNumbers.join(" "),
    callerIdSources: settings.callerIdSource === undefined ? undefined : CALLER_ID_SOURCES[settings.callerIdSource],
    hasBackground: dialect.hasBackground,
    backgroundUrl: settings.backgroundUrl ?? "",
    alerts: describeAlerts(settings),
    reports: describeReports(server.reportUrl),

    registrar: uriHost(pbx.host),
    outboundProxies: outboundProxies(settings, pbx),
    srtp: onOff(srtp !== "off"),
    savp: { off: "off", optional: "optional", required: "mandatory" }[srtp],
    codecPriorityList: dialect.hasCodecList ? codecList(settings.codecs) : undefined,
    dtmf: DTMF_MODES[settings.dtmf],
    mailbox: settings.voicemailNumber ?? "",
    callWaiting: onOff(settings.callWaiting),
    ringer: hosted.ringTone ? "Custom" : settings.ringTone === undefined ? undefined : ringer(settings.ringTone),
    dialPlan: settings.dialNow === undefined ? undefined : dialPlan(settings.dialNow),
    pickupCode: settings.pickupCode,
    parkRetrieveCode: settings.featureCodes.parkRetrieve,
    ...describeCodes(settings, dialect),
  };
}

/** snom.md §5: the phone compares versions itself, so it may be told again and again. Empty: it stops. */
function describeHosted({ base, firmware, languageUrl, ringTone }: WordsContext["hosted"], mac: string) {
  const isTold = firmware !== undefined && firmware !== "keep";
  const statusUrl = isTold ? `${base}snom-firmware-${mac}.xml` : "";
  return {
    updatePolicy: isTold ? "auto_update" : "settings_only",
    firmwareStatus: firmware && { url: statusUrl },
    firmwareUrl: isTold ? firmware.url : undefined,
    languageUrl,
    ringToneUrl: ringTone?.url,
  };
}

function onOff(isOn: boolean): "on" | "off" {
  return isOn ? "on" : "off";
}

function describePolling({ provisioningWindow, provisioningIntervalMinutes }: Settings, { firmware }: Dialect) {
  const intervalSeconds = (provisioningIntervalMinutes ?? 0) * 60 || DAY_SECONDS;
  if (firmware === 8) return { refreshSeconds: intervalSeconds };
  if (provisioningWindow === undefined && provisioningIntervalMinutes !== undefined)
    return { polling: { mode: "rel", periodSeconds: intervalSeconds, window: undefined } };
  return {
    polling: { mode: "random", periodSeconds: DAY_SECONDS, window: provisioningWindow ?? USUAL_WINDOW },
  };
}

function describeVlan(vlan: Settings["vlan"]) {
  return vlan === undefined
    ? undefined
    : { id: vlan.id, priority: vlan.priority === undefined ? "" : `${vlan.priority}` };
}

/** There is no STARTTLS (snom.md §3.4), and a directory that asks for it is not asked without. */
function describeLdap(ldap: Settings["ldap"]) {
  if (ldap === undefined || ldap.security === "starttls") return undefined;
  const isTls = ldap.security === "ldaps";
  return {
    server: ldap.host,
    port: ldap.port ?? (isTls ? 636 : 389),
    overTls: onOff(isTls),
    base: ldap.base,
    nameFilter: withStar(ldap.nameFilter),
    numberFilter: withStar(ldap.numberFilter),
    nameAttributes: ldap.nameAttributes.join(" "),
    numberAttributes: ldap.numberAttributes.join(" "),
    displayName: ldap.nameAttributes.map((name) => `%${name}`).join(" "),
  };
}

/** Without `%*` the phones find nothing or too much (snom.md §13). */
function withStar(filter: string): string {
  return filter.replace(/%(?!\*)/g, "%*");
}

function describeDirectoryKey({ phoneBook, ldap }: ResolvedSettings): string | undefined {
  if (phoneBook !== undefined) return `url ${phoneBook.url}`;
  return describeLdap(ldap) === undefined ? undefined : "keyevent F_DIRECTORY_SEARCH";
}

function ringer(tone: number): string {
  return `Ringer${tone}`;
}

function describeAlerts({ ringers = {} }: Settings) {
  return Object.entries(ringers).map(([group, { alertInfo, tone }]) => ({
    group,
    text: alertInfo,
    sound: ringer(tone),
  }));
}

/** An empty action URL is none (snom.md §3.5). */
function describeReports(reportUrl: string | undefined) {
  const urlOf = (report: string) => (reportUrl === undefined ? "" : `${reportUrl}${report}`);
  return [
    { setting: "action_setup_url", url: urlOf("started") },
    { setting: "action_log_on_url", url: urlOf("registered") },
    { setting: "action_log_off_url", url: urlOf("unregistered") },
    { setting: "action_reg_failed", url: urlOf("registration-failed") },
  ];
}

/** A phone that holds a code dials it when its user switches; so the codes are emptied where the phone itself forwards or refuses. */
function describeCodes({ featureCodes, forwardingBy, dndBy }: ResolvedSettings, { firmware }: Dialect) {
  const write = (setting: string, code: string | undefined, by: "phone" | "pbx") => ({
    setting,
    code: by === "pbx" ? (code ?? "") : "",
  });
  const [always, busy, noAnswer] =
    firmware === 8 ? ["redirect_always", "redirect_busy", "redirect_time"] : ["fwd_all", "fwd_busy", "fwd_time"];
  const forwarding = [
    write(`${always}_on_code`, featureCodes.forwardAlwaysOn, forwardingBy),
    write(`${always}_off_code`, featureCodes.forwardAlwaysOff, forwardingBy),
    write(`${busy}_on_code`, featureCodes.forwardBusyOn, forwardingBy),
    write(`${busy}_off_code`, featureCodes.forwardBusyOff, forwardingBy),
    write(`${noAnswer}_on_code`, featureCodes.forwardNoAnswerOn, forwardingBy),
    write(`${noAnswer}_off_code`, featureCodes.forwardNoAnswerOff, forwardingBy),
  ];
  const dnd = [write("dnd_on_code", featureCodes.dndOn, dndBy), write("dnd_off_code", featureCodes.dndOff, dndBy)];
  return firmware === 8
    ? { phoneCodes: forwarding, lineCodes: dnd }
    : { phoneCodes: [], lineCodes: [...forwarding, ...dnd] };
}
