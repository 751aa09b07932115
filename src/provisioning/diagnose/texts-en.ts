import { type FindingTexts, sayTime } from "../findings.ts";
import type { ReasonParams } from "./reasons.ts";

const WAYS: Readonly<Record<string, string>> = {
  pnp: "SIP PnP",
  dhcp: "DHCP",
  redirect: "the maker's redirect service",
};
const VIA: Readonly<Record<string, string>> = {
  pnp: "SIP PnP",
  dhcp: "DHCP",
  search: "a search of the network",
  http: "HTTP",
  https: "HTTPS",
  tftp: "TFTP",
};
const REFUSED: Readonly<Record<string, string>> = {
  approve: "it waits until staff approve it, as its network's admission policy says",
  "not-fetched": "its network's admission policy would admit it, but it has not asked for its file yet",
  "pool-empty": "the pool of its network's admission policy has no account left",
  "limit-reached": "its network's admission policy has admitted as many as it may",
  "deleted-before": "it was deleted here once, so no policy admits it by itself",
  "not-recognised": "it could not be recognised as a phone of ours",
  "model-not-supported": "no configuration can be made for its model",
  "not-admitted": "it is not on the allow-list",
  "off-link": "it asked from another network",
  "unknown-file": "it asked for a file that no supported phone asks for",
};
const say = (words: Readonly<Record<string, string>>, word: string) => words[word] ?? word;
const list = (items: readonly string[]) => items.join(", ") || "–";
const service = (name: string, code: string, words: string) =>
  `${name} said ${code}${words === "" ? "" : ` (${words})`}.`;

