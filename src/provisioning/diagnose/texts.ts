import type { FindingTexts } from "../findings.ts";
import type { Localised } from "../language.ts";
import type { ReasonParams } from "./reasons.ts";
import { de } from "./texts-de.ts";
import { en } from "./texts-en.ts";
import { fr } from "./texts-fr.ts";

export const REASON_TEXTS: Localised<FindingTexts<ReasonParams>> = { de, en, fr };
export const REASON_CODES = Object.keys(en) as (keyof ReasonParams)[];
