import { closestLanguage, type Localised } from "../language.ts";

/** What a menu says. Displays are small, so most are a word or two; `ok` and `search` have 8 characters at most (gigaset.md §6). */
export type MenuTexts = Record<
  | "menu"
  | "back"
  | "next"
  | "previous"
  | "ok"
  | "thisPhone"
  | "extension"
  | "pbx"
  | "phone"
  | "label"
  | "mac"
  | "address"
  | "firmware"
  | "provisioned"
  | "notKnown"
  | "phoneBook"
  | "searchFor"
  | "search"
  | "nothingFound"
  | "voicemail"
  | "callVoicemail"
  | "forward"
  | "forwardAlways"
  | "forwardBusy"
  | "forwardNoAnswer"
  | "stopForwarding"
  | "target"
  | "wrongTarget"
  | "doNotDisturb"
  | "switchOn"
  | "switchOff"
  | "provisionAgain"
  | "fetchNow"
  | "notNow"
  | "isTold"
  | "isUnderWay"
  | "cannotBeTold",
  string
> & { forwardTo: (target: string) => string };

const TEXTS: Localised<MenuTexts> = {
  de: {
    menu: "Menü",
    back: "Zurück",
    next: "Weiter",
    previous: "Vorige",
    ok: "OK",
    thisPhone: "Dieses Telefon",
    extension: "Nebenstelle",
    pbx: "Telefonanlage",
    phone: "Modell",
    label: "Name",
    mac: "MAC",
    address: "Adresse",
    firmware: "Firmware",
    provisioned: "Konfiguriert",
    notKnown: "nicht bekannt",
    phoneBook: "Telefonbuch",
    searchFor: "Name oder Nummer",
    search: "Suchen",
    nothingFound: "Nichts gefunden",
    voicemail: "Mailbox",
    callVoicemail: "Mailbox anrufen",
    forward: "Rufumleitung",
    forwardAlways: "Alle Anrufe umleiten",
    forwardBusy: "Bei besetzt umleiten",
    forwardNoAnswer: "Bei Nichtmelden umleiten",
    stopForwarding: "Umleitung ausschalten",
    target: "Ziel",
    wrongTarget: "Ein Ziel besteht aus 1 bis 32 Zeichen: Ziffern, +, * und #.",
    doNotDisturb: "Nicht stören",
    switchOn: "Einschalten",
    switchOff: "Ausschalten",
    provisionAgain: "Neu konfigurieren",
    fetchNow: "Ja, jetzt holen",
    notNow: "Nein",
    isTold: "Das Telefon wird aufgefordert, seine Konfiguration zu holen. Es kann dabei neu starten.",
    isUnderWay: "Das Telefon ist schon aufgefordert, seine Konfiguration zu holen. Bitte eine Minute warten.",
    cannotBeTold: "Dieses Telefon kann nicht aufgefordert werden. Es holt seine Konfiguration, wenn es neu startet.",
    forwardTo: (target) => `Umleiten nach ${target}`,
  },
  en: {
    menu: "Menu",
    back: "Back",
    next: "Next",
    previous: "Previous",
    ok: "OK",
    thisPhone: "This phone",
    extension: "Extension",
    pbx: "PBX",
    phone: "Model",
    label: "Name",
    mac: "MAC",
    address: "Address",
    firmware: "Firmware",
    provisioned: "Provisioned",
    notKnown: "not known",
    phoneBook: "Phone book",
    searchFor: "Name or number",
    search: "Search",
    nothingFound: "Nothing found",
    voicemail: "Voicemail",
    callVoicemail: "Call voicemail",
    forward: "Call forward",
    forwardAlways: "Forward all calls",
    forwardBusy: "Forward when busy",
    forwardNoAnswer: "Forward when not answered",
    stopForwarding: "Stop forwarding",
    target: "Target",
    wrongTarget: "A target has 1 to 32 characters: digits, +, * and #.",
    doNotDisturb: "Do not disturb",
    switchOn: "Switch on",
    switchOff: "Switch off",
    provisionAgain: "Provision again",
    fetchNow: "Yes, fetch it now",
    notNow: "No",
    isTold: "The phone is being told to fetch its configuration. It may restart.",
    isUnderWay: "The phone has been told to fetch its configuration already. Please wait a minute.",
    cannotBeTold: "This phone cannot be told to. It fetches its configuration when it restarts.",
    forwardTo: (target) => `Forward to ${target}`,
  },
  fr: {
    menu: "Menu",
    back: "Retour",
    next: "Suite",
    previous: "Précédent",
    ok: "OK",
    thisPhone: "Ce téléphone",
    extension: "Poste",
    pbx: "PBX",
    phone: "Modèle",
    label: "Nom",
    mac: "MAC",
    address: "Adresse",
    firmware: "Micrologiciel",
    provisioned: "Configuré",
    notKnown: "inconnu",
    phoneBook: "Annuaire",
    searchFor: "Nom ou numéro",
    search: "Chercher",
    nothingFound: "Aucun résultat",
    voicemail: "Messagerie",
    callVoicemail: "Appeler la messagerie",
    forward: "Renvoi d'appel",
    forwardAlways: "Renvoyer tous les appels",
    forwardBusy: "Renvoyer si occupé",
    forwardNoAnswer: "Renvoyer sans réponse",
    stopForwarding: "Arrêter le renvoi",
    target: "Destination",
    wrongTarget: "Une destination a de 1 à 32 caractères : chiffres, +, * et #.",
    doNotDisturb: "Ne pas déranger",
    switchOn: "Activer",
    switchOff: "Désactiver",
    provisionAgain: "Reconfigurer",
    fetchNow: "Oui, maintenant",
    notNow: "Non",
    isTold: "Le téléphone est invité à prendre sa configuration. Il peut redémarrer.",
    isUnderWay: "Le téléphone est déjà invité à prendre sa configuration. Veuillez attendre une minute.",
    cannotBeTold: "Ce téléphone ne peut pas y être invité. Il prend sa configuration quand il redémarre.",
    forwardTo: (target) => `Renvoyer vers ${target}`,
  },
};

/** English for the languages of phones that there are no texts in. */
export function menuTextsIn(language: string): MenuTexts {
  return TEXTS[closestLanguage(language)];
}
