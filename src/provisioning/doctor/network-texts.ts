import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine } from "./texts.ts";

type Place = { phone: string; address: string; theirs: string; ours: string };

export type NetworkCodes = {
  "interface-ok": { interface: string; network: string; mtu: number | string };
  "no-network": Record<string, never>;
  "interface-missing": { interface: string; setting: string };
  /** `state`: `down` or `no-carrier`, as the operating system says it; else it has no IPv4 address. */
  "interface-unusable": { interface: string; setting: string; state: string };
  "interface-down": { interface: string; state: string };
  "interface-without-ipv4": { interface: string; address: string };
  "mtu-small": { interface: string; mtu: number; blockSize: number; fits: number };
  "address-twice": { first: string; second: string; address: string };
  "networks-overlap": { first: string; second: string; network: string };
  "phone-on-network": { phone: string; address: string; network: string; interface: string };
  "phone-on-other-network": Place;
  "phone-on-listed-network": Place;
  "phone-without-address": { phone: string };
};

export const NETWORK_SEVERITIES: Record<keyof NetworkCodes, Severity> = {
  "interface-ok": "ok",
  "no-network": "error",
  "interface-missing": "error",
  "interface-unusable": "error",
  "interface-down": "info",
  "interface-without-ipv4": "info",
  "mtu-small": "warning",
  "address-twice": "error",
  "networks-overlap": "warning",
  "phone-on-network": "ok",
  "phone-on-other-network": "error",
  "phone-on-listed-network": "info",
  "phone-without-address": "warning",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const NETWORK_TEXTS: Localised<FindingTexts<NetworkCodes>> = {
  de: {
    "interface-ok": ({ interface: name, network, mtu }) =>
      fineDe(
        `Die Schnittstelle ${name} hat ${network} (MTU ${mtu})`,
        "Telefone in diesem Subnetz finden Offhook von selbst.",
      ),
    "no-network": () =>
      say(
        "Dieser Rechner hat in keinem Netz eine IPv4-Adresse",
        "Kein Telefon kann ihn erreichen.",
        "Kabel, VLAN und die Netzwerkeinstellungen dieses Rechners prüfen.",
      ),
    "interface-missing": ({ interface: name, setting }) =>
      say(
        `Die Schnittstelle ${name} aus der Einstellung ${setting} gibt es nicht`,
        "Auf ihr wird kein Telefon gehört.",
        `In ${setting} den Namen oder die IPv4-Adresse einer vorhandenen Schnittstelle angeben.`,
      ),
    "interface-unusable": ({ interface: name, setting, state }) =>
      say(
        `Die Schnittstelle ${name} aus der Einstellung ${setting} hat keine IPv4-Adresse im Betrieb (${state})`,
        "Auf ihr wird kein Telefon gehört.",
        `Kabel und VLAN prüfen, ${name} einschalten und ihr eine Adresse geben; Offhook bemerkt sie von selbst.`,
      ),
    "interface-down": ({ interface: name, state }) =>
      say(
        `Die Schnittstelle ${name} ist nicht im Betrieb (${state})`,
        "Über sie kommt kein Telefon.",
        "Einschalten und anschließen, wenn an ihr Telefone hängen.",
      ),
    "interface-without-ipv4": ({ interface: name, address }) =>
      say(
        `Die Schnittstelle ${name} hat nur IPv6 (${address})`,
        "SIP PnP und DHCP suchen den Server über IPv4.",
        "Der Schnittstelle eine IPv4-Adresse geben, wenn an ihr Telefone hängen.",
      ),
    "mtu-small": ({ interface: name, mtu, blockSize, fits }) =>
      say(
        `Auf ${name} sind Pakete höchstens ${mtu} Byte lang (MTU), TFTP-Blöcke bis ${blockSize} Byte`,
        "Größere Blöcke werden in Bruchstücke geteilt; viele Telefone und Firewalls verwerfen sie, und der Abruf bleibt stehen.",
        `tftpLimits.maxBlockSize (OFFHOOK_TFTP_MAX_BLOCK_SIZE) auf ${fits} setzen.`,
      ),
    "address-twice": ({ first, second, address }) =>
      say(
        `${first} und ${second} haben beide die Adresse ${address}`,
        "Antworten gehen über die falsche Leitung hinaus.",
        "Einer der beiden eine andere Adresse geben.",
      ),
    "networks-overlap": ({ first, second, network }) =>
      say(
        `${first} und ${second} liegen im selben Subnetz ${network}`,
        "Der Rechner antwortet über eine der beiden, nicht unbedingt über die, auf der gefragt wurde.",
        "Nur eine Schnittstelle in diesem Subnetz lassen, oder beide zu einer bündeln.",
      ),
    "phone-on-network": ({ phone, address, network, interface: name }) =>
      fineDe(
        `Das Telefon ${phone} (${address}) liegt im Subnetz ${network} an ${name}`,
        "Es erreicht diesen Server ohne Router, auch über SIP PnP.",
      ),
    "phone-on-other-network": ({ phone, address, theirs, ours }) =>
      say(
        `Das Telefon ${phone} (${address}, also Subnetz ${theirs}) liegt in keinem Subnetz dieses Servers: ${ours}`,
        "SIP PnP (Multicast) überquert keinen Router, und Offhook antwortet nur in seinen eigenen Subnetzen.",
        `Telefon und Server in ein Subnetz bringen (gleiche Maske, gleiches VLAN), oder die URL per DHCP-Option 66 mitteilen (offhook dhcp-snippet); bei geroutetem Multicast ${theirs} in pnpNetworks eintragen.`,
      ),
    "phone-on-listed-network": ({ phone, address, theirs, ours }) =>
      say(
        `Das Telefon ${phone} (${address}) liegt in keinem Subnetz dieses Servers (${ours}), sein Netz ${theirs} steht aber in pnpNetworks`,
        "Es wird beantwortet, wenn ein Router Multicast zu diesem Server weiterleitet.",
        "Auf dem Router prüfen, dass 224.0.1.75 und UDP in beide Richtungen weitergeleitet werden.",
      ),
    "phone-without-address": ({ phone }) =>
      say(
        `Von ${phone} ist keine IPv4-Adresse bekannt`,
        "Ob das Telefon im Subnetz des Servers liegt, lässt sich so nicht sagen.",
        "Die Adresse am Telefon ablesen und mit ihr fragen: offhook doctor --phone ADRESSE.",
      ),
  },
  en: {
    "interface-ok": ({ interface: name, network, mtu }) =>
      fineEn(`The interface ${name} has ${network} (MTU ${mtu})`, "Phones in this subnet find Offhook by themselves."),
    "no-network": () =>
      say(
        "This machine has an IPv4 address in no network",
        "No phone can reach it.",
        "Check the cable, the VLAN and the network settings of this machine.",
      ),
    "interface-missing": ({ interface: name, setting }) =>
      say(
        `There is no interface ${name}, which the setting ${setting} names`,
        "No phone is heard on it.",
        `Name an interface that exists in ${setting}, or its IPv4 address.`,
      ),
    "interface-unusable": ({ interface: name, setting, state }) =>
      say(
        `The interface ${name}, which the setting ${setting} names, has no IPv4 address in use (${state})`,
        "No phone is heard on it.",
        `Check cable and VLAN, switch ${name} on and give it an address; Offhook notices by itself.`,
      ),
    "interface-down": ({ interface: name, state }) =>
      say(
        `The interface ${name} is not in use (${state})`,
        "No phone comes by way of it.",
        "Switch it on and plug it in if phones are behind it.",
      ),
    "interface-without-ipv4": ({ interface: name, address }) =>
      say(
        `The interface ${name} has IPv6 only (${address})`,
        "SIP PnP and DHCP look for the server by IPv4.",
        "Give the interface an IPv4 address if phones are behind it.",
      ),
    "mtu-small": ({ interface: name, mtu, blockSize, fits }) =>
      say(
        `Packets on ${name} have at most ${mtu} bytes (MTU), TFTP blocks up to ${blockSize}`,
        "Larger blocks are cut into fragments; many phones and firewalls drop those, and the download stands still.",
        `Set tftpLimits.maxBlockSize (OFFHOOK_TFTP_MAX_BLOCK_SIZE) to ${fits}.`,
      ),
    "address-twice": ({ first, second, address }) =>
      say(
        `${first} and ${second} both have the address ${address}`,
        "Answers leave by the wrong cable.",
        "Give one of the two another address.",
      ),
    "networks-overlap": ({ first, second, network }) =>
      say(
        `${first} and ${second} are in the same subnet ${network}`,
        "This machine answers by one of the two, not always by the one that was asked.",
        "Leave one interface in this subnet, or bond the two into one.",
      ),
    "phone-on-network": ({ phone, address, network, interface: name }) =>
      fineEn(
        `The phone ${phone} (${address}) is in the subnet ${network} on ${name}`,
        "It reaches this server without a router, by SIP PnP too.",
      ),
    "phone-on-other-network": ({ phone, address, theirs, ours }) =>
      say(
        `The phone ${phone} (${address}, so subnet ${theirs}) is in no subnet of this server: ${ours}`,
        "SIP PnP (multicast) passes no router, and Offhook answers in its own subnets only.",
        `Bring phone and server into one subnet (same mask, same VLAN), or say the URL by DHCP option 66 (offhook dhcp-snippet); where multicast is routed, list ${theirs} in pnpNetworks.`,
      ),
    "phone-on-listed-network": ({ phone, address, theirs, ours }) =>
      say(
        `The phone ${phone} (${address}) is in no subnet of this server (${ours}), but its network ${theirs} is listed in pnpNetworks`,
        "It is answered if a router passes multicast on to this server.",
        "Check on the router that 224.0.1.75, and UDP in both directions, is passed on.",
      ),
    "phone-without-address": ({ phone }) =>
      say(
        `No IPv4 address of ${phone} is known`,
        "So nothing can be said of whether it is in the server's subnet.",
        "Read the address on the phone and ask with that: offhook doctor --phone ADDRESS.",
      ),
  },
  fr: {
    "interface-ok": ({ interface: name, network, mtu }) =>
      fineFr(
        `L'interface ${name} a ${network} (MTU ${mtu})`,
        "Les téléphones de ce sous-réseau trouvent Offhook d'eux-mêmes.",
      ),
    "no-network": () =>
      say(
        "Cette machine n'a d'adresse IPv4 dans aucun réseau",
        "Aucun téléphone ne peut la joindre.",
        "Vérifier le câble, le VLAN et la configuration réseau de cette machine.",
      ),
    "interface-missing": ({ interface: name, setting }) =>
      say(
        `L'interface ${name}, nommée par le réglage ${setting}, n'existe pas`,
        "Aucun téléphone n'y est entendu.",
        `Indiquer dans ${setting} une interface qui existe, ou son adresse IPv4.`,
      ),
    "interface-unusable": ({ interface: name, setting, state }) =>
      say(
        `L'interface ${name}, nommée par le réglage ${setting}, n'a pas d'adresse IPv4 en service (${state})`,
        "Aucun téléphone n'y est entendu.",
        `Vérifier câble et VLAN, activer ${name} et lui donner une adresse ; Offhook le remarque de lui-même.`,
      ),
    "interface-down": ({ interface: name, state }) =>
      say(
        `L'interface ${name} n'est pas en service (${state})`,
        "Aucun téléphone ne passe par elle.",
        "L'activer et la brancher si des téléphones sont derrière.",
      ),
    "interface-without-ipv4": ({ interface: name, address }) =>
      say(
        `L'interface ${name} n'a que l'IPv6 (${address})`,
        "SIP PnP et DHCP cherchent le serveur en IPv4.",
        "Donner à l'interface une adresse IPv4 si des téléphones sont derrière.",
      ),
    "mtu-small": ({ interface: name, mtu, blockSize, fits }) =>
      say(
        `Sur ${name} les paquets font au plus ${mtu} octets (MTU), les blocs TFTP jusqu'à ${blockSize}`,
        "Les blocs plus grands sont fragmentés ; beaucoup de téléphones et de pare-feu rejettent les fragments, et le transfert s'arrête.",
        `Mettre tftpLimits.maxBlockSize (OFFHOOK_TFTP_MAX_BLOCK_SIZE) à ${fits}.`,
      ),
    "address-twice": ({ first, second, address }) =>
      say(
        `${first} et ${second} ont toutes deux l'adresse ${address}`,
        "Les réponses partent par le mauvais câble.",
        "Donner une autre adresse à l'une des deux.",
      ),
    "networks-overlap": ({ first, second, network }) =>
      say(
        `${first} et ${second} sont dans le même sous-réseau ${network}`,
        "La machine répond par l'une des deux, pas toujours par celle qui a été interrogée.",
        "Ne laisser qu'une interface dans ce sous-réseau, ou agréger les deux.",
      ),
    "phone-on-network": ({ phone, address, network, interface: name }) =>
      fineFr(
        `Le téléphone ${phone} (${address}) est dans le sous-réseau ${network} sur ${name}`,
        "Il atteint ce serveur sans routeur, par SIP PnP aussi.",
      ),
    "phone-on-other-network": ({ phone, address, theirs, ours }) =>
      say(
        `Le téléphone ${phone} (${address}, donc sous-réseau ${theirs}) n'est dans aucun sous-réseau de ce serveur : ${ours}`,
        "SIP PnP (multicast) ne passe aucun routeur, et Offhook ne répond que dans ses propres sous-réseaux.",
        `Mettre téléphone et serveur dans un même sous-réseau (même masque, même VLAN), ou donner l'URL par l'option DHCP 66 (offhook dhcp-snippet) ; si le multicast est routé, ajouter ${theirs} à pnpNetworks.`,
      ),
    "phone-on-listed-network": ({ phone, address, theirs, ours }) =>
      say(
        `Le téléphone ${phone} (${address}) n'est dans aucun sous-réseau de ce serveur (${ours}), mais son réseau ${theirs} figure dans pnpNetworks`,
        "Il reçoit une réponse si un routeur transmet le multicast à ce serveur.",
        "Vérifier sur le routeur que 224.0.1.75, et l'UDP dans les deux sens, sont transmis.",
      ),
    "phone-without-address": ({ phone }) =>
      say(
        `Aucune adresse IPv4 de ${phone} n'est connue`,
        "On ne peut donc pas dire s'il est dans le sous-réseau du serveur.",
        "Lire l'adresse sur le téléphone et demander avec elle : offhook doctor --phone ADRESSE.",
      ),
  },
};
