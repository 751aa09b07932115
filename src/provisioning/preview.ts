import { gatherMaterial } from "./file-material.ts";
import { MASK, Password } from "./password.ts";
import type { Phone } from "./phone.ts";
import type { Renderer, Store } from "./ports.ts";
import { type FilePasswords, NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { FileRule, Model, Vendor } from "./vendor.ts";

type FileListing = { name: string; kind: string; contentType: string; carriesSecrets: boolean };
export type Previewer = {
  /** The files this phone asks for, in its order. */
  listFiles(phone: Phone): FileListing[];
  /** A file as the phone would get it with all its passwords, each shown as the mask. Moves no grant. Undefined: not a file of this phone. */
  preview(phone: Phone, fileName: string): Promise<{ body: Buffer; contentType: string } | undefined>;
};

export function createPreviewer(parts: {
  store: Store;
  vendors: readonly Vendor[];
  renderer: Renderer;
  baseUrl: () => string;
}): Previewer {
  function modelOf(phone: Phone): { vendor: Vendor; modelName: string; model: Model } | undefined {
    const vendor = parts.vendors.find(({ id }) => id === phone.vendorId);
    if (vendor === undefined) return undefined;
    const modelName =
      phone.model !== null && Object.hasOwn(vendor.models, phone.model) ? phone.model : vendor.defaultModel;
    const model = vendor.models[modelName];
    return model === undefined ? undefined : { vendor, modelName, model };
  }

  function rulesOf(phone: Phone): FileRule[] {
    const found = modelOf(phone);
    if (found === undefined) return [];
    return found.vendor.files.filter(
      (rule) => rule.families === undefined || rule.families.includes(found.model.family),
    );
  }

  return {
    listFiles(phone) {
      const found = modelOf(phone);
      return rulesOf(phone).map((rule) => ({
        name: rule.name(phone.mac, found?.modelName ?? ""),
        kind: rule.kind,
        contentType: rule.contentType,
        carriesSecrets: rule.carriesSecrets,
      }));
    },

    async preview(phone, fileName) {
      const found = modelOf(phone);
      const rule = rulesOf(phone).find((candidate) => candidate.path.test(fileName));
      const mac = rule?.path.exec(fileName)?.groups?.mac?.replace(/[:-]/g, "").toUpperCase();
      if (found === undefined || rule?.template === undefined || (mac !== undefined && mac !== phone.mac))
        return undefined;
      const material = await gatherMaterial(parts.store, phone, found.modelName);
      if (material === undefined) return undefined;
      const { template } = rule;
      const body = renderFile(
        {
          ...found,
          ...material,
          phone,
          rule: { ...rule, template },
          baseUrl: parts.baseUrl(),
          passwords: rule.carriesSecrets ? maskedPasswords(phone) : NO_PASSWORDS,
        },
        parts.renderer,
      );
      return { body, contentType: rule.contentType };
    },
  };
}

function maskedPasswords(phone: Phone): FilePasswords {
  const mask = new Password(MASK);
  const sip = new Map(phone.lines.map((line) => [line.accountId, mask]));
  return { ...NO_PASSWORDS, sip, menu: mask, web: mask, shared: mask };
}
