import { parseGigasetProvisioning } from "../../src/simulation/gigaset-provisioning.ts";
import { parseSnomSettings } from "../../src/simulation/snom-settings.ts";
import { parseYealinkCfg } from "../../src/simulation/yealink-cfg.ts";

/** A file's settings by name, as `SecretSlot.settings` writes them, plus whatever else a value can be in. */
export type FlatFile = ReadonlyMap<string, string>;

/** The strict parser of each template's format, by the template's name or its beginning. */
const FORMATS: readonly { templates: RegExp; flatten: (bytes: Buffer) => [name: string, value: string][] }[] = [
  { templates: /^snom\//, flatten: flattenSnom },
  { templates: /^yealink\//, flatten: (bytes) => parseYealinkCfg(bytes).map(({ key, value }) => [key, value]) },
  { templates: /^gigaset\//, flatten: flattenGigaset },
];

/** Reads a rendered file strictly. Throws when it is not of its format or names a setting twice. */
export function readFlat(template: string, bytes: Buffer): FlatFile {
  const format = FORMATS.find(({ templates }) => templates.test(template));
  if (format === undefined) throw new Error(`no parser for ${template}: add its format to file-formats.ts`);
  const flat = new Map<string, string>();
  for (const [name, value] of format.flatten(bytes)) {
    if (flat.has(name)) throw new Error(`${name} is there twice`);
    flat.set(name, value);
  }
  return flat;
}

function flattenSnom(bytes: Buffer): [string, string][] {
  const { settings, functionKeys, settingFiles } = parseSnomSettings(bytes);
  return [
    ...settingFiles.map((url, place): [string, string] => [`file[${place}]`, url]),
    ...settings.map(({ name, idx, value }): [string, string] => [idx === undefined ? name : `${name}[${idx}]`, value]),
    ...functionKeys.flatMap(({ idx, context, label, type, argument }): [string, string][] => [
      [`fkey[${idx}]`, `${type} ${argument}`.trim()],
      [`fkey[${idx}].context`, context],
      [`fkey[${idx}].label`, label],
    ]),
  ];
}

/** Operations (which may repeat) are numbered in their order. */
function flattenGigaset(bytes: Buffer): [string, string][] {
  return parseGigasetProvisioning(bytes).nvm.flatMap((item, place): [string, string][] => {
    if (item.kind === "param") return [[item.name, item.value]];
    const operation = `${place}:${item.name}`;
    return [
      [operation, item.value ?? ""],
      ...item.parameters.map(({ name, value }): [string, string] => [`${operation}.${name}`, value]),
    ];
  });
}
