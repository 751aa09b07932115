import { chooseFirmware } from "./choose-firmware.ts";
import { EMPTY_CATALOGUE, type HostedCatalogue, type HostedFile, type HostedKind, hostedUrl } from "./hosted-file.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { Model, Vendor } from "./vendor.ts";

/** What a phone is told of files that it may fetch here. Undefined: nothing is said about it. */
export type HostedTold = {
  /** Where this phone's files are, ending in `/`. */
  base: string;
  /** `keep`: it shall stay as it is, whatever it was told before. */
  firmware: { url: string; name: string; version: string; isReached: boolean } | "keep" | undefined;
  /** By handset type. */
  handsetFirmware: readonly { type: string; url: string }[];
  languageUrl: string | undefined;
  ringTone: { url: string; name: string } | undefined;
};

type Settings = Omit<ResolvedSettings, "raw">;
type Order = {
  vendor: Vendor;
  modelName: string;
  model: Model;
  base: string;
  catalogue: HostedCatalogue | undefined;
  running: string | undefined;
};

/** How a setting names a picture that lies here. */
const HOSTED = "hosted:";

/** What a phone is told, and its settings with the addresses of hosted pictures in the place of their names. */
export function tellHosted(settings: Settings, order: Order): { settings: Settings; hosted: HostedTold } {
  const { vendor, model, base } = order;
  const cannot = vendor.families[model.family]?.cannot ?? {};
  const { languageFile, ringToneFile, handsetFirmware = {}, logoUrl, backgroundUrl } = settings;
  const language = cannot.languageFile === undefined ? findFile(order, "language", languageFile) : undefined;
  const tone = cannot.ringToneFile === undefined ? findFile(order, "ring-tone", ringToneFile) : undefined;
  const pictures = Object.entries({ logoUrl, backgroundUrl }).flatMap(([name, url]) =>
    url?.startsWith(HOSTED) ? [[name, pictureUrl(order, url.slice(HOSTED.length))] as const] : [],
  );
  const handsets = cannot.handsetFirmware === undefined ? Object.entries(handsetFirmware) : [];
  return {
    settings: pictures.length === 0 ? settings : { ...settings, ...Object.fromEntries(pictures) },
    hosted: {
      base,
      firmware: cannot.firmware === undefined ? tellFirmware(order, settings.firmware) : undefined,
      handsetFirmware: handsets.flatMap(([type, version]) => {
        const told = tellFirmware({ ...order, modelName: type, running: undefined }, version);
        return told === undefined || told === "keep" ? [] : [{ type, url: told.url }];
      }),
      languageUrl: language && hostedUrl(base, language),
      ringTone: tone && { url: hostedUrl(base, tone), name: tone.name },
    },
  };
}

function tellFirmware(order: Order, target: string | undefined): HostedTold["firmware"] {
  if (target === undefined || target === "keep") return target;
  const { vendor, modelName, running, catalogue = EMPTY_CATALOGUE } = order;
  const mayGoBack = vendor.firmware.whyNotBack === undefined;
  const chosen = chooseFirmware({ vendorId: vendor.id, modelName, target, running, catalogue, mayGoBack });
  if (chosen === undefined) return undefined;
  const { file, isReached } = chosen;
  return { url: hostedUrl(order.base, file), name: file.name, version: file.firmware.version, isReached };
}

function findFile(
  { vendor, catalogue = EMPTY_CATALOGUE }: Order,
  kind: HostedKind,
  name: string | undefined,
): HostedFile | undefined {
  if (name === undefined) return undefined;
  return catalogue.files.find((file) => file.vendorId === vendor.id && file.kind === kind && file.name === name);
}

/** A picture that is larger than the display, where its size is known, is not told: nobody knows what the phone makes of it. */
function pictureUrl(order: Order, name: string): string | undefined {
  const picture = findFile(order, "picture", name);
  return picture === undefined || isTooLarge(picture, order.model) ? undefined : hostedUrl(order.base, picture);
}

export function isTooLarge({ size }: Pick<HostedFile, "size">, { displaySize }: Pick<Model, "displaySize">): boolean {
  if (size === null || displaySize === undefined) return false;
  return size.width > displaySize.width || size.height > displaySize.height;
}
