import { parseMac } from "./mac.ts";
import { OPEN_ACCESS } from "./pbx-access.ts";
import type { Phone } from "./phone.ts";
import type { Clock, Renderer } from "./ports.ts";
import { NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { Vendor } from "./vendor.ts";

const MAC = parseMac("020000000001");

/**
 * Renders configurations that nobody asked for, so that the first phones after a start do not pay for code that runs for the first
 * time: after a power cut they come by the thousand. Ends after `budgetMs`.
 */
export function warmUp(vendors: readonly Vendor[], renderer: Renderer, budgetMs: number, clock: Clock): void {
  const until = clock() + budgetMs;
  const orders = vendors.flatMap((vendor) => orderOf(vendor) ?? []);
  for (let round = 0; clock() < until; round++) {
    const order = orders[round % orders.length];
    if (order === undefined) return;
    try {
      renderFile(order, renderer);
    } catch {
      // A template of the operator's that fails is told of when a phone gets it.
    }
  }
}

function orderOf(vendor: Vendor): Parameters<typeof renderFile>[0] | undefined {
  const modelName = vendor.defaultModel;
  const model = vendor.models[modelName];
  const rule = vendor.files.find(
    ({ template, families }) => template !== undefined && (families?.includes(model?.family ?? "") ?? true),
  );
  if (model === undefined || rule?.template === undefined || MAC === undefined) return undefined;
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
    ...{ access: OPEN_ACCESS, proofs: [] },
    ...{ createdAt: 0, updatedAt: 0, lastSeenAt: null, lastAddress: null, firmware: null },
  };
  return {
    ...{ phone, profile: undefined, watchedNames: new Map(), vendor, modelName, model },
    pbx: {
      ...{ id: "sample", host: "pbx.invalid", port: 5060, transport: "udp", customer: null, realm: null },
      ...{ settings: {}, vendors: {}, clientCertificates: {} },
      ...{ access: OPEN_ACCESS, revision: 1, createdAt: 0, updatedAt: 0 },
    },
    rule: { ...rule, template: rule.template },
    reached: { baseUrl: "http://sample.invalid/" },
    authorities: [],
    passwords: NO_PASSWORDS,
  };
}
