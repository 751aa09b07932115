import type { Fault } from "./api.ts";
import { isSaidAt } from "./field-errors.ts";
import { sayFault } from "./parts/fault-note.tsx";
import type { WholePbx } from "./records/pbx.ts";
import type { Texts } from "./texts/texts.ts";

/** What is wrong with which field, by JSON pointer; a fault inside of a field is that field's. `isElsewhere`: some of it has no field of the form. */
export function faultsAt(fault: Fault | undefined, pointers: readonly string[], texts: Texts) {
  const isAt = (pointer: string, at: string | null) => at === pointer || at?.startsWith(`${pointer}/`) === true;
  const errors = fault?.errors ?? [];
  return {
    errorAt(pointer: string): string | undefined {
      const found = errors.find((error) => isAt(pointer, error.pointer));
      if (fault === undefined || found === undefined) return undefined;
      return fault.code === "invalid-body" ? found.detail : sayFault(fault, texts);
    },
    isElsewhere: fault === undefined || !isSaidAt(fault, pointers),
  };
}

/** One item on each line. */
export function readLines(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A PBX as it is edited: everything is text. */
export type PbxForm = {
  host: string;
  port: string;
  transport: string;
  customer: string;
  realm: string;
  timezone: string;
  language: string;
  token: boolean;
  credentials: boolean;
  mode: string;
  allow: string;
  deny: string;
  certificates: Readonly<Record<string, string>>;
  settings: string;
  vendors: string;
};

export function formOf(pbx: WholePbx): PbxForm {
  const { host, port, transport, customer, realm, timezone, language, access } = pbx;
  return {
    ...{ host, port: String(port), transport, customer: customer ?? "", realm: realm ?? "" },
    ...{ timezone: timezone ?? "", language: language ?? "", mode: access.mode },
    ...{ token: access.proof.includes("token"), credentials: access.proof.includes("credentials") },
    ...{ allow: access.allow.join("\n"), deny: access.deny.join("\n") },
    certificates: Object.fromEntries(pbx.clientCertificates.map(({ vendor, policy }) => [vendor, policy])),
    settings: JSON.stringify(withoutShortcuts(pbx.settings), null, 2),
    vendors: JSON.stringify(pbx.vendors, null, 2),
  };
}

/** Time zone and language have fields of their own. */
function withoutShortcuts(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "timezone" && name !== "language"));
}

/** What is to be changed; undefined where text that should be JSON is none, under its pointer. */
export function patchOf(form: PbxForm, before: WholePbx): { patch: object } | { notJson: "/settings" | "/vendors" } {
  const settings = parseObject(form.settings);
  if (settings === undefined) return { notJson: "/settings" };
  const vendors = parseObject(form.vendors);
  if (vendors === undefined) return { notJson: "/vendors" };
  const text = (typed: string) => typed.trim() || null;
  const whole = {
    host: form.host.trim(),
    port: Number(form.port),
    transport: form.transport,
    customer: text(form.customer),
    realm: text(form.realm),
    timezone: text(form.timezone),
    language: text(form.language),
    access: {
      proof: [...(form.token ? ["token"] : []), ...(form.credentials ? ["credentials"] : [])],
      mode: form.mode,
      allow: readLines(form.allow),
      deny: readLines(form.deny),
    },
    clientCertificates: form.certificates,
    settings,
    vendors,
  };
  const start = patchOfUnchanged(before);
  const changed = Object.entries(whole).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(start[name]),
  );
  // The two shortcuts are part of the settings: who replaces those says them again.
  const { timezone, language } = whole;
  const isReplaced = changed.some(([name]) => name === "settings");
  return { patch: { ...Object.fromEntries(changed), ...(isReplaced ? { timezone, language } : {}) } };
}

function patchOfUnchanged(pbx: WholePbx): Readonly<Record<string, unknown>> {
  const { host, port, transport, customer, realm, timezone, language, access, vendors } = pbx;
  const { proof, mode, allow, deny } = access;
  return {
    ...{ host, port, transport, customer, realm, timezone, language, vendors },
    access: { proof, mode, allow, deny },
    clientCertificates: Object.fromEntries(pbx.clientCertificates.map(({ vendor, policy }) => [vendor, policy])),
    settings: withoutShortcuts(pbx.settings),
  };
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text.trim() || "{}");
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
