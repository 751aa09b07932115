import type { Static } from "@fastify/type-provider-typebox";
import { HOSTED_KINDS, type HostedKind, NAMING_LAYERS } from "../../../provisioning/hosted-file.ts";
import type { VendorAnswer } from "../../routes/vendors.ts";
import type { HostedAnswer } from "../../schemas/hosted-file.ts";
import type { ImageNameAnswer, UsesAnswer } from "../../schemas/hosted-uses.ts";
import { fieldsOf, readCount, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

export type ShownHosted = {
  vendor: string;
  kind: HostedKind | null;
  name: string;
  bytes: number;
  sha256: string;
  contentType: string;
  width: number;
  height: number;
  version: string;
  models: readonly string[];
  minimumVersion: string | null;
  path: string;
  uploadedAt: number | null;
  uploadedBy: string;
};

export function readHosted(raw: unknown): ShownHosted {
  const file = fieldsOf<Static<typeof HostedAnswer>>(raw);
  return {
    vendor: readText(file.vendor),
    kind: readOneOf(file.kind, HOSTED_KINDS),
    name: readText(file.name),
    bytes: Math.max(0, readCount(file.bytes)),
    sha256: readText(file.sha256),
    contentType: readText(file.contentType),
    width: readCount(file.width),
    height: readCount(file.height),
    version: readText(file.version),
    models: readList(file.models, readText),
    minimumVersion: readOptionalText(file.minimumVersion),
    path: readText(file.path),
    uploadedAt: readTime(file.uploadedAt),
    uploadedBy: readText(file.uploadedBy),
  };
}

export type ShownUses = {
  settings: readonly { layer: (typeof NAMING_LAYERS)[number] | null; pbx: string; name: string }[];
  rollouts: readonly { id: string; pbx: string }[];
  rolledOut: number;
  fitting: number;
  running: number;
};

export function readUses(raw: unknown): ShownUses {
  const uses = fieldsOf<Static<typeof UsesAnswer>>(raw);
  return {
    settings: readList(uses.settings, (one) => {
      const { layer, pbx, name } = fieldsOf<Static<typeof UsesAnswer>["settings"][number]>(one);
      return { layer: readOneOf(layer, NAMING_LAYERS), pbx: readText(pbx), name: readText(name) };
    }),
    rollouts: readList(uses.rollouts, (one) => {
      const { id, pbx } = fieldsOf<Static<typeof UsesAnswer>["rollouts"][number]>(one);
      return { id: readText(id), pbx: readText(pbx) };
    }),
    rolledOut: readCount(uses.rolledOut),
    fitting: readCount(uses.fitting),
    running: readCount(uses.running),
  };
}

/** What a file name says of an image. */
export type ImageName = {
  vendor: string;
  version: string;
  models: readonly string[];
  possibleModels: readonly string[];
};

export function readImageName(raw: unknown): ImageName {
  const name = fieldsOf<Static<typeof ImageNameAnswer>>(raw);
  return {
    vendor: readText(name.vendor),
    version: readText(name.version),
    models: readList(name.models, readText),
    possibleModels: readList(name.possibleModels, readText),
  };
}

/** Which files phones of a vendor can be given. */
export type TakingVendor = {
  id: string;
  name: string;
  firmware: string;
  language: string | null;
  ringTone: boolean;
  pictures: readonly string[];
};

export function readTakingVendor(raw: unknown): TakingVendor {
  const vendor = fieldsOf<Static<typeof VendorAnswer>>(raw);
  const takes = fieldsOf<Static<typeof VendorAnswer>["takes"]>(vendor.takes);
  const id = readText(vendor.id);
  return {
    id,
    name: readText(vendor.name) || id,
    firmware: readText(takes.firmware),
    language: readOptionalText(takes.language),
    ringTone: readFlag(takes.ringTone),
    pictures: readList(takes.pictures, readText),
  };
}
