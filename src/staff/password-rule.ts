import { Problem } from "./problems.ts";

const LEAST_DIFFERENT = 6;

/** Length is the schema's; this refuses what is long and still the first that somebody tries. */
export function refuseWeak(password: string, login: string, pointer: string): void {
  const folded = password.toLowerCase();
  const detail =
    new Set(folded).size < LEAST_DIFFERENT
      ? `must have at least ${LEAST_DIFFERENT} different characters`
      : login.length > 2 && folded.includes(login.toLowerCase())
        ? "must not contain the login"
        : undefined;
  if (detail !== undefined)
    throw new Problem("invalid-body", `${pointer} ${detail}`, [{ pointer, detail, kind: "guessable" }]);
}
