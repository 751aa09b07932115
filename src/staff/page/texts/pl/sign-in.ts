import type { signIn as English } from "../en/sign-in.ts";
import { plural } from "./plural.ts";

export const signIn: typeof English = {
  signIn: {
    title: "Logowanie",
    login: "Login",
    password: "Hasło",
    code: "Kod z aplikacji uwierzytelniającej albo kod odzyskiwania",
    codeHint: "Hasło jest poprawne. Teraz drugi składnik.",
    submit: "Zaloguj się",
    over: "Nastąpiło wylogowanie. Zaloguj się ponownie, aby kontynuować.",
    forgot: "Nie pamiętasz hasła? Administrator może przysłać Ci nowy odnośnik.",
    signedOut: "Wylogowano.",
  },
  welcome: {
    title: "Witamy w Offhook",
    first: "Wybierz login i hasło pierwszego administratora.",
    invited: "Wybierz swoje hasło.",
    passwordHint: (count) => `Co najmniej ${plural(count, "znak", "znaków", "znaki")}.`,
    submit: "Wybierz to hasło",
  },
};
