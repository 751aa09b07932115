import { parseMac } from "../../provisioning/mac.ts";
import type { Fault } from "./api.ts";
import { sayFault } from "./parts/fault-note.tsx";
import type { ShownVendor } from "./records/others.ts";
import type { Texts } from "./texts/texts.ts";

const MAC_DIGITS = 12;

/** What a MAC is while it is typed. */
export type TypedMac = { state: "empty" | "right" | "wrong" } | { state: "unfinished"; digits: number };

export function judgeTypedMac(text: string): TypedMac {
  const typed = text.trim();
  if (typed === "") return { state: "empty" };
  if (parseMac(typed) !== undefined) return { state: "right" };
  if (!/^[0-9a-f:\-. ]*$/i.test(typed)) return { state: "wrong" };
  const digits = typed.replace(/[^0-9a-f]/gi, "").length;
  return digits < MAC_DIGITS ? { state: "unfinished", digits } : { state: "wrong" };
}

/** The vendor that the longest prefix of all speaks for. */
export function suggestVendor(text: string, vendors: readonly ShownVendor[]): string | undefined {
  const mac = parseMac(text.trim());
  if (mac === undefined) return undefined;
  const fitting = vendors.flatMap(({ id, macPrefixes }) =>
    macPrefixes
      .filter((prefix) => prefix !== "" && mac.startsWith(prefix.toUpperCase()))
      .map((prefix) => ({ id, length: prefix.length })),
  );
  return fitting.toSorted((a, b) => b.length - a.length)[0]?.id;
}

const FIELDS = ["mac", "vendor", "model", "macId", "pbx", "account", "displayName", "label", "profile"] as const;
export type FieldName = (typeof FIELDS)[number];

/** What is wrong with which field, in the reader's words; where the API only says "not allowed here", in its own. */
export function faultsOfFields(fault: Fault | undefined, texts: Texts): Partial<Record<FieldName, string>> {
  const said = (fault?.errors ?? []).flatMap(({ pointer, detail }) => {
    const name = fieldAt(pointer);
    if (fault === undefined || name === undefined) return [];
    return [[name, fault.code === "invalid-body" ? detail : sayFault(fault, texts)] as const];
  });
  return Object.fromEntries(said);
}

/** The field at a JSON pointer of the body: a line's account is the form's own field. */
function fieldAt(pointer: string | null): FieldName | undefined {
  const parts = (pointer ?? "").split("/").slice(1);
  const name = parts[0] === "lines" ? (parts[2] ?? "account") : parts[0];
  return FIELDS.find((field) => field === name);
}
