import { PROBLEMS } from "../../../problems.ts";
import type { ProblemHelps } from "../problems.ts";

/** The API's own. */
export const problems = Object.fromEntries(
  Object.entries(PROBLEMS).map(([code, { help }]) => [code, help]),
) as ProblemHelps;
