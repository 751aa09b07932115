import type { Deliveries } from "./deliveries.ts";
import type { EventName } from "./events.ts";
import { gatherMaterial } from "./file-material.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import { isMenuRule, pageInName } from "./menu/menu-path.ts";
import type { ShowMenu } from "./menu/show-menu.ts";
import { MASK } from "./password.ts";
import type { Phone } from "./phone.ts";
import type { BookPages } from "./phone-book/book-pages.ts";
import { fileRulesOf, maskedOrder, maskedProofs, modelOfPhone, type PhoneModel } from "./phone-files.ts";
import type { Renderer, Store } from "./ports.ts";
import { QUIET_MS } from "./record-visit.ts";
import { type FileOrder, renderFile } from "./render-file.ts";
import { diffTexts } from "./unified-diff.ts";
import type { FileRule, Vendor } from "./vendor.ts";

type FileListing = { name: string; kind: string; contentType: string; carriesSecrets: boolean };
/** `diff`: as `diff -u` writes it, empty where nothing is new. Null: how it was is not known any more. */
type FileNews = { fetchedAt: number | null; diff: string | null };
export type Previewer = {
  /** The files this phone asks for, in its order. */
  listFiles(phone: Phone): FileListing[];
  /** A file as the phone would get it with all its passwords, each shown as the mask. Moves no grant. Undefined: not a file of this phone. */
  preview(phone: Phone, fileName: string): Promise<{ body: Buffer; contentType: string } | undefined>;
  /** What is new in a file since the phone fetched it last, passwords masked on both sides. Undefined: not a file of this phone. */
  findNews(phone: Phone, fileName: string): Promise<FileNews | undefined>;
};

/** Events of a phone among which its last fetch is looked for. */
const EVENTS_LOOKED_AT = 100;
const FETCHES: readonly EventName[] = ["file-served", "passwords-delivered"];

export function createPreviewer(parts: {
  store: Pick<Store, "findPbx" | "findProfile" | "findDisplayNames" | "bookVersion" | "listEvents">;
  deliveries: Deliveries;
  vendors: readonly Vendor[];
  renderer: Renderer;
  bookPages: BookPages;
  showMenu: ShowMenu;
  reached: () => FileOrder["reached"];
  authorities: () => FileOrder["authorities"];
  hosted: () => HostedCatalogue;
}): Previewer {
  const { vendors, store, deliveries, renderer } = parts;

  function findRule(phone: Phone, found: PhoneModel, fileName: string): FileRule | undefined {
    const rule = fileRulesOf(found).find((candidate) => candidate.path.test(fileName));
    const mac = rule?.path.exec(fileName)?.groups?.mac?.replace(/[:-]/g, "").toUpperCase();
    return mac === undefined || mac === phone.mac ? rule : undefined;
  }

  async function findLastFetch({ mac }: Phone, rule: FileRule): Promise<number | undefined> {
    const { items } = await store.listEvents({ mac, limit: EVENTS_LOOKED_AT });
    return items.find(({ name, detail }) => FETCHES.includes(name) && rule.path.test(String(detail?.file)))?.at;
  }

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
      const rule = findRule(phone, found, fileName);
      if (rule === undefined) return undefined;
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

    async findNews(phone, fileName) {
      const found = modelOfPhone(phone, vendors);
      if (found === undefined) return undefined;
      const rule = findRule(phone, found, fileName);
      if (rule === undefined) return undefined;
      const seenAt = await findLastFetch(phone, rule);
      const { template } = rule;
      const kept = deliveries.last({
        phoneId: phone.phoneId,
        vendorId: found.vendor.id,
        ruleIndex: found.vendor.files.indexOf(rule),
      });
      if (kept === undefined || template === undefined) return { fetchedAt: seenAt ?? null, diff: null };
      const fetchedAt = Math.max(kept.at, seenAt ?? 0);
      // Another daemon gave it something since, or what made it is not there any more.
      const isUnknown = fetchedAt > kept.at + QUIET_MS || kept.templateRevision !== renderer.revision(template);
      const model = found.vendor.models[kept.modelName];
      const material = await gatherMaterial(store, phone, found.modelName, found.vendor);
      if (isUnknown || model === undefined || material === undefined) return { fetchedAt, diff: null };
      const encoding = rule.escape === "latin1-xml" ? "latin1" : "utf8";
      const masked = { ...rule, template };
      const reached = parts.reached();
      const now = { reached, authorities: parts.authorities(), hosted: parts.hosted() };
      const before = renderFile(
        maskedOrder({
          ...{ phone: kept.phone, found: { ...found, modelName: kept.modelName, model }, material: kept.material },
          ...{ rule: masked, told: { reached, authorities: kept.authorities, hosted: kept.hosted } },
        }),
        renderer,
      );
      const after = renderFile(maskedOrder({ phone, found, material, rule: masked, told: now }), renderer);
      return { fetchedAt, diff: diffTexts(before.toString(encoding), after.toString(encoding))?.unified ?? "" };
    },
  };
}
