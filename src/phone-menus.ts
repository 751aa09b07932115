import { createMenuKeys, type MenuKeys } from "./provisioning/menu/menu-keys.ts";
import type { MenuSources } from "./provisioning/menu/menu-sources.ts";
import { createShowMenu, type ShowMenu } from "./provisioning/menu/show-menu.ts";
import type { Store } from "./provisioning/ports.ts";
import { vendors } from "./vendors/index.ts";

export type PhoneMenus = {
  keys: MenuKeys;
  show: ShowMenu;
  /** Until then, phones cannot be told anything by their menus. */
  connect(resync: MenuSources["resync"]): void;
};

/** Menus for the displays of phones. */
export function preparePhoneMenus(
  parts: Pick<MenuSources, "books" | "clock" | "record"> & { store: Store },
): PhoneMenus {
  let resync: MenuSources["resync"] = async () => undefined;
  return {
    keys: createMenuKeys(parts.store),
    show: createShowMenu({
      ...parts,
      vendors,
      resync: (mac, requestedBy) => resync(mac, requestedBy),
      telling: new Set(),
    }),
    connect(connected) {
      resync = connected;
    },
  };
}
