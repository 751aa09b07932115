import { gatherMaterial } from "./file-material.ts";
import { MASK, Password } from "./password.ts";
import { OPEN_ACCESS, proofsFor } from "./pbx-access.ts";
import type { Phone } from "./phone.ts";
import type { BookPages } from "./phone-book/book-pages.ts";
import { baseWithMaskedToken, loginNameOf } from "./phone-proof.ts";
import type { Renderer, Store } from "./ports.ts";
import { type FileOrder, type FilePasswords, NO_PASSWORDS, renderFile } from "./render-file.ts";
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
  bookPages: BookPages;
  reached: () => FileOrder["reached"];
  authorities: () => FileOrder["authorities"];
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
      if (rule.book !== undefined) {
        const order = { ...found, phone, target: fileName, rule: { ...rule, template: rule.template } };
        const { baseUrl } = maskedProofs(phone, found, parts.reached()).reached;
        const page = await parts.bookPages.render({ ...order, baseUrl });
        return page && { body: page, contentType: rule.contentType };
      }
      const material = await gatherMaterial(parts.store, phone, found.modelName);
      if (material === undefined) return undefined;
      const { template } = rule;
      const body = renderFile(
        {
          ...found,
          ...material,
          phone,
          rule: { ...rule, template },
          authorities: parts.authorities(),
          ...maskedProofs(phone, found, parts.reached()),
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

/** The phone's secret path and login, where its PBX asks for them. */
function maskedProofs(
  phone: Phone,
  { vendor, model }: { vendor: Vendor; model: Model },
  reached: FileOrder["reached"],
): Pick<FileOrder, "reached" | "login"> {
  if (phone.access === OPEN_ACCESS) return { reached };
  const given = proofsFor(phone.access, vendor.families[model.family]?.loginSettings !== undefined);
  const { baseUrl, httpsUrls } = reached;
  const masked = {
    ...reached,
    baseUrl: baseWithMaskedToken(baseUrl),
    httpsUrls: httpsUrls && {
      modern: httpsUrls.modern && baseWithMaskedToken(httpsUrls.modern),
      legacy: httpsUrls.legacy && baseWithMaskedToken(httpsUrls.legacy),
    },
  };
  return {
    reached: given.token ? masked : reached,
    login: given.credentials ? { username: loginNameOf(phone.mac), password: new Password(MASK) } : undefined,
  };
}
