import type { Language, Localised } from "./language.ts";
import { toPlain } from "./plain-text.ts";

/** `ok`: as it should be. */
export const SEVERITIES = ["error", "ok", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What findings are made of: numbers and texts, some of which phones said. */
export type Params = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * Something that is wrong, doubtful or right, without words: a code and what its sentences are filled with. `Codes` maps each
 * code to its parameters.
 */
export type Finding<Codes extends Record<keyof Codes, Params>> = {
  [Code in keyof Codes]: { code: Code; severity: Severity; params: Codes[Code] };
}[keyof Codes];

/** What it is, why it matters, and what to do. */
export type FindingText = { title: string; why: string; fix: string };
/** One language's sentences. A code without them, or a parameter that there is not, does not compile. */
export type FindingTexts<Codes extends Record<keyof Codes, Params>> = {
  readonly [Code in keyof Codes]: (params: Codes[Code]) => FindingText;
};

const MAX_PARAM_LENGTH = 160;

/** A finding's sentences. What a phone said stands in them as plain text, and only its beginning. */
export function localise<Codes extends Record<keyof Codes, Params>>(
  finding: Finding<Codes>,
  texts: Localised<FindingTexts<Codes>>,
  language: Language,
): FindingText {
  const write: (params: Codes[typeof finding.code]) => FindingText = texts[language][finding.code];
  return write(plainParams(finding.params));
}

/** The same with every text in it made plain. */
export function plainParams<P extends Params>(params: P): P {
  const plain = (value: Params[string]): Params[string] => {
    if (typeof value === "string") return cut(toPlain(value));
    return Array.isArray(value) ? value.map((entry: string) => cut(toPlain(entry))) : value;
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(value)])) as P;
}

/** The gravest first; among equals their order stays. */
export function sortBySeverity<F extends { severity: Severity }>(findings: readonly F[]): F[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** A point in time as every language here reads it. */
export function sayTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function cut(text: string): string {
  return text.length > MAX_PARAM_LENGTH ? `${text.slice(0, MAX_PARAM_LENGTH).toWellFormed()}…` : text;
}
