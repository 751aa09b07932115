import type { FirmwareNaming } from "../../provisioning/vendor.ts";
import { isDect } from "./families.ts";
import { models, phoneTypeOf } from "./models.ts";

/** snom.md §5: `snomD785-10.1.215.13-SIP-r.bin`, `snomD862-10.1.215.13-SIP-r.swu`, `snom300-8.7.5.35-SIP-f.bin`. */
const IMAGE = /^(?<type>snom\w+)-(?<version>\d+(?:\.\d+){2,4})-SIP-[rf]\.(?:bin|swu)$/i;

/** Each model has images of its own: one of another model's makes a phone update for ever (snom.md §5, unconfirmed). */
const byType = new Map(
  Object.entries(models).flatMap(([name, { family, unsupported, aliases = [] }]) =>
    isDect(family) || unsupported !== undefined
      ? []
      : aliases.map((type): [type: string, model: string] => [type.toLowerCase(), name]),
  ),
);

export const firmware: FirmwareNaming = {
  example: "snomD785-10.1.215.13-SIP-r.bin",
  read(fileName) {
    const { type, version } = IMAGE.exec(fileName)?.groups ?? {};
    const model = byType.get(type?.toLowerCase() ?? "");
    return model === undefined || version === undefined ? undefined : { version, models: [model] };
  },
  familyOf: (modelName) => (byType.has(phoneTypeOf(modelName).toLowerCase()) ? phoneTypeOf(modelName) : undefined),
};
