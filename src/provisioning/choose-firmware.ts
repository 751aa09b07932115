import type { Firmware, HostedCatalogue, HostedFile } from "./hosted-file.ts";

/** An image of the catalogue. */
type FirmwareFile = HostedFile & { firmware: Firmware };

/** `isReached`: the phone runs the version that it shall have. */
export type ChosenFirmware = { file: FirmwareFile; isReached: boolean };

type Wanted = {
  vendorId: string;
  modelName: string;
  /** The version that it shall have. */
  target: string;
  /** The version that it says it runs. */
  running: string | undefined;
  catalogue: Pick<HostedCatalogue, "files">;
  /** Whether it may be led to an older image than its own. */
  mayGoBack: boolean;
};

/**
 * The image that a phone takes next on its way to a version: that version's, or one to step through where it is too old for that.
 * Undefined: the catalogue has none that it may take.
 */
export function chooseFirmware({
  vendorId,
  modelName,
  target,
  running,
  catalogue,
  mayGoBack,
}: Wanted): ChosenFirmware | undefined {
  if (!mayGoBack && running !== undefined && compareVersions(target, running) < 0) return undefined;
  const images = firmwareOf(catalogue, vendorId, modelName);
  let file = images.find(({ firmware }) => compareVersions(firmware.version, target) === 0);
  const isReached = running !== undefined && compareVersions(running, target) === 0;
  // Each step is to an older image, so there are at most as many as there are images.
  while (file !== undefined && !isReached && isTooOldFor(file, running)) {
    // Whoever does not say what it runs could be led backwards.
    if (running === undefined) return undefined;
    const { version, minimumVersion } = file.firmware;
    file = images.find(
      ({ firmware: step }) =>
        compareVersions(step.version, version) < 0 && compareVersions(step.version, minimumVersion ?? "") >= 0,
    );
  }
  return file && { file, isReached };
}

/** The images for a model, the oldest first. */
function firmwareOf({ files }: Pick<HostedCatalogue, "files">, vendorId: string, modelName: string): FirmwareFile[] {
  return files
    .flatMap((file) => (file.firmware === null ? [] : [{ ...file, firmware: file.firmware }]))
    .filter((file) => file.vendorId === vendorId && file.firmware.models.includes(modelName))
    .sort((a, b) => compareVersions(a.firmware.version, b.firmware.version));
}

/** A phone that does not say what it runs may be too old. */
function isTooOldFor({ firmware: { minimumVersion } }: FirmwareFile, running: string | undefined): boolean {
  if (minimumVersion === null) return false;
  return running === undefined || compareVersions(running, minimumVersion) < 0;
}

/** By their numbers, one after the other; what stands between them does not count. Fields are as long as makers like. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
