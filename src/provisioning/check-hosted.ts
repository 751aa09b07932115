import { isUtf8 } from "node:buffer";
import { SaxesParser } from "saxes";
import { quote } from "./field-error.ts";
import type { HostedFile, HostedKind } from "./hosted-file.ts";
import { type Picture, readPicture } from "./picture-format.ts";
import { isTooLarge } from "./tell-hosted.ts";
import { isHostedName } from "./text-formats.ts";
import { readWave, type Tone } from "./tone-format.ts";
import type { Vendor } from "./vendor.ts";

/** What a maker's phones take besides firmware, and what such files are called. Kinds that are absent are not taken. */
export type HostedRules = {
  language?: { name: RegExp; example: string; format: "xml" | "text" };
  ringTone?: { encodings: readonly Tone["encoding"][] };
  picture?: { types: readonly Picture["type"][] };
};

export const MAX_HOSTED_BYTES: Readonly<Record<Exclude<HostedKind, "firmware">, number>> = {
  language: 5_000_000,
  "ring-tone": 3_000_000,
  picture: 5_000_000,
};
/** What all makers' phones can play: snom.md §6, yealink.md §4.9. */
const TONE_HERTZ = 8000;
const PICTURE_NAMES: Readonly<Record<Picture["type"], RegExp>> = {
  png: /\.png$/i,
  jpeg: /\.jpe?g$/i,
  bmp: /\.bmp$/i,
};

/** Why a file of that name cannot be taken, as the end of a sentence. Undefined: it can. */
export function findNameFault(vendor: Vendor, kind: HostedKind, name: string): string | undefined {
  if (!isHostedName(name))
    return "must be 1 to 128 letters, digits or . _ - ( ) , and begin with a letter or digit, without two dots side by side";
  const { language, ringTone, picture } = vendor.hosts;
  const takesNone = `is of a kind that phones of ${vendor.name} do not take, as far as any source tells`;
  switch (kind) {
    case "firmware":
      return vendor.firmware.read(name) === undefined
        ? `is no name of an image of ${vendor.name}; such names look like ${vendor.firmware.example}`
        : undefined;
    case "language":
      if (language === undefined) return takesNone;
      return language.name.test(name) ? undefined : `must look like ${language.example}`;
    case "ring-tone":
      if (ringTone === undefined) return takesNone;
      return /\.wav$/i.test(name) ? undefined : "must end in .wav";
    case "picture":
      if (picture === undefined) return takesNone;
      return picture.types.some((type) => PICTURE_NAMES[type].test(name))
        ? undefined
        : `must be named as one of these: ${picture.types.join(", ")}`;
  }
}

/** Whose images are called so, and what the name says of one. */
export function findImageNames(vendors: readonly Vendor[], name: string) {
  return vendors.flatMap((vendor) => {
    const read = vendor.firmware.read(name);
    if (read === undefined) return [];
    const { version, models } = read;
    const possible = Object.keys(vendor.models).filter((model) => vendor.firmware.familyOf(model) !== undefined);
    return [
      { vendor: vendor.id, version, models: [...(models ?? [])], possibleModels: models === undefined ? possible : [] },
    ];
  });
}

type Content = Pick<HostedFile, "contentType" | "size">;

/** What the bytes of a file really are, or why they are not taken. The name is known to be a fitting one. */
export function readContent(
  vendor: Vendor,
  kind: Exclude<HostedKind, "firmware">,
  about: { name: string; modelName: string | undefined },
  bytes: Buffer,
): Content | { fault: string } {
  if (kind === "picture") return readHostedPicture(vendor, about, bytes);
  if (kind === "ring-tone") return readTone(vendor, bytes);
  const fault = vendor.hosts.language?.format === "xml" ? findXmlFault(bytes) : findTextFault(bytes);
  if (fault !== undefined) return { fault };
  const type = vendor.hosts.language?.format === "xml" ? "text/xml" : "text/plain";
  return { contentType: `${type}; charset=utf-8`, size: null };
}

/** Images have no form that any source tells of. What is saved instead of one, by mistake, is a page that says why there is none. */
export function findImageFault(head: Buffer): string | undefined {
  return /^\s*</.test(head.toString("latin1", 0, 64).replace(/^\u00ef\u00bb\u00bf/, ""))
    ? "is a page or an XML file, and no firmware image"
    : undefined;
}

function readHostedPicture(
  vendor: Vendor,
  { name, modelName }: { name: string; modelName: string | undefined },
  bytes: Buffer,
): Content | { fault: string } {
  const picture = readPicture(bytes);
  if (picture === undefined)
    return {
      fault:
        "is no PNG, JPEG or BMP picture from its first byte to its last; texts, thumbnails and whatever else programs put into pictures must be left out",
    };
  const { type, width, height } = picture;
  if (!PICTURE_NAMES[type].test(name)) return { fault: `is a ${type} picture, and is not named as one` };
  const model = modelName === undefined ? undefined : vendor.models[modelName];
  const size = { width, height };
  if (model?.displaySize !== undefined && isTooLarge({ size }, model)) {
    const { displaySize } = model;
    return {
      fault: `has ${width}x${height} pixels; the ${modelName} shows ${displaySize.width}x${displaySize.height}`,
    };
  }
  return { contentType: `image/${type}`, size };
}

function readTone(vendor: Vendor, bytes: Buffer): Content | { fault: string } {
  const tone = readWave(bytes);
  if (tone === undefined)
    return { fault: "is no WAV file of PCM or G.711 from its first byte to its last, without anything but sound" };
  const { encoding, bits, channels, hertz } = tone;
  const wanted = encoding === "pcm" ? 16 : 8;
  if (!vendor.hosts.ringTone?.encodings.includes(encoding) || bits !== wanted || channels !== 1 || hertz !== TONE_HERTZ)
    return {
      fault: `is ${encoding} with ${bits} bits, ${channels} channels and ${hertz} Hz; phones of ${vendor.name} take ${vendor.hosts.ringTone?.encodings.join(" or ")}, mono, 8000 Hz, PCM with 16 bits`,
    };
  return { contentType: "audio/wav", size: null };
}

function findTextFault(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return "is not UTF-8";
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(bytes.toString())
    ? "holds control characters, so it is no text"
    : undefined;
}

function findXmlFault(bytes: Buffer): string | undefined {
  const textFault = findTextFault(bytes);
  if (textFault !== undefined) return textFault;
  let fault: string | undefined;
  // Thrown, since the parser would go on for a minute through megabytes that are nothing but mistakes.
  const refuse = (why: string): never => {
    fault = why;
    throw new Error(why);
  };
  const parser = new SaxesParser();
  parser.on("error", (error) => refuse(`is no well-formed XML: ${quote(error.message)}`));
  parser.on("doctype", () => refuse("has a document type declaration, which is not taken"));
  try {
    parser.write(bytes.toString().replace(/^\ufeff/, "")).close();
  } catch (error) {
    if (fault === undefined) throw error;
  }
  return fault;
}
