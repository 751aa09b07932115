import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine, sayProgram } from "./texts.ts";

export type PnpCodes = {
  "pnp-off": Record<string, never>;
  "pnp-without-door": Record<string, never>;
  /** `program`: `?` where nobody may know. */
  "pnp-port-taken": { port: number; program: string };
  "pnp-heard": { interface: string; address: string };
  "pnp-not-joined": { interface: string };
  "pnp-no-multicast": { interface: string };
  "pnp-not-heard": { interface: string; address: string };
  "pnp-not-sent": { interface: string; address: string; reason: string };
  "pnp-other-server": { address: string; interface: string };
};

export const PNP_SEVERITIES: Record<keyof PnpCodes, Severity> = {
  "pnp-off": "info",
  "pnp-without-door": "error",
  "pnp-port-taken": "error",
  "pnp-heard": "ok",
  "pnp-not-joined": "error",
  "pnp-no-multicast": "error",
  "pnp-not-heard": "error",
  "pnp-not-sent": "error",
  "pnp-other-server": "warning",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const PNP_TEXTS: Localised<FindingTexts<PnpCodes>> = {
  de: {
    "pnp-off": () =>
      say(
        "SIP PnP ist ausgeschaltet",
        "Fabrikneue Telefone finden diesen Server nicht von selbst.",
        "Auf auto setzen (Einstellung pnp, OFFHOOK_PNP), wenn sie das sollen; sonst die URL per DHCP-Option 66 mitteilen.",
      ),
    "pnp-without-door": () =>
      say(
        "SIP PnP antwortet nicht, denn keine Tür für Telefone ist offen",
        "Es gibt keine URL, die man Telefonen sagen könnte.",
        "OFFHOOK_HTTP, OFFHOOK_HTTPS oder OFFHOOK_TFTP öffnen.",
      ),
    "pnp-port-taken": ({ port, program }) =>
      say(
        `UDP-Port ${port} gehört auf allen Adressen einem anderen Programm: ${sayProgram(program, "de")}`,
        "Telefone, die ihren Server über SIP PnP suchen, werden nicht gehört; alles andere geht.",
        "Dieses Programm an eine einzelne Adresse binden (Asterisk: bind=192.0.2.20 statt 0.0.0.0) oder OFFHOOK_PNP=off setzen. Offhook versucht es jede Minute wieder.",
      ),
    "pnp-heard": ({ interface: name, address }) =>
      fineDe(
        `Eine Frage an die Gruppe 224.0.1.75 über ${name} (${address}) kam hier an`,
        "Telefone in diesem Subnetz werden gehört, wenn kein Switch dazwischen Multicast zurückhält.",
      ),
    "pnp-not-joined": ({ interface: name }) =>
      say(
        `Auf ${name} ist dieser Rechner nicht Mitglied der Gruppe 224.0.1.75`,
        "Telefone, die dort über SIP PnP fragen, werden nicht gehört.",
        "Eine neue Schnittstelle wird binnen 5 Sekunden bemerkt: noch einmal prüfen. Sonst das Log nach „SIP PnP cannot listen on this interface“ durchsuchen.",
      ),
    "pnp-no-multicast": ({ interface: name }) =>
      say(
        `Die Schnittstelle ${name} nimmt kein Multicast an`,
        "SIP PnP ist Multicast: Telefone werden dort nicht gehört.",
        `Einschalten (ip link set ${name} multicast on) oder eine andere Schnittstelle nehmen; in Containern host- oder macvlan-Netz.`,
      ),
    "pnp-not-heard": ({ interface: name, address }) =>
      say(
        `Eine Frage an die Gruppe 224.0.1.75 über ${name} (${address}) kam nicht zurück`,
        "Dann kommen die der Telefone vermutlich auch nicht an.",
        "Die Firewall dieses Rechners prüfen (nft list ruleset, iptables -S; das braucht Root): UDP 5060 an 224.0.1.75 muss hereindürfen. Auch rp_filter und die Netze von Containern kommen in Frage.",
      ),
    "pnp-not-sent": ({ interface: name, address, reason }) =>
      say(
        `Über ${name} (${address}) ließ sich nichts an die Gruppe 224.0.1.75 senden: ${reason}`,
        "Ob Telefone dort gehört werden, ist ungewiss; antworten kann Offhook dort vermutlich nicht.",
        "Routen und die Firewall dieses Rechners für ausgehendes UDP prüfen.",
      ),
    "pnp-other-server": ({ address, interface: name }) =>
      say(
        `Ein anderer SIP-PnP-Server antwortet an ${name}: ${address}`,
        "Telefone nehmen die erste Antwort und holen ihre Konfiguration womöglich dort.",
        "Die automatische Provisionierung dort abschalten (oft eine Telefonanlage) oder auf seine eigenen Telefone beschränken.",
      ),
  },
  en: {
    "pnp-off": () =>
      say(
        "SIP PnP is switched off",
        "Factory-new phones do not find this server by themselves.",
        "Set it to auto (setting pnp, OFFHOOK_PNP) if they should; else say the URL by DHCP option 66.",
      ),
    "pnp-without-door": () =>
      say(
        "SIP PnP does not answer, as no door for phones is open",
        "There is no URL to tell phones.",
        "Open OFFHOOK_HTTP, OFFHOOK_HTTPS or OFFHOOK_TFTP.",
      ),
    "pnp-port-taken": ({ port, program }) =>
      say(
        `UDP port ${port} belongs to another program on all addresses: ${sayProgram(program, "en")}`,
        "Phones that look for their server by SIP PnP are not heard; everything else works.",
        "Bind that program to one address (Asterisk: bind=192.0.2.20 instead of 0.0.0.0), or set OFFHOOK_PNP=off. Offhook tries again every minute.",
      ),
    "pnp-heard": ({ interface: name, address }) =>
      fineEn(
        `A question to the group 224.0.1.75 by way of ${name} (${address}) arrived here`,
        "Phones in this subnet are heard, if no switch between holds multicast back.",
      ),
    "pnp-not-joined": ({ interface: name }) =>
      say(
        `On ${name} this machine is not a member of the group 224.0.1.75`,
        "Phones that ask there by SIP PnP are not heard.",
        "A new interface is noticed within 5 seconds: check again. Else search the log for “SIP PnP cannot listen on this interface”.",
      ),
    "pnp-no-multicast": ({ interface: name }) =>
      say(
        `The interface ${name} takes no multicast`,
        "SIP PnP is multicast: phones are not heard there.",
        `Switch it on (ip link set ${name} multicast on), or use another interface; in containers a host or macvlan network.`,
      ),
    "pnp-not-heard": ({ interface: name, address }) =>
      say(
        `A question to the group 224.0.1.75 by way of ${name} (${address}) did not come back`,
        "Then those of phones most likely do not arrive either.",
        "Check this machine's firewall (nft list ruleset, iptables -S; both need root): UDP 5060 to 224.0.1.75 must come in. rp_filter and networks of containers may be the reason too.",
      ),
    "pnp-not-sent": ({ interface: name, address, reason }) =>
      say(
        `Nothing could be sent to the group 224.0.1.75 by way of ${name} (${address}): ${reason}`,
        "Whether phones are heard there is uncertain; Offhook most likely cannot answer there.",
        "Check routes, and this machine's firewall for outgoing UDP.",
      ),
    "pnp-other-server": ({ address, interface: name }) =>
      say(
        `Another SIP PnP server answers on ${name}: ${address}`,
        "Phones take the first answer and may fetch their configuration there.",
        "Switch its automatic provisioning off (it is often a PBX), or limit it to its own phones.",
      ),
  },
  fr: {
    "pnp-off": () =>
      say(
        "SIP PnP est désactivé",
        "Les téléphones neufs ne trouvent pas ce serveur d'eux-mêmes.",
        "Le mettre sur auto (réglage pnp, OFFHOOK_PNP) s'ils le doivent ; sinon donner l'URL par l'option DHCP 66.",
      ),
    "pnp-without-door": () =>
      say(
        "SIP PnP ne répond pas, car aucune porte pour téléphones n'est ouverte",
        "Il n'y a pas d'URL à donner aux téléphones.",
        "Ouvrir OFFHOOK_HTTP, OFFHOOK_HTTPS ou OFFHOOK_TFTP.",
      ),
    "pnp-port-taken": ({ port, program }) =>
      say(
        `Le port UDP ${port} appartient sur toutes les adresses à un autre programme : ${sayProgram(program, "fr")}`,
        "Les téléphones qui cherchent leur serveur par SIP PnP ne sont pas entendus ; tout le reste fonctionne.",
        "Lier ce programme à une seule adresse (Asterisk : bind=192.0.2.20 au lieu de 0.0.0.0), ou mettre OFFHOOK_PNP=off. Offhook réessaie chaque minute.",
      ),
    "pnp-heard": ({ interface: name, address }) =>
      fineFr(
        `Une question au groupe 224.0.1.75 par ${name} (${address}) est arrivée ici`,
        "Les téléphones de ce sous-réseau sont entendus, si aucun commutateur ne retient le multicast.",
      ),
    "pnp-not-joined": ({ interface: name }) =>
      say(
        `Sur ${name} cette machine n'est pas membre du groupe 224.0.1.75`,
        "Les téléphones qui y demandent par SIP PnP ne sont pas entendus.",
        "Une nouvelle interface est remarquée en 5 secondes : vérifier encore. Sinon chercher « SIP PnP cannot listen on this interface » dans le journal.",
      ),
    "pnp-no-multicast": ({ interface: name }) =>
      say(
        `L'interface ${name} n'accepte pas le multicast`,
        "SIP PnP est du multicast : les téléphones n'y sont pas entendus.",
        `L'activer (ip link set ${name} multicast on), ou prendre une autre interface ; dans un conteneur, un réseau host ou macvlan.`,
      ),
    "pnp-not-heard": ({ interface: name, address }) =>
      say(
        `Une question au groupe 224.0.1.75 par ${name} (${address}) n'est pas revenue`,
        "Celles des téléphones n'arrivent alors sans doute pas non plus.",
        "Vérifier le pare-feu de cette machine (nft list ruleset, iptables -S ; il faut être root) : l'UDP 5060 vers 224.0.1.75 doit entrer. rp_filter et les réseaux de conteneurs peuvent aussi être la cause.",
      ),
    "pnp-not-sent": ({ interface: name, address, reason }) =>
      say(
        `Rien n'a pu être envoyé au groupe 224.0.1.75 par ${name} (${address}) : ${reason}`,
        "Il est incertain que les téléphones y soient entendus ; Offhook ne peut sans doute pas y répondre.",
        "Vérifier les routes, et le pare-feu de cette machine pour l'UDP sortant.",
      ),
    "pnp-other-server": ({ address, interface: name }) =>
      say(
        `Un autre serveur SIP PnP répond sur ${name} : ${address}`,
        "Les téléphones prennent la première réponse et y cherchent peut-être leur configuration.",
        "Y désactiver l'approvisionnement automatique (c'est souvent un PABX), ou le limiter à ses propres téléphones.",
      ),
  },
};
