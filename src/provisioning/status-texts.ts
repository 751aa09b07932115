import { plainParams, sayTime } from "./findings.ts";
import type { Language, Localised } from "./language.ts";
import type { StatusParams, Why } from "./phone-light.ts";

type StatusTexts = { readonly [Code in keyof StatusParams]: (params: StatusParams[Code]) => string };

const list = (items: readonly string[]) => items.join(", ") || "–";
const inBrackets = (text: string) => (text === "" ? "" : ` (${text})`);

const en: StatusTexts = {
  registered: ({ accounts, address, userAgent, expiresAt }) =>
    `Registered with ${list(accounts)}${address === "" ? "" : ` from ${address}`}${inBrackets(userAgent)}, until ${sayTime(expiresAt)} unless it is refreshed.`,
  gone: ({ accounts, at, address, userAgent }) =>
    `Not registered with ${list(accounts)} since ${sayTime(at)}; last${address === "" ? "" : ` from ${address}`}${inBrackets(userAgent)}.`,
  "never-registered": ({ accounts, at }) =>
    `It has its configuration and was never registered with ${list(accounts)}, as the PBX said at ${sayTime(at)}.`,
  "just-fetched": ({ at }) => `It fetched its configuration at ${sayTime(at)} and has not registered yet.`,
  "not-fetched-yet": () => "It has not fetched its configuration yet.",
  "shared-account": ({ accounts }) =>
    `${list(accounts)} is on several phones and registered, and nothing tells whether by this one.`,
  "no-line": () => "It has no account that could be registered.",
  "no-link": ({ pbx }) => `The PBX ${pbx} has no link, so nobody can ask it who is registered.`,
  "cannot-be-asked": ({ pbx }) => `The PBX ${pbx} has a link of a kind that does not tell who is registered.`,
  "not-asked-yet": ({ pbx }) => `The PBX ${pbx} has not been asked yet who is registered.`,
  "pbx-silent": ({ pbx, words, at }) =>
    `The PBX ${pbx} does not say who is registered${words === "" ? "" : `: ${words}`}; it last did ${at === null ? "never" : `at ${sayTime(at)}`}.`,
  "answers-sip": ({ address, agent, at }) =>
    `A device at its last address ${address} answers SIP${inBrackets(agent)}, seen at ${sayTime(at)}. Whether it is registered nobody here knows.`,
  "not-found-yet": () => "It was not led here yet, neither by SIP PnP nor by DHCP nor by a redirect service.",
  "way-unknown": () => "It came here; by what way is not known, or no longer.",
  "passwords-waiting": ({ accounts }) => `These passwords wait for the phone: ${list(accounts)}.`,
  "passwords-never-fetched": () => "Its passwords were closed before it fetched them.",
  "no-passwords": () => "There is no password that this phone takes.",
  "pbx-not-told": ({ pbx, accounts, words }) =>
    `The PBX ${pbx} has not taken the new password of ${list(accounts)} yet${words === "" ? "" : `: ${words}`}.`,
  "pbx-waits-for-phone": ({ pbx, accounts }) =>
    `The PBX ${pbx} is told the new password of ${list(accounts)} when the phone has fetched it.`,
  "pbx-refused": ({ pbx, accounts, words }) =>
    `The PBX ${pbx} cannot take the password of ${list(accounts)}${words === "" ? "" : `: ${words}`}.`,
};

const de: StatusTexts = {
  registered: ({ accounts, address, userAgent, expiresAt }) =>
    `Registriert mit ${list(accounts)}${address === "" ? "" : ` von ${address}`}${inBrackets(userAgent)}, bis ${sayTime(expiresAt)}, wenn es nicht erneuert wird.`,
  gone: ({ accounts, at, address, userAgent }) =>
    `Seit ${sayTime(at)} nicht mehr mit ${list(accounts)} registriert; zuletzt${address === "" ? "" : ` von ${address}`}${inBrackets(userAgent)}.`,
  "never-registered": ({ accounts, at }) =>
    `Es hat seine Konfiguration und war nie mit ${list(accounts)} registriert, wie die Telefonanlage um ${sayTime(at)} sagte.`,
  "just-fetched": ({ at }) => `Es hat seine Konfiguration um ${sayTime(at)} geholt und sich noch nicht registriert.`,
  "not-fetched-yet": () => "Es hat seine Konfiguration noch nicht geholt.",
  "shared-account": ({ accounts }) =>
    `${list(accounts)} liegt auf mehreren Telefonen und ist registriert; ob von diesem, sagt nichts.`,
  "no-line": () => "Es hat kein Konto, das registriert sein könnte.",
  "no-link": ({ pbx }) => `Die Telefonanlage ${pbx} hat keine Anbindung; niemand kann sie fragen, wer registriert ist.`,
  "cannot-be-asked": ({ pbx }) =>
    `Die Anbindung der Telefonanlage ${pbx} ist von einer Art, die nicht sagt, wer registriert ist.`,
  "not-asked-yet": ({ pbx }) => `Die Telefonanlage ${pbx} wurde noch nicht gefragt, wer registriert ist.`,
  "pbx-silent": ({ pbx, words, at }) =>
    `Die Telefonanlage ${pbx} sagt nicht, wer registriert ist${words === "" ? "" : `: ${words}`}; zuletzt sagte sie es ${at === null ? "nie" : `um ${sayTime(at)}`}.`,
  "answers-sip": ({ address, agent, at }) =>
    `Ein Gerät an seiner letzten Adresse ${address} antwortet auf SIP${inBrackets(agent)}, gesehen um ${sayTime(at)}. Ob es registriert ist, weiß hier niemand.`,
  "not-found-yet": () =>
    "Es wurde noch nicht hierher geführt, weder durch SIP PnP noch durch DHCP noch durch einen Weiterleitungsdienst.",
  "way-unknown": () => "Es kam hierher; auf welchem Weg, ist nicht oder nicht mehr bekannt.",
  "passwords-waiting": ({ accounts }) => `Diese Passwörter warten auf das Telefon: ${list(accounts)}.`,
  "passwords-never-fetched": () => "Seine Passwörter wurden geschlossen, bevor es sie geholt hat.",
  "no-passwords": () => "Es gibt kein Passwort, das dieses Telefon nimmt.",
  "pbx-not-told": ({ pbx, accounts, words }) =>
    `Die Telefonanlage ${pbx} hat das neue Passwort von ${list(accounts)} noch nicht übernommen${words === "" ? "" : `: ${words}`}.`,
  "pbx-waits-for-phone": ({ pbx, accounts }) =>
    `Die Telefonanlage ${pbx} erfährt das neue Passwort von ${list(accounts)}, wenn das Telefon es geholt hat.`,
  "pbx-refused": ({ pbx, accounts, words }) =>
    `Die Telefonanlage ${pbx} kann das Passwort von ${list(accounts)} nicht übernehmen${words === "" ? "" : `: ${words}`}.`,
};

