import type { Localised } from "../language.ts";
import type { ByHand, SearchStep } from "../vendor.ts";

/** The sentences that instructions for all models are put together from. */
export type InstructionTexts = {
  /** Stands in addresses while nobody knows the phone's. */
  phoneAddress: string;
  open(page: string): string;
  openUnconfirmed(root: string): string;
  login(words: string): string;
  loginUnconfirmed: string;
  /** `field` undefined: no source says what it is called. */
  type(url: string, field: string | undefined): string;
  keepPlaceholder(placeholder: string): string;
  addsFileNames: string;
  noDoor: string;
  fetchNow(page: string): string;
  restartBy(page: string): string;
  restart: string;
  noMenuPath: string;
  modelUnknown(model: string): string;
  resetUnconfirmed: string;
  searchConfirmed: string;
  searchUnconfirmed: string;
  redirectFirst: string;
  steps: Readonly<Record<SearchStep, string>>;
  effects: Readonly<Record<ByHand["switches"][number]["effect"], string>>;
};

const de: InstructionTexts = {
  phoneAddress: "ADRESSE-DES-TELEFONS",
  open: (page) => `Öffnen Sie im Browser ${page}`,
  openUnconfirmed: (root) =>
    `Öffnen Sie im Browser die Webseite des Telefons, ${root} – welche Seite dort die Adresse aufnimmt, ist für dieses Modell nicht bestätigt; suchen Sie nach der automatischen Provisionierung.`,
  login: (words) => `Melden Sie sich an; ab Werk gilt ${words}`,
  loginUnconfirmed:
    "Melden Sie sich an, wenn danach gefragt wird; die Anmeldung ab Werk ist für dieses Modell nicht bestätigt.",
  type: (url, field) =>
    field === undefined
      ? `Tragen Sie als Adresse des Provisionierungsservers ein: ${url} – wie das Feld heißt, ist für dieses Modell nicht bestätigt.`
      : `Tragen Sie in ${field} ein: ${url}`,
  keepPlaceholder: (placeholder) =>
    `Den Platzhalter ${placeholder} genau so eintragen: Das Telefon setzt dort seine MAC ein.`,
  addsFileNames: "Die Adresse ohne Dateinamen eintragen: Das Telefon hängt die Namen seiner Dateien selbst an.",
  noDoor: "Kein Zugang für Telefone ist offen (http, https); es gibt noch keine Adresse zum Eintragen.",
  fetchNow: (page) =>
    `Speichern Sie und rufen Sie ${page} auf (oder starten Sie das Telefon neu): Es holt seine Konfiguration.`,
  restartBy: (page) => `Speichern Sie und starten Sie das Telefon neu, auch mit ${page}: Es holt seine Konfiguration.`,
  restart: "Speichern Sie und starten Sie das Telefon neu: Es holt seine Konfiguration.",
  noMenuPath: "Ein Weg über das Menü am Telefon ist für dieses Modell nicht bestätigt.",
  modelUnknown: (model) =>
    `Das Modell dieses Telefons ist nicht bekannt; die Anleitung ist die des ${model}. Tragen Sie das Modell ein, um die richtige zu sehen.`,
  resetUnconfirmed:
    "Wie dieses Modell am Gerät auf Werkseinstellungen zurückgesetzt wird, ist nicht bestätigt; es steht in der Anleitung des Herstellers. Danach müssen seine Passwörter hier freigegeben werden.",
  searchConfirmed: "In dieser Reihenfolge sucht das Telefon seinen Server; der erste, der antwortet, gewinnt.",
  searchUnconfirmed: "Diese Wege geht das Telefon; die Reihenfolge ist für dieses Modell nicht bestätigt.",
  redirectFirst:
    "Ein Telefon, das beim Redirect-Dienst noch einem anderen Konto gehört, kommt nie bis SIP PnP oder DHCP: Lassen Sie die MAC dort freigeben und setzen Sie das Telefon zurück.",
  steps: {
    redirect: "Redirect-Dienst des Herstellers im Internet",
    pnp: "SIP PnP (Multicast 224.0.1.75, nur im eigenen Subnetz)",
    dhcp: "DHCP (Optionen 66, 67 und 43)",
    "dhcp-114": "DHCP-Option 114",
    "dhcp-custom": "DHCP, eigene Option (nur wenn am Telefon eine eingestellt ist)",
    "dhcp-66": "DHCP-Option 66",
    "dhcp-43": "DHCP-Option 43",
    stored: "gespeicherte oder eingetippte Adresse",
    tr69: "TR-069 (hier nicht nötig)",
  },
  effects: {
    pnp: "Muss so stehen; sonst sucht das Telefon nicht über SIP PnP.",
    dhcp: "Muss so stehen; sonst beachtet das Telefon die DHCP-Optionen nicht.",
    redirect: "Muss an sein, damit das Telefon den Redirect-Dienst fragt.",
    order: "Der Werkswert; fehlt darin ein Weg, geht das Telefon ihn nicht.",
    download: "Der Werkswert; mit never_update holt das Telefon auch keine Einstellungen.",
    "at-start": "Muss an sein, damit das Telefon beim Start fragt.",
  },
};

