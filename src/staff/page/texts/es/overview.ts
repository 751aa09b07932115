import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Resumen",
    find: "Buscar un teléfono",
    waitingTitle: "Pendiente de una decisión",
    waitingCount: (count) => `${plural(count, "teléfono espera ser admitido", "teléfonos esperan ser admitidos")}`,
    troubleTitle: "Requiere atención",
    troubleNone: "Ningún teléfono consta como no registrado.",
    lastTitle: "Últimos eventos",
    stagesTitle: "Hasta dónde han llegado los teléfonos",
    stages: {
      admitted: "admitidos, nunca vistos",
      waiting: "contraseñas en espera",
      provisioned: "aprovisionados",
      registered: "registrados",
      unregistered: "no registrados",
    },
    total: "Todos los teléfonos",
    vendorsTitle: "Por fabricante",
    stormTitle: "Último arranque simultáneo",
    stormNone: "Desde hace un día no ha habido muchos teléfonos a la vez.",
    storm: (count, written, length) =>
      `${plural(count, "teléfono ha preguntado", "teléfonos han preguntado").replace(String(count), written)} en ${length}.`,
    stormMost: (count) => `– como máximo ${count} en un minuto`,
    alarmsTitle: "Alarmas",
    alarmsNone: "Todo está en orden.",
    alarms: {
      guard: (count) =>
        `${plural(count, "dirección pregunta", "direcciones preguntan")} por teléfonos no admitidos; las respuestas se retrasan o se retienen.`,
      "rival-pnp": (address) => `Otro servidor, ${address}, responde a los teléfonos que buscan por SIP PnP.`,
      "rival-dhcp": (address) => `Otro servidor DHCP, ${address}, responde a los teléfonos.`,
      certificate: (subject, days) => `El certificado ${subject} caduca en ${plural(days, "día", "días")}.`,
      certificateOver: (subject) => `El certificado ${subject} ha caducado.`,
      link: (pbx, count) =>
        `La centralita ${pbx} no recibe los cambios${count === 0 ? "" : `: ${plural(count, "cambio ha fallado", "cambios han fallado")}`}.`,
      silent: (pbx) => `La centralita ${pbx} no dice quién está registrado.`,
      rollout: (pbx) => `Se detuvo un despliegue de firmware en ${pbx}: demasiados teléfonos no volvieron.`,
      rotation: (pbx) => `El cambio de contraseñas SIP en ${pbx} está atascado: hay teléfonos que no vuelven.`,
    },
  },
};
