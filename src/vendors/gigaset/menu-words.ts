import { menuTextsIn } from "../../provisioning/menu/texts.ts";
import type { ResolvedSettings } from "../../provisioning/settings.ts";

/** What a handset shows, and what a base that does not log in by its SIP account must have (gigaset.md §6): it opens nothing here. */
const NAME = "Offhook";
const LOGIN = "offhook";

/** A service of a base, on or off. Undefined: nothing is said about it, so whatever stands there stays. */
export function describeMenu({ menu, menuUrl, language }: ResolvedSettings) {
  if (menu === false) return { isOn: false, url: undefined };
  if (menu === undefined || menuUrl === undefined) return undefined;
  // 8 characters at most.
  return { isOn: true, url: menuUrl, name: NAME, softKey: menuTextsIn(language).menu, login: LOGIN };
}
