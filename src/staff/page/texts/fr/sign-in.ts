import type { signIn as English } from "../en/sign-in.ts";

export const signIn: typeof English = {
  signIn: {
    title: "Connexion",
    login: "Identifiant",
    password: "Mot de passe",
    code: "Code de l’application d’authentification, ou code de secours",
    codeHint: "Le mot de passe est juste. Il reste le second facteur.",
    submit: "Se connecter",
    over: "Vous avez été déconnecté. Reconnectez-vous pour continuer.",
    forgot: "Mot de passe oublié ? Un administrateur peut vous envoyer un nouveau lien.",
    signedOut: "Vous êtes déconnecté.",
  },
  welcome: {
    title: "Bienvenue dans Offhook",
    first: "Choisissez l’identifiant et le mot de passe du premier administrateur.",
    invited: "Choisissez votre mot de passe.",
    passwordHint: (count) => `Au moins ${count} caractères.`,
    submit: "Choisir ce mot de passe",
  },
};