export const en: FindingTexts<ReasonParams> = {
  "never-seen": ({ ways, hearsPnp, networks }) => ({
    title: "The phone was never seen",
    why: `No request of this MAC has reached Offhook since it is known here. It can find its server by ${list(ways.map((way) => say(WAYS, way)))}; SIP PnP is ${hearsPnp ? `heard here from ${list(networks)} and from nowhere else` : "not heard here now"}.`,
    fix: "Check the MAC on the phone's label, its power and its network, then restart it: it searches once at each start. Or type the address in by hand: offhook phone instructions.",
  }),
  deleted: ({ at, by }) => ({
    title: "The phone was taken off the allow-list",
    why: `${by === "" ? "Staff" : by} deleted it at ${sayTime(at)}. Since then it gets nothing.`,
    fix: "Admit it again if it is to be provisioned: offhook phone add. Its passwords are new then.",
  }),
  "not-admitted": ({ reason, via, address, at, vendor, model }) => ({
    title: "The phone is not admitted",
    why: `It was last seen by ${say(VIA, via)} from ${address} at ${sayTime(at)}${`${vendor} ${model}`.trim() === "" ? "" : ` as ${`${vendor} ${model}`.trim()}`}, and got nothing: ${say(REFUSED, reason)}.`,
    fix: "Admit it if it is yours: offhook sightings admit, with its PBX. Then restart it.",
  }),
  "not-admitted-unseen": () => ({
    title: "The phone is not admitted",
    why: "Its MAC is not on the allow-list, and nothing was ever seen of it.",
    fix: "Admit it if the MAC is right: offhook phone add.",
  }),
  "other-network": ({ address, theirs, ours }) => ({
    title: "The phone is in another network than Offhook",
    why: `The phone's address ${address} is in ${theirs} (with a mask like ours); Offhook is in ${list(ours)}. SIP PnP is multicast, which does not cross from one network into the other.`,
    fix: "Give both addresses in one network (check the masks), or send the phone its address by DHCP option 66 (offhook dhcp-snippet), or type it in by hand (offhook phone instructions). If multicast is routed between the two, list the phone's network in pnpNetworks. Then restart the phone.",
  }),
  "pnp-unheard-then": ({ address, network, at }) => ({
    title: "The phone asked before Offhook was in its network",
    why: `It searched by SIP PnP from ${address} at ${sayTime(at)} and got no answer, since its network was none of Offhook's then. Now ${network} is.`,
    fix: "Restart the phone: it searches once at each start.",
  }),
  "pnp-not-taken": ({ at, address, why }) => ({
    title: "The phone did not take its address by SIP PnP",
    why: `At ${sayTime(at)} ${address} was told its address and did not confirm it: ${why}.`,
    fix: "Let UDP from Offhook's answering port (pnpAnswerPort) through to the phone, and look for another SIP PnP server in this network, such as a PBX. Then restart the phone.",
  }),
  "pnp-nothing-fetched": ({ at, address, server }) => ({
    title: "The phone took its address by SIP PnP and fetched nothing",
    why: `At ${sayTime(at)} ${address} took the address ${server} and has not come there since.`,
    fix: `Check that the phone reaches ${server}: a firewall, another VLAN, or a wrong address in the setting advertise. Then restart it.`,
  }),
  "dhcp-nothing-fetched": ({ at, address, server }) => ({
    title: "The phone has its address by DHCP and fetched nothing",
    why: `${at === null ? "It" : `At ${sayTime(at)} it`} got ${address} from Offhook${server === "" ? "" : `, with ${server} as its server`}, and has not come there since.`,
    fix: "Check that it reaches the server, that no other DHCP server gives another option 66, and that DHCP provisioning is on in the phone (offhook phone instructions). Then restart it.",
  }),
  "dhcp-other-server": ({ at, server }) => ({
    title: "The phone takes its DHCP from another server",
    why: `At ${sayTime(at)} it took the offer of ${server}. What that server says in option 66 counts for the phone.`,
    fix: `Put Offhook's address into the options of ${server} (offhook dhcp-snippet), or let it leave phones alone.`,
  }),
  "nothing-fetched": ({ at, address, door }) => ({
    title: "The phone was seen and fetched nothing",
    why: `It was last noticed at ${sayTime(at)} from ${address}${door === "" ? "" : ` by ${say(VIA, door)}`}, but never asked for its settings.`,
    fix: "Restart it, and type the address in by hand if that does not help: offhook phone instructions.",
  }),
  "redirect-elsewhere": ({ service: name, words }) => ({
    title: "The phone belongs to somebody else at its redirect service",
    why: `${service(name, "mac-elsewhere", words)} Such a phone is sent to another server before it searches its own network.`,
    fix: "Have its MAC released there by its former dealer or provider, then try again (offhook phone redirect --retry) and reset the phone.",
  }),
  "redirect-failed": ({ service: name, code, words }) => ({
    title: "The phone could not be registered at its redirect service",
    why: service(name, code, words),
    fix: "Mend what the service names (offhook redirect set), then offhook phone redirect --retry.",
  }),
  "redirect-retrying": ({ service: name, code, words, attempts, nextTryAt }) => ({
    title: "Its redirect service does not answer as it should",
    why: `${service(name, code, words)} Tries so far: ${attempts}.`,
    fix:
      nextTryAt === null
        ? "Offhook tries again by itself."
        : `Offhook tries again by itself at ${sayTime(nextTryAt)}; at once with offhook phone redirect --retry.`,
  }),
  "redirect-waiting": ({ service: name }) => ({
    title: "The phone waits for its registration at the redirect service",
    why: `${name} has not been told of it yet.`,
    fix: "Wait a moment. If it stays so, look at the daemon's log.",
  }),
  "redirect-not-for-model": ({ service: name, model }) => ({
    title: "This model does not use the redirect service",
    why: `The ${model} does not ask ${name}, so a registration there has no effect on it.`,
    fix: "Lead it here by SIP PnP, by DHCP option 66, or by hand: offhook phone instructions.",
  }),
  "redirect-never-came": ({ service: name, since }) => ({
    title: "Registered at the redirect service, but the phone never came",
    why: `${name} sends it here since ${sayTime(since)}. Either it has not started since, or it cannot reach the address, or another account or a stored address leads it elsewhere.`,
    fix: "Restart it. If it still does not come, reset it to the factory, and check that the address (redirect.url) is reached from its network.",
  }),
  "foreign-redirect-suspected": ({ vendor, at, address }) => ({
    title: "Perhaps a redirect service leads the phone elsewhere",
    why: `It got ${address} by DHCP at ${sayTime(at)}, but then neither asked by SIP PnP nor came here. ${vendor}'s phones ask the redirect service first and stop there when it knows them.`,
    fix: "Have the maker or the former owner release the MAC at the redirect service, then reset the phone to the factory.",
  }),
  "model-not-supported": ({ vendor, model, at }) => ({
    title: "This model cannot be provisioned",
    why: `The phone says that it is a ${`${vendor} ${model}`.trim()}${at === null ? "" : ` (${sayTime(at)})`}, for which Offhook has no configuration.`,
    fix: "See the list of models (docs/models.md). If the model is set wrongly, correct it.",
  }),
  "wrong-vendor": ({ stored, says, isOperatorsWord }) => ({
    title: "The phone is of another make than stored",
    why: `It is stored as ${stored}${isOperatorsWord ? " because staff said so" : ""}, but behaves as ${says}.`,
    fix: "Correct vendor and model of the phone if the phone is right, and restart it.",
  }),
  "wrong-model": ({ stored, says, isOperatorsWord }) => ({
    title: "The phone is another model than stored",
    why: `It is stored as ${stored}${isOperatorsWord ? " because staff said so" : ""}, but says that it is ${says}. The stored one was followed.`,
    fix: "Correct the model of the phone if the phone is right.",
  }),
  "mac-mismatch": ({ file, other, address }) => ({
    title: "The MAC in the address is not the phone's",
    why: `${address} asked for ${file}, but says that its MAC is ${other === "" ? "another one" : other}. It got nothing.`,
    fix: "Correct the address on that phone: it must hold the phone's own MAC, or the placeholder that the phone fills in (offhook phone instructions).",
  }),
  "wrong-file": ({ files, door }) => ({
    title: "The phone asks for the wrong file",
    why: `By ${say(VIA, door)} it asked for ${list(files)}; no supported phone asks for that.`,
    fix: "Correct the address on the phone, in DHCP option 66 or 67: offhook phone instructions shows the right one.",
  }),
  "only-other-files": ({ files, at }) => ({
    title: "The phone fetched other files, but not its settings",
    why: `It asked for ${list(files)}, last at ${sayTime(at)}, and not for the file that holds its settings.`,
    fix: "Correct the address on the phone so that it leads to its own file (offhook phone instructions), and restart it.",
  }),
  "template-failed": ({ template, why }) => ({
    title: "The phone's configuration could not be made",
    why: `The template ${template} failed: ${why}.`,
    fix: "Mend the template in the data folder, or remove it so that the shipped one counts. No password was used up.",
  }),
  "firmware-too-old": ({ firmware, oldest }) => ({
    title: "The phone's firmware is too old",
    why: `It says ${firmware}; its configuration is understood from ${oldest} on.`,
    fix: "Update the phone's firmware first.",
  }),
  "network-closed": ({ address, pbx, at }) => ({
    title: "The phone asks from a network that is closed to it",
    why: `At ${sayTime(at)} it asked from ${address}, which the PBX ${pbx} does not allow, or denies. It got nothing.`,
    fix: "If the phone belongs there, add its network: offhook pbx set, --allow or --deny.",
  }),
  "provisioning-paused": ({ pbx, since, at, address }) => ({
    title: since === null ? "The phone has not been back since the pause" : "Provisioning of its PBX is paused",
    why: `${since === null ? `When the phone last asked, provisioning of the PBX ${pbx} was paused; that is over.` : `Staff paused provisioning of the PBX ${pbx} at ${sayTime(since)}: its phones get nothing and keep what they have.`}${at === null ? "" : ` The phone asked in vain from ${address} at ${sayTime(at)}.`}`,
    fix:
      since === null
        ? "Have the phone fetch its configuration, or restart it."
        : "Resume provisioning when the phones may have their configurations again: on the PBX's page, or offhook pbx set --no-pause.",
  }),
  "certificate-refused": ({ why, address, at }) => ({
    title: "The phone did not show the certificate that is asked for",
    why: `At ${sayTime(at)} somebody at ${address} asked for its file; its client certificate was refused (${why || "?"}). Nothing was served.`,
    fix: "Let the phone come by HTTPS with its own certificate, import its maker's authority (offhook ca import), or ask for less: offhook pbx set, --client-certificates. What each word means: docs/security.md.",
  }),
  "token-refused": ({ isWrong, address, at }) => ({
    title: "The phone asks without its secret path",
    why: `At ${sayTime(at)} ${address} asked ${isWrong ? "by a secret path that is not this phone's, or no longer" : "without the secret path that its PBX asks for"}. It got nothing.`,
    fix: "A phone that was reset to the factory needs a first path again: release its passwords and let it search by SIP PnP or DHCP, or type in what offhook phone rotate-token --now shows.",
  }),
  "login-refused": ({ isWrong, address, at }) => ({
    title: "The phone does not log in",
    why: `At ${sayTime(at)} ${address} ${isWrong ? "logged in with a name or password that is not this phone's" : "was asked to log in and did not"}. It got nothing.`,
    fix: "A phone that lost its login needs a new one: offhook phone rotate-token --now, then lead it here again (offhook phone instructions).",
  }),
  "held-by-guard": ({ address, at }) => ({
    title: "The phone's address is held back, because somebody there guesses MACs",
    why: `At ${sayTime(at)} it asked from ${address}, where it was never served before, while that address or its network is held back. It got nothing.`,
    fix: "If the phone is really there, pardon the address (offhook guard pardon) and restart the phone. For a site with many phones that are not admitted: guardRules.trustedNetworks.",
  }),
  "insecure-transport": ({ door, address, at }) => ({
    title: "Its passwords may not go this way",
    why: `At ${sayTime(at)} it asked by ${say(VIA, door)} from ${address}, which is outside the trusted networks. It got its configuration without passwords.`,
    fix: "Let it use HTTPS, or add its network to secrets.trustedNetworks and see that secrets.transports allows the door.",
  }),
  "other-requester": ({ address, fetchedBy, at }) => ({
    title: "Its passwords went to another address",
    why: `At ${sayTime(at)} ${address} asked while the passwords were open for ${fetchedBy}, and got none.`,
    fix: "If the phone merely changed its address, release the passwords again (offhook phone release). If not, somebody else has them: reset them (offhook phone reset).",
  }),
  "reset-suspected": ({ at, fetchedBy, fetchedAt }) => ({
    title: "The phone seems to have lost its passwords",
    why: `${fetchedBy} fetched them at ${sayTime(fetchedAt)}. At ${sayTime(at)} the phone searched for its server like a new one: it was reset to the factory, or exchanged.`,
    fix: "Release its passwords if the phone is where it should be (offhook phone release), else reset them (offhook phone reset); then restart it.",
  }),
  "passwords-elsewhere": ({ address, fetchedBy, fetchedAt, at }) => ({
    title: "Its passwords were fetched from another address",
    why: `${fetchedBy} fetched them at ${sayTime(fetchedAt)}; at ${sayTime(at)} ${address} asked, and got the configuration without them.`,
    fix: "Nothing, if the phone has merely another address since. If it does not register, release the passwords (offhook phone release); if somebody else has fetched them, reset them (offhook phone reset).",
  }),
  "passwords-closed": ({ fetchedBy, fetchedAt, at }) => ({
    title: "Its passwords are closed, as they should be",
    why: `${fetchedBy} fetched them at ${sayTime(fetchedAt)}; since then, last at ${sayTime(at)}, it gets its configuration without them.`,
    fix: "Nothing, if the phone works. After a factory reset: offhook phone release (the same passwords) or offhook phone reset (new ones).",
  }),
  "passwords-never-fetched": ({ at }) => ({
    title: "Its passwords were closed before the phone fetched them",
    why: `They are closed since ${sayTime(at)}, by staff or because their time was over, and no phone ever got them.`,
    fix: "Release them (offhook phone release) and restart the phone within that time.",
  }),
  "passwords-waiting": ({ at, by }) => ({
    title: "Its passwords wait to be fetched",
    why: `${by === "" ? "Staff" : by} armed them at ${sayTime(at)}, and the phone has not come since.`,
    fix: "Restart the phone before their time is over.",
  }),
  "password-unfit": ({ kinds, model }) => ({
    title: "A password does not fit this model",
    why: `The password of kind ${list(kinds)} does not have the form that a ${model} takes, so it was left out.`,
    fix: "Reset that kind of password: offhook phone reset.",
  }),
  "not-registered": ({ accounts, since, address, userAgent }) => ({
    title: "The phone is not registered at its PBX",
    why: `The PBX ${since === null ? `never had a registration with ${list(accounts)} from it` : `has had none with ${list(accounts)} since ${sayTime(since)}; the last came from ${address || "an address that it did not say"}${userAgent === "" ? "" : ` (${userAgent})`}`}.`,
    fix: "Check its power and network, and that it reaches the PBX. If it does, the password in the phone or at the PBX is another: reset it (offhook phone reset) and restart the phone.",
  }),
  "registered-elsewhere": ({ accounts, address, userAgent, vendor }) => ({
    title: "Another device is registered with the phone's account",
    why: `${list(accounts)} is registered${address === "" ? "" : ` from ${address}`} by ${userAgent}, which is no ${vendor}.`,
    fix: "Find out who else has the password. If nobody should, reset it: offhook phone reset.",
  }),
  "pbx-not-told": ({ accounts, words, pbx }) => ({
    title: "The PBX has not taken the phone's account",
    why: `The PBX ${pbx} does not have the current state of ${list(accounts)}${words === "" ? "" : `: ${words}`}.`,
    fix: "Mend what the PBX says, then have it told again: offhook link retry.",
  }),
  "no-line": () => ({
    title: "The phone has no account",
    why: "No line is set, so it has nothing to register with.",
    fix: "Give it a line with an account of its PBX.",
  }),
  "too-many-handsets": ({ wanted, takes }) => ({
    title: "More handsets than the base takes",
    why: `${wanted} handsets are set; the base says that it takes ${takes}.`,
    fix: "Take some away, or correct the model.",
  }),
  "settings-without-effect": ({ names, family }) => ({
    title: "Some settings have no effect on this model",
    why: `${family} cannot do: ${list(names)}.`,
    fix: "Nothing, or take them away. offhook phone settings tells the reason for each.",
  }),
  ok: ({ at, address, file, fetchedAt, fetchedBy }) => ({
    title: "The phone has fetched its configuration",
    why: `${address} fetched ${file === "" ? "it" : file} at ${sayTime(at)}.${fetchedAt === null ? "" : ` Its passwords went to ${fetchedBy} at ${sayTime(fetchedAt)}.`} Whether it is registered at its PBX is not known here.`,
    fix: "Nothing. If it does not register, look at the PBX.",
  }),
};
