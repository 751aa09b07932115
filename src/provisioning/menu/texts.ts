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
  | "cannotBeTold"
  | "signIn"
  | "signOut"
  | "nextPerson"
  | "pin"
  | "isSignedOut"
  | "deskWrong"
  | "deskHeld"
  | "deskOwnLine"
  | "deskNotPossible",
  string
> & { forwardTo: (target: string) => string; isSignedIn: (who: string) => string };

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
    signIn: "Anmelden",
    signOut: "Abmelden",
    nextPerson: "Jemand anders",
    pin: "PIN",
    isSignedOut: "Sie sind abgemeldet. Das Telefon holt seine Konfiguration.",
    deskWrong: "Nebenstelle oder PIN ist falsch.",
    deskHeld: "Zu viele Versuche. Bitte später noch einmal.",
    deskOwnLine: "Diese Nebenstelle hat das Telefon schon.",
    deskNotPossible: "Hier kann man sich damit nicht anmelden. Bitte die Administration fragen.",
    forwardTo: (target) => `Umleiten nach ${target}`,
    isSignedIn: (who) => `${who} ist angemeldet. Das Telefon holt seine Konfiguration.`,
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
    signIn: "Sign in",
    signOut: "Sign out",
    nextPerson: "Somebody else",
    pin: "PIN",
    isSignedOut: "You are signed out. The phone fetches its configuration.",
    deskWrong: "Extension or PIN is wrong.",
    deskHeld: "Too many attempts. Please try again later.",
    deskOwnLine: "This phone has that extension already.",
    deskNotPossible: "You cannot sign in with it here. Please ask your administrator.",
    forwardTo: (target) => `Forward to ${target}`,
    isSignedIn: (who) => `${who} is signed in. The phone fetches its configuration.`,
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
    signIn: "Ouvrir la session",
    signOut: "Fermer la session",
    nextPerson: "Autre personne",
    pin: "PIN",
    isSignedOut: "La session est fermée. Le téléphone prend sa configuration.",
    deskWrong: "Le poste ou le PIN est incorrect.",
    deskHeld: "Trop de tentatives. Veuillez réessayer plus tard.",
    deskOwnLine: "Ce téléphone a déjà ce poste.",
    deskNotPossible: "Impossible d’ouvrir ici une session avec ce poste. Veuillez demander à votre administrateur.",
    forwardTo: (target) => `Renvoyer vers ${target}`,
    isSignedIn: (who) => `La session de ${who} est ouverte. Le téléphone prend sa configuration.`,
  },
};

/** English for the languages of phones that there are no texts in. */
export function menuTextsIn(language: string): MenuTexts {
  return TEXTS[closestLanguage(language)];
}