const en: InstructionTexts = {
  phoneAddress: "ADDRESS-OF-THE-PHONE",
  open: (page) => `Open ${page} in a browser`,
  openUnconfirmed: (root) =>
    `Open the phone's web page, ${root} – which page there takes the address is not confirmed for this model; look for automatic provisioning.`,
  login: (words) => `Log in; from the factory it is ${words}`,
  loginUnconfirmed: "Log in if you are asked to; the log-in from the factory is not confirmed for this model.",
  type: (url, field) =>
    field === undefined
      ? `Enter as the address of the provisioning server: ${url} – what the field is called is not confirmed for this model.`
      : `Enter into ${field}: ${url}`,
  keepPlaceholder: (placeholder) => `Type the placeholder ${placeholder} exactly so: the phone puts its MAC there.`,
  addsFileNames: "Type the address without a file name: the phone adds the names of its files itself.",
  noDoor: "No door for phones is open (http, https); there is no address to type yet.",
  fetchNow: (page) => `Save, and open ${page} (or restart the phone): it fetches its configuration.`,
  restartBy: (page) => `Save, and restart the phone, for example by ${page}: it fetches its configuration.`,
  restart: "Save, and restart the phone: it fetches its configuration.",
  noMenuPath: "A way through the menu on the phone itself is not confirmed for this model.",
  modelUnknown: (model) =>
    `The model of this phone is not known; these are the instructions for the ${model}. Set the model to see the right ones.`,
  resetUnconfirmed:
    "How this model is reset to the factory at the device is not confirmed; its maker's manual says it. Afterwards its passwords must be released here.",
  searchConfirmed: "The phone searches for its server in this order; the first that answers wins.",
  searchUnconfirmed: "The phone goes these ways; their order is not confirmed for this model.",
  redirectFirst:
    "A phone that still belongs to another account at the redirect service never gets as far as SIP PnP or DHCP: have its MAC released there, and reset the phone.",
  steps: {
    redirect: "the maker's redirect service on the internet",
    pnp: "SIP PnP (multicast 224.0.1.75, in its own subnet only)",
    dhcp: "DHCP (options 66, 67 and 43)",
    "dhcp-114": "DHCP option 114",
    "dhcp-custom": "DHCP, custom option (only if one is set on the phone)",
    "dhcp-66": "DHCP option 66",
    "dhcp-43": "DHCP option 43",
    stored: "the address that is stored or was typed in",
    tr69: "TR-069 (not needed here)",
  },
  effects: {
    pnp: "Must be so; else the phone does not search by SIP PnP.",
    dhcp: "Must be so; else the phone ignores the DHCP options.",
    redirect: "Must be on for the phone to ask the redirect service.",
    order: "The factory value; a way that is missing in it is not gone.",
    download: "The factory value; with never_update the phone fetches no settings either.",
    "at-start": "Must be on for the phone to ask when it starts.",
  },
};

