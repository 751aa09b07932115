import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/provisioning/settings.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { readFlat } from "./file-formats.ts";
import { yealinkUserAgents } from "./user-agents/yealink.ts";
import { MAC, render, renderBytes } from "./yealink-for-test.ts";

type Case = { settings: Settings; says: Record<string, string | undefined>; model?: string };

const LDAP = {
  host: "ldap.example.test",
  base: "dc=example,dc=test",
  nameFilter: "(|(cn=%)(sn=%))",
  numberFilter: "(telephoneNumber=%)",
  nameAttributes: ["cn", "sn"],
  numberAttributes: ["telephoneNumber", "mobile"],
};
const CODES = { dndOn: "*78", dndOff: "*79", forwardBusyOn: "*90", park: "*70", parkRetrieve: "*71" };
const REPORT = `https://prov.example.test/p/report-${MAC}-`;

// biome-ignore format: a table
const CASES: Case[] = [
  { settings: { language: "fr", webLanguage: "en" }, says: { "lang.gui": "French", "lang.wui": "English", "static.lang.wui": "English" } },
  { settings: { timeFormat: "12h" }, says: { "local_time.time_format": "0" } },
  { settings: { timeFormat: "24h" }, says: { "local_time.time_format": "1" } },
  { settings: { country: "US" }, says: { "voice.tone.country": "United States" } },
  { settings: { outboundProxy: "sbc.example.test" }, says: { "account.1.outbound_proxy_enable": "1", "account.1.outbound_proxy.1.address": "sbc.example.test",
    "account.1.outbound_proxy.1.port": "5061", "account.1.outbound_proxy.2.address": "%NULL%", "account.1.sip_server.1.outbound_proxy_enable": "1" } },
  { settings: { outboundProxy: "[2001:db8::1]:5070", secondOutboundProxy: "10.0.0.2:5080" }, says: { "account.1.outbound_proxy.1.address": "[2001:db8::1]",
    "account.1.outbound_proxy.1.port": "5070", "account.1.outbound_proxy.2.address": "10.0.0.2", "account.1.outbound_proxy.2.port": "5080" } },
  { settings: {}, says: { "account.1.outbound_proxy_enable": "0", "account.1.outbound_proxy.1.address": "%NULL%" } },
  { settings: { srtp: "off" }, says: { "account.1.srtp_encryption": "0", "account.1.srtp.cipher_list": undefined } },
  { settings: { srtp: "optional" }, says: { "account.1.srtp_encryption": "1", "account.1.srtp.cipher_list": "AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32" } },
  { settings: { srtp: "required" }, model: "T23G", says: { "account.1.srtp_encryption": "2", "account.1.srtp.cipher_list": undefined } },
  { settings: { srtp: "required" }, model: "T38G", says: { "account.1.srtp.cipher_list": undefined } },
  { settings: { dtmf: "rtp" }, says: { "account.1.dtmf.type": "1", "account.1.dtmf.info_type": undefined } },
  { settings: { dtmf: "inband" }, says: { "account.1.dtmf.type": "0" } },
  { settings: { dtmf: "sip-info" }, says: { "account.1.dtmf.type": "2", "account.1.dtmf.info_type": "1" } },
  { settings: { callerIdSource: "from" }, says: { "account.1.cid_source": "0" } },
  { settings: { callerIdSource: "p-asserted-identity" }, says: { "account.1.cid_source": "2" } },
  { settings: { callerIdSource: "remote-party-id" }, says: { "account.1.cid_source": "5" } },
  { settings: { callWaiting: false }, says: { "call_waiting.enable": "0" } },
  { settings: { vlan: { id: 20, priority: 0 }, pcVlan: { id: 30 } }, says: { "static.network.vlan.internet_port_enable": "1", "static.network.vlan.internet_port_vid": "20",
    "static.network.vlan.internet_port_priority": "0", "static.network.vlan.pc_port_enable": "1", "static.network.vlan.pc_port_vid": "30",
    "static.network.vlan.pc_port_priority": "%NULL%" } },
  { settings: {}, says: { "static.network.vlan.internet_port_enable": undefined, "static.network.lldp.enable": undefined, "static.network.802_1x.mode": undefined } },
  { settings: { lldp: false }, says: { "static.network.lldp.enable": "0" } },
  { settings: { dot1x: { mode: "eap-tls", identity: "phone" } }, says: { "static.network.802_1x.mode": "2", "static.network.802_1x.identity": "phone" } },
  { settings: { dot1x: { mode: "off" } }, says: { "static.network.802_1x.mode": "0", "static.network.802_1x.identity": "%NULL%" } },
  { settings: { ldap: LDAP }, says: { "ldap.enable": "1", "ldap.port": "389", "ldap.tls_mode": "0", "ldap.name_attr": "cn sn",
    "ldap.numb_attr": "telephoneNumber mobile", "ldap.name_filter": "(|(cn=%)(sn=%))", "ldap.user": undefined, "ldap.password": undefined } },
  { settings: { ldap: { ...LDAP, security: "ldaps" } }, says: { "ldap.port": "636", "ldap.tls_mode": "2" } },
  { settings: { ldap: { ...LDAP, security: "starttls", port: 3890 } }, says: { "ldap.port": "3890", "ldap.tls_mode": "1" } },
  { settings: {}, says: { "ldap.enable": "0", "remote_phonebook.data.1.url": "%NULL%" } },
  { settings: { phoneBook: { name: "All", url: "http://h/b.xml?q=#SEARCH" } }, says: { "remote_phonebook.data.1.url": "http://h/b.xml?q=#SEARCH", "remote_phonebook.data.1.name": "All" } },
  { settings: { dialNow: ["2xx", "0[1-9]x[3]"] }, says: { "dialplan.dialnow.rule.1": "2xx", "dialplan.dialnow.rule.2": "0[1-9]x3", "dialplan.dialnow.rule.3": "%NULL%", "dialplan.dialnow.rule.20": "%NULL%" } },
  { settings: { emergencyNumbers: ["112", "110"] }, says: { "phone_setting.emergency.number": "112,110" } },
  { settings: { ringTone: 3 }, says: { "phone_setting.ring_type": "Ring3.wav" } },
  { settings: { ringTone: 3 }, model: "T54W", says: { "phone_setting.ring_type": "Resource:Ring3.wav" } },
  { settings: { ringers: { external: { alertInfo: "out", tone: 4 } } }, says: { "distinctive_ring_tones.alert_info.1.text": "%NULL%", "distinctive_ring_tones.alert_info.2.text": "out",
    "distinctive_ring_tones.alert_info.2.ringer": "4", "account.1.alert_info_url_enable": "1" } },
  { settings: { logoUrl: "http://h/l.dob" }, model: "T41S", says: { "lcd_logo.url": "http://h/l.dob", "phone_setting.lcd_logo.mode": "2", "wallpaper_upload.url": undefined } },
  { settings: { backgroundUrl: "http://h/a/b.png?v=2" }, says: { "wallpaper_upload.url": "http://h/a/b.png?v=2", "phone_setting.backgrounds": "b.png", "lcd_logo.url": undefined } },
  { settings: { backgroundUrl: "http://h/a/b.png" }, model: "T87W", says: { "phone_setting.backgrounds": "Config:b.png" } },
  { settings: { featureCodes: CODES, dndBy: "pbx", forwardingBy: "pbx" }, says: { "features.dnd.on_code": "*78", "features.dnd.off_code": "*79", "forward.busy.on_code": "*90",
    "forward.busy.off_code": "%NULL%", "features.call_park.park_code": "*70", "features.call_park.park_retrieve_code": "*71" } },
  { settings: { featureCodes: CODES }, says: { "features.dnd.on_code": "%NULL%", "forward.busy.on_code": "%NULL%", "features.call_park.park_code": "*70" } },
  { settings: { pickupCode: "*8" }, says: { "features.pickup.direct_pickup_enable": "1", "features.pickup.direct_pickup_code": "*8", "account.1.direct_pickup_code": "*8" } },
  { settings: { reports: true }, says: { "action_url.setup_completed": `${REPORT}started`, "action_url.registered": `${REPORT}registered`,
    "action_url.unregistered": `${REPORT}unregistered`, "action_url.register_failed": `${REPORT}registration-failed` } },
  { settings: {}, says: { "action_url.registered": "%NULL%", "static.auto_provision.repeat.minutes": "1440", "static.auto_provision.weekly.enable": "0" } },
  { settings: { provisioningIntervalMinutes: 60 }, says: { "static.auto_provision.repeat.enable": "1", "static.auto_provision.repeat.minutes": "60" } },
  { settings: { provisioningWindow: { from: "02:00", to: "05:30" } }, says: { "static.auto_provision.repeat.enable": "0", "static.auto_provision.weekly.enable": "1",
    "static.auto_provision.weekly.dayofweek": "0123456", "static.auto_provision.weekly.begin_time": "02:00", "static.auto_provision.weekly.end_time": "05:30" } },
  { settings: { provisioningWindow: { from: "02:00", to: "05:30" } }, model: "T28P", says: { "auto_provision.weekly.mask": "0123456", "auto_provision.weekly.begin_time": "02:00" } },
  { settings: { vlan: { id: 2 } }, model: "AX83H", says: { "static.network.vlan.internet_port_vid": undefined } },
];

