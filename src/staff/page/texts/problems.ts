import type { ProblemCode } from "../../problems.ts";
import type { PageLanguage } from "../languages.ts";

/** What each problem of the API means, and what to do. Its title is in `faults`. */
export type ProblemHelps = Readonly<Record<ProblemCode, string>>;

/** Only a page that explains a problem needs them. */
const LOADERS: Readonly<Record<PageLanguage, () => Promise<{ problems: ProblemHelps }>>> = {
  de: () => import("./de/problems.ts"),
  en: () => import("./en/problems.ts"),
  es: () => import("./es/problems.ts"),
  fr: () => import("./fr/problems.ts"),
  nl: () => import("./nl/problems.ts"),
  pl: () => import("./pl/problems.ts"),
  sv: () => import("./sv/problems.ts"),
};

/** Undefined: the API has no such problem. */
export async function loadProblemHelp(code: string, language: PageLanguage): Promise<string | undefined> {
  const { problems } = await LOADERS[language]();
  return Object.hasOwn(problems, code) ? problems[code as ProblemCode] : undefined;
}
