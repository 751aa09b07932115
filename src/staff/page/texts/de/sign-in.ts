import type { signIn as English } from "../en/sign-in.ts";

export const signIn: typeof English = {
  signIn: {
    title: "Anmelden",
    login: "Anmeldename",
    password: "Passwort",
    code: "Code der Authenticator-App oder ein Wiederherstellungscode",
    codeHint: "Das Passwort stimmt. Jetzt der zweite Faktor.",
    submit: "Anmelden",
    over: "Sie wurden abgemeldet. Melden Sie sich wieder an, um fortzufahren.",
    forgot: "Passwort vergessen? Ein Administrator kann Ihnen einen neuen Link schicken.",
    signedOut: "Sie sind abgemeldet.",
  },
  welcome: {
    title: "Willkommen bei Offhook",
    first: "Wählen Sie Anmeldename und Passwort des ersten Administrators.",
    invited: "Wählen Sie Ihr Passwort.",
    passwordHint: (count) => `Mindestens ${count} Zeichen.`,
    submit: "Dieses Passwort wählen",
  },
};
