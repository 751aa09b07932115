import type { AdmittedPhone } from "./allow-list.ts";
import type { Vendor } from "./vendor.ts";

/**
 * A regular expression (PCRE) that the User-Agents of these phones match: they name their maker, or, with old firmware, their model
 * only. Undefined: of one of them the model is not known, so that nobody can say what it calls itself.
 */
export function userAgentFilter(phones: readonly AdmittedPhone[], vendors: readonly Vendor[]): string | undefined {
  const names = new Set<string>();
  for (const { vendorId, model: modelName } of phones) {
    const vendor = vendors.find(({ id }) => id === vendorId);
    const model = modelName === null ? undefined : vendor?.models[modelName];
    if (vendor === undefined || modelName === null || model === undefined) return undefined;
    names.add(vendor.name);
    for (const name of [modelName, ...(model.aliases ?? [])])
      if (!name.toLowerCase().includes(vendor.name.toLowerCase())) names.add(name);
  }
  if (names.size === 0) return undefined;
  return `(?i)(?:${[...names].map(escapePattern).join("|")})`;
}

/** Dashes and underscores stand for blanks. */
function escapePattern(name: string): string {
  return name.replace(/[^0-9A-Za-z]/g, (character) => (character === " " ? "[ _-]" : `\\${character}`));
}