describe("Yealink's words for neutral settings", () => {
  it.each(CASES)("$settings on a phone", ({ settings, says, model }) => {
    const file = render({ leavesSettingsOut: true, settings }, model);
    expect(Object.fromEntries(Object.keys(says).map((name) => [name, file.get(name)]))).toEqual(says);
  });

  it.each<Case>([
    {
      settings: { language: "de" },
      says: {
        "custom.handset.language": "2",
        "static.auto_provision.handset_configured.enable": "1",
        "lang.gui": undefined,
      },
    },
    { settings: { language: "nl" }, says: { "custom.handset.language": undefined, "lang.wui": "Dutch" } },
    {
      settings: { featureCodes: CODES, dndBy: "pbx" },
      says: {
        "account.1.dnd.on_code": "*78",
        "account.1.always_fwd.on_code": "%NULL%",
        "features.dnd.on_code": undefined,
      },
    },
    { settings: { registrationExpirySeconds: 600 }, says: { "account.1.sip_server.1.expires": "600" } },
  ])("$settings on a DECT base", ({ settings, says }) => {
    const file = readFlat("yealink/dect", renderBytes("W60B", { leavesSettingsOut: true, settings }));
    expect(Object.fromEntries(Object.keys(says).map((name) => [name, file.get(name)]))).toEqual(says);
  });
});

describe("What is nearly a User-Agent of Yealink's", () => {
  /** Each turns a real one into one that no phone of Yealink's sends. */
  const MUTATIONS: ((header: string) => string)[] = [
    (header) => `Mozilla/5.0 ${header}`,
    (header) => header.replace(/^(?:yealink[ -]+)?/i, "Fanvil "),
    (header) => header.replace(/^(?:yealink[ -]+)?/i, "Yealinkx "),
    (header) => header.replace(/\d+(?:\.\d+){3}.*$/, ""),
    (header) => header.replace(/(\d+)(?:\.\d+){3}/, "$1.86"),
    (header) => header.replace(/(\d+(?:\.\d+){3}).*$/, "v$1"),
    (header) => `(${header})`,
  ];
  const mutants = [...new Set(yealinkUserAgents.flatMap(({ header }) => MUTATIONS.map((mutate) => mutate(header))))];

  it("is not taken for one, in more than 200 ways", () => {
    expect(mutants.length).toBeGreaterThan(200);
    expect(mutants.filter((header) => yealink.parseUserAgent(header) !== undefined)).toEqual([]);
  });
});
