import type { signIn as English } from "../en/sign-in.ts";

export const signIn: typeof English = {
  signIn: {
    title: "Iniciar sesión",
    login: "Nombre de usuario",
    password: "Contraseña",
    code: "Código de la aplicación de autenticación, o un código de recuperación",
    codeHint: "La contraseña es correcta. Ahora, el segundo factor.",
    submit: "Iniciar sesión",
    over: "Se ha cerrado su sesión. Vuelva a iniciarla para continuar.",
    forgot: "¿Ha olvidado la contraseña? Un administrador puede enviarle un enlace nuevo.",
    signedOut: "Ha cerrado la sesión.",
  },
  welcome: {
    title: "Bienvenido a Offhook",
    first: "Elija el nombre de usuario y la contraseña del primer administrador.",
    invited: "Elija su contraseña.",
    passwordHint: (count) => `Al menos ${count} caracteres.`,
    submit: "Elegir esta contraseña",
  },
};
