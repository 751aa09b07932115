import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine } from "./texts.ts";

type Url = { url: string; address: string };
type Named = { url: string; name: string };

export type ReachCodes = {
  "url-works": Url;
  "url-name-unknown": Named & { reason: string };
  "url-without-ipv4": Named & { addresses: string };
  "url-loopback": Named & { address: string };
  "url-name-mdns": Named;
  "url-ipv6-too": Named & { addresses: string };
  "url-refused": Url;
  "url-silent": Url;
  "url-failed": Url & { reason: string };
  "url-other-server": Url & { status: string; server: string };
  "url-gateway": Url & { status: string };
  "url-redirects": { url: string; location: string };
  "proxy-set": { variables: string };
};

export const REACH_SEVERITIES: Record<keyof ReachCodes, Severity> = {
  "url-works": "ok",
  "url-name-unknown": "error",
  "url-without-ipv4": "error",
  "url-loopback": "error",
  "url-name-mdns": "warning",
  "url-ipv6-too": "info",
  "url-refused": "error",
  "url-silent": "error",
  "url-failed": "error",
  "url-other-server": "error",
  "url-gateway": "error",
  "url-redirects": "warning",
  "proxy-set": "info",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const REACH_TEXTS: Localised<FindingTexts<ReachCodes>> = {
  de: {
    "url-works": ({ url, address }) =>
      fineDe(`${url} (${address}) führt zu diesem Offhook`, "Unter dieser Adresse werden Telefone hergeschickt."),
    "url-name-unknown": ({ url, name, reason }) =>
      say(
        `Der Name ${name} aus ${url} lässt sich nicht auflösen (${reason})`,
        "Telefone, denen diese URL gesagt wird, finden den Server nicht.",
        "Den Namen im DNS anlegen, den Telefone und dieser Rechner fragen, oder in advertise (OFFHOOK_ADVERTISE) eine Adresse statt des Namens angeben.",
      ),
    "url-without-ipv4": ({ url, name, addresses }) =>
      say(
        `Der Name ${name} aus ${url} hat keine IPv4-Adresse, nur ${addresses}`,
        "Die meisten Telefone sprechen ab Werk nur IPv4.",
        "Im DNS einen A-Eintrag für den Namen anlegen.",
      ),
    "url-loopback": ({ url, name, address }) =>
      say(
        `${name} aus ${url} steht für ${address}: für jedes Telefon ist das es selbst`,
        "Auf diesem Rechner sieht alles richtig aus, Telefone erreichen ihn so aber nie.",
        "advertise (OFFHOOK_ADVERTISE) auf eine Adresse setzen, die Telefone erreichen, oder den Eintrag in /etc/hosts berichtigen.",
      ),
    "url-name-mdns": ({ url, name }) =>
      say(
        `${name} aus ${url} ist ein mDNS-Name`,
        "Telefone von Snom, Yealink und Gigaset lösen solche Namen nicht auf.",
        "In advertise (OFFHOOK_ADVERTISE) eine Adresse oder einen Namen aus dem DNS angeben.",
      ),
    "url-ipv6-too": ({ url, name, addresses }) =>
      say(
        `${name} aus ${url} hat auch IPv6-Adressen: ${addresses}`,
        "Telefone mit IPv6 nehmen womöglich diese; geprüft wurde IPv4.",
        "Sicherstellen, dass die Tür auch über IPv6 offen ist (Adresse :: statt 0.0.0.0), oder den AAAA-Eintrag entfernen.",
      ),
    "url-refused": ({ url, address }) =>
      say(
        `Unter ${url} (${address}) lauscht niemand`,
        "Telefone, denen diese URL gesagt wird, bekommen nichts.",
        "Port und Adresse in advertise (OFFHOOK_ADVERTISE) mit den Türen vergleichen, oder den Proxy dort starten.",
      ),
    "url-silent": ({ url, address }) =>
      say(
        `Unter ${url} (${address}) antwortet niemand`,
        "Telefone, denen diese URL gesagt wird, warten vergeblich.",
        "Adresse, Routen und Firewalls prüfen (nft list ruleset, iptables -S; das braucht Root). Führt die Adresse von außen über einen Router zurück hierher, kann das von innen scheitern und von außen gehen: von einem anderen Rechner prüfen.",
      ),
    "url-failed": ({ url, address, reason }) =>
      say(
        `${url} (${address}) lässt sich nicht abrufen: ${reason}`,
        "Telefonen geht es vermutlich genauso.",
        "Adresse, Port und http/https in advertise (OFFHOOK_ADVERTISE) mit dem vergleichen, was dort läuft.",
      ),
    "url-other-server": ({ url, address, status, server }) =>
      say(
        `Unter ${url} (${address}) antwortet ein anderer Server als dieser (${status}, ${server})`,
        "Telefone holen ihre Konfiguration dort und bekommen die falsche oder keine.",
        "advertise (OFFHOOK_ADVERTISE) oder den DNS-Eintrag auf diesen Server richten; einen Proxy dort so einstellen, dass er Pfade unverändert hierher weitergibt.",
      ),
    "url-gateway": ({ url, address, status }) =>
      say(
        `Der Proxy unter ${url} (${address}) erreicht Offhook nicht (${status})`,
        "Telefone bekommen nur seine Fehlermeldung.",
        "Das Ziel des Proxys mit Adresse und Port der HTTP-Tür vergleichen.",
      ),
    "url-redirects": ({ url, location }) =>
      say(
        `${url} leitet weiter nach ${location}`,
        "Nicht jedes Telefon folgt Weiterleitungen, und nicht jedes spricht https.",
        "In advertise (OFFHOOK_ADVERTISE) gleich die endgültige URL angeben, oder Telefone von der Weiterleitung ausnehmen.",
      ),
    "proxy-set": ({ variables }) =>
      say(
        `In der Umgebung des Dienstes ist ein Proxy gesetzt (${variables})`,
        "Telefone benutzen ihn nicht; die Prüfung der URL ging daher ohne ihn vor sich.",
        "Nichts, wenn dieser Rechner ihn nur nach außen braucht.",
      ),
  },
  en: {
    "url-works": ({ url, address }) =>
      fineEn(`${url} (${address}) leads to this Offhook`, "This is where phones are sent."),
    "url-name-unknown": ({ url, name, reason }) =>
      say(
        `The name ${name} in ${url} does not resolve (${reason})`,
        "Phones that are told this URL do not find the server.",
        "Add the name to the DNS that phones and this machine ask, or give an address instead of the name in advertise (OFFHOOK_ADVERTISE).",
      ),
    "url-without-ipv4": ({ url, name, addresses }) =>
      say(
        `The name ${name} in ${url} has no IPv4 address, only ${addresses}`,
        "Most phones speak IPv4 only as they come from the factory.",
        "Add an A record for the name to the DNS.",
      ),
    "url-loopback": ({ url, name, address }) =>
      say(
        `${name} in ${url} stands for ${address}: to every phone that is itself`,
        "On this machine all looks right, but phones never reach it that way.",
        "Set advertise (OFFHOOK_ADVERTISE) to an address that phones reach, or correct the entry in /etc/hosts.",
      ),
    "url-name-mdns": ({ url, name }) =>
      say(
        `${name} in ${url} is an mDNS name`,
        "Phones of Snom, Yealink and Gigaset do not resolve such names.",
        "Give an address, or a name that is in the DNS, in advertise (OFFHOOK_ADVERTISE).",
      ),
    "url-ipv6-too": ({ url, name, addresses }) =>
      say(
        `${name} in ${url} has IPv6 addresses too: ${addresses}`,
        "Phones with IPv6 may use those; what was checked is IPv4.",
        "See to it that the door is open by IPv6 too (address :: instead of 0.0.0.0), or remove the AAAA record.",
      ),
    "url-refused": ({ url, address }) =>
      say(
        `Nobody listens at ${url} (${address})`,
        "Phones that are told this URL get nothing.",
        "Compare port and address in advertise (OFFHOOK_ADVERTISE) with the doors, or start the proxy there.",
      ),
    "url-silent": ({ url, address }) =>
      say(
        `Nobody answers at ${url} (${address})`,
        "Phones that are told this URL wait in vain.",
        "Check the address, routes and firewalls (nft list ruleset, iptables -S; both need root). If the address is an outer one of a router that leads back here, it may fail from inside and work from outside: check from another machine.",
      ),
    "url-failed": ({ url, address, reason }) =>
      say(
        `${url} (${address}) cannot be fetched: ${reason}`,
        "Phones most likely fare no better.",
        "Compare address, port and http/https in advertise (OFFHOOK_ADVERTISE) with what runs there.",
      ),
    "url-other-server": ({ url, address, status, server }) =>
      say(
        `Another server than this one answers at ${url} (${address}) (${status}, ${server})`,
        "Phones fetch their configuration there and get a wrong one or none.",
        "Point advertise (OFFHOOK_ADVERTISE) or the DNS entry at this server; let a proxy there pass paths on as they are.",
      ),
    "url-gateway": ({ url, address, status }) =>
      say(
        `The proxy at ${url} (${address}) does not reach Offhook (${status})`,
        "Phones get nothing but its error.",
        "Compare the proxy's target with address and port of the HTTP door.",
      ),
    "url-redirects": ({ url, location }) =>
      say(
        `${url} redirects to ${location}`,
        "Not every phone follows redirects, and not every one speaks https.",
        "Give the final URL in advertise (OFFHOOK_ADVERTISE), or exempt phones from the redirect.",
      ),
    "proxy-set": ({ variables }) =>
      say(
        `A proxy is set in the environment of the daemon (${variables})`,
        "Phones do not use it, so the URL was checked without it.",
        "Nothing if this machine needs it for the outside only.",
      ),
  },
  fr: {
    "url-works": ({ url, address }) =>
      fineFr(`${url} (${address}) mène à cet Offhook`, "C'est là que les téléphones sont envoyés."),
    "url-name-unknown": ({ url, name, reason }) =>
      say(
        `Le nom ${name} de ${url} n'a pas de résolution (${reason})`,
        "Les téléphones qui reçoivent cette URL ne trouvent pas le serveur.",
        "Ajouter le nom au DNS que les téléphones et cette machine interrogent, ou indiquer une adresse dans advertise (OFFHOOK_ADVERTISE).",
      ),
    "url-without-ipv4": ({ url, name, addresses }) =>
      say(
        `Le nom ${name} de ${url} n'a pas d'adresse IPv4, seulement ${addresses}`,
        "La plupart des téléphones ne parlent que l'IPv4 en sortie d'usine.",
        "Ajouter au DNS un enregistrement A pour ce nom.",
      ),
    "url-loopback": ({ url, name, address }) =>
      say(
        `${name} de ${url} vaut ${address} : pour chaque téléphone, c'est lui-même`,
        "Sur cette machine tout semble juste, mais les téléphones ne l'atteignent jamais ainsi.",
        "Mettre dans advertise (OFFHOOK_ADVERTISE) une adresse que les téléphones atteignent, ou corriger l'entrée de /etc/hosts.",
      ),
    "url-name-mdns": ({ url, name }) =>
      say(
        `${name} de ${url} est un nom mDNS`,
        "Les téléphones Snom, Yealink et Gigaset ne résolvent pas ces noms.",
        "Indiquer dans advertise (OFFHOOK_ADVERTISE) une adresse, ou un nom du DNS.",
      ),
    "url-ipv6-too": ({ url, name, addresses }) =>
      say(
        `${name} de ${url} a aussi des adresses IPv6 : ${addresses}`,
        "Les téléphones en IPv6 les prennent peut-être ; la vérification s'est faite en IPv4.",
        "S'assurer que la porte est ouverte en IPv6 aussi (adresse :: au lieu de 0.0.0.0), ou retirer l'enregistrement AAAA.",
      ),
    "url-refused": ({ url, address }) =>
      say(
        `Personne n'écoute à ${url} (${address})`,
        "Les téléphones qui reçoivent cette URL n'obtiennent rien.",
        "Comparer port et adresse de advertise (OFFHOOK_ADVERTISE) avec les portes, ou y démarrer le proxy.",
      ),
    "url-silent": ({ url, address }) =>
      say(
        `Personne ne répond à ${url} (${address})`,
        "Les téléphones qui reçoivent cette URL attendent en vain.",
        "Vérifier l'adresse, les routes et les pare-feu (nft list ruleset, iptables -S ; il faut être root). Si c'est l'adresse extérieure d'un routeur qui ramène ici, l'essai peut échouer de l'intérieur et réussir de l'extérieur : vérifier depuis une autre machine.",
      ),
    "url-failed": ({ url, address, reason }) =>
      say(
        `${url} (${address}) ne peut être lue : ${reason}`,
        "Les téléphones n'y arrivent sans doute pas mieux.",
        "Comparer adresse, port et http/https de advertise (OFFHOOK_ADVERTISE) avec ce qui tourne là.",
      ),
    "url-other-server": ({ url, address, status, server }) =>
      say(
        `Un autre serveur que celui-ci répond à ${url} (${address}) (${status}, ${server})`,
        "Les téléphones y cherchent leur configuration et en reçoivent une fausse ou aucune.",
        "Diriger advertise (OFFHOOK_ADVERTISE) ou l'entrée DNS vers ce serveur ; un proxy doit transmettre les chemins tels quels.",
      ),
    "url-gateway": ({ url, address, status }) =>
      say(
        `Le proxy à ${url} (${address}) n'atteint pas Offhook (${status})`,
        "Les téléphones ne reçoivent que son erreur.",
        "Comparer la cible du proxy avec l'adresse et le port de la porte HTTP.",
      ),
    "url-redirects": ({ url, location }) =>
      say(
        `${url} redirige vers ${location}`,
        "Tous les téléphones ne suivent pas les redirections, et tous ne parlent pas https.",
        "Indiquer directement l'URL finale dans advertise (OFFHOOK_ADVERTISE), ou exempter les téléphones de la redirection.",
      ),
    "proxy-set": ({ variables }) =>
      say(
        `Un proxy est réglé dans l'environnement du service (${variables})`,
        "Les téléphones ne l'utilisent pas ; l'URL a donc été vérifiée sans lui.",
        "Rien si cette machine n'en a besoin que vers l'extérieur.",
      ),
  },
};
