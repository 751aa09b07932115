import type { Localised } from "../../../provisioning/language.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";

/** Everything the page says. A language in which something is missing does not compile. */
export type Texts = typeof en;

export const TEXTS: Localised<Texts> = { de, en, fr };
