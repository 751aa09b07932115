import type { FileRule, Vendor } from "../vendor.ts";
import type { MenuForm } from "./menu-form.ts";

/** A folder before the file's name, so that no history holds it (`record-visit.ts` keeps names only). */
const KEY_FOLDER = /\/m\/([\w-]+)\/[^/]*$/;
/** Of a page, as it stands in its file's name. */
const PAGE = "[a-z]{1,20}(?:-[a-z]{1,20}){0,3}";

export type MenuRule = FileRule & { menu: MenuForm };

/** For `Vendor.files`: the pages of a phone's menu. */
export function menuRule(
  macInName: string,
  families: readonly string[],
  about: { menu: MenuForm; contentType: string },
): FileRule {
  return {
    ...about,
    path: new RegExp(`^menu-${macInName}(?:-(?<page>${PAGE}))?\\.xml$`, "i"),
    kind: "menu",
    families,
    template: undefined,
    why: "No template makes it: its pages are made when they are asked for, under the address that the phone's configuration says",
    name: (mac) => menuFileName(mac, ""),
    escape: "xml",
    carriesSecrets: false,
  };
}

export function isMenuRule(rule: FileRule): rule is MenuRule {
  return rule.menu !== undefined;
}

/** How phones of that family show a menu; undefined: they cannot, or nothing tells them where it is. */
export function findMenuRule(vendor: Vendor, family: string): MenuRule | undefined {
  return vendor.files.filter(isMenuRule).find(({ families }) => families?.includes(family) ?? true);
}

/** `page` "" is the first one. */
export function menuFileName(mac: string, page: string): string {
  return `menu-${mac}${page === "" ? "" : `-${page}`}.xml`;
}

/** The page that a file name means, as its table has it. Undefined: no file of a menu. */
export function pageInName({ path }: MenuRule, fileName: string): string | undefined {
  const found = path.exec(fileName);
  return found === null ? undefined : (found.groups?.page?.toLowerCase() ?? "");
}

export function menuUrl(baseUrl: string, key: string, fileName: string): string {
  return `${baseUrl}m/${key}/${fileName}`;
}

/** The key in a request's target. Undefined: it has none. */
export function readMenuKey(target: string): string | undefined {
  return KEY_FOLDER.exec(target.split(/[?#]/, 1)[0] ?? "")?.[1];
}
