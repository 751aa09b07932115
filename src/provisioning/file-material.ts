import { keysOfSeat } from "./desk-kit.ts";
import type { FunctionKey } from "./function-key.ts";
import type { Pbx } from "./pbx.ts";
import type { Phone } from "./phone.ts";
import type { Store } from "./ports.ts";
import type { Profile } from "./profile.ts";
import { layersOf, resolveLayers } from "./settings-layers.ts";
import type { Vendor } from "./vendor.ts";

/** What a phone's files are made of besides the phone itself. */
export type FileMaterial = {
  pbx: Pbx;
  profile: Profile | undefined;
  /** Display names of accounts by username and by number, for the keys that show them. */
  watchedNames: ReadonlyMap<string, string>;
  /** The phone book that its settings name, if there is one; its label. */
  phoneBook?: string | undefined;
};

/** The keys that a phone shows: those of whoever sits there, else its own, else its profile's for its model. */
export function keysOf(
  phone: Pick<Phone, "keys" | "modules" | "seat" | "lines">,
  profile: Profile | undefined,
  modelName: string,
): { keys: readonly FunctionKey[]; modules: readonly (readonly FunctionKey[])[] } {
  const layout = phone.keys.length > 0 || phone.modules.length > 0 ? phone : profile?.layouts[modelName];
  const own = layout?.keys ?? [];
  return { keys: keysOfSeat(phone, own) ?? own, modules: layout?.modules ?? [] };
}

/** The accounts that keys watch without a label of their own. */
export function watchedNumbers({
  keys,
  modules = [],
}: {
  keys: readonly FunctionKey[];
  modules?: readonly (readonly FunctionKey[])[] | undefined;
}): string[] {
  const watched = [keys, ...modules]
    .flat()
    .flatMap(({ type, value, label }) => (type === "blf" && value !== undefined && !label ? [value] : []));
  return [...new Set(watched)];
}

/** Every layer of a phone's settings. Undefined: its PBX is not there any more. */
export async function gatherLayers(
  store: Pick<Store, "findPbx" | "findProfile">,
  phone: Phone,
  modelName: string | null,
  firmwareFamily: string | undefined,
  vendorId = phone.vendorId,
): Promise<ReturnType<typeof layersOf> | undefined> {
  const pbx = await store.findPbx(phone.pbxId);
  if (pbx === undefined) return undefined;
  const profile = phone.profileId === null ? undefined : await store.findProfile(phone.pbxId, phone.profileId);
  return layersOf({ pbx, vendorId, modelName, firmwareFamily, profile, phone });
}

/** Undefined: the phone's PBX is not there any more. */
export async function gatherMaterial(
  store: Pick<Store, "findPbx" | "findProfile" | "findDisplayNames" | "bookVersion">,
  phone: Phone,
  modelName: string,
  vendor: Vendor,
): Promise<FileMaterial | undefined> {
  const pbx = await store.findPbx(phone.pbxId);
  if (pbx === undefined) return undefined;
  const profile = phone.profileId === null ? undefined : await store.findProfile(phone.pbxId, phone.profileId);
  const numbers = watchedNumbers(keysOf(phone, profile, modelName));
  const watchedNames = numbers.length === 0 ? new Map() : await store.findDisplayNames(phone.pbxId, numbers);
  const { phoneBook: wanted } = resolveLayers(
    layersOf({
      pbx,
      vendorId: vendor.id,
      modelName,
      firmwareFamily: vendor.firmware.familyOf(modelName),
      profile,
      phone,
    }),
  );
  const book = typeof wanted === "string" ? await store.bookVersion(pbx.id, wanted) : undefined;
  return { pbx, profile, watchedNames, phoneBook: book?.label };
}
