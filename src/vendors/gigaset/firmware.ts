import type { FirmwareNaming } from "../../provisioning/vendor.ts";
import { MODELS } from "./models.ts";

/** gigaset.md §5. The only name that a source gives is `Gigaset-Nx70-V2.65.0-build.8504c90.bin`, for all of N610 to N870E. */
const NX = /^Gigaset-Nx70-V(?<version>\d+(?:\.\d+){2})(?:-build\.\w+)?\.bin$/i;
/** `GC_MAX_2.14.5-release.bin`. Which Maxwell an image is for does not stand in its name. */
const MAXWELL = /^GC_MAX_(?<version>\d+(?:\.\d+){2})(?:-\w+)?\.bin$/i;
/** The device itself reads its version out of the name. */
const N510 = /^merkur(?<version>\d{3})_42\.bin$/;

const FAMILIES: Readonly<Record<string, string>> = { nx: "Nx70", mx: "Maxwell", n510: "N510" };

export const firmware: FirmwareNaming = {
  example: "Gigaset-Nx70-V2.65.0-build.8504c90.bin, GC_MAX_2.14.5-release.bin or merkur262_42.bin",
  read(fileName) {
    const nx = NX.exec(fileName)?.groups?.version;
    if (nx !== undefined) return { version: nx, models: modelsOf("nx") };
    const maxwell = MAXWELL.exec(fileName)?.groups?.version;
    if (maxwell !== undefined) return { version: maxwell };
    const n510 = N510.exec(fileName)?.groups?.version;
    return n510 === undefined ? undefined : { version: n510, models: modelsOf("n510") };
  },
  familyOf: (modelName) => FAMILIES[MODELS[modelName]?.family ?? ""],
  whyNotBack: "they take none that is not newer",
};

function modelsOf(family: string): string[] {
  return Object.entries(MODELS).flatMap(([name, model]) =>
    model.family === family && model.unsupported === undefined ? [name] : [],
  );
}
