import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine, sayProgram } from "./texts.ts";

type Server = { server: string; interface: string };

export type DhcpCodes = {
  "dhcp-not-asked": { interface: string; reason: string };
  "dhcp-nobody": { interface: string };
  /** `options`: `66 = value [vendor class, * for none]`. */
  "dhcp-leads-here": Server & { options: string };
  "dhcp-leads-elsewhere": Server & { options: string };
  "dhcp-without-url": Server;
  "dhcp-two-servers": { interface: string; servers: string };
  "dhcp-serves": { interface: string; mode: string };
  "dhcp-stands-back": { interface: string; servers: string };
  "dhcp-not-listening": { interface: string; program: string };
  "dhcp-conflict": { interface: string; servers: string };
};

export const DHCP_SEVERITIES: Record<keyof DhcpCodes, Severity> = {
  "dhcp-not-asked": "info",
  "dhcp-nobody": "info",
  "dhcp-leads-here": "ok",
  "dhcp-leads-elsewhere": "warning",
  "dhcp-without-url": "info",
  "dhcp-two-servers": "warning",
  "dhcp-serves": "ok",
  "dhcp-stands-back": "error",
  "dhcp-not-listening": "error",
  "dhcp-conflict": "error",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const DHCP_TEXTS: Localised<FindingTexts<DhcpCodes>> = {
  de: {
    "dhcp-not-asked": ({ interface: name, reason }) =>
      say(
        `Nach DHCP-Servern an ${name} konnte nicht gefragt werden: ${reason}`,
        "Ob ein anderer Server Telefone woandershin schickt, bleibt offen.",
        "Gefragt wird von UDP-Port 68. Fehlt das Recht dazu (EACCES), dem Dienst CAP_NET_BIND_SERVICE geben; gehört der Port einem anderen Programm (EADDRINUSE), von einem anderen Rechner aus nachsehen.",
      ),
    "dhcp-nobody": ({ interface: name }) =>
      say(
        `An ${name} antwortete kein anderer DHCP-Server`,
        "Telefone bekommen dort nur von Offhook eine Adresse, wenn es DHCP anbietet, oder haben feste.",
        "Nichts, wenn das so gemeint ist.",
      ),
    "dhcp-leads-here": ({ server, interface: name, options }) =>
      fineDe(
        `Der DHCP-Server ${server} an ${name} schickt Telefone hierher: ${options}`,
        "Sie finden Offhook auch ohne SIP PnP.",
      ),
    "dhcp-leads-elsewhere": ({ server, interface: name, options }) =>
      say(
        `Der DHCP-Server ${server} an ${name} schickt Telefone woandershin: ${options}`,
        "Telefone, die DHCP-Optionen folgen, holen ihre Konfiguration dort statt hier.",
        "Die Optionen dort entfernen oder durch die von offhook dhcp-snippet ersetzen. Führt der Wert auf anderem Weg doch hierher, kann er bleiben.",
      ),
    "dhcp-without-url": ({ server, interface: name }) =>
      say(
        `Der DHCP-Server ${server} an ${name} sagt Telefonen keine URL (Option 66, 43, 114)`,
        "Telefone finden Offhook dann nur über SIP PnP, also im selben Subnetz.",
        "Nichts, wenn das genügt; sonst die Ausgabe von offhook dhcp-snippet dort eintragen.",
      ),
    "dhcp-two-servers": ({ interface: name, servers }) =>
      say(
        `An ${name} antworten mehrere DHCP-Server: ${servers}`,
        "Welchem ein Telefon folgt, ist Zufall; Adressen können doppelt vergeben werden.",
        "Alle bis auf einen abschalten, wenn sie nicht aufeinander abgestimmt sind.",
      ),
    "dhcp-serves": ({ interface: name, mode }) =>
      fineDe(`DHCP antwortet an ${name} (${mode})`, "Telefone bekommen dort die URL gesagt."),
    "dhcp-stands-back": ({ interface: name, servers }) =>
      say(
        `Offhook soll an ${name} DHCP anbieten und hält sich zurück, weil ein anderer Server antwortet: ${servers}`,
        "Zwei Server vergeben dieselben Adressen zweimal.",
        "Den anderen Server abschalten, OFFHOOK_DHCP=phones-only:… setzen, oder dhcp.besideOthers, wenn beide dienen sollen. Versucht wird es jede Minute.",
      ),
    "dhcp-not-listening": ({ interface: name, program }) =>
      say(
        `Offhook soll an ${name} DHCP anbieten, hat UDP-Port 67 aber nicht: ${sayProgram(program, "de")} hat ihn, oder das Recht fehlt`,
        "Telefone bekommen von Offhook weder Adresse noch URL über DHCP.",
        "Jenes Programm beenden (oft dnsmasq für virtuelle Maschinen) oder dem Dienst CAP_NET_BIND_SERVICE geben. Versucht wird es jede Minute.",
      ),
    "dhcp-conflict": ({ interface: name, servers }) =>
      say(
        `Offhook gibt an ${name} Adressen aus, und ein anderer DHCP-Server tut es auch: ${servers}`,
        "Adressen können doppelt vergeben werden, und Telefone folgen mal dem einen, mal dem anderen.",
        "Den anderen abschalten oder OFFHOOK_DHCP=phones-only:… setzen und ihn Telefone auslassen lassen.",
      ),
  },
  en: {
    "dhcp-not-asked": ({ interface: name, reason }) =>
      say(
        `DHCP servers on ${name} could not be asked: ${reason}`,
        "Whether another server sends phones elsewhere stays open.",
        "The question leaves from UDP port 68. If the privilege for it is missing (EACCES), give the service CAP_NET_BIND_SERVICE; if the port belongs to another program (EADDRINUSE), look from another machine.",
      ),
    "dhcp-nobody": ({ interface: name }) =>
      say(
        `No other DHCP server answered on ${name}`,
        "Phones there get an address from Offhook only, if it serves DHCP, or have fixed ones.",
        "Nothing if that is meant.",
      ),
    "dhcp-leads-here": ({ server, interface: name, options }) =>
      fineEn(
        `The DHCP server ${server} on ${name} sends phones here: ${options}`,
        "They find Offhook without SIP PnP too.",
      ),
    "dhcp-leads-elsewhere": ({ server, interface: name, options }) =>
      say(
        `The DHCP server ${server} on ${name} sends phones elsewhere: ${options}`,
        "Phones that follow DHCP options fetch their configuration there instead of here.",
        "Remove the options there, or replace them with those of offhook dhcp-snippet. If the value leads here after all by another way, it may stay.",
      ),
    "dhcp-without-url": ({ server, interface: name }) =>
      say(
        `The DHCP server ${server} on ${name} tells phones no URL (option 66, 43, 114)`,
        "Then phones find Offhook by SIP PnP only, so in the same subnet.",
        "Nothing if that is enough; else enter what offhook dhcp-snippet prints there.",
      ),
    "dhcp-two-servers": ({ interface: name, servers }) =>
      say(
        `Several DHCP servers answer on ${name}: ${servers}`,
        "Which of them a phone follows is chance; addresses may be given away twice.",
        "Switch off all but one, unless they know of each other.",
      ),
    "dhcp-serves": ({ interface: name, mode }) =>
      fineEn(`DHCP answers on ${name} (${mode})`, "Phones are told the URL there."),
    "dhcp-stands-back": ({ interface: name, servers }) =>
      say(
        `Offhook is to serve DHCP on ${name} and stands back, as another server answers: ${servers}`,
        "Two servers give away the same addresses twice.",
        "Switch the other server off, set OFFHOOK_DHCP=phones-only:…, or dhcp.besideOthers if both are meant to serve. This is tried again every minute.",
      ),
    "dhcp-not-listening": ({ interface: name, program }) =>
      say(
        `Offhook is to serve DHCP on ${name} but does not have UDP port 67: ${sayProgram(program, "en")} has it, or the privilege is missing`,
        "Phones get neither address nor URL by DHCP from Offhook.",
        "Stop that program (often dnsmasq of virtual machines), or give the service CAP_NET_BIND_SERVICE. This is tried again every minute.",
      ),
    "dhcp-conflict": ({ interface: name, servers }) =>
      say(
        `Offhook gives out addresses on ${name}, and so does another DHCP server: ${servers}`,
        "Addresses may be given away twice, and phones follow now one, now the other.",
        "Switch the other one off, or set OFFHOOK_DHCP=phones-only:… and let it leave phones alone.",
      ),
  },
  fr: {
    "dhcp-not-asked": ({ interface: name, reason }) =>
      say(
        `Les serveurs DHCP sur ${name} n'ont pu être interrogés : ${reason}`,
        "On ne sait pas si un autre serveur envoie les téléphones ailleurs.",
        "La question part du port UDP 68. Si le droit manque (EACCES), donner au service CAP_NET_BIND_SERVICE ; si le port appartient à un autre programme (EADDRINUSE), regarder depuis une autre machine.",
      ),
    "dhcp-nobody": ({ interface: name }) =>
      say(
        `Aucun autre serveur DHCP n'a répondu sur ${name}`,
        "Les téléphones y reçoivent une adresse d'Offhook seulement, s'il sert DHCP, ou en ont de fixes.",
        "Rien si c'est voulu.",
      ),
    "dhcp-leads-here": ({ server, interface: name, options }) =>
      fineFr(
        `Le serveur DHCP ${server} sur ${name} envoie les téléphones ici : ${options}`,
        "Ils trouvent Offhook aussi sans SIP PnP.",
      ),
    "dhcp-leads-elsewhere": ({ server, interface: name, options }) =>
      say(
        `Le serveur DHCP ${server} sur ${name} envoie les téléphones ailleurs : ${options}`,
        "Les téléphones qui suivent les options DHCP y cherchent leur configuration au lieu d'ici.",
        "Y retirer les options, ou les remplacer par celles de offhook dhcp-snippet. Si la valeur mène ici par un autre chemin, elle peut rester.",
      ),
    "dhcp-without-url": ({ server, interface: name }) =>
      say(
        `Le serveur DHCP ${server} sur ${name} ne donne aucune URL aux téléphones (option 66, 43, 114)`,
        "Les téléphones ne trouvent alors Offhook que par SIP PnP, donc dans le même sous-réseau.",
        "Rien si cela suffit ; sinon y saisir ce que donne offhook dhcp-snippet.",
      ),
    "dhcp-two-servers": ({ interface: name, servers }) =>
      say(
        `Plusieurs serveurs DHCP répondent sur ${name} : ${servers}`,
        "Lequel un téléphone suit est un hasard ; des adresses peuvent être données deux fois.",
        "Les arrêter tous sauf un, s'ils ne sont pas coordonnés.",
      ),
    "dhcp-serves": ({ interface: name, mode }) =>
      fineFr(`DHCP répond sur ${name} (${mode})`, "Les téléphones y reçoivent l'URL."),
    "dhcp-stands-back": ({ interface: name, servers }) =>
      say(
        `Offhook doit servir DHCP sur ${name} et s'abstient, car un autre serveur répond : ${servers}`,
        "Deux serveurs donnent deux fois les mêmes adresses.",
        "Arrêter l'autre serveur, mettre OFFHOOK_DHCP=phones-only:…, ou dhcp.besideOthers si les deux doivent servir. Un nouvel essai a lieu chaque minute.",
      ),
    "dhcp-not-listening": ({ interface: name, program }) =>
      say(
        `Offhook doit servir DHCP sur ${name} mais n'a pas le port UDP 67 : ${sayProgram(program, "fr")} l'a, ou le droit manque`,
        "Les téléphones ne reçoivent d'Offhook ni adresse ni URL par DHCP.",
        "Arrêter ce programme (souvent le dnsmasq de machines virtuelles), ou donner au service CAP_NET_BIND_SERVICE. Un nouvel essai a lieu chaque minute.",
      ),
    "dhcp-conflict": ({ interface: name, servers }) =>
      say(
        `Offhook donne des adresses sur ${name}, et un autre serveur DHCP aussi : ${servers}`,
        "Des adresses peuvent être données deux fois, et les téléphones suivent tantôt l'un, tantôt l'autre.",
        "Arrêter l'autre, ou mettre OFFHOOK_DHCP=phones-only:… et lui faire ignorer les téléphones.",
      ),
  },
};
