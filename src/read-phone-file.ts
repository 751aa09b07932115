import type { FileSetting, ReadPhoneFile } from "./provisioning/survey.ts";
import { FormatError } from "./simulation/format-error.ts";
import { parseProviderFrame } from "./simulation/gigaset-provider-frame.ts";
import { parseGigasetProvisioning } from "./simulation/gigaset-provisioning.ts";
import { parseSnomSettings } from "./simulation/snom-settings.ts";
import { parseXml } from "./simulation/xml.ts";
import { parseYealinkCfg } from "./simulation/yealink-cfg.ts";

type Format = {
  /** A template's name, or how it begins. */
  templates: RegExp;
  check(body: Buffer): unknown;
  settings(body: Buffer): FileSetting[];
};

/** The parser of each template's format: the one that the simulated phones read with. */
const FORMATS: readonly Format[] = [
  // Snom's phones know more elements than the parser: what it does not know is no reason to refuse a template.
  { templates: /^snom\//, check: checkSnom, settings: readSnom },
  { templates: /^yealink\//, check: parseYealinkCfg, settings: readYealink },
  { templates: /^gigaset\/n[57]\d0$/, check: parseProviderFrame, settings: readProviderFrame },
  { templates: /^gigaset\//, check: parseGigasetProvisioning, settings: readGigaset },
];

export const readPhoneFile: ReadPhoneFile = {
  check(template, body) {
    formatOf(template).check(body);
  },
  settings: (template, body) => formatOf(template).settings(body),
};

function formatOf(template: string): Format {
  const format = FORMATS.find(({ templates }) => templates.test(template));
  if (format === undefined) throw new Error(`no parser for ${template}: add its format to read-phone-file.ts`);
  return format;
}

const SNOM_ROOTS = ["settings", "phone-settings", "setting-files", "functionKeys", "function-keys", "certificates"];

function checkSnom(body: Buffer): void {
  const root = parseXml(body);
  if (!SNOM_ROOTS.includes(root.name)) throw new FormatError(`<${root.name}> is no root that phones read`, root);
}

function readSnom(body: Buffer): FileSetting[] {
  return parseSnomSettings(body).settings.map(({ name, idx, value, line }) => ({
    name: idx === undefined ? name : `${name}[${idx}]`,
    value,
    line,
  }));
}

function readYealink(body: Buffer): FileSetting[] {
  return parseYealinkCfg(body).map(({ key, value, line }) => ({ name: key, value, line }));
}

function readProviderFrame(body: Buffer): FileSetting[] {
  return parseProviderFrame(body).items.map(({ name, value, line }) => ({ name, value, line }));
}

function readGigaset(body: Buffer): FileSetting[] {
  return parseGigasetProvisioning(body).nvm.flatMap((item) =>
    (item.kind === "param" ? [item] : item.parameters).map(({ name, value, line }) => ({ name, value, line })),
  );
}
