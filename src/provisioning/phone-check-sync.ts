import type { CheckSync, CheckSyncEvent } from "./check-sync.ts";
import { gatherLayers } from "./file-material.ts";
import type { Phone } from "./phone.ts";
import type { CommandKind } from "./phone-command.ts";
import { firmwareFamilyOf } from "./phone-identity.ts";
import type { Store } from "./ports.ts";
import { resolveLayers } from "./settings-layers.ts";
import type { Vendor } from "./vendor.ts";
import { isOlder } from "./versions.ts";

export type PhoneCheckSync = Pick<CheckSync, "mayChallenge" | "whyNotDirect"> & {
  sent: Extract<CheckSyncEvent, { event: string }>;
  /** It tells us that it has started. */
  reportsStart: boolean;
};

/** What this phone is to be sent, or why it cannot be told that. */
export async function checkSyncOf(
  kind: CommandKind,
  phone: Phone,
  { vendors, store }: { vendors: readonly Vendor[]; store: Pick<Store, "findPbx" | "findProfile"> },
): Promise<PhoneCheckSync | { whyNot: string }> {
  const vendor = vendors.find(({ id }) => id === phone.vendorId);
  const modelName = phone.model ?? vendor?.defaultModel ?? null;
  const model = vendor?.models[modelName ?? ""];
  const family = model && vendor?.families[model.family];
  const layers = await gatherLayers(store, phone, modelName, firmwareFamilyOf(phone, vendors));
  if (vendor === undefined || model === undefined || family === undefined || layers === undefined)
    return { whyNot: `no vendor ${phone.vendorId} with such a model is built in` };
  const { mayChallenge, whyNotDirect, ...kinds } = vendor.checkSync(model.family);
  const sent = kinds[kind];
  if ("whyNot" in sent) return sent;
  const { sinceFirmware, needsRaw } = sent;
  if (sinceFirmware !== undefined && phone.firmware !== null && isOlder(phone.firmware, sinceFirmware))
    return { whyNot: `it needs firmware ${sinceFirmware} for that and has ${phone.firmware}` };
  const settings = resolveLayers(layers);
  if (needsRaw !== undefined && settings.raw?.[vendor.id]?.[needsRaw.name] !== needsRaw.value)
    return {
      whyNot: `it obeys only with the raw setting ${needsRaw.name} = ${needsRaw.value}, which it does not have`,
    };
  return {
    ...(mayChallenge === undefined ? {} : { mayChallenge }),
    ...(whyNotDirect === undefined ? {} : { whyNotDirect }),
    sent,
    reportsStart: settings.reports === true && family.cannot.reports === undefined,
  };
}
