export const signIn = {
  signIn: {
    title: "Sign in",
    login: "Login",
    password: "Password",
    code: "Code of the authenticator app, or a recovery code",
    codeHint: "The password is right. Now the second factor.",
    submit: "Sign in",
    over: "You were signed out. Sign in again to go on.",
    forgot: "Forgotten your password? An administrator can send you a new link.",
    signedOut: "You are signed out.",
  },
  welcome: {
    title: "Welcome to Offhook",
    first: "Choose the login and the password of the first administrator.",
    invited: "Choose your password.",
    passwordHint: (count: number) => `At least ${count} characters.`,
    submit: "Choose this password",
  },
};