const fr: StatusTexts = {
  registered: ({ accounts, address, userAgent, expiresAt }) =>
    `Enregistré avec ${list(accounts)}${address === "" ? "" : ` depuis ${address}`}${inBrackets(userAgent)}, jusqu'à ${sayTime(expiresAt)} sauf renouvellement.`,
  gone: ({ accounts, at, address, userAgent }) =>
    `N'est plus enregistré avec ${list(accounts)} depuis ${sayTime(at)} ; la dernière fois${address === "" ? "" : ` depuis ${address}`}${inBrackets(userAgent)}.`,
  "never-registered": ({ accounts, at }) =>
    `Il a sa configuration et n'a jamais été enregistré avec ${list(accounts)}, selon le PBX à ${sayTime(at)}.`,
  "just-fetched": ({ at }) => `Il a pris sa configuration à ${sayTime(at)} et ne s'est pas encore enregistré.`,
  "not-fetched-yet": () => "Il n'a pas encore pris sa configuration.",
  "shared-account": ({ accounts }) =>
    `${list(accounts)} est sur plusieurs téléphones et enregistré ; rien ne dit si c'est par celui-ci.`,
  "no-line": () => "Il n'a aucun compte qui puisse être enregistré.",
  "no-link": ({ pbx }) => `Le PBX ${pbx} n'a pas de liaison : personne ne peut lui demander qui est enregistré.`,
  "cannot-be-asked": ({ pbx }) => `La liaison du PBX ${pbx} est d'un genre qui ne dit pas qui est enregistré.`,
  "not-asked-yet": ({ pbx }) => `On n'a pas encore demandé au PBX ${pbx} qui est enregistré.`,
  "pbx-silent": ({ pbx, words, at }) =>
    `Le PBX ${pbx} ne dit pas qui est enregistré${words === "" ? "" : ` : ${words}`} ; la dernière fois ${at === null ? "jamais" : `à ${sayTime(at)}`}.`,
  "answers-sip": ({ address, agent, at }) =>
    `Un appareil à sa dernière adresse ${address} répond en SIP${inBrackets(agent)}, vu à ${sayTime(at)}. S'il est enregistré, personne ici ne le sait.`,
  "not-found-yet": () =>
    "Il n'a pas encore été conduit ici, ni par SIP PnP, ni par DHCP, ni par un service de redirection.",
  "way-unknown": () => "Il est venu ici ; par quel chemin, on ne le sait pas ou plus.",
  "passwords-waiting": ({ accounts }) => `Ces mots de passe attendent le téléphone : ${list(accounts)}.`,
  "passwords-never-fetched": () => "Ses mots de passe ont été fermés avant qu'il ne les prenne.",
  "no-passwords": () => "Il n'y a aucun mot de passe que ce téléphone prenne.",
  "pbx-not-told": ({ pbx, accounts, words }) =>
    `Le PBX ${pbx} n'a pas encore pris le nouveau mot de passe de ${list(accounts)}${words === "" ? "" : ` : ${words}`}.`,
  "pbx-waits-for-phone": ({ pbx, accounts }) =>
    `Le PBX ${pbx} apprendra le nouveau mot de passe de ${list(accounts)} quand le téléphone l'aura pris.`,
  "pbx-refused": ({ pbx, accounts, words }) =>
    `Le PBX ${pbx} ne peut pas prendre le mot de passe de ${list(accounts)}${words === "" ? "" : ` : ${words}`}.`,
};

const STATUS_TEXTS: Localised<StatusTexts> = { de, en, fr };
export const STATUS_CODES = Object.keys(en) as (keyof StatusParams)[];

/** Why, in a sentence. What a phone or a PBX said stands in it as plain text. */
export function sayWhy({ code, params }: Why, language: Language): string {
  const write = STATUS_TEXTS[language][code] as (params: StatusParams[typeof code]) => string;
  return write(plainParams(params));
}
