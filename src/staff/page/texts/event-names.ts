import type { EventName } from "../../../provisioning/events.ts";
import type { PageLanguage } from "../languages.ts";

/** What each event is called. */
export type EventNames = Readonly<Record<EventName, string>>;

/** Loaded with the first list of events. */
const LOADERS: Readonly<Record<PageLanguage, () => Promise<{ eventNames: EventNames }>>> = {
  de: () => import("./de/event-names.ts"),
  en: () => import("./en/event-names.ts"),
  es: () => import("./es/event-names.ts"),
  fr: () => import("./fr/event-names.ts"),
  nl: () => import("./nl/event-names.ts"),
  pl: () => import("./pl/event-names.ts"),
  sv: () => import("./sv/event-names.ts"),
};

export async function loadEventNames(language: PageLanguage): Promise<EventNames> {
  return (await LOADERS[language]()).eventNames;
}
