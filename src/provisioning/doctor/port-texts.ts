import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine, sayProgram } from "./texts.ts";

type Door = { door: string; address: string };

/** `door`: http, https, tftp, staff. `program`: `?` where nobody may know. */
export type PortCodes = {
  "door-open": Door;
  "door-loopback": Door;
  "ports-unknown": Record<string, never>;
  "port-other": { protocol: string; port: number; use: string; program: string };
  "tftp-port-unusual": { port: number };
  "tftp-port-needs-privilege": { port: number };
  "tftp-works": { address: string };
  "tftp-silent": { address: string; reason: string };
  "tftp-other-server": { address: string; status: string };
  "port-free": Door;
  "port-in-use": Door & { program: string };
  "port-needs-privilege": Door;
  "address-not-here": Door;
};

export const PORT_SEVERITIES: Record<keyof PortCodes, Severity> = {
  "door-open": "ok",
  "door-loopback": "warning",
  "ports-unknown": "info",
  "port-other": "info",
  "tftp-port-unusual": "info",
  "tftp-port-needs-privilege": "info",
  "tftp-works": "ok",
  "tftp-silent": "error",
  "tftp-other-server": "error",
  "port-free": "ok",
  "port-in-use": "error",
  "port-needs-privilege": "error",
  "address-not-here": "error",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const PORT_TEXTS: Localised<FindingTexts<PortCodes>> = {
  de: {
    "door-open": ({ door, address }) => fineDe(`Die Tür ${door} ist offen: ${address}`, "Der Port gehört Offhook."),
    "door-loopback": ({ door, address }) =>
      say(
        `Die Tür ${door} ist nur auf diesem Rechner selbst erreichbar: ${address}`,
        "Telefone kommen von anderen Rechnern und erreichen sie nicht.",
        `OFFHOOK_${door.toUpperCase()} auf 0.0.0.0 und den Port setzen, wenn kein Proxy auf diesem Rechner davorsteht.`,
      ),
    "ports-unknown": () =>
      say(
        "Wem welche Ports gehören, sagt dieses Betriebssystem nicht",
        "Ein anderes Programm an einem Port der Telefone fällt so nicht auf.",
        "Mit den Werkzeugen des Betriebssystems nachsehen (netstat -an).",
      ),
    "port-other": ({ protocol, port, use, program }) =>
      say(
        `${protocol}-Port ${port} (${use}) gehört ${sayProgram(program, "de")}`,
        "Telefone, die ohne eigene Angabe diesen Port ansprechen, erreichen jenes Programm, nicht Offhook.",
        "Nichts, wenn das so gemeint ist; sonst jenes Programm beenden oder an eine andere Adresse binden.",
      ),
    "tftp-port-unusual": ({ port }) =>
      say(
        `Die TFTP-Tür hat Port ${port}; Telefone fragen an Port 69`,
        "Telefone, denen nur ein Name gesagt wird (DHCP-Option 66 ohne URL), finden hier keinen TFTP-Server.",
        "Wenn Telefone über TFTP kommen sollen: OFFHOOK_TFTP=0.0.0.0:69 setzen (Port 69 ist frei) oder Port 69 weiterleiten.",
      ),
    "tftp-port-needs-privilege": ({ port }) =>
      say(
        `Die TFTP-Tür hat Port ${port}; Telefone fragen an Port 69, den dieser Benutzer nicht öffnen darf`,
        "Telefone, denen nur ein Name gesagt wird (DHCP-Option 66 ohne URL), finden hier keinen TFTP-Server.",
        "Wenn Telefone über TFTP kommen sollen: dem Dienst CAP_NET_BIND_SERVICE geben (systemd: AmbientCapabilities) und OFFHOOK_TFTP=0.0.0.0:69 setzen, oder Port 69 weiterleiten.",
      ),
    "tftp-works": ({ address }) =>
      fineDe(`Über TFTP kam von ${address} eine Datei dieses Offhook`, "Telefone können von dort über TFTP laden."),
    "tftp-silent": ({ address, reason }) =>
      say(
        `Über TFTP kam von ${address} nichts (${reason})`,
        "Telefone, die über TFTP kommen, bekommen dort nichts.",
        "Die Firewall dieses Rechners für UDP prüfen: der Anfrageport und die hohen Ports der Übertragung müssen offen sein.",
      ),
    "tftp-other-server": ({ address, status }) =>
      say(
        `Über TFTP antwortet an ${address} ein anderer Server (${status})`,
        "Telefone, die über TFTP kommen, erreichen nicht Offhook.",
        "Den anderen TFTP-Server beenden oder an eine andere Adresse binden.",
      ),
    "port-free": ({ door, address }) => fineDe(`${address} ist frei für die Tür ${door}`, "Offhook kann dort starten."),
    "port-in-use": ({ door, address, program }) =>
      say(
        `${address}, die Adresse der Tür ${door}, gehört schon ${sayProgram(program, "de")}`,
        "Offhook startet nicht, solange der Port belegt ist.",
        `Jenes Programm beenden oder OFFHOOK_${door.toUpperCase()} einen anderen Port geben.`,
      ),
    "port-needs-privilege": ({ door, address }) =>
      say(
        `${address}, die Adresse der Tür ${door}, darf dieser Benutzer nicht öffnen`,
        "Ports unter 1024 brauchen ein Recht, das ihm fehlt; ohne es startet Offhook nicht.",
        `Dem Dienst CAP_NET_BIND_SERVICE geben (systemd: AmbientCapabilities) oder OFFHOOK_${door.toUpperCase()} einen Port ab 1024 geben.`,
      ),
    "address-not-here": ({ door, address }) =>
      say(
        `${address}, die Adresse der Tür ${door}, hat dieser Rechner nicht`,
        "Offhook startet nicht, solange er sie nicht hat.",
        `OFFHOOK_${door.toUpperCase()} auf 0.0.0.0 oder eine Adresse dieses Rechners setzen.`,
      ),
  },
  en: {
    "door-open": ({ door, address }) => fineEn(`The door ${door} is open: ${address}`, "The port belongs to Offhook."),
    "door-loopback": ({ door, address }) =>
      say(
        `The door ${door} can be reached from this machine only: ${address}`,
        "Phones come from other machines and do not reach it.",
        `Set OFFHOOK_${door.toUpperCase()} to 0.0.0.0 and the port, unless a proxy on this machine stands before it.`,
      ),
    "ports-unknown": () =>
      say(
        "This operating system does not say who owns which port",
        "Another program at a phones' port goes unnoticed.",
        "Look with the operating system's tools (netstat -an).",
      ),
    "port-other": ({ protocol, port, use, program }) =>
      say(
        `${protocol} port ${port} (${use}) belongs to ${sayProgram(program, "en")}`,
        "Phones that use this port because nobody told them another reach that program, not Offhook.",
        "Nothing if that is meant; else stop that program, or bind it to another address.",
      ),
    "tftp-port-unusual": ({ port }) =>
      say(
        `The TFTP door has port ${port}; phones ask at port 69`,
        "Phones that are told a bare name (DHCP option 66 without a URL) find no TFTP server here.",
        "If phones should come by TFTP: set OFFHOOK_TFTP=0.0.0.0:69 (port 69 is free), or forward port 69.",
      ),
    "tftp-port-needs-privilege": ({ port }) =>
      say(
        `The TFTP door has port ${port}; phones ask at port 69, which this user may not open`,
        "Phones that are told a bare name (DHCP option 66 without a URL) find no TFTP server here.",
        "If phones should come by TFTP: give the service CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities) and set OFFHOOK_TFTP=0.0.0.0:69, or forward port 69.",
      ),
    "tftp-works": ({ address }) =>
      fineEn(`A file of this Offhook came from ${address} by TFTP`, "Phones can load from there by TFTP."),
    "tftp-silent": ({ address, reason }) =>
      say(
        `Nothing came from ${address} by TFTP (${reason})`,
        "Phones that come by TFTP get nothing there.",
        "Check this machine's firewall for UDP: the port for requests and the high ports of transfers must be open.",
      ),
    "tftp-other-server": ({ address, status }) =>
      say(
        `Another server answers at ${address} by TFTP (${status})`,
        "Phones that come by TFTP do not reach Offhook.",
        "Stop the other TFTP server, or bind it to another address.",
      ),
    "port-free": ({ door, address }) => fineEn(`${address} is free for the door ${door}`, "Offhook can start there."),
    "port-in-use": ({ door, address, program }) =>
      say(
        `${address}, the address of the door ${door}, already belongs to ${sayProgram(program, "en")}`,
        "Offhook does not start while the port is taken.",
        `Stop that program, or give OFFHOOK_${door.toUpperCase()} another port.`,
      ),
    "port-needs-privilege": ({ door, address }) =>
      say(
        `This user may not open ${address}, the address of the door ${door}`,
        "Ports below 1024 need a privilege that it lacks; without it Offhook does not start.",
        `Give the service CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities), or give OFFHOOK_${door.toUpperCase()} a port from 1024 on.`,
      ),
    "address-not-here": ({ door, address }) =>
      say(
        `This machine does not have ${address}, the address of the door ${door}`,
        "Offhook does not start until it has it.",
        `Set OFFHOOK_${door.toUpperCase()} to 0.0.0.0 or an address of this machine.`,
      ),
  },
  fr: {
    "door-open": ({ door, address }) =>
      fineFr(`La porte ${door} est ouverte : ${address}`, "Le port appartient à Offhook."),
    "door-loopback": ({ door, address }) =>
      say(
        `La porte ${door} n'est joignable que depuis cette machine : ${address}`,
        "Les téléphones viennent d'autres machines et ne l'atteignent pas.",
        `Mettre OFFHOOK_${door.toUpperCase()} à 0.0.0.0 et au port, sauf si un proxy de cette machine se tient devant.`,
      ),
    "ports-unknown": () =>
      say(
        "Ce système ne dit pas à qui appartient quel port",
        "Un autre programme sur un port des téléphones passe inaperçu.",
        "Regarder avec les outils du système (netstat -an).",
      ),
    "port-other": ({ protocol, port, use, program }) =>
      say(
        `Le port ${protocol} ${port} (${use}) appartient à ${sayProgram(program, "fr")}`,
        "Les téléphones qui prennent ce port faute d'indication atteignent ce programme, pas Offhook.",
        "Rien si c'est voulu ; sinon arrêter ce programme, ou le lier à une autre adresse.",
      ),
    "tftp-port-unusual": ({ port }) =>
      say(
        `La porte TFTP a le port ${port} ; les téléphones demandent au port 69`,
        "Les téléphones à qui l'on donne un simple nom (option DHCP 66 sans URL) ne trouvent pas de serveur TFTP ici.",
        "Si des téléphones doivent venir par TFTP : mettre OFFHOOK_TFTP=0.0.0.0:69 (le port 69 est libre), ou rediriger le port 69.",
      ),
    "tftp-port-needs-privilege": ({ port }) =>
      say(
        `La porte TFTP a le port ${port} ; les téléphones demandent au port 69, que cet utilisateur ne peut ouvrir`,
        "Les téléphones à qui l'on donne un simple nom (option DHCP 66 sans URL) ne trouvent pas de serveur TFTP ici.",
        "Si des téléphones doivent venir par TFTP : donner au service CAP_NET_BIND_SERVICE (systemd : AmbientCapabilities) et mettre OFFHOOK_TFTP=0.0.0.0:69, ou rediriger le port 69.",
      ),
    "tftp-works": ({ address }) =>
      fineFr(`Un fichier de cet Offhook est venu de ${address} par TFTP`, "Les téléphones peuvent y charger par TFTP."),
    "tftp-silent": ({ address, reason }) =>
      say(
        `Rien n'est venu de ${address} par TFTP (${reason})`,
        "Les téléphones qui viennent par TFTP n'y obtiennent rien.",
        "Vérifier le pare-feu de cette machine pour l'UDP : le port des demandes et les ports hauts des transferts doivent être ouverts.",
      ),
    "tftp-other-server": ({ address, status }) =>
      say(
        `Un autre serveur répond à ${address} par TFTP (${status})`,
        "Les téléphones qui viennent par TFTP n'atteignent pas Offhook.",
        "Arrêter l'autre serveur TFTP, ou le lier à une autre adresse.",
      ),
    "port-free": ({ door, address }) =>
      fineFr(`${address} est libre pour la porte ${door}`, "Offhook peut y démarrer."),
    "port-in-use": ({ door, address, program }) =>
      say(
        `${address}, l'adresse de la porte ${door}, appartient déjà à ${sayProgram(program, "fr")}`,
        "Offhook ne démarre pas tant que le port est pris.",
        `Arrêter ce programme, ou donner un autre port à OFFHOOK_${door.toUpperCase()}.`,
      ),
    "port-needs-privilege": ({ door, address }) =>
      say(
        `Cet utilisateur ne peut ouvrir ${address}, l'adresse de la porte ${door}`,
        "Les ports inférieurs à 1024 demandent un droit qui lui manque ; sans lui Offhook ne démarre pas.",
        `Donner au service CAP_NET_BIND_SERVICE (systemd : AmbientCapabilities), ou à OFFHOOK_${door.toUpperCase()} un port à partir de 1024.`,
      ),
    "address-not-here": ({ door, address }) =>
      say(
        `Cette machine n'a pas ${address}, l'adresse de la porte ${door}`,
        "Offhook ne démarre pas tant qu'elle ne l'a pas.",
        `Mettre OFFHOOK_${door.toUpperCase()} à 0.0.0.0 ou à une adresse de cette machine.`,
      ),
  },
};
