import type { HotDesk } from "./provisioning/hot-desk.ts";
import { createMenuKeys, type MenuKeys } from "./provisioning/menu/menu-keys.ts";
import type { MenuSources } from "./provisioning/menu/menu-sources.ts";
import { createShowMenu, type ShowMenu } from "./provisioning/menu/show-menu.ts";
import type { Store } from "./provisioning/ports.ts";
import { vendors } from "./vendors/index.ts";

/** What menus have done, which starts after the doors have opened. */
type Connected = Pick<MenuSources, "resync"> & { desk: Pick<HotDesk, "findSeat" | "signIn" | "signOut"> };
export type PhoneMenus = { keys: MenuKeys; show: ShowMenu; connect(connected: Connected): void };

/** Menus for the displays of phones. */
export function preparePhoneMenus(
  parts: Pick<MenuSources, "books" | "clock" | "record"> & { store: Store },
): PhoneMenus {
  let connected: Connected | undefined;
  return {
    keys: createMenuKeys(parts.store),
    show: createShowMenu({
      ...{ ...parts, vendors, telling: new Set() },
      resync: async (mac, requestedBy) => connected?.resync(mac, requestedBy),
      desk: {
        findSeat: (mac) => parts.store.findSeat(mac),
        signIn: async (asked) => connected?.desk.signIn(asked) ?? { outcome: "busy" },
        signOut: async (asked) => connected?.desk.signOut(asked) ?? "nobody",
      },
    }),
    connect(found) {
      connected = found;
    },
  };
}
