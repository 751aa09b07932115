/** What can be wrong with a field, for programs; whatever else it may be is said in `detail` only. */
export const FIELD_FAULTS = [
  "missing",
  "unknown",
  "type",
  "form",
  "choice",
  "too-long",
  "too-short",
  "too-many",
  "too-few",
  "too-large",
  "too-small",
  "guessable",
] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

/** What is wrong with one field of a request. */
export type FieldError = {
  /** JSON pointer into the body (RFC 6901). */
  pointer?: string;
  /** Name of a query or path parameter, or of a header. */
  parameter?: string;
  /** A sentence without its subject: "must be …". Never quotes a password. */
  detail: string;
  kind?: FieldFault;
  /** Of these kinds: the most or least that is allowed, the choices with commas between, or the name of the form. */
  limit?: string;
};

const MAX_QUOTED_LENGTH = 60;

/** A value from a request as a message may show it: on one line, and only its beginning. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH).toWellFormed()}…` : text;
}
