import type { signIn as English } from "../en/sign-in.ts";

export const signIn: typeof English = {
  signIn: {
    title: "Logga in",
    login: "Användarnamn",
    password: "Lösenord",
    code: "Kod från autentiseringsappen eller en återställningskod",
    codeHint: "Lösenordet stämmer. Nu den andra faktorn.",
    submit: "Logga in",
    over: "Du har loggats ut. Logga in igen för att fortsätta.",
    forgot: "Glömt lösenordet? En administratör kan skicka en ny länk.",
    signedOut: "Du är utloggad.",
  },
  welcome: {
    title: "Välkommen till Offhook",
    first: "Välj användarnamn och lösenord för den första administratören.",
    invited: "Välj ditt lösenord.",
    passwordHint: (count) => `Minst ${count} tecken.`,
    submit: "Välj det här lösenordet",
  },
};
