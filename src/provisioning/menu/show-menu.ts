import { gatherLayers } from "../file-material.ts";
import { closestLanguage } from "../language.ts";
import type { Phone } from "../phone.ts";
import { readQuery } from "../phone-book/book-form.ts";
import type { PhoneModel } from "../phone-files.ts";
import type { Store } from "../ports.ts";
import { resolveLayers } from "../settings-layers.ts";
import { BOOK_PAGES } from "./book-search.ts";
import { CALL_PAGES } from "./call-pages.ts";
import type { MenuDocument } from "./menu-form.ts";
import type { MenuCall, MenuPage } from "./menu-page.ts";
import { type MenuRule, menuFileName, menuUrl } from "./menu-path.ts";
import type { MenuSources } from "./menu-sources.ts";
import { AGAIN_PAGES } from "./provision-again.ts";
import { menuTextsIn } from "./texts.ts";
import { THIS_PHONE } from "./this-phone.ts";

/** Every page but the first one, which offers those with an entry in this order. */
const PAGES: readonly MenuPage[] = [THIS_PHONE, ...BOOK_PAGES, ...CALL_PAGES, ...AGAIN_PAGES];

const FIRST: MenuPage = { name: "", show: showFirst };

async function showFirst(call: MenuCall, sources: MenuSources): Promise<MenuDocument> {
  const entries = await Promise.all(PAGES.map((page) => page.entry?.(call, sources)));
  const title = call.phone.label === "" ? call.texts.menu : call.phone.label;
  return { kind: "menu", title, back: undefined, entries: entries.filter((entry) => entry !== undefined) };
}

export type MenuOrder = {
  phone: Phone;
  found: PhoneModel;
  rule: MenuRule;
  /** As it stands in its file's name. */
  page: string;
  /** As on the wire, with its query. */
  target: string;
  /** That the phone asks under, with its token where it has one. */
  baseUrl: string;
  /** What opens this phone's menu, for the links. */
  key: string;
} & Pick<MenuCall, "address" | "door" | "mayAct">;

/** A page as its phone gets it. Undefined: the phone has no menu, or no such page. */
export type ShowMenu = (order: MenuOrder) => Promise<Buffer | undefined>;

export function createShowMenu(sources: MenuSources & { store: Pick<Store, "findPbx" | "findProfile"> }): ShowMenu {
  return (order) => showMenu(order, sources);
}

async function showMenu(order: MenuOrder, sources: Parameters<typeof createShowMenu>[0]): Promise<Buffer | undefined> {
  const { phone, found, rule, baseUrl, key, address, door, mayAct } = order;
  const { vendor, modelName } = found;
  const [pbx, layers] = await Promise.all([
    sources.store.findPbx(phone.pbxId),
    gatherLayers(sources.store, phone, modelName, vendor.firmware.familyOf(modelName), vendor.id),
  ]);
  if (pbx === undefined || layers === undefined) return undefined;
  const settings = resolveLayers(layers);
  const page = [FIRST, ...PAGES].find(({ name }) => name === order.page);
  if (settings.menu === false || page === undefined) return undefined;
  const query = readQuery(order.target);
  const reader = rule.menu.readReader?.(query) ?? {};
  const language = closestLanguage(reader.language ?? settings.language);
  const call: MenuCall = {
    ...{ phone, pbx, found, settings, language, query, reader, address, door, mayAct },
    texts: menuTextsIn(language),
    rows: rule.menu.rows,
    link: (to, more = {}) => `${menuUrl(baseUrl, key, menuFileName(phone.mac, to))}${writeQuery(more)}`,
  };
  // A link that was right a moment ago is never refused: a Yealink would wait for ever (yealink.md §7.1).
  const document = (await page.show(call, sources)) ?? (await showFirst(call, sources));
  return Buffer.from(rule.menu.render(document));
}

function writeQuery(query: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
