import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { ASCII_LANGUAGE_NAMES, TONE_SCHEMES } from "./locale.ts";
import { codecList, DTMF_MODES, uriHost, usualPort } from "./sip-words.ts";

/** M400 and M900 take the mailbox's name in `user_mailbox` and its number in `user_mailnumber`; older ones the number (snom.md §9.1). */
const NAMES_MAILBOXES = "dect-400-900";

/** What `templates/snom/dect.hbs` and `dect-container.hbs` need in `words`. */
export function dectWords(settings: ResolvedSettings, { pbx, model, server, phone, lines, handsets }: WordsContext) {
  const host = uriHost(pbx.host);
  return {
    adminName: "admin",
    /** The base asks a folder for its own file, so the address it is told is the folder's. */
    ownFileUrl: `${server.url}${phone.mac}.xml`,
    pnp: settings.pnpAfterProvisioning ? "on" : "off",
    language: ASCII_LANGUAGE_NAMES[settings.language],
    toneScheme: TONE_SCHEMES[settings.country],
    ntpServer: settings.ntpServers[0],
    vlan:
      settings.vlan === undefined
        ? undefined
        : { id: settings.vlan.id, priority: settings.vlan.priority === undefined ? "" : `${settings.vlan.priority}` },
    phoneBookUrl: settings.phoneBook?.url,
    serverName: pbx.id,
    registrar: pbx.port === usualPort(false) ? host : `${host}:${pbx.port}`,
    dtmf: DTMF_MODES[settings.dtmf],
    codecPriorityList: codecList(settings.codecs),
    mailbox: settings.voicemailNumber,
    namesMailboxes: model.family === NAMES_MAILBOXES,
    /** By line: an account rings on one handset, the first that has it. */
    handsetOfLine: lines.map(({ index }) => handsets.find((handset) => handset.lines.includes(index))?.index ?? index),
  };
}