const fr: InstructionTexts = {
  phoneAddress: "ADRESSE-DU-TELEPHONE",
  open: (page) => `Ouvrez ${page} dans un navigateur`,
  openUnconfirmed: (root) =>
    `Ouvrez la page web du téléphone, ${root} – la page qui reçoit l'adresse n'est pas confirmée pour ce modèle ; cherchez le provisionnement automatique.`,
  login: (words) => `Connectez-vous ; d'usine, c'est ${words}`,
  loginUnconfirmed: "Connectez-vous si cela est demandé ; l'identification d'usine n'est pas confirmée pour ce modèle.",
  type: (url, field) =>
    field === undefined
      ? `Saisissez comme adresse du serveur de provisionnement : ${url} – le nom du champ n'est pas confirmé pour ce modèle.`
      : `Saisissez dans ${field} : ${url}`,
  keepPlaceholder: (placeholder) =>
    `Saisissez le paramètre ${placeholder} exactement ainsi : le téléphone y met son adresse MAC.`,
  addsFileNames: "Saisissez l'adresse sans nom de fichier : le téléphone ajoute lui-même les noms de ses fichiers.",
  noDoor: "Aucun accès n'est ouvert pour les téléphones (http, https) ; il n'y a pas encore d'adresse à saisir.",
  fetchNow: (page) => `Enregistrez et ouvrez ${page} (ou redémarrez le téléphone) : il télécharge sa configuration.`,
  restartBy: (page) =>
    `Enregistrez et redémarrez le téléphone, par exemple par ${page} : il télécharge sa configuration.`,
  restart: "Enregistrez et redémarrez le téléphone : il télécharge sa configuration.",
  noMenuPath: "Aucun chemin par le menu du téléphone lui-même n'est confirmé pour ce modèle.",
  modelUnknown: (model) =>
    `Le modèle de ce téléphone n'est pas connu ; voici les instructions du ${model}. Indiquez le modèle pour voir les bonnes.`,
  resetUnconfirmed:
    "La remise aux réglages d'usine sur l'appareil n'est pas confirmée pour ce modèle ; le manuel du fabricant l'indique. Ensuite, ses mots de passe doivent être libérés ici.",
  searchConfirmed: "Le téléphone cherche son serveur dans cet ordre ; le premier qui répond l'emporte.",
  searchUnconfirmed: "Le téléphone suit ces voies ; leur ordre n'est pas confirmé pour ce modèle.",
  redirectFirst:
    "Un téléphone qui appartient encore à un autre compte du service de redirection n'arrive jamais à SIP PnP ni à DHCP : faites-y libérer son adresse MAC, puis réinitialisez le téléphone.",
  steps: {
    redirect: "service de redirection du fabricant sur Internet",
    pnp: "SIP PnP (multicast 224.0.1.75, dans son seul sous-réseau)",
    dhcp: "DHCP (options 66, 67 et 43)",
    "dhcp-114": "option DHCP 114",
    "dhcp-custom": "DHCP, option personnalisée (seulement si elle est réglée sur le téléphone)",
    "dhcp-66": "option DHCP 66",
    "dhcp-43": "option DHCP 43",
    stored: "adresse enregistrée ou saisie",
    tr69: "TR-069 (inutile ici)",
  },
  effects: {
    pnp: "Doit être ainsi ; sinon le téléphone ne cherche pas par SIP PnP.",
    dhcp: "Doit être ainsi ; sinon le téléphone ignore les options DHCP.",
    redirect: "Doit être actif pour que le téléphone interroge le service de redirection.",
    order: "Valeur d'usine ; une voie qui y manque n'est pas suivie.",
    download: "Valeur d'usine ; avec never_update, le téléphone ne télécharge pas non plus ses réglages.",
    "at-start": "Doit être actif pour que le téléphone interroge au démarrage.",
  },
};

export const INSTRUCTION_TEXTS: Localised<InstructionTexts> = { de, en, fr };
