import type { signIn as English } from "../en/sign-in.ts";

export const signIn: typeof English = {
  signIn: {
    title: "Aanmelden",
    login: "Gebruikersnaam",
    password: "Wachtwoord",
    code: "Code van de authenticator-app, of een herstelcode",
    codeHint: "Het wachtwoord klopt. Nu de tweede factor.",
    submit: "Aanmelden",
    over: "U bent afgemeld. Meld u opnieuw aan om verder te gaan.",
    forgot: "Wachtwoord vergeten? Een beheerder kan u een nieuwe link sturen.",
    signedOut: "U bent afgemeld.",
  },
  welcome: {
    title: "Welkom bij Offhook",
    first: "Kies de gebruikersnaam en het wachtwoord van de eerste beheerder.",
    invited: "Kies uw wachtwoord.",
    passwordHint: (count) => `Minstens ${count} tekens.`,
    submit: "Dit wachtwoord kiezen",
  },
};
