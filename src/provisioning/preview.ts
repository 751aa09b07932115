import { gatherMaterial } from "./file-material.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import { isMenuRule, pageInName } from "./menu/menu-path.ts";
import type { ShowMenu } from "./menu/show-menu.ts";
import { MASK } from "./password.ts";
import type { Phone } from "./phone.ts";
import type { BookPages } from "./phone-book/book-pages.ts";
import { fileRulesOf, maskedOrder, maskedProofs, modelOfPhone } from "./phone-files.ts";
import type { Renderer, Store } from "./ports.ts";
import { type FileOrder, renderFile } from "./render-file.ts";
import type { Vendor } from "./vendor.ts";

type FileListing = { name: string; kind: string; contentType: string; carriesSecrets: boolean };
export type Previewer = {
  /** The files this phone asks for, in its order. */
  listFiles(phone: Phone): FileListing[];
  /** A file as the phone would get it with all its passwords, each shown as the mask. Moves no grant. Undefined: not a file of this phone. */
  preview(phone: Phone, fileName: string): Promise<{ body: Buffer; contentType: string } | undefined>;
};

export function createPreviewer(parts: {
  store: Pick<Store, "findPbx" | "findProfile" | "findDisplayNames" | "bookVersion">;
  vendors: readonly Vendor[];
  renderer: Renderer;
  bookPages: BookPages;
  showMenu: ShowMenu;
  reached: () => FileOrder["reached"];
  authorities: () => FileOrder["authorities"];
  hosted: () => HostedCatalogue;
}): Previewer {
  const { vendors } = parts;
  return {
    listFiles(phone) {
      const found = modelOfPhone(phone, vendors);
      if (found === undefined) return [];
      return fileRulesOf(found).map((rule) => ({
        name: rule.name(phone.mac, found.modelName),
        kind: rule.kind,
        contentType: rule.contentType,
        carriesSecrets: rule.carriesSecrets,
      }));
    },

    async preview(phone, fileName) {
      const found = modelOfPhone(phone, vendors);
      if (found === undefined) return undefined;
      const rule = fileRulesOf(found).find((candidate) => candidate.path.test(fileName));
      const mac = rule?.path.exec(fileName)?.groups?.mac?.replace(/[:-]/g, "").toUpperCase();
      if (rule === undefined || (mac !== undefined && mac !== phone.mac)) return undefined;
      const { baseUrl } = maskedProofs(phone, found, parts.reached()).reached;
      if (isMenuRule(rule)) {
        const asked = { page: pageInName(rule, fileName) ?? "", target: fileName, baseUrl, key: MASK };
        const seen = { address: phone.lastAddress ?? "", door: "", mayAct: false };
        const body = await parts.showMenu({ ...asked, ...seen, phone, found, rule });
        return body && { body, contentType: rule.contentType };
      }
      if (rule.template === undefined) return undefined;
      if (rule.book !== undefined) {
        const order = { ...found, phone, target: fileName, rule: { ...rule, template: rule.template } };
        const page = await parts.bookPages.render({ ...order, baseUrl });
        return page && { body: page, contentType: rule.contentType };
      }
      const material = await gatherMaterial(parts.store, phone, found.modelName, found.vendor);
      if (material === undefined) return undefined;
      const { template } = rule;
      const told = { reached: parts.reached(), authorities: parts.authorities(), hosted: parts.hosted() };
      const order = maskedOrder({ phone, found, material, rule: { ...rule, template }, told });
      return { body: renderFile(order, parts.renderer), contentType: rule.contentType };
    },
  };
}
