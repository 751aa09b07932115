import { parseMac } from "./mac.ts";
import { OPEN_ACCESS } from "./pbx-access.ts";
import type { Phone } from "./phone.ts";
import { templateRulesOf } from "./phone-files.ts";
import type { Surveyed } from "./survey.ts";
import type { Vendor } from "./vendor.ts";

const MAC = parseMac("020000000001");

/** A phone that nobody has, as it usually is: two lines and all keys. */
export function samplePhone(vendor: Vendor, modelName: string): Surveyed | undefined {
  const model = vendor.models[modelName];
  if (model === undefined || MAC === undefined) return undefined;
  const phone: Phone = {
    ...{ phoneId: 0, mac: MAC, macId: null, pbxId: "sample", vendorId: vendor.id, vendorSource: "operator" },
    ...{ model: modelName, modelSource: "operator", revision: "", hasLiveGrants: false, label: "" },
    ...{ certificatePolicy: "off", knownAuthorities: [] },
    keys: Array.from({ length: model.keys }, (_, index) => ({ type: "blf" as const, value: String(index + 1) })),
    ...{ modules: [], handsets: [], profileId: null, settings: {} },
    lines: Array.from({ length: Math.min(2, model.lines) }, (_, index) => {
      const name = String(index + 1);
      return { accountId: index, username: name, authName: name, displayName: name, label: name };
    }),
    ...{ access: OPEN_ACCESS, pausedAt: null, proofs: [], seatWaits: false, sharing: "never", seat: null },
    ...{ createdAt: 0, updatedAt: 0, lastSeenAt: null, lastAddress: null, firmware: null, rolloutFirmware: null },
  };
  const found = { vendor, modelName, model };
  return {
    phone,
    found,
    material: {
      profile: undefined,
      watchedNames: new Map(),
      pbx: {
        ...{ id: "sample", host: "pbx.invalid", port: 5060, transport: "udp", customer: null, realm: null },
        ...{ settings: {}, vendors: {}, clientCertificates: {} },
        ...{ access: OPEN_ACCESS, pausedAt: null, revision: 1, createdAt: 0, updatedAt: 0 },
      },
    },
    rules: templateRulesOf(found),
  };
}
