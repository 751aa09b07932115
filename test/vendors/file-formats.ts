import { parseProviderFrame } from "../../src/simulation/gigaset-provider-frame.ts";
import { parseGigasetProvisioning } from "../../src/simulation/gigaset-provisioning.ts";
import { parseSnomSettings } from "../../src/simulation/snom-settings.ts";
import { parseYealinkCfg } from "../../src/simulation/yealink-cfg.ts";

/** A file's settings by name, as `SecretSlot.settings` writes them, plus whatever else a value can be in. */
export type FlatFile = ReadonlyMap<string, string>;

/** The strict parser of each template's format, by the template's name or its beginning. */
const FORMATS: readonly { templates: RegExp; flatten: (bytes: Buffer) => [name: string, value: string][] }[] = [
  { templates: /^snom\//, flatten: flattenSnom },
  { templates: /^yealink\//, flatten: (bytes) => parseYealinkCfg(bytes).map(({ key, value }) => [key, value]) },
  { templates: /^gigaset\/n[57]\d0$/, flatten: flattenProviderFrame },
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
  const { settings, functionKeys, settingFiles, languages } = parseSnomSettings(bytes);
  return [
    ...settingFiles.map((url, place): [string, string] => [`file[${place}]`, url]),
    ...languages.map(({ url, name }): [string, string] => [`language[${name}]`, url]),
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
  const { nvm, wallpapers, firmware } = parseGigasetProvisioning(bytes);
  const settings = nvm.flatMap((item, place): [string, string][] => {
    if (item.kind === "param") return [[item.name, item.value]];
    const operation = `${place}:${item.name}`;
    return [
      [operation, item.value ?? ""],
      ...item.parameters.map(({ name, value }): [string, string] => [`${operation}.${name}`, value]),
    ];
  });
  return [
    ...settings,
    ...wallpapers.map((url, place): [string, string] => [`wallpaper ${place}`, url]),
    ...firmware.map(({ version, url }): [string, string] => [`firmware ${version}`, url]),
  ];
}

/** Four digits stand in two bytes. */
function flattenProviderFrame(bytes: Buffer): [string, string][] {
  return parseProviderFrame(bytes).items.map(({ name, value }) => [
    name,
    /^0x\d\d,0x\d\d$/.test(value) ? value.replace(/0x|,/g, "") : value,
  ]);
}
