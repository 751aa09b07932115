import type { overview as English } from "../en/overview.ts";
import { plural } from "./plural.ts";

export const overview: typeof English = {
  overview: {
    title: "Resumen",
    find: "Buscar un teléfono",
    waitingTitle: "Pendiente de una decisión",
    waitingCount: (count, more) =>
      `${more ? "Más de " : ""}${plural(count, "teléfono espera ser admitido", "teléfonos esperan ser admitidos")}`,
    troubleTitle: "Requiere atención",
    troubleNone: "Ningún teléfono consta como no registrado.",
    lastTitle: "Últimos eventos",
    statesTitle: "Registro",
    count: (count, more) => (more ? `más de ${count}` : String(count)),
  },
};
